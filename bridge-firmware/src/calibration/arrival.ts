// When the direct sound came: the first arrival that stands out, not the strongest.

import type { Deconvolver } from "./deconvolve.ts";
import { envelopeOf, flatten, noiseRms } from "./flatten.ts";
import { highest, vertex } from "./peak.ts";

export type Arrival = {
  /** Since the recording's beginning. */
  readonly atMs: number;
  /** So strong an earlier arrival could be hidden in noise, as a share of the strongest one. */
  readonly hiddenShare: number;
};

/** What is listened to before the place where a probe was sighted: an echo may be stronger than what it follows. */
export const BEFORE_MS = 100;
/** The strongest arrival is looked for this near to that place, the first one at most so long before the strongest. */
const AROUND_MS = 30;
const BEFORE_STRONGEST_MS = 30;
/** What counts as an arrival: more than noise comes to in one of a million probes, in multiples of its root mean square … */
const MIN_OVER_NOISE = 4.5;
/** … and more than the ripple that the band's ends leave around every arrival, as a share of the strongest. */
const MIN_OVER_STRONGEST = 0.25;
/** Nearer arrivals can't be told apart within the band: the stronger one is meant, the other is its ripple. */
const RESOLUTION_MS = 0.2;

/** Of the probe whose deconvolution begins at `fromFrame` and that was sighted BEFORE_MS after it. */
export function findArrival(spectrum: Float64Array, fromFrame: number, deconvolver: Deconvolver): Arrival {
  const { rateHz, transform } = deconvolver;
  const frames = (ms: number): number => Math.round((ms * rateHz) / 1_000);
  const envelope = envelopeOf(transform.inverse(flatten(spectrum, deconvolver)), frames(BEFORE_MS + AROUND_MS) + 1);
  const strongest = highest(envelope, frames(BEFORE_MS - AROUND_MS), envelope.length - 1);
  const peak = envelope[strongest] ?? 0;
  const noise = noiseRms(envelope.subarray(frames(5), frames(BEFORE_MS - AROUND_MS - BEFORE_STRONGEST_MS)));
  const threshold = Math.max(MIN_OVER_NOISE * noise, MIN_OVER_STRONGEST * peak);
  let first = strongest;
  for (let at = strongest - 1; at >= strongest - frames(BEFORE_STRONGEST_MS); at--) {
    const here = envelope[at] ?? 0;
    if (here >= threshold && here > (envelope[at - 1] ?? 0) && here >= (envelope[at + 1] ?? 0)) first = at;
  }
  first = highest(envelope, first, first + Math.ceil((RESOLUTION_MS * rateHz) / 1_000));
  const atFrame = fromFrame + first + vertex(envelope, first);
  return { atMs: (atFrame / rateHz) * 1_000, hiddenShare: Math.min(1, (MIN_OVER_NOISE * noise) / peak) };
}
