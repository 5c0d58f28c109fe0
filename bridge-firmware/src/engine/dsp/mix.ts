// Adding blocks to one another and fading them: every factor glides, none jumps.
import { kernels, workspace } from "./kernels.ts";
import type { Planes } from "./tap.ts";

/** Adds `planes` to an interleaved stereo block, its factor gliding from `fromGain` to `toGain` in a straight line. */
export function mixInto(out: Float32Array, planes: Planes, frames: number, fromGain: number, toGain: number): void {
  const { left, right } = planes;
  const step = (toGain - fromGain) / frames;
  for (let n = 0; n < frames; n++) {
    const gain = step === 0 ? toGain : fromGain + step * (n + 1);
    out[2 * n] = (out[2 * n] ?? 0) + gain * (left[n] ?? 0);
    out[2 * n + 1] = (out[2 * n + 1] ?? 0) + gain * (right[n] ?? 0);
  }
}

/**
 * Multiplies the first `frames` of an interleaved stereo block by a factor that starts from `fromGain` and changes by
 * `step` a frame, within 0 … 1; gives the factor it ends with.
 */
export function fade(block: Float32Array, frames: number, fromGain: number, step: number): number {
  let gain = fromGain;
  for (let n = 0; n < frames; n++) {
    gain = Math.min(1, Math.max(0, gain + step));
    block[2 * n] = gain * (block[2 * n] ?? 0);
    block[2 * n + 1] = gain * (block[2 * n + 1] ?? 0);
  }
  return gain;
}

/**
 * The loudest sample of a block (no more than MAX_FRAMES of stereo), 0 … 1 of full scale and beyond.
 * @throws RangeError where it is longer
 */
export function peakOf(block: Float32Array): number {
  const { samples, values } = workspace;
  samples.set(block);
  // it looks at four at a time
  samples.fill(0, block.length, block.length + 3);
  kernels.loudest(samples.byteOffset, block.length, values.byteOffset);
  return values[0] ?? 0;
}
