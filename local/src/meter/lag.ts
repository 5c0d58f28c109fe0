// How much later one second of sound is than another: generalised cross-correlation with phase transform (only the
// phases of 80 Hz … 10 kHz count), a peak found to a small part of a sample. Pure; who is compared is others' choice.
import FFT from "fft.js";

const { cos, max, min, sin, sqrt } = Math;

/** Beyond this nobody would call it the same moment; it also sets the length of the transform. */
const MAX_LAG_MS = 350;

const BAND_LOW_HZ = 80;
const BAND_HIGH_HZ = 10_000;
/** A bin weaker than this multiple of 16-bit rounding noise holds only noise, whose phase says nothing. */
const NOISE_MARGIN = 6;
const ROUNDING_RMS = 1 / 32_768 / sqrt(12);
/** How far apart the three points of the parabola lie, in samples. */
const PARABOLA_STEP = 0.25;
const REFINEMENTS = 3;

/** One window of one recording, transformed; made by a {@link LagMeter} and meaningful only to it. */
export type Spectrum = { readonly re: Float64Array; readonly im: Float64Array };

export type Lag = {
  /** Positive: the second is later. */
  readonly lagMs: number;
  /** 0 … 1: how much of the two is the same sound, phases compared. Unrelated music stays below 0.15. */
  readonly coherence: number;
};

export type LagMeter = {
  readonly windowFrames: number;
  transform(window: Float32Array): Spectrum;
  /** @returns null where one of the two holds nothing in the band. */
  compare(first: Spectrum, second: Spectrum): Lag | null;
};

/** A meter for windows of one length at one rate; it keeps its buffers, so it is used by one caller at a time. */
export function createLagMeter(rateHz: number, windowFrames: number): LagMeter {
  const maxLagFrames = Math.floor((MAX_LAG_MS / 1_000) * rateHz);
  const size = 2 ** Math.ceil(Math.log2(windowFrames + maxLagFrames));
  const fft = new FFT(size);
  const taper = hann(windowFrames);
  const bins = {
    first: Math.ceil((BAND_LOW_HZ * size) / rateHz),
    last: min(Math.floor((BAND_HIGH_HZ * size) / rateHz), size / 2 - 1),
  };
  const floor = NOISE_MARGIN * ROUNDING_RMS * sqrt(windowFrames * 0.375); // 0.375: mean square of a Hann window
  const input = new Float64Array(size);
  const work = new Float64Array(2 * size);
  const correlation = new Float64Array(2 * size);

  const transform = (window: Float32Array): Spectrum => {
    input.fill(0);
    for (let i = 0; i < windowFrames; i++) input[i] = (window[i] ?? 0) * (taper[i] ?? 0);
    fft.realTransform(work, input);
    const spectrum = { re: new Float64Array(bins.last + 1), im: new Float64Array(bins.last + 1) };
    for (let bin = bins.first; bin <= bins.last; bin++) {
      spectrum.re[bin] = work[2 * bin] ?? 0;
      spectrum.im[bin] = work[2 * bin + 1] ?? 0;
    }
    return spectrum;
  };

  const compare = (first: Spectrum, second: Spectrum): Lag | null => {
    const phases = phaseDifferences(first, second, bins, floor);
    if (phases.counted < 32) return null;
    work.fill(0);
    for (let bin = bins.first; bin <= bins.last; bin++) {
      work[2 * bin] = phases.re[bin] ?? 0;
      work[2 * bin + 1] = phases.im[bin] ?? 0;
    }
    fft.inverseTransform(correlation, work);
    const coarse = peakNear(correlation, size, maxLagFrames);
    const fine = refine(phases, bins, size, coarse);
    return { lagMs: (fine.lag / rateHz) * 1_000, coherence: max(0, fine.height / phases.counted) };
  };
  return { windowFrames, transform, compare };
}

type Bins = { readonly first: number; readonly last: number };
type Phases = Spectrum & { readonly counted: number };

/** conj(first) · second, each bin brought to length 1; bins that hold only noise are left at 0. */
function phaseDifferences(first: Spectrum, second: Spectrum, bins: Bins, floor: number): Phases {
  const re = new Float64Array(bins.last + 1);
  const im = new Float64Array(bins.last + 1);
  let counted = 0;
  for (let bin = bins.first; bin <= bins.last; bin++) {
    const a = first.re[bin] ?? 0;
    const b = first.im[bin] ?? 0;
    const c = second.re[bin] ?? 0;
    const d = second.im[bin] ?? 0;
    const firstPower = a * a + b * b;
    const secondPower = c * c + d * d;
    if (firstPower < floor * floor || secondPower < floor * floor) continue;
    const lengths = sqrt(firstPower * secondPower);
    re[bin] = (a * c + b * d) / lengths;
    im[bin] = (a * d - b * c) / lengths;
    counted++;
  }
  return { re, im, counted };
}

/** The highest point of the real part within ±maxLag, in whole samples; negative lags lie at the end. */
function peakNear(correlation: Float64Array, size: number, maxLag: number): number {
  let best = 0;
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    const at = lag < 0 ? lag + size : lag;
    const bestAt = best < 0 ? best + size : best;
    if ((correlation[2 * at] ?? 0) > (correlation[2 * bestAt] ?? 0)) best = lag;
  }
  return best;
}

/**
 * Parabolas through three points a quarter of a sample apart. The points are computed, not read from the grid of whole
 * samples: there a parabola errs by up to 5 % of a sample.
 */
function refine(phases: Phases, bins: Bins, size: number, coarse: number): { lag: number; height: number } {
  let lag = coarse;
  for (let round = 0; round < REFINEMENTS; round++) {
    const before = correlationAt(phases, bins, size, lag - PARABOLA_STEP);
    const here = correlationAt(phases, bins, size, lag);
    const after = correlationAt(phases, bins, size, lag + PARABOLA_STEP);
    const bend = before - 2 * here + after;
    if (bend >= 0) break;
    const step = (0.5 * (before - after)) / bend;
    lag += PARABOLA_STEP * max(-2, min(2, step));
  }
  return { lag, height: correlationAt(phases, bins, size, lag) };
}

/** The correlation at any lag: the inverse transform's sum, turned from bin to bin by one complex step. */
function correlationAt(phases: Phases, bins: Bins, size: number, lag: number): number {
  const angle = (2 * Math.PI * lag) / size;
  const stepRe = cos(angle);
  const stepIm = sin(angle);
  let turnRe = cos(angle * bins.first);
  let turnIm = sin(angle * bins.first);
  let sum = 0;
  for (let bin = bins.first; bin <= bins.last; bin++) {
    sum += (phases.re[bin] ?? 0) * turnRe - (phases.im[bin] ?? 0) * turnIm;
    const nextRe = turnRe * stepRe - turnIm * stepIm;
    turnIm = turnRe * stepIm + turnIm * stepRe;
    turnRe = nextRe;
  }
  return sum;
}

function hann(frames: number): Float64Array {
  return Float64Array.from({ length: frames }, (_, i) => 0.5 - 0.5 * cos((2 * Math.PI * (i + 0.5)) / frames));
}
