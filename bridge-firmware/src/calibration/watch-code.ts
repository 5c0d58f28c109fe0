// What tells one speaker from another while all of them play the same music: a code of its own for each, which it adds to
// what it plays, softer by far. The code is a formula of the engine's time, so that whoever looks for it makes it anew.
// It consists of frames: in each, every bin of the band has one of four phases, by chance, and neighbours overlap.
import { createTransform } from "./transform.ts";

/** A frame begins with each of the engine's blocks, and lasts for two. At the engine's rate. */
export const CODE_RATE_HZ = 48_000;
export const CODE_HOP_FRAMES = 480;
export const CODE_FRAMES = 2 * CODE_HOP_FRAMES;
export const CODE_HOP_MS = (1_000 * CODE_HOP_FRAMES) / CODE_RATE_HZ;
/** Of the transform that a frame is made with. */
export const CODE_SIZE = 1_024;
/** 1.03 to 7.5 kHz: what music has much of, small speakers play and cheap codecs leave. */
export const CODE_FIRST_BIN = 22;
export const CODE_LAST_BIN = 160;
const BINS = CODE_LAST_BIN - CODE_FIRST_BIN + 1;

/** Two numbers, +1 or −1, for each bin of the band. */
export const createCode = (): Int8Array => new Int8Array(2 * BINS);

/** Writes the code of one frame; `hop` counts frames since the engine's frame 0. Depends on nothing but its arguments. */
export function writeCode(code: Int8Array, seed: number, hop: number): void {
  let state = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(hop + 1, 0x85ebca6b);
  let bits = 0;
  for (let k = 0; k < code.length; k++) {
    if (k % 32 === 0) {
      // @see mulberry32, public domain
      state = (state + 0x6d2b79f5) | 0;
      bits = Math.imul(state ^ (state >>> 15), state | 1);
      bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
      bits ^= bits >>> 14;
    }
    code[k] = (bits >>> (k % 32)) & 1 ? 1 : -1;
  }
}

/** The swell of a frame: two neighbours add up to one everywhere. */
export const CODE_WINDOW = Float64Array.from(
  { length: CODE_FRAMES },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / CODE_FRAMES),
);

/**
 * The bare code from frame `fromHop` on, as if it had been shaped by nothing, every `every`th sample of it: the band lies
 * below a sixth of the rate, so every third one is enough. `hops` frames long, what went before included.
 */
export function bareCode(seed: number, fromHop: number, hops: number, every: number): Float32Array {
  const transform = createTransform(CODE_SIZE);
  const spectrum = new Float64Array(2 * CODE_SIZE);
  const code = createCode();
  const hopSamples = CODE_HOP_FRAMES / every;
  const samples = new Float32Array(hops * hopSamples);
  for (let hop = -1; hop < hops; hop++) {
    writeCode(code, seed, fromHop + hop);
    spectrum.set(code, 2 * CODE_FIRST_BIN);
    const frame = transform.inverse(spectrum);
    for (let n = 0; n < CODE_FRAMES; n += every) {
      const at = hop * hopSamples + n / every;
      if (at >= 0 && at < samples.length)
        samples[at] = (samples[at] ?? 0) + (CODE_WINDOW[n] ?? 0) * (frame[2 * n] ?? 0);
    }
  }
  return samples;
}
