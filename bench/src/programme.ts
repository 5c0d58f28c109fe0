// Sound for the benches: the same every time, and at no two places like itself, so that a shift can't hide.
import { taggedWav } from "@house-band/local/music/tagged-wav";

export const RATE_HZ = 48_000;

/** Noise with the treble taken down, both sides different. */
export function noise(seconds: number, seed: number): { readonly left: Float32Array; readonly right: Float32Array } {
  const frames = Math.round(seconds * RATE_HZ);
  return { left: side(frames, seed), right: side(frames, seed + 1) };
}

/** The same as a tagged 16-bit WAV file. */
export const noiseWav = (seconds: number, seed: number, title: string, genre: string): Buffer =>
  taggedWav(noise(seconds, seed), RATE_HZ, { title, artist: "The Bench", album: "Noise", genre, year: 2026 });

/** @see Numerical Recipes, "quick and dirty" linear congruential generator */
function side(frames: number, seed: number): Float32Array {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  let last = 0;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    last = 0.7 * last + 0.3 * (state / 0x8000_0000);
    return 0.6 * last;
  });
}
