// How well speakers play together: what a microphone heard of them, and how far that can still be believed.
import * as z from "zod/mini";
import { SpeakerId } from "./ids.ts";
import { DurationMs, EpochMs, LatencyMs } from "./units.ts";

/** By ear, in one step: more than this is no nudge. */
export const MAX_NUDGE_MS = 500;

/** Positive: later. */
export const NudgeMs = z.number().check(z.gte(-MAX_NUDGE_MS), z.lte(MAX_NUDGE_MS));

/** How a speaker's latency is known, the best way first. `typical`: of its codec, where nothing else is known. */
export const LatencyMethod = z.enum(["measured", "by-hand", "reported", "model", "typical"]);
export type LatencyMethod = z.infer<typeof LatencyMethod>;

/** From a sample's write to its sound, as the bridge plays by it. */
export const LatencyReport = z.object({
  ms: LatencyMs,
  method: LatencyMethod,
  /** Since when a microphone's word holds; absent where none was heard, or where something has changed since. */
  verifiedAtMs: z.optional(EpochMs),
  /** Since when it does not hold any more: the speaker was away, or has changed its delay. */
  unverifiedSinceMs: z.optional(EpochMs),
});
export type LatencyReport = z.infer<typeof LatencyReport>;

/** A trim that has speakers equally loud only ever takes away, and no more than this. */
export const MAX_CUT_DB = 12;
export const CutDb = z.number().check(z.gte(-MAX_CUT_DB), z.lte(0));

/** How loud speakers came to the microphone, were all of them set to one volume. */
export const Levels = z.object({
  /** Between the loudest and the softest, with the trims that they had. */
  spreadDb: z.number().check(z.gte(0)),
  /** The trims with which they would be equally loud there, as far as trims go. */
  trims: z.record(SpeakerId, CutDb),
  /** What would be left between the loudest and the softest. */
  leftDb: z.number().check(z.gte(0)),
});
export type Levels = z.infer<typeof Levels>;

/** What the microphone made of one speaker. */
export const HeardCode = z.enum(["OK", "NOT_HEARD", "UNCERTAIN"]);
export type HeardCode = z.infer<typeof HeardCode>;

export const HeardSpeaker = z.object({
  code: HeardCode,
  /** How much later than the group it was heard, with the latencies that were played by; absent where it was not heard. */
  lateMs: z.optional(z.number()),
  /**
   * From a sample's write to its sound in the recording, what is written ahead and the microphone's own way included; to
   * some 10 ms. Absent where nobody knows when the recording began.
   */
  heardAfterMs: z.optional(DurationMs),
  /** How much louder than the group, were all of them set to one volume; absent where that can't be said. */
  levelDb: z.optional(z.number()),
});
export type HeardSpeaker = z.infer<typeof HeardSpeaker>;

/** Where speakers are in time: where the microphone stands, or at their own cones, which takes their distances from it. */
export const AlignedAt = z.enum(["microphone", "speakers"]);
export type AlignedAt = z.infer<typeof AlignedAt>;

/** A measurement that has ended. */
export const Measured = z.object({
  atMs: EpochMs,
  /** Whether the speakers play by it from now on: a calibration. Otherwise it was only looked at. */
  isApplied: z.boolean(),
  /** Where what is told of their times holds; absent: where the microphone stands. */
  alignedAt: z.optional(AlignedAt),
  /** Between the two that were farthest apart, before anything was applied; absent where fewer than two were heard. */
  skewMs: z.optional(DurationMs),
  /** Absent where fewer than two can be compared. */
  levels: z.optional(Levels),
  speakers: z.record(SpeakerId, HeardSpeaker),
});
export type Measured = z.infer<typeof Measured>;

/** A measurement that goes on: its probes are played one after the other. */
export const Measuring = z.object({
  playedProbes: z.int().check(z.gte(0)),
  allProbes: z.int().check(z.gte(1)),
  leftMs: DurationMs,
});
export type Measuring = z.infer<typeof Measuring>;
