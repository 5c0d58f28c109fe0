// A live source's samples, read a little faster or slower than they came, by a ratio that may change at any moment
// without a seam: a polyphase windowed sinc whose coefficients are found between two neighbouring phases.
// What the ratio should be is the drift controller's affair.
import { windowedSinc } from "./windowed-sinc.ts";

/** 32 taps: flat within 0.1 dB to 18 kHz, images below −80 dB. */
const TAPS = 32;
const KAISER_BETA = 7.86;
const TAPS_BEFORE = TAPS / 2 - 1;
const TAPS_AFTER = TAPS / 2;
/** So many that a straight line between two of them is below the images. */
const PHASES = 256;

export type DriftResampler = {
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** Frames of the source that were taken in. */
  writtenFrames: number;
  /** What is read next: a whole frame, and how far behind it (0 ≤ fraction < 1). Apart, they are exact for years. */
  frame: number;
  fraction: number;
};

/** A queue of up to `capacityFrames` (a power of two) that begins empty. */
export function createDriftResampler(capacityFrames: number): DriftResampler {
  if (!Number.isInteger(Math.log2(capacityFrames))) {
    throw new RangeError(`a queue holds a power of two of frames, got ${capacityFrames}`);
  }
  const side = () => new Float32Array(capacityFrames);
  return { left: side(), right: side(), writtenFrames: 0, frame: 0, fraction: 0 };
}

/** What came and was not used up yet, with its fraction. */
export const queuedFrames = ({ writtenFrames, frame, fraction }: DriftResampler): number =>
  writtenFrames - frame - fraction;

/** Takes in what there is room for of an interleaved stereo block; answers how many frames that was. */
export function pushFrames(resampler: DriftResampler, interleaved: Float32Array, frames: number): number {
  const { left, right } = resampler;
  const mask = left.length - 1;
  const oldest = resampler.frame - TAPS_BEFORE;
  const taken = Math.max(0, Math.min(frames, oldest + left.length - resampler.writtenFrames));
  for (let n = 0; n < taken; n++) {
    const at = (resampler.writtenFrames + n) & mask;
    left[at] = interleaved[2 * n] ?? 0;
    right[at] = interleaved[2 * n + 1] ?? 0;
  }
  resampler.writtenFrames += taken;
  return taken;
}

/** Can `frames` be given at this ratio without anything made up? */
export const canPull = (resampler: DriftResampler, frames: number, ratio: number): boolean =>
  frames * ratio + TAPS_AFTER <= queuedFrames(resampler);

/** How many can be given at this ratio without anything made up. */
export const pullableFrames = (resampler: DriftResampler, ratio: number): number =>
  Math.max(0, Math.floor((queuedFrames(resampler) - TAPS_AFTER) / ratio));

/** Throws away so much of the oldest that `frames` are left: for a queue that has become far too long. */
export function cutTo(resampler: DriftResampler, frames: number): void {
  if (queuedFrames(resampler) <= frames) return;
  resampler.frame = resampler.writtenFrames - frames;
  resampler.fraction = 0;
}

/** Writes `frames` of interleaved stereo, using up `ratio` frames of the source for each; only if it `canPull` them. */
export function pullFrames(resampler: DriftResampler, out: Float32Array, frames: number, ratio: number): void {
  const { left, right } = resampler;
  const mask = left.length - 1;
  let { frame, fraction } = resampler;
  for (let n = 0; n < frames; n++) {
    const phase = (fraction * PHASES) | 0;
    const share = fraction * PHASES - phase;
    let k = phase * TAPS;
    let leftSum = 0;
    let rightSum = 0;
    for (let at = frame - TAPS_BEFORE; at <= frame + TAPS_AFTER; at++) {
      const coefficient = (COEFFICIENTS[k] ?? 0) + share * (SLOPES[k] ?? 0);
      leftSum += coefficient * (left[at & mask] ?? 0);
      rightSum += coefficient * (right[at & mask] ?? 0);
      k += 1;
    }
    out[2 * n] = leftSum;
    out[2 * n + 1] = rightSum;
    const ahead = fraction + ratio;
    frame += ahead | 0;
    fraction = ahead - (ahead | 0);
  }
  resampler.frame = frame;
  resampler.fraction = fraction;
}

/** All phases one after the other, and how far it is from each to the next. */
const COEFFICIENTS = new Float64Array(PHASES * TAPS);
const SLOPES = new Float64Array(PHASES * TAPS);

function fillTables(): void {
  let row = kernelOf(0);
  for (let phase = 0; phase < PHASES; phase++) {
    const next = kernelOf(phase + 1);
    for (let k = 0; k < TAPS; k++) {
      COEFFICIENTS[phase * TAPS + k] = row[k] ?? 0;
      SLOPES[phase * TAPS + k] = (next[k] ?? 0) - (row[k] ?? 0);
    }
    row = next;
  }
}

const kernelOf = (phase: number): Float64Array =>
  windowedSinc({ fraction: phase / PHASES, taps: TAPS, kaiserBeta: KAISER_BETA });

fillTables();
