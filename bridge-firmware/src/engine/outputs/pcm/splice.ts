// Taking a little out of a stream, or putting a little in, within one block and without a click: the block glides from
// what it would have been to what it shall be from its end on. Pure; when and how much is the queue watch's business.
import { BLOCK_FRAMES } from "../../protocol.ts";

/** What one block can hide: 5 ms. */
export const MAX_SPLICE_FRAMES = BLOCK_FRAMES / 2;

/** The longest block that a splice makes. */
export const LONGEST_BLOCK_FRAMES = BLOCK_FRAMES + MAX_SPLICE_FRAMES;

/**
 * Writes `block` to `out`, shorter by `cutFrames` (or longer, where that is negative): it begins as the block begins
 * and ends as it ends. Gives the number of frames in `out`.
 */
export function splice(block: Float32Array, cutFrames: number, out: Float32Array): number {
  const frames = BLOCK_FRAMES - cutFrames;
  const fromFrame = Math.max(0, -cutFrames);
  const untilFrame = Math.min(BLOCK_FRAMES, frames);
  for (let n = 0; n < frames; n++) {
    const weight = Math.min(1, Math.max(0, (n + 1 - fromFrame) / (untilFrame - fromFrame)));
    for (let side = 0; side < 2; side++) {
      const before = weight === 1 ? 0 : (block[2 * n + side] ?? 0);
      const after = weight === 0 ? 0 : (block[2 * (n + cutFrames) + side] ?? 0);
      out[2 * n + side] = before * (1 - weight) + after * weight;
    }
  }
  return frames;
}
