// Reading a signal between its samples: a Kaiser-windowed sinc. A fraction of nought is a copy, bit for bit.
// Which position to read is the caller's affair.

/** Length of the interpolator, a multiple of four. 24 taps: flat within 0.1 dB to 20 kHz at 48 kHz, images below −60 dB. */
export const TAPS = 24;
/** Samples needed before and after the position that is read. */
export const TAPS_BEFORE = TAPS / 2 - 1;
export const TAPS_AFTER = TAPS / 2;

/** @see Kaiser and Schafer 1980: β for 60 dB of stop band */
const KAISER_BETA = 5.65;

/**
 * Coefficients that read `fraction` of a sample (0 ≤ fraction < 1) after an index: the value there is
 * the sum of `kernel[k] * signal[index - TAPS_BEFORE + k]`. Their sum is 1.
 */
export const fractionalKernel = (fraction: number): Float64Array =>
  windowedSinc({ fraction, taps: TAPS, kaiserBeta: KAISER_BETA });

export type SincShape = { readonly fraction: number; readonly taps: number; readonly kaiserBeta: number };

/** The same for any even number of taps and any window: longer is flatter, a larger β is quieter beside the band. */
export function windowedSinc({ fraction, taps, kaiserBeta }: SincShape): Float64Array {
  const kernel = new Float64Array(taps);
  for (let k = 0; k < taps; k++) {
    const distance = k - (taps / 2 - 1) - fraction;
    kernel[k] = sinc(distance) * kaiser(distance / (taps / 2), kaiserBeta);
  }
  const sum = kernel.reduce((total, coefficient) => total + coefficient, 0);
  return kernel.map((coefficient) => coefficient / sum);
}

/**
 * Writes `frames` values (a multiple of four) read between the samples of `signal` into `out`. The first is read at
 * `from + fraction`, so `signal` must hold `from - TAPS_BEFORE` to `from + frames - 1 + TAPS_AFTER`.
 * Four values at a time share each coefficient that is loaded, and four coefficients each sample: the last four samples
 * take turns in `w`, `x`, `y`, `z`. More than twice as fast as one by one.
 */
export function interpolate(
  kernel: Float64Array,
  signal: Float32Array,
  from: number,
  out: Float32Array,
  frames: number,
): void {
  const first = from - TAPS_BEFORE;
  for (let n = 0; n < frames; n += 4) {
    const start = first + n;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let w = at(signal, start);
    let x = at(signal, start + 1);
    let y = at(signal, start + 2);
    for (let k = 0; k < TAPS; k += 4) {
      const next = start + k + 3;
      const z = at(signal, next);
      const k0 = at(kernel, k);
      a += k0 * w;
      b += k0 * x;
      c += k0 * y;
      d += k0 * z;
      w = at(signal, next + 1);
      const k1 = at(kernel, k + 1);
      a += k1 * x;
      b += k1 * y;
      c += k1 * z;
      d += k1 * w;
      x = at(signal, next + 2);
      const k2 = at(kernel, k + 2);
      a += k2 * y;
      b += k2 * z;
      c += k2 * w;
      d += k2 * x;
      y = at(signal, next + 3);
      const k3 = at(kernel, k + 3);
      a += k3 * z;
      b += k3 * w;
      c += k3 * x;
      d += k3 * y;
    }
    out[n] = a;
    out[n + 1] = b;
    out[n + 2] = c;
    out[n + 3] = d;
  }
}

/** Indices here are in range by construction; the fallback only tells the compiler so. */
const at = (samples: Float32Array | Float64Array, index: number): number => samples[index] ?? 0;

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** The window at −1 … 1. */
const kaiser = (x: number, beta: number): number =>
  Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
