// Signals put in and figures taken out. Nothing here uses the code under test to say what is right.

export const RATE_HZ = 48_000;

// Taken out once: looking them up in a test's own global object takes longer than the sine itself.
const { sin, cos, hypot, log10, sqrt, PI, abs } = Math;

export const toDb = (factor: number): number => 20 * log10(factor);

/** A tone of this amplitude as 32-bit samples. */
export function tone(hz: number, frames: number, amplitude = 0.5, rateHz = RATE_HZ): Float32Array {
  const samples = new Float32Array(frames);
  for (let n = 0; n < frames; n++) samples[n] = amplitude * sin((2 * PI * hz * n) / rateHz);
  return samples;
}

/** Both sides the same, or each its own. */
export function interleaved(left: ArrayLike<number>, right: ArrayLike<number> = left): Float32Array {
  const samples = new Float32Array(2 * left.length);
  for (let n = 0; n < left.length; n++) {
    samples[2 * n] = left[n] ?? 0;
    samples[2 * n + 1] = right[n] ?? 0;
  }
  return samples;
}

export type Response = { readonly re: number; readonly im: number; readonly magnitude: number };

/** The Fourier transform of a finite signal at one frequency. */
export function responseAt(signal: ArrayLike<number>, hz: number, rateHz = RATE_HZ): Response {
  let re = 0;
  let im = 0;
  for (let n = 0; n < signal.length; n++) {
    const angle = (2 * PI * hz * n) / rateHz;
    re += (signal[n] ?? 0) * cos(angle);
    im -= (signal[n] ?? 0) * sin(angle);
  }
  return { re, im, magnitude: hypot(re, im) };
}

/** The amplitude of a tone that fits the stretch a whole number of times. */
export const amplitudeAt = (signal: ArrayLike<number>, hz: number, rateHz = RATE_HZ): number =>
  (2 * responseAt(signal, hz, rateHz).magnitude) / signal.length;

export type Tone = { readonly hz: number; readonly amplitude: number; readonly residualRms: number };

/**
 * The sine that fits a stretch best, its frequency included, and what is left when it is taken away.
 * @see IEEE 1057, four-parameter sine fit
 */
export function fitTone(signal: ArrayLike<number>, nearHz: number, rateHz = RATE_HZ): Tone {
  let omega = (2 * PI * nearHz) / rateHz;
  let fit = solve(signal, omega, 0, 0);
  for (let round = 0; round < 6; round++) {
    const next = solve(signal, omega, fit.a, fit.b);
    omega += next.shift;
    fit = next;
    if (abs(next.shift) < 1e-13) break;
  }
  const { a, b, c } = solve(signal, omega, 0, 0);
  const middle = (signal.length - 1) / 2;
  let sum = 0;
  for (let n = 0; n < signal.length; n++) {
    const angle = omega * (n - middle);
    const rest = (signal[n] ?? 0) - a * cos(angle) - b * sin(angle) - c;
    sum += rest * rest;
  }
  return { hz: (omega * rateHz) / (2 * PI), amplitude: hypot(a, b), residualRms: sqrt(sum / signal.length) };
}

/** Everything that is not the tone, against the tone: harmonics, noise, clicks and aliases alike. */
export function thdPlusNoiseDb(signal: ArrayLike<number>, nearHz: number, rateHz = RATE_HZ): number {
  const { amplitude, residualRms } = fitTone(signal, nearHz, rateHz);
  return toDb((residualRms * Math.SQRT2) / amplitude);
}

/** Least squares for cosine, sine, constant and (where a and b say around what) the shift of frequency. */
function solve(signal: ArrayLike<number>, omega: number, a0: number, b0: number) {
  const size = a0 === 0 && b0 === 0 ? 3 : 4;
  const middle = (signal.length - 1) / 2;
  const normal = Array.from({ length: size }, () => new Float64Array(size + 1));
  const row = new Float64Array(4);
  for (let n = 0; n < signal.length; n++) {
    const at = n - middle;
    const [c, s] = [cos(omega * at), sin(omega * at)];
    row[0] = c;
    row[1] = s;
    row[2] = 1;
    row[3] = at * (b0 * c - a0 * s);
    for (let i = 0; i < size; i++) {
      const line = normal[i] as Float64Array;
      for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      line[size] = (line[size] ?? 0) + (row[i] ?? 0) * (signal[n] ?? 0);
    }
  }
  const [a = 0, b = 0, c = 0, shift = 0] = eliminate(normal);
  return { a, b, c, shift };
}

/** Gauss's elimination with pivots: rows with their right-hand side at the end. */
function eliminate(rows: Float64Array[]): number[] {
  const size = rows.length;
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (abs(cell(i, k)) > abs(cell(pivot, k))) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot] as Float64Array, rows[k] as Float64Array];
    for (let i = k + 1; i < size; i++) {
      const factor = cell(i, k) / cell(k, k);
      const line = rows[i] as Float64Array;
      for (let j = k; j <= size; j++) line[j] = cell(i, j) - factor * cell(k, j);
    }
  }
  const answer = new Array<number>(size).fill(0);
  for (let k = size - 1; k >= 0; k--) {
    let sum = cell(k, size);
    for (let j = k + 1; j < size; j++) sum -= cell(k, j) * (answer[j] ?? 0);
    answer[k] = sum / cell(k, k);
  }
  return answer;
}

/** The largest jump from one sample to the next. */
export function steepest(signal: ArrayLike<number>, from = 0, to = signal.length): number {
  let largest = 0;
  for (let n = from + 1; n < to; n++) largest = Math.max(largest, abs((signal[n] ?? 0) - (signal[n - 1] ?? 0)));
  return largest;
}

/** The largest sample, whatever its sign. */
export function loudest(signal: ArrayLike<number>, from = 0, to = signal.length): number {
  let largest = 0;
  for (let n = from; n < to; n++) largest = Math.max(largest, abs(signal[n] ?? 0));
  return largest;
}
