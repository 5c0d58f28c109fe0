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

/** What the microphone made of one speaker. */
export const HeardCode = z.enum(["OK", "NOT_HEARD", "UNCERTAIN"]);
export type HeardCode = z.infer<typeof HeardCode>;

export const HeardSpeaker = z.object({
  code: HeardCode,
  /** How much later than the group it was heard, with the latencies that were played by; absent where it was not heard. */
  lateMs: z.optional(z.number()),
});
export type HeardSpeaker = z.infer<typeof HeardSpeaker>;

/** A measurement that has ended. */
export const Measured = z.object({
  atMs: EpochMs,
  /** Whether the speakers play by it from now on: a calibration. Otherwise it was only looked at. */
  isApplied: z.boolean(),
  /** Between the two that were farthest apart, before anything was applied; absent where fewer than two were heard. */
  skewMs: z.optional(DurationMs),
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
