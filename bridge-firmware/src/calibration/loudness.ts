// How loud a probe arrived, and over how much noise: from the deconvolved piece, in which the probe is one short
// stretch and the noise is everywhere. What stands before the arrival is noise alone, as each pitch of the probe met it.
import { BEFORE_MS } from "./arrival.ts";
import { type Deconvolver, energies } from "./deconvolve.ts";
import type { Heard } from "./measurement.ts";
import { createTransform, sizeFor, type Transform } from "./transform.ts";

/** From this long before the arrival on, the probe's stretch: the direct sound and the reverberation that colours it. */
const PROBE_FROM_MS = -2;
const PROBE_LONG_MS = 200;
/** The noise's stretch, since the piece's beginning. */
const NOISE_FROM_MS = 5;
const NOISE_LONG_MS = 50;

export type LoudnessMeter = {
  /** @param impulse the deconvolved piece back in time, complex @param arrivalMs since the piece's beginning */
  measure(impulse: Float64Array, arrivalMs: number): Heard;
};

/** For pieces of one deconvolver. */
export function createLoudnessMeter(deconvolver: Deconvolver): LoudnessMeter {
  const { rateHz } = deconvolver;
  const frames = (ms: number): number => Math.round((ms * rateHz) / 1_000);
  const transform = createTransform(sizeFor(frames(PROBE_LONG_MS)));
  const probeFrames = frames(PROBE_LONG_MS);
  const noiseFrames = frames(Math.min(NOISE_LONG_MS, BEFORE_MS));
  return {
    measure(impulse, arrivalMs) {
      const all = stretch(transform, impulse, frames(arrivalMs + PROBE_FROM_MS), probeFrames);
      const noise = stretch(transform, impulse, frames(NOISE_FROM_MS), noiseFrames);
      const perFrame = noise.map((energy) => energy / noiseFrames);
      const probe = all.map((energy, bin) => energy - probeFrames * (perFrame[bin] ?? 0));
      const level = powerOf(probe, deconvolver, transform) / deconvolver.probeFrames;
      const noiseLevel = powerOf(perFrame, deconvolver, transform);
      const levelDb = toDb(Math.max(level, noiseLevel * 1e-4));
      return { levelDb, snrDb: levelDb - toDb(noiseLevel) };
    },
  };
}

/** Energy at each bin of a stretch of the real signal. */
function stretch(transform: Transform, impulse: Float64Array, fromFrame: number, frames: number): Float64Array {
  const real = Float32Array.from({ length: frames }, (_, n) => 2 * (impulse[2 * (fromFrame + n)] ?? 0));
  return energies(transform.forward(real).subarray(0, transform.size + 2));
}

/** What a deconvolved energy comes to in the recording: the probe's own spectrum put back, summed over the band. */
function powerOf(energy: Float64Array, { band, probeEnergy, transform }: Deconvolver, { size }: Transform): number {
  const fold = transform.size / size;
  let sum = 0;
  for (let bin = Math.ceil(band.first / fold); bin * fold <= band.last; bin++) {
    sum += (energy[bin] ?? 0) * (probeEnergy[bin * fold] ?? 0) * fold;
  }
  return (2 * sum) / transform.size;
}

const toDb = (power: number): number => 10 * Math.log10(Math.max(power, 1e-20));
