// What the bridge shows of itself at its own door: the contract's state with the names that people gave. Pure.
// The schemas are the door's contract: the command line reads with them what the daemon wrote.
import {
  type BridgeState,
  Channel,
  type ConfigDesired,
  EpochMs,
  GroupId,
  LIVE_SOURCE_KINDS,
  LiveInputId,
  Outcome,
  Revision,
  SpeakerId,
  SpeakerReport,
  ThingName,
  VolumePercent,
  ZoneId,
  ZoneReport,
} from "@house-band/contract";
import * as z from "zod/mini";
import { adviseOn, type RadioState } from "../core/radio/radio-advice.ts";
import { InputLevel, type LiveInputs } from "../live-inputs-port.ts";
import type { DirectoryState } from "../ports.ts";
import { ReceiverState } from "../receivers.ts";
import { Favourite } from "../sources/favourites.ts";
import { PairingNews } from "./pairing/pairing-views.ts";

const Named = z.object({ id: SpeakerId, name: z.string() });

export const ZoneView = z.object({
  id: ZoneId,
  state: ZoneReport.shape.state,
  title: z.string(),
  artist: z.optional(z.string()),
  shuffled: ZoneReport.shape.shuffled,
  repeat: ZoneReport.shape.repeat,
  /** When the first of its speakers is stopped by its sleep timer; absent where none has one. */
  stopsAtMs: z.optional(EpochMs),
  /** Where it is a radio station's: its name. */
  station: z.optional(z.string()),
  /** Where somebody plays it to the bridge, and says what it is: who that is. */
  input: z.optional(z.string()),
  /** That one is not connected any more. */
  away: ZoneReport.shape.away,
  speakers: z.array(z.object({ ...Named.shape, channel: Channel, link: SpeakerReport.shape.link })),
});
export type ZoneView = z.infer<typeof ZoneView>;

export const CloudState = z.enum(["none", "offline", "online"]);
export type CloudState = z.infer<typeof CloudState>;

export const LibraryView = z.object({
  /** Null until it has looked once. */
  tracks: z.nullable(z.int()),
  /** Files looked at, and how many there are; null while nobody looks. */
  looking: z.nullable(z.object({ done: z.int(), total: z.int() })),
  /** Files that can't be played. */
  skipped: z.int(),
  /** What kept the last look from coming to its end. */
  fault: z.nullable(z.string()),
});
export type LibraryView = z.infer<typeof LibraryView>;

export const DirectoryView = z.object({
  /** Whose list it is. */
  name: z.string(),
  /** Null until there is a copy. */
  stations: z.nullable(z.int()),
  /** Of the copy; less than nothing where this machine's clock went back. */
  ageSeconds: z.nullable(z.number()),
  /** Entries that this bridge can't play. */
  leftOut: z.int(),
  /** Why the copy is no newer, or can't be kept. */
  fault: z.nullable(z.string()),
});
export type DirectoryView = z.infer<typeof DirectoryView>;

export const BluetoothView = z.object({
  /** Of each, how many speakers and senders are connected, and the part of its time that they take, 0 to 1 and beyond. */
  adapters: z.array(z.object({ adapter: z.string(), speakers: z.int(), senders: z.int(), airtimeShare: z.number() })),
  /** What keeps every speaker from being connected; null where nothing does. */
  trouble: z.nullable(
    z.enum([
      "no-adapter",
      "no-own-adapter",
      "adapters-off",
      "no-bluetooth-service",
      "no-audio-service",
      "old-audio-service",
    ]),
  ),
  /** This machine's own Wi-Fi, where it takes some of Bluetooth's 79 channels. */
  wifi: z.nullable(z.object({ channel: z.int(), lostChannels: z.int() })),
  /** What a person could do so that all its speakers fit; null where they do. */
  proposal: z.nullable(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("add-adapter"), missing: z.int() }),
      z.object({ kind: z.literal("move"), address: z.string(), name: z.string(), to: z.string() }),
      z.object({ kind: z.literal("leave-wifi"), adapter: z.string() }),
    ]),
  ),
});
export type BluetoothView = z.infer<typeof BluetoothView>;

export const CertificateView = z.object({
  /** Less than nothing where this machine's clock went back. */
  ageSeconds: z.number(),
  /** Until it is changed by itself, or that is tried again; nothing or less: it is due. */
  nextInSeconds: z.number(),
  /** Why the last try to change it came to nothing; null where none did. */
  fault: z.nullable(z.string()),
});
export type CertificateView = z.infer<typeof CertificateView>;

export const SenderView = z.object({
  id: LiveInputId,
  name: z.string(),
  kind: z.enum(LIVE_SOURCE_KINDS),
  state: z.enum(["away", "silent", "plays"]),
  /** Why it is away, where that is known. */
  trouble: z.optional(z.string()),
  /** Null while it is not connected, and where there is none. */
  codec: z.nullable(z.string()),
  /** What its player says that it plays; absent where it does not say. */
  title: z.optional(z.string()),
  artist: z.optional(z.string()),
  /** Absent where it is not measured. */
  level: z.optional(InputLevel),
});
export type SenderView = z.infer<typeof SenderView>;

export const StatusView = z.object({
  version: z.string(),
  thing: ThingName,
  /** `none`: it works by itself, without voice. */
  cloud: CloudState,
  /** Absent where the bridge has none of its own making. */
  certificate: z.optional(CertificateView),
  uptimeSeconds: z.number(),
  /** Null where it never had a home. */
  home: z.nullable(
    z.object({ revision: Revision, speakers: z.int(), connected: z.int(), groups: z.int(), isLocal: z.boolean() }),
  ),
  library: LibraryView,
  /** Absent where the settings ask for no radio. */
  bluetooth: z.optional(BluetoothView),
  /** Who may play to the bridge; absent where nobody is paired. */
  senders: z.optional(z.array(SenderView)),
  /** How the receivers of the home's network are; absent where the settings ask for none. */
  receivers: z.optional(z.array(ReceiverState)),
  /** The radio stations of the world; absent where the settings ask for none. */
  directory: z.optional(DirectoryView),
  zones: z.array(ZoneView),
});
export type StatusView = z.infer<typeof StatusView>;

export const SpeakerView = z.object({
  ...Named.shape,
  ...SpeakerReport.shape,
  channel: Channel,
  /** Null where it plays nothing. */
  zone: z.nullable(ZoneId),
  /** The loudest it may ever be set to; absent where that is as loud as it can. */
  capPercent: z.optional(VolumePercent),
});
export type SpeakerView = z.infer<typeof SpeakerView>;

export const GroupView = z.object({ id: GroupId, name: z.string(), speakers: z.array(Named) });
export type GroupView = z.infer<typeof GroupView>;

/** In the order in which they were made. */
export const FavouriteViews = z.array(Favourite);

/** What `/v1/events` tells. */
export const ControlEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status"), status: StatusView }),
  z.object({ kind: z.literal("outcome"), outcome: Outcome }),
  z.object({ kind: z.literal("pairing"), news: PairingNews }),
]);
export type ControlEvent = z.infer<typeof ControlEvent>;

/** The contract of `cloud/config-follower.ts` and `memory/local-home.ts`: revision 0 was made by the bridge itself. */
const isLocal = (home: ConfigDesired): boolean => home.revision === 0;

export type Surroundings = Pick<
  StatusView,
  | "version"
  | "thing"
  | "cloud"
  | "certificate"
  | "uptimeSeconds"
  | "library"
  | "bluetooth"
  | "senders"
  | "receivers"
  | "directory"
>;

/** What goes into a status of the radio; nothing where there is none. */
export function toBluetoothView(radio: RadioState | null, home: ConfigDesired | null): Pick<Surroundings, "bluetooth"> {
  if (radio === null) return {};
  const { loads, trouble, wifi } = radio;
  const { adapters, proposal } = adviseOn(loads);
  const nameOf = (address: string) =>
    Object.values(home?.speakers ?? {}).find((speaker) => speaker.address === address)?.name ?? address;
  const named = proposal?.kind === "move" ? { ...proposal, name: nameOf(proposal.address) } : proposal;
  return { bluetooth: { adapters: [...adapters], trouble, wifi, proposal: named } };
}

/** What goes into a status of its certificate; nothing where it has none. @param epochMs now */
export function toCertificateView(
  state: { readonly madeAtMs: number; readonly nextAtMs: number; readonly fault: string | null } | null,
  epochMs: number,
): Pick<Surroundings, "certificate"> {
  if (state === null) return {};
  const seconds = (ms: number) => Math.floor(ms / 1_000);
  const { madeAtMs, nextAtMs, fault } = state;
  return {
    certificate: { ageSeconds: seconds(epochMs - madeAtMs), nextInSeconds: seconds(nextAtMs - epochMs), fault },
  };
}

/** What goes into a status of its receivers; nothing where there are none. */
export const toReceiversView = (states: readonly ReceiverState[]): Pick<Surroundings, "receivers"> =>
  states.length === 0 ? {} : { receivers: [...states] };

/** What goes into a status of who plays to the bridge; nothing where nobody may. */
export function toSendersView(inputs: Pick<LiveInputs, "senders" | "levels">): Pick<Surroundings, "senders"> {
  const senders = inputs.senders();
  if (senders.length === 0) return {};
  const views = senders.map(({ link, ...sender }): SenderView => {
    const { title, artist } = link?.player ?? {};
    const level = inputs.levels().get(sender.id);
    return {
      ...sender,
      state: link === null ? "away" : link.isSending ? "plays" : "silent",
      codec: link?.codec ?? null,
      ...(title && { title }),
      ...(artist && { artist }),
      ...(level && { level }),
    };
  });
  return { senders: views };
}

/** @param epochMs now */
export function toDirectoryView({ fetchedAtMs, ...state }: DirectoryState, epochMs: number): DirectoryView {
  return { ...state, ageSeconds: fetchedAtMs === null ? null : Math.floor((epochMs - fetchedAtMs) / 1_000) };
}

/** The whole bridge at a glance. */
export function toStatusView(home: ConfigDesired | null, state: BridgeState, surroundings: Surroundings): StatusView {
  const connected = Object.values(state.speakers).filter(({ link }) => link === "connected").length;
  const counts = home && {
    revision: home.revision,
    speakers: Object.keys(home.speakers).length,
    connected,
    groups: Object.keys(home.groups).length,
    isLocal: isLocal(home),
  };
  return { ...surroundings, home: counts, zones: toZoneViews(home, state) };
}

function toZoneViews(home: ConfigDesired | null, state: BridgeState): ZoneView[] {
  return Object.entries(state.zones).map(([id, { members, ...zone }]) => ({
    ...zone,
    ...firstStop(members, state),
    id: ZoneId.parse(id),
    speakers: Object.entries(members).map(([speaker, channel]) => ({
      ...named(home, SpeakerId.parse(speaker)),
      channel,
      link: state.speakers[SpeakerId.parse(speaker)]?.link ?? "disconnected",
    })),
  }));
}

function firstStop(members: object, { speakers }: BridgeState): Pick<ZoneView, "stopsAtMs"> {
  const times = Object.keys(members).flatMap((id) => speakers[SpeakerId.parse(id)]?.stopsAtMs ?? []);
  return times.length === 0 ? {} : { stopsAtMs: Math.min(...times) };
}

/** Every speaker of the home, by name. */
export function toSpeakerViews(home: ConfigDesired | null, state: BridgeState): SpeakerView[] {
  const zones = Object.entries(state.zones);
  return Object.entries(home?.speakers ?? {})
    .flatMap(([key, { name, channel, capPercent }]): SpeakerView[] => {
      const id = SpeakerId.parse(key);
      const report = state.speakers[id];
      const zone = zones.find(([, { members }]) => Object.hasOwn(members, id))?.[0];
      const limit = capPercent < 100 && { capPercent };
      const where = { channel, zone: zone === undefined ? null : ZoneId.parse(zone) };
      return report ? [{ id, name, ...report, ...where, ...limit }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Every group of the home, by name. */
export function toGroupViews(home: ConfigDesired | null): GroupView[] {
  return Object.entries(home?.groups ?? {})
    .map(([id, { name, members }]) => ({
      id: GroupId.parse(id),
      name,
      speakers: members.map((member) => named(home, member)),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

const named = (home: ConfigDesired | null, id: SpeakerId) => ({ id, name: home?.speakers[id]?.name ?? id });
