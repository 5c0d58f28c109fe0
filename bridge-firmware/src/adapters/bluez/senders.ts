// Which of bluetoothd's objects play to this bridge: whoever is paired and is a sender, on one of the bridge's own
// adapters. Their transport says whether sound comes; bluez-alsa's PCM of it is what the engine hears. Pure.
import { type BluetoothAddress, type LiveInputId, type LiveSourceKind, toDisplayName } from "@house-band/contract";
import { type LiveInputEvent, type Sender, type SenderLink, UNNAMED } from "../../live-inputs-port.ts";
import { toCodec } from "./codec.ts";
import { senderKind } from "./device-roles.ts";
import { UUID } from "./names.ts";
import type { Mirror } from "./object-mirror.ts";
import type { Properties } from "./object-schemas.ts";
import { toInputSpec } from "./output-spec.ts";
import { playerAt } from "./players.ts";
import { type AdapterScope, adaptersIn, nameOf } from "./speakers.ts";

export type Senders = ReadonlyMap<LiveInputId, Sender>;

/** A sender with where it is, and how much of the air its stream takes. */
export type PlacedSender = {
  readonly address: BluetoothAddress;
  readonly sender: Sender;
  readonly path: string;
  /** The most that was agreed on, of SBC; null where its link has another codec, or there is none. */
  readonly bitpool: number | null;
};

/** Every sender, each once: one that is paired with two adapters is where its link is. */
export function toPlacedSenders(mirror: Mirror, scope: AdapterScope): ReadonlyMap<LiveInputId, PlacedSender> {
  const senders = new Map<LiveInputId, PlacedSender>();
  const adapterPaths = adaptersIn(mirror, scope).map((adapter) => adapter.path);
  for (const [path, { device }] of mirror) {
    const kind = kindAt(mirror, path, adapterPaths);
    if (!device?.Address || kind === null || senders.get(device.Address)?.sender.link) continue;
    const transport = transportOf(mirror, path);
    const name = toDisplayName(nameOf(device)) || UNNAMED[kind];
    const link = transport ? toLink(mirror, path, transport) : null;
    const bitpool = transport ? toCodec(transport).bitpool : null;
    const address = device.Address;
    senders.set(address, { address, sender: { id: device.Address, name, kind, link }, path, bitpool });
  }
  return senders;
}

export const toSenders = (mirror: Mirror, scope: AdapterScope): Senders =>
  new Map([...toPlacedSenders(mirror, scope)].map(([id, { sender }]) => [id, sender]));

/** Is it this very object? What has the same address on another adapter may be a copy that nobody has paired. */
export const isSenderAt = (mirror: Mirror, path: string, scope: AdapterScope): boolean =>
  kindAt(
    mirror,
    path,
    adaptersIn(mirror, scope).map((adapter) => adapter.path),
  ) !== null;

function kindAt(mirror: Mirror, path: string, adapterPaths: readonly string[]): LiveSourceKind | null {
  const device = mirror.get(path)?.device;
  const isOurs = device?.Paired === true && adapterPaths.some((one) => path.startsWith(`${one}/`));
  return isOurs ? senderKind(device) : null;
}

/** Where somebody plays to the bridge, the bridge's end is a sink. */
const transportOf = (mirror: Mirror, devicePath: string): Properties["transport"] | undefined =>
  [...mirror.values()]
    .map((object) => object.transport)
    .find((one) => one?.Device === devicePath && one.UUID?.toLowerCase() === UUID.audioSink);

const toLink = (mirror: Mirror, devicePath: string, transport: Properties["transport"]): SenderLink => ({
  codec: toCodec(transport).name,
  isSending: transport.State === "active",
  input: toInputSpec(devicePath),
  player: playerAt(mirror, devicePath)?.player ?? null,
});

/** What changed between two looks. */
export function toSenderEvents(before: Senders, now: Senders): readonly LiveInputEvent[] {
  const forgotten = [...before.keys()].filter((id) => !now.has(id));
  const changed = [...now.values()].filter(
    (sender) => JSON.stringify(sender) !== JSON.stringify(before.get(sender.id)),
  );
  return [
    ...forgotten.map((id): LiveInputEvent => ({ kind: "sender-forgotten", id })),
    ...changed.map((sender): LiveInputEvent => ({ kind: "sender-changed", sender })),
  ];
}
