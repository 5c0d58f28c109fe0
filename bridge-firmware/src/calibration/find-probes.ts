// Where in a recording probes may be: generalised cross-correlation with phase transform, piece by piece. Steady sounds and
// tones have few phases of their own and drop out; a probe has all of them. Roughly and generously: which of these are
// probes of the plan, and when exactly they came, is decided by others.
import { highestHz, PROBE_FROM_HZ, PROBE_MS, probeSamples } from "./probe.ts";
import { createTransform, sizeFor, type Transform } from "./transform.ts";

export type Sighting = {
  /** When the probe begins, since the recording's beginning. */
  readonly atMs: number;
  /** How far it stands out, in multiples of what noise alone comes to (its root mean square). */
  readonly strength: number;
};

/** In noise alone one place in 10^14 is so strong. */
const MIN_STRENGTH = 8;
/** Echoes this near belong together, with the direct sound among them; so many of them are kept … */
const CLUSTER_MS = 50;
const MAX_IN_CLUSTER = 8;
/** … that are not much weaker than the strongest. */
const MIN_SHARE_OF_STRONGEST = 0.35;
/** For each piece of the recording. */
const MAX_CANDIDATES = 400;

/** Every place that could be a probe or one of its stronger echoes, in order of time. */
export function findProbes(samples: Float32Array, rateHz: number): readonly Sighting[] {
  const probe = probeSamples(rateHz);
  const transform = createTransform(sizeFor(2.2 * probe.length));
  const phases = phasesOf(transform.forward(probe), { size: transform.size, rateHz });
  const step = transform.size - probe.length;
  const sightings: Sighting[] = [];
  for (let from = 0; from < samples.length - probe.length / 2; from += step) {
    const envelope = correlate(transform, phases, samples.subarray(from, from + transform.size), step);
    const found = strongest(envelope, (CLUSTER_MS * rateHz) / 1_000);
    sightings.push(...found.map(({ at, strength }) => ({ atMs: ((from + at) / rateHz) * 1_000, strength })));
  }
  return sightings.sort((a, b) => a.atMs - b.atMs);
}

/** The probe's conjugate phases within its band, 0 elsewhere. @see PROBE_MS for how long it is */
function phasesOf(spectrum: Float64Array, { size, rateHz }: { size: number; rateHz: number }): Float64Array {
  const phases = new Float64Array(2 * size);
  const last = Math.floor((highestHz(rateHz) * size) / rateHz);
  for (let bin = Math.ceil((PROBE_FROM_HZ * size) / rateHz); bin <= last; bin++) {
    const [re, im] = [spectrum[2 * bin] ?? 0, spectrum[2 * bin + 1] ?? 0];
    const length = Math.hypot(re, im) || 1;
    phases[2 * bin] = re / length;
    phases[2 * bin + 1] = -im / length;
  }
  return phases;
}

/** Lengths of the correlation at lags 0 … `lags`. */
function correlate(transform: Transform, phases: Float64Array, piece: Float32Array, lags: number): Float32Array {
  const spectrum = transform.forward(piece);
  for (let k = 0; k <= transform.size; k += 2) {
    const [re, im] = [spectrum[k] ?? 0, spectrum[k + 1] ?? 0];
    const [turnRe, turnIm] = [phases[k] ?? 0, phases[k + 1] ?? 0];
    const length = Math.sqrt(re * re + im * im) || 1;
    spectrum[k] = (re * turnRe - im * turnIm) / length;
    spectrum[k + 1] = (re * turnIm + im * turnRe) / length;
  }
  const correlation = transform.inverse(spectrum.fill(0, transform.size + 2));
  const envelope = new Float32Array(lags + 1);
  for (let lag = 0; lag <= lags; lag++) {
    envelope[lag] = Math.hypot(correlation[2 * lag] ?? 0, correlation[2 * lag + 1] ?? 0);
  }
  return envelope;
}

type Candidate = { readonly at: number; readonly strength: number };

function strongest(envelope: Float32Array, clusterFrames: number): readonly Candidate[] {
  const unit = noiseRms(envelope);
  const peaks: Candidate[] = [];
  for (let at = 0; at < envelope.length; at++) {
    const here = envelope[at] ?? 0;
    if (here < MIN_STRENGTH * unit || here < (envelope[at - 1] ?? 0) || here <= (envelope[at + 1] ?? 0)) continue;
    peaks.push({ at, strength: here / unit });
  }
  peaks.sort((a, b) => b.strength - a.strength);
  const kept: Candidate[] = [];
  for (const peak of peaks.slice(0, MAX_CANDIDATES)) {
    const near = kept.filter(({ at }) => Math.abs(at - peak.at) < clusterFrames);
    const tallest = near[0]?.strength ?? 0;
    if (near.length < MAX_IN_CLUSTER && peak.strength >= MIN_SHARE_OF_STRONGEST * tallest) kept.push(peak);
  }
  return kept;
}

/** Of most values, whatever stands out of them. The envelope of noise has a Rayleigh distribution. */
export function noiseRms(envelope: Float32Array): number {
  const sorted = envelope.slice().sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  return Math.max(median / Math.sqrt(Math.LN2), Number.MIN_VALUE);
}
