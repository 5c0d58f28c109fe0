// A stream that has slipped and how it is brought back: a little by splices, block by block; a lot by fading out, leaving
// out (or waiting), and fading in. One step a block, so that the queue has changed by exactly what was owed in the end.
import { fade } from "../../dsp/mix.ts";
import { BLOCK_FRAMES } from "../../protocol.ts";
import { LONGEST_BLOCK_FRAMES, MAX_SPLICE_FRAMES, splice } from "./splice.ts";

/** More than this is not spliced: 20 ms in steps of 5 would be heard as a stumble, a dip is kinder. */
const SPLICED_UP_TO_FRAMES = 4 * MAX_SPLICE_FRAMES;
const FADE_STEP = 1 / BLOCK_FRAMES;

export interface Correction {
  /** Frames still to be taken out of the stream (negative: put in). */
  readonly owedFrames: number;
  owe(frames: number): void;
  /** What is to be written instead of `block`: `out` holds this many frames, possibly none. */
  shape(block: Float32Array): number;
  readonly out: Float32Array;
  /** The next block begins from silence, and nothing is owed any more. */
  reset(): void;
}

/** A correction that owes nothing; its first block fades in. */
export function createCorrection(): Correction {
  const out = new Float32Array(2 * LONGEST_BLOCK_FRAMES);
  let owed = 0;
  let silent = true;
  const copy = (block: Float32Array, fromFrame: number): number => {
    out.set(fromFrame === 0 ? block : block.subarray(2 * fromFrame));
    return BLOCK_FRAMES - fromFrame;
  };
  const fadeIn = (block: Float32Array): number => {
    silent = false;
    const frames = copy(block, owed);
    owed = 0;
    fade(out, frames, 0, 1 / frames);
    return frames;
  };
  return {
    out,
    get owedFrames() {
      return owed;
    },
    owe(frames) {
      owed += frames;
    },
    shape(block) {
      if (silent && owed < 0) {
        const frames = Math.min(-owed, LONGEST_BLOCK_FRAMES - BLOCK_FRAMES);
        owed += frames;
        out.fill(0, 0, 2 * (BLOCK_FRAMES + frames));
        return BLOCK_FRAMES + frames;
      }
      if (silent && owed >= BLOCK_FRAMES) {
        owed -= BLOCK_FRAMES;
        return 0;
      }
      if (silent) return fadeIn(block);
      if (Math.abs(owed) > SPLICED_UP_TO_FRAMES) {
        silent = true;
        const frames = copy(block, 0);
        fade(out, frames, 1, -FADE_STEP);
        return frames;
      }
      if (owed === 0) return copy(block, 0);
      const cut = Math.max(-MAX_SPLICE_FRAMES, Math.min(MAX_SPLICE_FRAMES, owed));
      owed -= cut;
      return splice(block, cut, out);
    },
    reset() {
      owed = 0;
      silent = true;
    },
  };
}
