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
  for (let side = 0; side < 2; side++) {
    let s1 = states[stateAt + 2 * side] ?? 0;
    let s2 = states[stateAt + 2 * side + 1] ?? 0;
    for (let n = side; n < 2 * frames; n += 2) {
      const x = block[n] ?? 0;
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      block[n] = y;
    }
    states[stateAt + 2 * side] = s1 < NOTHING && s1 > -NOTHING ? 0 : s1;
    states[stateAt + 2 * side + 1] = s2 < NOTHING && s2 > -NOTHING ? 0 : s2;
  }
}
