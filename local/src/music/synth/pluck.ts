// Plucked strings: a burst of noise that runs round a loop as long as the pitch's period and loses its highs on the way.
// @see K. Karplus, A. Strong, "Digital Synthesis of Plucked-String and Drum Timbres", 1983
import type { Random } from "../random.ts";
import { RATE_HZ } from "./bus.ts";
import type { Note } from "./tone.ts";

export type StringKind = {
  /** 0 dull thumb … 1 hard pick. */
  readonly brightness: number;
  /** Seconds until the tone has fallen by 60 dB, at 110 Hz; higher strings ring shorter. */
  readonly ringS: number;
  /** Time constant of the hand that stops the string. */
  readonly dampS: number;
};

/** @returns the string's sound, from the pluck on. */
export function renderPluck(kind: StringKind, note: Note, random: Random): Float32Array {
  const periodFrames = RATE_HZ / note.hz;
  const size = Math.floor(periodFrames - 0.5);
  const fraction = periodFrames - 0.5 - size;
  const loop = excitation(size + 1, kind.brightness, random);
  const ringS = kind.ringS * Math.min(1, (110 / note.hz) ** 0.4);
  const loss = 10 ** (-3 / (ringS * note.hz));
  const frames = Math.round((note.lengthS + 3 * kind.dampS) * RATE_HZ);
  const sound = new Float32Array(frames);
  const damp = Math.exp(-1 / (kind.dampS * RATE_HZ));
  const heldFrames = note.lengthS * RATE_HZ;
  let at = 0;
  let previous = 0;
  let hand = note.velocity;
  for (let i = 0; i < frames; i++) {
    const next = at + 1 > size ? 0 : at + 1;
    const here = (loop[at] ?? 0) * (1 - fraction) + (loop[next] ?? 0) * fraction;
    if (i > heldFrames) hand *= damp;
    sound[i] = here * hand;
    loop[at] = loss * 0.5 * (here + previous);
    previous = here;
    at = next;
  }
  return sound;
}

/** Noise, smoothed by the finger, without a constant part. */
function excitation(size: number, brightness: number, random: Random): Float32Array {
  const noise = new Float32Array(size);
  let smooth = 0;
  for (let i = 0; i < size; i++) {
    smooth += (0.08 + 0.92 * brightness) * (random.between(-1, 1) - smooth);
    noise[i] = smooth;
  }
  const mean = noise.reduce((sum, sample) => sum + sample, 0) / size;
  const peak = noise.reduce((most, sample) => Math.max(most, Math.abs(sample - mean)), 1e-9);
  return noise.map((sample) => (sample - mean) / peak);
}
