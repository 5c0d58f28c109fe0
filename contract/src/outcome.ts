// Outcomes: the one truth about a command, from the bridge. Speech never says more than this.
import * as z from "zod/mini";
import { WIRE_VERSION } from "./command.ts";
import { BluetoothAddress, CommandId, SpeakerId } from "./ids.ts";
import { MAX_NAME_LENGTH, MAX_PRESET_NAME_LENGTH } from "./names.ts";
import { Found } from "./source.ts";
import { LatencyReport, Measured, Measuring } from "./sync.ts";
import { DurationMs, Seq, VolumePercent } from "./units.ts";

/** Stable words of the wire: each has a sentence in every locale and a test. */
export const OUTCOME_CODES = [
  "OK",
  "BRIDGE_OFFLINE",
  "SPEAKER_OFFLINE",
  "SPEAKER_ASLEEP",
  "SPEAKER_BUSY",
  "SPEAKER_REFUSED",
  "SPEAKER_UNPAIRED",
  "ADAPTER_DOWN",
  "ADAPTER_FULL",
  "AUDIO_SERVICE_DOWN",
  "NO_SOURCE",
  "EMPTY_LIBRARY",
  "LIBRARY_NOT_READY",
  "UNSUPPORTED_FORMAT",
  "SOURCE_UNREACHABLE",
  /** No Echo, or no phone, is connected to the bridge. */
  "SOURCE_OFFLINE",
  /** It is connected and plays nothing: what it plays next is heard. */
  "SOURCE_SILENT",
  /** What comes next is chosen at the Echo, or at the phone. */
  "SOURCE_DECIDES",
  /** The Echo, or the phone, was told to skip, and has not said that it did. */
  "SOURCE_UNCONFIRMED",
  /** A single track or a station plays: there is no order to change. */
  "NOTHING_TO_SHUFFLE",
  "NOTHING_PLAYING",
  "TARGET_UNKNOWN",
  "VALUE_RANGE",
  "BUSY",
  "EXPIRED",
  "SUPERSEDED",
  "STORAGE_FULL",
  "UNSUPPORTED_VERSION",
  "CONFLICT",
  "MUSIC_PLAYS",
  "NOT_SEEN",
  "NOT_A_SPEAKER",
  "PAIRING_REFUSED",
  "NAME_TAKEN",
  "HOME_FULL",
  "ON_A_CABLE",
  "NO_MICROPHONE",
  /** The microphone was there, and was lost, refused, muted, or used by somebody else. */
  "MICROPHONE_FAILED",
  "TOO_LOUD_AROUND",
  /** The microphone was overdriven. */
  "TOO_LOUD_HERE",
  "NOTHING_HEARD",
  /** Of two speakers or more: one alone has nobody to be in time with. */
  "ONE_SPEAKER_ALONE",
  /** Nothing is called so. */
  "NO_PRESET",
  /** It can't be asked for by words: a live source, a sound of the bridge's, everything. */
  "NOT_KEEPABLE",
  "PRESETS_FULL",
  /** It has no sleep timer. */
  "NO_TIMER",
  /** The bridge has no program that speaks. */
  "NO_VOICE",
  /** Nothing is announced there, nor about to be. */
  "NO_ANNOUNCEMENT",
  "INTERNAL",
] as const;

export const OutcomeCode = z.enum(OUTCOME_CODES);
export type OutcomeCode = z.infer<typeof OutcomeCode>;

/** `accepted`: journaled, result not known yet. Every other state is final. */
export const OutcomeState = z.enum([
  "accepted",
  "done",
  "partial",
  "failed",
  "rejected",
  "superseded",
  "expired",
  "duplicate",
]);
export type OutcomeState = z.infer<typeof OutcomeState>;

/** Whether more is to come of the command. A duplicate says nothing of it. */
export const isFinal = (state: OutcomeState): boolean => state !== "accepted" && state !== "duplicate";

/** More than these nobody keeps in mind. */
export const MAX_DISCOVERED = 5;

/** More nobody listens to. */
export const MAX_PRESETS_TOLD = 12;

/** A speaker that can be paired. Its name is its own word, and empty where it has told none. */
export const Discovered = z.object({ address: BluetoothAddress, name: z.string().check(z.maxLength(MAX_NAME_LENGTH)) });
export type Discovered = z.infer<typeof Discovered>;

export const Outcome = z.object({
  v: z.literal(WIRE_VERSION),
  commandId: CommandId,
  /** Absent only where the command was so broken that it had none. */
  seq: z.optional(Seq),
  state: OutcomeState,
  code: OutcomeCode,
  /** What became of each speaker the command named; empty where it never came to that. */
  perSpeaker: z.record(SpeakerId, OutcomeCode),
  /** What is playing because of the command. */
  found: z.optional(Found),
  /** Speakers that could be paired now, the nearest first; where the command looked for some. */
  discovered: z.optional(z.array(Discovered).check(z.maxLength(MAX_DISCOVERED))),
  /** Names of presets, in the order in which they were made; where the command asked for them. */
  presets: z.optional(
    z.array(z.string().check(z.maxLength(MAX_PRESET_NAME_LENGTH))).check(z.maxLength(MAX_PRESETS_TOLD)),
  ),
  /** What ended, where the command left open what that would be and it was not the music. */
  ended: z.optional(z.literal("announcement")),
  /** The volume that holds now, where the command asked for one: a cap may have lowered it. */
  volumePercent: z.optional(z.record(SpeakerId, VolumePercent)),
  /** A measurement that goes on, of these speakers or others. */
  measuring: z.optional(Measuring),
  /** What the newest measurement of these speakers has heard. */
  measured: z.optional(Measured),
  /** By what the speakers play, where the command was about that. */
  latencies: z.optional(z.record(SpeakerId, LatencyReport)),
  /**
   * How far the picture of a film would be ahead, whose sound somebody plays to the bridge and these speakers play; where
   * the command was about how they play together.
   */
  pictureAheadMs: z.optional(DurationMs),
  /** From receipt: until journaled, until the first sound was written, until settled. */
  timings: z.object({
    acceptedMs: DurationMs,
    soundMs: z.optional(DurationMs),
    settledMs: DurationMs,
  }),
});
export type Outcome = z.infer<typeof Outcome>;
