// What is known of a device that was seen nearby, and whether it is a speaker. Pure.
import { type BluetoothAddress, toDisplayName } from "@house-band/contract";
import type { FoundDevice } from "../../pairing-port.ts";
import { UUID } from "./names.ts";
import type { Mirror } from "./object-mirror.ts";
import type { Properties } from "./object-schemas.ts";
import { type AdapterScope, adaptersIn, nameOf } from "./speakers.ts";

/** A device, and where bluetoothd keeps it. */
export type Seen = { readonly path: string; readonly adapterPath: string; readonly device: FoundDevice };

/** Everything that was heard nearby: with a signal, or known since the window was opened. The loudest copy of each. */
export function toSeen(
  mirror: Mirror,
  scope: AdapterScope,
  known: ReadonlyMap<BluetoothAddress, Seen>,
): ReadonlyMap<BluetoothAddress, Seen> {
  const seen = new Map<BluetoothAddress, Seen>();
  const adapterPaths = adaptersIn(mirror, scope).map(({ path }) => path);
  for (const [path, { device }] of mirror) {
    const adapterPath = adapterPaths.find((one) => path.startsWith(`${one}/`));
    if (!device?.Address || adapterPath === undefined) continue;
    if (device.RSSI === undefined && known.get(device.Address)?.path !== path) continue;
    const other = seen.get(device.Address);
    if (other && (other.device.signalDbm ?? -200) >= (device.RSSI ?? -200)) continue;
    seen.set(device.Address, { path, adapterPath, device: toFound(device.Address, device) });
  }
  return seen;
}

/** Is there anything to tell? A signal that wavers is no news. */
export const isNews = (before: FoundDevice | undefined, now: FoundDevice): boolean =>
  before === undefined ||
  before.name !== now.name ||
  before.icon !== now.icon ||
  before.isSpeaker !== now.isSpeaker ||
  before.isPaired !== now.isPaired;

const toFound = (address: BluetoothAddress, device: Properties["device"]): FoundDevice => ({
  address,
  name: toDisplayName(nameOf(device)),
  icon: device.Icon ?? null,
  signalDbm: device.RSSI ?? null,
  isSpeaker: isSpeaker(device),
  isPaired: device.Paired ?? false,
});

const MAJOR_AUDIO_VIDEO = 0x04;
/** Headsets, hands-free, loudspeakers, headphones, portable and car audio, hi-fi; no televisions, no microphones. */
const MINOR_SPEAKERS: ReadonlySet<number> = new Set([0x01, 0x02, 0x05, 0x06, 0x07, 0x08, 0x0a]);

/**
 * By what it offers, else by its class; null where it has told neither. A device tells what it offers when it is paired,
 * many before.
 * @see Bluetooth Assigned Numbers, section 2.8 "Class of Device"
 */
export function isSpeaker({ UUIDs, Class }: Properties["device"]): boolean | null {
  if (UUIDs?.includes(UUID.audioSink)) return true;
  if (Class === undefined) return null;
  const [major, minor] = [(Class >> 8) & 0x1f, (Class >> 2) & 0x3f];
  return major === MAJOR_AUDIO_VIDEO && MINOR_SPEAKERS.has(minor);
}
