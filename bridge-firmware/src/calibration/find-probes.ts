// Where in a recording probes may be, piece by piece. Roughly and generously: which of these are probes of the plan, and
// when exactly they came, is decided by others.
import { createDeconvolver } from "./deconvolve.ts";
import { envelopeOf, flatten, noiseRms } from "./flatten.ts";
import { PROBE_MS } from "./probe.ts";
import { createTransform } from "./transform.ts";

export type Sighting = {
  /** When the probe begins, since the recording's beginning. */
  readonly atMs: number;
  /** How far it stands out, in multiples of what noise alone comes to (its root mean square). */
  readonly strength: number;
};

/** More than noise comes to in hours. */
const MIN_STRENGTH = 6;
/** Echoes this near belong together, with the direct sound among them; so many of them are kept … */
const CLUSTER_MS = 50;
const MAX_IN_CLUSTER = 8;
/** … that are not much weaker than the strongest. */
const MIN_SHARE_OF_STRONGEST = 0.35;
/** For each piece of the recording. */
const MAX_CANDIDATES = 400;
/** A piece must hold a whole probe wherever one begins; longer ones are fewer. */
const PIECE_PROBES = 2.2;

/** Every place that could be a probe or one of its stronger echoes, in order of time. */
export function findProbes(samples: Float32Array, rateHz: number): readonly Sighting[] {
  const deconvolver = createDeconvolver({ rateHz, clockPpm: 0, probes: PIECE_PROBES });
  const pieceFrames = deconvolver.transform.size;
  // The band ends below half the rate and has no negative half: half as many complex values hold the whole envelope.
  const half = createTransform(pieceFrames / 2);
  const halfRateHz = rateHz / 2;
  const stepFrames = 2 * Math.floor((pieceFrames - (PROBE_MS * rateHz) / 1_000) / 2);
  const sightings: Sighting[] = [];
  for (let from = 0; from < samples.length; from += stepFrames) {
    // The last piece reaches back: silence after the recording's end would pass for a quiet place.
    const start = Math.max(0, Math.min(from, samples.length - pieceFrames));
    const spectrum = flatten(deconvolver.deconvolve(samples, start), deconvolver);
    const envelope = envelopeOf(half.inverse(spectrum.subarray(0, pieceFrames)), stepFrames / 2);
    for (const { at, strength } of strongest(envelope, (CLUSTER_MS * halfRateHz) / 1_000)) {
      if (start + 2 * at >= from) sightings.push({ atMs: (start / rateHz + at / halfRateHz) * 1_000, strength });
    }
  }
  return sightings.sort((a, b) => a.atMs - b.atMs);
}

type Peak = { readonly at: number; readonly strength: number };

function strongest(envelope: Float64Array, clusterFrames: number): readonly Peak[] {
  const unit = noiseRms(envelope);
  const peaks: Peak[] = [];
  for (let at = 0; at < envelope.length; at++) {
    const here = envelope[at] ?? 0;
    if (here < MIN_STRENGTH * unit || here < (envelope[at - 1] ?? 0) || here <= (envelope[at + 1] ?? 0)) continue;
    peaks.push({ at, strength: here / unit });
  }
  peaks.sort((a, b) => b.strength - a.strength);
  const kept: Peak[] = [];
  for (const peak of peaks.slice(0, MAX_CANDIDATES)) {
    const near = kept.filter(({ at }) => Math.abs(at - peak.at) < clusterFrames);
    const tallest = near[0]?.strength ?? 0;
    if (near.length < MAX_IN_CLUSTER && peak.strength >= MIN_SHARE_OF_STRONGEST * tallest) kept.push(peak);
  }
  return kept;
}
