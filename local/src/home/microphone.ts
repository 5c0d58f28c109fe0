// The simulated microphone: what a recorder makes of the sound that reaches it. Its own latency and clock, its own noise and
// that of the place, its gain, and a converter that knows nothing louder than full scale.
import {
  createDriftResampler,
  type DriftResampler,
  pullFrames,
  pushFrames,
} from "@house-band/bridge-firmware/engine/dsp/drift-resampler";
import { createRandom } from "../music/random.ts";
import { type Cone, hear, type Room } from "./room.ts";

export type Microphone = {
  /** At least 44,100. */
  readonly rateHz: number;
  /** So much later than it reaches the microphone a sound stands in the recording. */
  readonly latencyMs: number;
  /** How much faster its clock runs than the cones' timeline. */
  readonly clockPpm: number;
  readonly gainDb: number;
  /** Level of all noise in the recording, dB of full scale. −Infinity: none. */
  readonly noiseDb: number;
};

export type Recorded = { readonly samples: Float32Array; readonly rateHz: number };

/** What a microphone in a room makes of the cones; the same for the same seed. */
export const record = (cones: readonly Cone[], room: Room, microphone: Microphone, seed: number): Recorded =>
  capture(hear(cones, room, seed), room.rateHz, microphone, seed);

/** A converter's own filter is not part of the picture: below this, what it would hold back would fold down. */
const MIN_RATE_HZ = 44_100;

/** What it makes of a sound that has reached it. @throws RangeError for a rate below 44,100 */
export function capture(heard: Float32Array, heardRateHz: number, microphone: Microphone, seed: number): Recorded {
  const { rateHz, latencyMs, clockPpm, gainDb, noiseDb } = microphone;
  if (!(rateHz >= MIN_RATE_HZ)) throw new RangeError(`a microphone has at least ${MIN_RATE_HZ} Hz, got ${rateHz}`);
  const ratio = heardRateHz / (rateHz * (1 + clockPpm * 1e-6));
  const lateFrames = (latencyMs * rateHz * (1 + clockPpm * 1e-6)) / 1_000;
  const samples = readAt(heard, ratio, lateFrames);
  const gain = 10 ** (gainDb / 20);
  const noise = roomNoise(samples.length, seed);
  const noiseGain = 10 ** (noiseDb / 20) / rmsOf(noise);
  for (const [n, sample] of samples.entries()) {
    samples[n] = Math.max(-1, Math.min(1, gain * sample + noiseGain * (noise[n] ?? 0)));
  }
  return { samples, rateHz };
}

const QUEUE_FRAMES = 8_192;
const STEP_FRAMES = 1_024;

/** Every `ratio` of a sample of the signal, the first of them `lateFrames` (of the result) after its beginning. */
function readAt(signal: Float32Array, ratio: number, lateFrames: number): Float32Array {
  const early = Math.ceil(lateFrames);
  const samples = new Float32Array(early + Math.ceil(signal.length / ratio));
  const resampler = createDriftResampler(QUEUE_FRAMES);
  resampler.frame = Math.floor((early - lateFrames) * ratio);
  resampler.fraction = (early - lateFrames) * ratio - resampler.frame;
  const block = new Float32Array(2 * STEP_FRAMES);
  let taken = 0;
  for (let at = early; at < samples.length; at += STEP_FRAMES) {
    taken = fill(resampler, signal, taken, STEP_FRAMES * ratio + 64);
    const frames = Math.min(STEP_FRAMES, samples.length - at);
    pullFrames(resampler, block, frames, ratio);
    for (let n = 0; n < frames; n++) samples[at + n] = block[2 * n] ?? 0;
  }
  return samples;
}

/** Sees to it that so many frames are queued; after the signal's end they are silence. @returns frames taken of it */
function fill(resampler: DriftResampler, signal: Float32Array, taken: number, frames: number): number {
  const wanted = Math.ceil(frames - (resampler.writtenFrames - resampler.frame));
  if (wanted <= 0) return taken;
  const piece = new Float32Array(2 * wanted);
  for (let n = 0; n < wanted; n++) piece[2 * n] = signal[taken + n] ?? 0;
  return taken + pushFrames(resampler, piece, wanted);
}

/** Air and traffic below, a microphone's hiss above; of no particular level. */
function roomNoise(frames: number, seed: number): Float32Array {
  const random = createRandom(seed ^ 0x5bd1e995);
  let low = 0;
  return Float32Array.from({ length: frames }, () => {
    const white = random.next() - 0.5;
    low += 0.18 * (white - low);
    return low + 0.1 * white;
  });
}

const rmsOf = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
