// Outcomes: the one truth about a command, from the bridge. Speech never says more than this.
import * as z from "zod/mini";
import { WIRE_VERSION } from "./command.ts";
import { CommandId, SpeakerId } from "./ids.ts";
import { Found } from "./source.ts";
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
  "NOTHING_PLAYING",
  "TARGET_UNKNOWN",
  "VALUE_RANGE",
  "BUSY",
  "EXPIRED",
  "SUPERSEDED",
  "STORAGE_FULL",
  "UNSUPPORTED_VERSION",
  "CONFLICT",
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
  /** The volume that holds now, where the command asked for one: a cap may have lowered it. */
  volumePercent: z.optional(z.record(SpeakerId, VolumePercent)),
  /** From receipt: until journaled, until the first sound was written, until settled. */
  timings: z.object({
    acceptedMs: DurationMs,
    soundMs: z.optional(DurationMs),
    settledMs: DurationMs,
  }),
});
export type Outcome = z.infer<typeof Outcome>;
