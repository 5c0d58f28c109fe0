// Making a deconvolved spectrum flat, so that a speaker's colour and a sound that plays meanwhile do not smear an arrival.
// Each bin is measured against its neighbourhood of an octave. One by one, as the plain phase transform does it, a strong
// echo would throw a shadow ahead of the direct sound, and bins of nothing but noise would count in full.
// @see Knapp and Carter 1976, "The Generalized Correlation Method for Estimation of Time Delay"
import type { Deconvolver } from "./deconvolve.ts";

/** No bin counts for more than so many times its neighbourhood: the tones of music reach far above it. */
const MAX_OVER_NEIGHBOURS = 2;
/** Below this the band is faded in: small speakers turn phases most there. */
const FULL_FROM_HZ = 1_500;
/** This share of it is faded out at its upper end. Steeper ends leave more ripple around an arrival. */
const FADED_SHARE = 0.35;

// Math.hypot guards against overflow at five times the cost of this.
const lengthOf = (re: number, im: number): number => Math.sqrt(re * re + im * im);

/** A deconvolved spectrum, in place. */
export function flatten(spectrum: Float64Array, { band, rateHz, transform }: Deconvolver): Float64Array {
  const { first, last } = band;
  const sums = new Float64Array(last - first + 2);
  for (let bin = first; bin <= last; bin++) {
    const energy = (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2;
    sums[bin - first + 1] = (sums[bin - first] ?? 0) + energy;
  }
  const fullFrom = (FULL_FROM_HZ * transform.size) / rateHz;
  const fullTo = last * (1 - FADED_SHARE);
  for (let bin = first; bin <= last; bin++) {
    const from = Math.max(first, Math.floor(bin / Math.SQRT2));
    const to = Math.min(last, Math.ceil(bin * Math.SQRT2));
    const mean = Math.sqrt(((sums[to - first + 1] ?? 0) - (sums[from - first] ?? 0)) / (to - from + 1));
    const own = lengthOf(spectrum[2 * bin] ?? 0, spectrum[2 * bin + 1] ?? 0);
    const fade = rise((bin - first) / (fullFrom - first)) * rise((last - bin) / (last - fullTo));
    const gain = fade / Math.max(mean, own / MAX_OVER_NEIGHBOURS, Number.MIN_VALUE);
    spectrum[2 * bin] = gain * (spectrum[2 * bin] ?? 0);
    spectrum[2 * bin + 1] = gain * (spectrum[2 * bin + 1] ?? 0);
  }
  return spectrum;
}

/** Half a cosine from 0 to 1. */
const rise = (share: number): number => (share >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, share)));

/** The lengths of the first `frames` of a signal whose spectrum had bins 0 … size / 2 only. */
export function envelopeOf(analytic: Float64Array, frames: number): Float64Array {
  const envelope = new Float64Array(frames);
  for (let n = 0; n < frames; n++) envelope[n] = lengthOf(analytic[2 * n] ?? 0, analytic[2 * n + 1] ?? 0);
  return envelope;
}

/** How many values a median is worth. */
const ASKED = 4_096;

/** Of most values, whatever stands out of them: the envelope of noise has a Rayleigh distribution. Never 0. */
export function noiseRms(envelope: Float64Array): number {
  const every = Math.max(1, Math.floor(envelope.length / ASKED));
  const sorted = envelope.filter((_, n) => n % every === 0).sort();
  return Math.max((sorted[sorted.length >> 1] ?? 0) / Math.sqrt(Math.LN2), Number.MIN_VALUE);
}
