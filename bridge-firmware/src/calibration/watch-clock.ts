// The microphone's clock against the engine's, from window to window. A speaker that jumps moves itself alone; the
// microphone's clock moves all of them alike: what most of them have in common is the clock's.
import type { SpeakerId } from "@house-band/contract";
import { median } from "../core/median.ts";
import { type Sighted, type Sightings, toMicMs, type WatchClock } from "./watch-estimate.ts";

/** Speakers whose shifts are this close have moved together. */
const TOGETHER_MS = 0.5;
/** What a window's shift says of the clock's rate: softly, since a speaker may drift, too. */
const RATE_SHARE = 0.3;
/** A longer window may have its middle where a shorter one before had it. */
const MIN_SINCE_MS = 3_000;
/** No microphone's clock is so far off. */
const MAX_PPM = 300;

export type Followed = {
  readonly clock: WatchClock;
  /** Of those who were found: by the clock as it is known now. */
  readonly found: ReadonlyMap<SpeakerId, Sighted>;
};

/**
 * @param middleMs the window's middle, engine time
 * @param sinceMs since the clock was followed last; null: it was only guessed, and is set by the speakers' own drifts
 */
export function followClock(
  clock: WatchClock,
  expectedMs: ReadonlyMap<SpeakerId, number>,
  sightings: Sightings,
  { middleMs, sinceMs }: { readonly middleMs: number; readonly sinceMs: number | null },
): Followed {
  const found = [...sightings].flatMap(([id, one]) => (one === null ? [] : [[id, one] as const]));
  const shifts = found.map(([id, { latencyMs }]) => latencyMs - (expectedMs.get(id) ?? latencyMs));
  const commonMs = commonShift(shifts);
  const turnPpm =
    sinceMs === null
      ? median(found.map(([, { driftPpm }]) => driftPpm))
      : ((RATE_SHARE * commonMs) / Math.max(MIN_SINCE_MS, sinceMs)) * 1e6;
  const ppm = Math.max(-MAX_PPM, Math.min(MAX_PPM, clock.ppm + turnPpm));
  return {
    clock: { engineMs: middleMs, micMs: toMicMs(clock, middleMs) + commonMs, ppm },
    found: new Map(found.map(([id, one]) => [id, { ...one, latencyMs: one.latencyMs - commonMs }])),
  };
}

/** The mean of the most shifts that are close together; of as many, of those nearest to none at all. */
function commonShift(shifts: readonly number[]): number {
  let best: readonly number[] = [];
  for (const one of shifts) {
    const near = shifts.filter((other) => Math.abs(other - one) <= TOGETHER_MS);
    const isNearer = near.length === best.length && Math.abs(mean(near)) < Math.abs(mean(best));
    if (near.length > best.length || isNearer) best = near;
  }
  return mean(best);
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
