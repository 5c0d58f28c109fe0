// What a bridge says of itself: its speakers' links, its zones. Reported, never desired.
import * as z from "zod/mini";
import { Channel } from "./channel.ts";
import { ClaimAnswer, ClaimCancel, ClaimOffer, OwnerReset } from "./claim.ts";
import { WIRE_VERSION } from "./command.ts";
import { MAX_SPEAKERS } from "./home.ts";
import { HomeEdit } from "./home-edit.ts";
import { CommandId, HomeId, SpeakerId, ZoneId } from "./ids.ts";
import { OutcomeCode } from "./outcome.ts";
import { LatencyReport } from "./sync.ts";
import { EpochMs, LatencyMs, Revision, VolumePercent } from "./units.ts";

/** `connected` means that a transport exists and can be written to, not that a connect call returned. */
export const LinkState = z.enum(["connected", "connecting", "disconnected"]);
export type LinkState = z.infer<typeof LinkState>;

export const SpeakerReport = z.object({
  link: LinkState,
  /** Why it is not connected; OK where it is, or where nobody has asked for it. */
  reason: OutcomeCode,
  volumePercent: VolumePercent,
  muted: z.boolean(),
  /** When its sleep timer stops it; absent where it has none. */
  stopsAtMs: z.optional(EpochMs),
  batteryPercent: z.optional(VolumePercent),
  codec: z.optional(z.string().check(z.maxLength(16))),
  /** As the speaker reports it. @see BlueZ `org.bluez.MediaTransport1` Delay */
  reportedDelayMs: z.optional(LatencyMs),
  /** By what it plays; absent while it is not connected. */
  latency: z.optional(LatencyReport),
});
export type SpeakerReport = z.infer<typeof SpeakerReport>;

export const ZoneReport = z.object({
  state: z.enum(["playing", "paused"]),
  title: z.string().check(z.maxLength(200)),
  artist: z.optional(z.string().check(z.maxLength(200))),
  /** The radio station that plays; the title is then the station's own word, or its name. */
  station: z.optional(z.string().check(z.maxLength(200))),
  /** Who plays it to the bridge, where he says what it is; absent where the title is all that is known. */
  input: z.optional(z.string().check(z.maxLength(200))),
  /** Whoever played it to the bridge is not connected any more: nothing goes on before he is back. Absent: no. */
  away: z.optional(z.boolean()),
  /** Absent: no. */
  shuffled: z.optional(z.boolean()),
  /** Absent: neither. */
  repeat: z.optional(z.enum(["one", "all"])),
  members: z.record(SpeakerId, Channel),
});
export type ZoneReport = z.infer<typeof ZoneReport>;

export const BridgeState = z.object({
  /** The configuration this bridge works from. */
  configRevision: Revision,
  speakers: z.record(SpeakerId, SpeakerReport),
  zones: z.record(ZoneId, ZoneReport),
  /** Where something is announced, or about to be. Absent: nowhere. */
  announcedOn: z.optional(z.array(SpeakerId).check(z.maxLength(MAX_SPEAKERS))),
});
export type BridgeState = z.infer<typeof BridgeState>;

/** An event for the cloud's memory: a whole snapshot, so that a lost one is made good by the next. */
export const StateEvent = z.object({
  v: z.literal(WIRE_VERSION),
  kind: z.literal("state"),
  /** Start of this run of the bridge and a counter within it: later pairs win, whatever order they arrive in. */
  bootedAtMs: EpochMs,
  count: z.int().check(z.gte(1)),
  state: BridgeState,
});
export type StateEvent = z.infer<typeof StateEvent>;

/** An edit that was made at the bridge: told again until the configuration answers it (`lastEdit`). */
export const EditEvent = z.object({
  v: z.literal(WIRE_VERSION),
  kind: z.literal("edit"),
  /** The same however often it is told. */
  editId: CommandId,
  /** The home that was edited: a bridge may have been given to another one since. */
  homeId: HomeId,
  edit: HomeEdit,
});
export type EditEvent = z.infer<typeof EditEvent>;

export const BridgeEvent = z.discriminatedUnion("kind", [
  StateEvent,
  EditEvent,
  ClaimOffer,
  ClaimAnswer,
  ClaimCancel,
  OwnerReset,
]);
export type BridgeEvent = z.infer<typeof BridgeEvent>;

/** The Last Will, published by the broker when the bridge is lost. */
export const LastWill = z.object({ v: z.literal(WIRE_VERSION), kind: z.literal("lost") });
export type LastWill = z.infer<typeof LastWill>;
