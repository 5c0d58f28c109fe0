// The channels that this machine's Wi-Fi is on, out of what `iw dev` prints. Pure.
import type { WifiChannel } from "../core/radio/wifi-overlap.ts";

/** As in "channel 6 (2437 MHz), width: 20 MHz, center1: 2437 MHz"; a width may be followed by "(no HT)". */
const CHANNEL = /channel (\d+) \((\d+) MHz\)(?:, width: (\d+) MHz[^,\n]*)?(?:, center1: (\d+) MHz)?/g;
const USUAL_WIDTH_MHZ = 20;

/** Each once; none where no interface is connected. What is unknown in between is passed over. */
export function parseIwDev(printed: string): readonly WifiChannel[] {
  const channels = [...printed.matchAll(CHANNEL)].map(([, channel, mhz, width, centre]) => ({
    channel: Number(channel),
    centreMhz: Number(centre ?? mhz),
    widthMhz: width === undefined ? USUAL_WIDTH_MHZ : Number(width),
  }));
  return channels.filter((one, index) => channels.findIndex(({ channel }) => channel === one.channel) === index);
}
