// One band of an equaliser as the five numbers of a second-order filter, and that filter run over a stereo block.
import type { Band } from "@house-band/contract";

/** b0, b1, b2, a1, a2, divided by a0. */
export const COEFFICIENTS = 5;
/** Two for each side. */
export const STATES = 4;

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
 * Filters `frames` of an interleaved stereo block in place. Transposed direct form II: two states a side, of the size
 * of the signal itself. `at` finds the band in the coefficients, `stateAt` in the states.
 */
export function runBiquad(
  coefficients: Float64Array,
  at: number,
  states: Float64Array,
  stateAt: number,
  block: Float64Array,
  frames: number,
): void {
  const b0 = coefficients[at] ?? 1;
  const b1 = coefficients[at + 1] ?? 0;
  const b2 = coefficients[at + 2] ?? 0;
  const a1 = coefficients[at + 3] ?? 0;
  const a2 = coefficients[at + 4] ?? 0;
  let l1 = states[stateAt] ?? 0;
  let l2 = states[stateAt + 1] ?? 0;
  let r1 = states[stateAt + 2] ?? 0;
  let r2 = states[stateAt + 3] ?? 0;
  // Both sides at once: while one waits for its last result, the other is reckoned.
  for (let n = 0; n < 2 * frames; n += 2) {
    const l = block[n] ?? 0;
    const r = block[n + 1] ?? 0;
    const left = b0 * l + l1;
    const right = b0 * r + r1;
    l1 = b1 * l - a1 * left + l2;
    r1 = b1 * r - a1 * right + r2;
    l2 = b2 * l - a2 * left;
    r2 = b2 * r - a2 * right;
    block[n] = left;
    block[n + 1] = right;
  }
  states[stateAt] = orNothing(l1);
  states[stateAt + 1] = orNothing(l2);
  states[stateAt + 2] = orNothing(r1);
  states[stateAt + 3] = orNothing(r2);
}

const orNothing = (state: number): number => (state < NOTHING && state > -NOTHING ? 0 : state);
