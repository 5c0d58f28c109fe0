// What Wi-Fi on 2.4 GHz takes of Bluetooth's channels: adaptive hopping leaves those alone on which it hears somebody
// else, and what is sent has to go by the rest. Pure arithmetic.
// @see Bluetooth Core 5.4 Vol 2 Part A 2 (79 channels of 1 MHz from 2,402 MHz), Part B 2.6 (adaptive hopping)

/** One channel that a Wi-Fi of this machine is on. */
export type WifiChannel = { readonly channel: number; readonly centreMhz: number; readonly widthMhz: number };

export type WifiOverlap = {
  readonly channel: WifiChannel["channel"];
  /** Of Bluetooth's 79. */
  readonly lostChannels: number;
};

export const BLUETOOTH_CHANNELS = 79;
const LOWEST_MHZ = 2_401.5;
const HIGHEST_MHZ = LOWEST_MHZ + BLUETOOTH_CHANNELS;
/** Beyond its nominal width a Wi-Fi channel is heard so far. @see IEEE 802.15.2: 22 MHz for a channel of 20 */
const SKIRT_MHZ = 1;

/** Of several channels, the one that takes most; null where none is on Bluetooth's band. */
export function overlapOf(channels: readonly WifiChannel[]): WifiOverlap | null {
  const overlaps = channels
    .map(({ channel, centreMhz, widthMhz }) => {
      const reachMhz = widthMhz / 2 + SKIRT_MHZ;
      const fromMhz = Math.max(LOWEST_MHZ, centreMhz - reachMhz);
      const toMhz = Math.min(HIGHEST_MHZ, centreMhz + reachMhz);
      return { channel, lostChannels: Math.max(0, Math.round(toMhz - fromMhz)) };
    })
    .filter(({ lostChannels }) => lostChannels > 0)
    .sort((one, other) => other.lostChannels - one.lostChannels);
  return overlaps[0] ?? null;
}
