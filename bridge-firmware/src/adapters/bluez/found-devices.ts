// What is known of a device that was seen nearby, and whether it is a speaker. Pure.
import { type BluetoothAddress, toDisplayName } from "@house-band/contract";
import type { FoundDevice } from "../../pairing-port.ts";
import { senderKind, takesMusic } from "./device-roles.ts";
import type { Mirror } from "./object-mirror.ts";
import type { Properties } from "./object-schemas.ts";
import { type AdapterScope, adaptersIn, nameOf } from "./speakers.ts";

/** A device as one adapter hears it, and where bluetoothd keeps it then. */
export type Copy = { readonly path: string; readonly adapterPath: string; readonly device: FoundDevice };

/** A device, as the adapter has it that hears it best; `copies`: of every adapter that hears it, the best first. */
export type Seen = { readonly device: FoundDevice; readonly copies: readonly Copy[] };

/** Everything that was heard nearby: with a signal, or known since the window was opened. */
export function toSeen(
  mirror: Mirror,
  scope: AdapterScope,
  known: ReadonlyMap<BluetoothAddress, Seen>,
): ReadonlyMap<BluetoothAddress, Seen> {
  const copies = new Map<BluetoothAddress, Copy[]>();
  const adapterPaths = adaptersIn(mirror, scope).map(({ path }) => path);
  for (const [path, { device }] of mirror) {
    const adapterPath = adapterPaths.find((one) => path.startsWith(`${one}/`));
    if (!device?.Address || adapterPath === undefined) continue;
    const wasKnown = known.get(device.Address)?.copies.some((copy) => copy.path === path) ?? false;
    if (device.RSSI === undefined && !wasKnown) continue;
    const copy = { path, adapterPath, device: toFound(device.Address, device) };
    copies.set(device.Address, [...(copies.get(device.Address) ?? []), copy]);
  }
  return new Map([...copies].map(([address, heard]) => [address, toBest(heard)]));
}

function toBest(heard: readonly Copy[]): Seen {
  const copies = [...heard].sort((one, other) => loudness(other) - loudness(one));
  const [best] = copies;
  if (!best) throw new Error("a device that no adapter hears is not seen");
  return { device: best.device, copies };
}

const UNHEARD_DBM = -200;
const loudness = ({ device }: Copy): number => device.signalDbm ?? UNHEARD_DBM;

/** An adapter that hears a device so much worse than another does is no choice, however much room it has. */
const MUCH_WORSE_DB = 20;

/** Of a device's copies, those that it can be paired by: heard nearly as well as by the adapter that hears it best. */
export function wellHeard({ copies }: Seen): readonly Copy[] {
  const best = Math.max(...copies.map(loudness));
  return copies.filter((copy) => loudness(copy) > best - MUCH_WORSE_DB);
}

/** Of whom there is anything to tell. */
export const newsOf = (
  before: ReadonlyMap<BluetoothAddress, Seen>,
  now: ReadonlyMap<BluetoothAddress, Seen>,
): readonly FoundDevice[] =>
  [...now].flatMap(([address, { device }]) => (isNews(before.get(address)?.device, device) ? [device] : []));

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
export function isSpeaker(device: Properties["device"]): boolean | null {
  const { Class } = device;
  if (takesMusic(device)) return true;
  if (senderKind(device) !== null) return false;
  if (Class === undefined) return null;
  const [major, minor] = [(Class >> 8) & 0x1f, (Class >> 2) & 0x3f];
  return major === MAJOR_AUDIO_VIDEO && MINOR_SPEAKERS.has(minor);
}
