// One band of an equaliser as the five numbers of a second-order filter, and such filters run over a stereo block.
import { type Band, MAX_BANDS } from "@house-band/contract";
import { bringIn, kernels, MAX_FRAMES, takeDoubles, takeOut } from "./kernels.ts";

/** b0, b1, b2, a1, a2, divided by a0. */
export const COEFFICIENTS = 5;
/** The first of left and right, then the second of both. */
export const STATES = 4;

const workingCoefficients = takeDoubles(MAX_BANDS * COEFFICIENTS);
const workingStates = takeDoubles(MAX_BANDS * STATES);

/** Below this a state is nothing; left to fade by itself it would end in numbers that are slow to reckon with. */
const NOTHING = 1e-30;

/** Writes a band's coefficients into `out` from `at` on. @see Bristow-Johnson, "Audio EQ Cookbook" */
export function writeCoefficients(band: Band, rateHz: number, out: Float64Array, at: number): void {
  const amplitude = 10 ** (band.gainDb / 40);
  const omega = (2 * Math.PI * band.frequencyHz) / rateHz;
  const alpha = Math.sin(omega) / (2 * band.q);
  const [b0, b1, b2, a0, a1, a2] =
    band.kind === "peaking"
      ? peaking(amplitude, Math.cos(omega), alpha)
      : shelf(amplitude, Math.cos(omega), alpha, band.kind === "low-shelf" ? 1 : -1);
  out[at] = b0 / a0;
  out[at + 1] = b1 / a0;
  out[at + 2] = b2 / a0;
  out[at + 3] = a1 / a0;
  out[at + 4] = a2 / a0;
}

type Polynomials = readonly [b0: number, b1: number, b2: number, a0: number, a1: number, a2: number];

const peaking = (amplitude: number, cos: number, alpha: number): Polynomials => [
  1 + alpha * amplitude,
  -2 * cos,
  1 - alpha * amplitude,
  1 + alpha / amplitude,
  -2 * cos,
  1 - alpha / amplitude,
];

/** The cookbook's two shelves are one formula with the cosine's sign turned round: `side` is 1 for low, −1 for high. */
function shelf(amplitude: number, cos: number, alpha: number, side: 1 | -1): Polynomials {
  const more = amplitude + 1;
  const less = amplitude - 1;
  const c = side * cos;
  const slope = 2 * Math.sqrt(amplitude) * alpha;
  return [
    amplitude * (more - less * c + slope),
    side * 2 * amplitude * (less - more * c),
    amplitude * (more - less * c - slope),
    more + less * c + slope,
    side * -2 * (less + more * c),
    more + less * c - slope,
  ];
}

/**
 * Filters `frames` of an interleaved stereo block in place, with the first `count` filters of `coefficients` one after
 * the other. Transposed direct form II: two states a side, of the size of the signal itself.
 */
export function runBiquads(
  coefficients: Float64Array,
  states: Float64Array,
  count: number,
  block: Float64Array,
  frames: number,
): void {
  workingCoefficients.set(coefficients);
  workingStates.set(states);
  for (let done = 0; done < frames; done += MAX_FRAMES) {
    runStretch(count, block, done, Math.min(MAX_FRAMES, frames - done));
  }
  for (let n = 0; n < count * STATES; n++) states[n] = orNothing(workingStates[n] ?? 0);
}

function runStretch(count: number, block: Float64Array, from: number, frames: number): void {
  const at = bringIn(block, from, frames);
  kernels.runBiquads(workingCoefficients.byteOffset, workingStates.byteOffset, count, at, frames);
  takeOut(block, from, frames);
}

const orNothing = (state: number): number => (state < NOTHING && state > -NOTHING ? 0 : state);
