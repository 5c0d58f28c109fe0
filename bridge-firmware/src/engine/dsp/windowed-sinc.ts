// A Kaiser-windowed sinc: what a band-limited signal is between its samples.

export type SincShape = { readonly fraction: number; readonly taps: number; readonly kaiserBeta: number };

/**
 * Coefficients that read `fraction` of a sample (0 ≤ fraction < 1) after an index: the value there is the sum of
 * `kernel[k] * signal[index - (taps / 2 - 1) + k]`. Their sum is 1. More taps (an even number) are flatter, a larger β is
 * quieter beside the band.
 */
export function windowedSinc({ fraction, taps, kaiserBeta }: SincShape): Float64Array {
  const kernel = new Float64Array(taps);
  for (let k = 0; k < taps; k++) {
    const distance = k - (taps / 2 - 1) - fraction;
    kernel[k] = sinc(distance) * kaiser(distance / (taps / 2), kaiserBeta);
  }
  const sum = kernel.reduce((total, coefficient) => total + coefficient, 0);
  return kernel.map((coefficient) => coefficient / sum);
}

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
