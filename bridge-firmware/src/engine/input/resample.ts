// Any rate to the engine's, with memory from piece to piece, so that a file comes out as one unbroken signal of exactly
// the length it should have. A file at the engine's own rate passes untouched.
import samplerate from "@alexanderolsen/libsamplerate-js";
import { ENGINE_RATE_HZ } from "../protocol.ts";
import { Unplayable } from "./unplayable.ts";

export interface Resampler {
  /** Interleaved stereo in, interleaved stereo out; the answer may be empty, and is good until the next call. */
  push(interleaved: Float32Array): Float32Array;
  /** What is still owed when the file is over. */
  finish(): Float32Array;
}

/** Frames that are handed to the library at once; its own limit is far higher. */
const STEP_FRAMES = 4_096;
/** More silence than the longest filter reaches over, at any rate that can be played. */
const MAX_TAIL_STEPS = 8;

/** Makes resamplers, one at a time: a converter's megabytes are used again while the rate stays the same. */
export interface Resamplers {
  /** @throws {Unplayable} for a rate that the library does not take */
  take(rateHz: number): Promise<Resampler>;
  close(): void;
}

/** Keeps one converter at most; `close` gives its memory back. */
export function createResamplers(): Resamplers {
  let kept: { readonly rateHz: number; readonly converter: Converter } | null = null;
  return {
    async take(rateHz) {
      if (rateHz === ENGINE_RATE_HZ) return passThrough;
      if (kept?.rateHz === rateHz) {
        kept.converter.inputSampleRate = rateHz; // forgets what it heard
      } else {
        kept?.converter.destroy();
        kept = null;
        kept = { rateHz, converter: await createConverter(rateHz) };
      }
      return createResampler(kept.converter, rateHz);
    },
    close() {
      kept?.converter.destroy();
      kept = null;
    },
  };
}

type Converter = Awaited<ReturnType<typeof samplerate.create>>;

async function createConverter(rateHz: number): Promise<Converter> {
  const { create, ConverterType } = samplerate;
  // 121 dB of signal to noise, flat to 90 % of the band; the best one costs three times as much for no one's ears.
  const options = { converterType: ConverterType.SRC_SINC_MEDIUM_QUALITY };
  try {
    return await create(2, rateHz, ENGINE_RATE_HZ, options);
  } catch (thrown) {
    throw new Unplayable(`${rateHz} samples a second can't be played (${String(thrown)})`);
  }
}

function createResampler(converter: Converter, rateHz: number): Resampler {
  const piece = new Float32Array(2 * Math.ceil((STEP_FRAMES * ENGINE_RATE_HZ) / rateHz + 64));
  const written = { frames: 0 };
  let inFrames = 0;
  let outFrames = 0;

  const step = (interleaved: Float32Array): Float32Array => {
    converter.full(interleaved, piece, written);
    outFrames += written.frames;
    return piece.slice(0, 2 * written.frames);
  };
  return {
    push(interleaved) {
      const pieces: Float32Array[] = [];
      for (let at = 0; at < interleaved.length; at += 2 * STEP_FRAMES) {
        pieces.push(step(interleaved.subarray(at, at + 2 * STEP_FRAMES)));
      }
      inFrames += interleaved.length / 2;
      return join(pieces);
    },
    finish() {
      const owedFrames = Math.max(0, Math.round((inFrames * ENGINE_RATE_HZ) / rateHz) - outFrames);
      const targetFrames = outFrames + owedFrames;
      const pieces: Float32Array[] = [];
      for (let count = 0; count < MAX_TAIL_STEPS && outFrames < targetFrames; count++) {
        pieces.push(step(new Float32Array(2 * STEP_FRAMES)));
      }
      return join(pieces).subarray(0, 2 * owedFrames);
    },
  };
}

const nothing = new Float32Array(0);

const passThrough: Resampler = { push: (interleaved) => interleaved, finish: () => nothing };

function join(pieces: readonly Float32Array[]): Float32Array {
  const only = pieces[0];
  if (pieces.length === 1 && only !== undefined) return only;
  const all = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
