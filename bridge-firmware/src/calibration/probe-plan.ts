// When each speaker plays the probe. Everybody plays twice, the second time in the opposite order: then the two moments of
// each speaker have the same middle, and a microphone whose clock runs fast or slow shifts all middles alike. No two slots
// are equally far apart, so that what is heard fits the plan in one way only, whenever the recording began.
import type { SpeakerId } from "@house-band/contract";
import { PROBE_MS } from "./probe.ts";

export type ProbeSlot = {
  readonly speaker: SpeakerId;
  /** When the probe is handed to the speaker, since the plan's beginning. */
  readonly atMs: number;
};

export type ProbePlan = {
  /** In order of time, two for each speaker. */
  readonly slots: readonly ProbeSlot[];
  /** When the last probe has been heard and has died away, however late its speaker is. */
  readonly lengthMs: number;
};

/** Speakers that one plan takes. */
export const MAX_PLANNED_SPEAKERS = 32;
/** The largest time from handing over to hearing that a plan tells apart: Bluetooth speakers lie between 30 and 700. */
export const MAX_HEARD_AFTER_MS = 1_000;
/** No two speakers of one plan are heard farther apart: distances in a garden come on top. */
export const MAX_HEARD_APART_MS = MAX_HEARD_AFTER_MS + 50;
/** What a room's reverberation gets to die away before the next probe can begin. */
const TAIL_MS = 200;
/** By this much each gap is longer than the one before: more than any clock's error over the gap. */
const GAP_GROWTH_MS = 5;

/**
 * Two slots for each speaker, far enough apart that probes never sound at the same time, whatever each speaker's latency.
 * 4 speakers take 18 s, 8 take 36 s, 32 take 167 s.
 * @throws RangeError for no speakers, more than 32, or one that is named twice
 */
export function planProbes(speakers: readonly SpeakerId[]): ProbePlan {
  if (speakers.length === 0 || speakers.length > MAX_PLANNED_SPEAKERS) {
    throw new RangeError(`a plan is for 1 to ${MAX_PLANNED_SPEAKERS} speakers, got ${speakers.length}`);
  }
  if (new Set(speakers).size !== speakers.length) throw new RangeError("a speaker is in the plan twice");
  const slots: ProbeSlot[] = [];
  let atMs = 0;
  for (const speaker of [...speakers, ...speakers.toReversed()]) {
    slots.push({ speaker, atMs });
    atMs += MAX_HEARD_AFTER_MS + PROBE_MS + TAIL_MS + GAP_GROWTH_MS * (slots.length - 1);
  }
  const lastAtMs = slots.at(-1)?.atMs ?? 0;
  return { slots, lengthMs: lastAtMs + MAX_HEARD_AFTER_MS + PROBE_MS + TAIL_MS };
}
