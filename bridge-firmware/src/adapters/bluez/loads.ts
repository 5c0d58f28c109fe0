// Whom each of the bridge's adapters serves, for the plan of the radio. Pure.
import type { AdapterLoad } from "../../core/radio/radio-advice.ts";
import type { Mirror } from "./object-mirror.ts";
import { toPlacedSenders } from "./senders.ts";
import { type AdapterScope, adaptersIn, toSpeakers } from "./speakers.ts";

/** @param isShared whether an adapter, by its name, shares its time with this machine's Wi-Fi */
export function toLoads(
  mirror: Mirror,
  scope: AdapterScope,
  isShared: (adapter: string) => boolean,
): readonly AdapterLoad[] {
  const speakers = [...toSpeakers(mirror, scope).values()];
  const senders = [...toPlacedSenders(mirror, scope).values()];
  return adaptersIn(mirror, scope).map(({ path }) => {
    const adapter = toAdapterName(path);
    const served = speakers.filter(({ device }) => device?.adapterPath === path);
    return {
      adapter,
      sharedWithWifi: isShared(adapter),
      speakers: served.map(({ address, link }) => ({
        address,
        isConnected: link !== null,
        bitpool: link?.transport.bitpool ?? null,
      })),
      senders: senders
        .filter((one) => one.path.startsWith(`${path}/`))
        .map(({ address, sender, bitpool }) => ({ address, isConnected: sender.link !== null, bitpool })),
    };
  });
}

/** Of /org/bluez/hci0: hci0. */
export const toAdapterName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
