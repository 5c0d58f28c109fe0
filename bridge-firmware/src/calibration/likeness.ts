// By how much one recording is later than another that has heard the same: the phase transform, in which every tone counts
// alike, whatever the speakers, the rooms and the microphones make of it.
// @see Knapp and Carter 1976, "The Generalized Correlation Method for Estimation of Time Delay"
import { createTransform, sizeFor } from "./transform.ts";

export type Likeness = {
  /** How much later the other one is, in frames with their fraction; from the places that were compared. */
  readonly lateFrames: number;
  /** How far that stands out of everything else in reach, in multiples of its root mean square. */
  readonly strength: number;
};

export type Comparison = {
  /** `one` from frame `from` on against `other` around frame `otherFrom`. What lies beside a recording is silence. */
  compare(one: Float32Array, from: number, other: Float32Array, otherFrom: number): Likeness;
};

/** Below it there is rumble, and nothing to tell a moment by; a share of the rate. */
const LOWEST_HZ = 150;
/** Above it a recording holds nothing any more. */
const HIGHEST_SHARE = 0.42;

export type ComparisonShape = {
  readonly rateHz: number;
  readonly frames: number;
  /** How far from the place that it is compared with the other one may be, either way. */
  readonly reachFrames: number;
};

/** For pieces of `frames` of `one`. */
export function createComparison({ rateHz, frames, reachFrames }: ComparisonShape): Comparison {
  const transform = createTransform(sizeFor(frames + 2 * reachFrames));
  const { size } = transform;
  const band = { first: Math.ceil((LOWEST_HZ * size) / rateHz), last: Math.floor(HIGHEST_SHARE * size) };
  return {
    compare(one, from, other, otherFrom) {
      const spectrum = transform.forward(piece(one, from, frames)).slice(0, size + 2);
      const product = transform.forward(piece(other, otherFrom - reachFrames, frames + 2 * reachFrames));
      for (let bin = 0; bin <= size / 2; bin++) {
        const [re, im] = [spectrum[2 * bin] ?? 0, spectrum[2 * bin + 1] ?? 0];
        const [otherRe, otherIm] = [product[2 * bin] ?? 0, product[2 * bin + 1] ?? 0];
        const [bothRe, bothIm] = [otherRe * re + otherIm * im, otherIm * re - otherRe * im];
        const length = Math.hypot(bothRe, bothIm);
        const weight = bin < band.first || bin > band.last || length === 0 ? 0 : 1 / length;
        product[2 * bin] = weight * bothRe;
        product[2 * bin + 1] = weight * bothIm;
      }
      const peak = peakOf(transform.inverse(product.fill(0, size + 2)), 2 * reachFrames + 1);
      return { lateFrames: peak.at - reachFrames, strength: peak.strength };
    },
  };
}

function piece(samples: Float32Array, from: number, frames: number): Float32Array {
  const out = new Float32Array(frames);
  const first = Math.max(0, from);
  const last = Math.min(samples.length, from + frames);
  if (last > first) out.set(samples.subarray(first, last), first - from);
  return out;
}

/** Of the envelope: a speaker whose poles are changed over is as late as any other. */
function peakOf(complex: Float64Array, count: number): { readonly at: number; readonly strength: number } {
  const envelope = Float64Array.from({ length: count }, (_, n) =>
    Math.hypot(complex[2 * n] ?? 0, complex[2 * n + 1] ?? 0),
  );
  let best = 0;
  let energy = 0;
  for (const [n, value] of envelope.entries()) {
    energy += value * value;
    if (value > (envelope[best] ?? 0)) best = n;
  }
  const [before, here, after] = [envelope[best - 1] ?? 0, envelope[best] ?? 0, envelope[best + 1] ?? 0];
  const bend = before - 2 * here + after;
  const fraction = bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
  const rms = Math.sqrt(energy / count);
  return { at: best + fraction, strength: rms > 0 ? here / rms : 0 };
}
