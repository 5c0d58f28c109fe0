// One speaker's view of a programme: a reading position, exact to a fraction of a sample, and a channel role.
// Left means that both sides of the speaker carry the programme's left: one speaker stands on the left.
import type { Channel } from "@house-band/contract";
import { fractionalKernel, interpolate, TAPS, TAPS_AFTER, TAPS_BEFORE } from "./fractional-delay.ts";
import { type History, type Plane, pieceAt, readPlane } from "./history.ts";

/** Fractions of a sample below this (20 ns) are nought: whole samples are copied bit for bit. */
const NEGLIGIBLE = 1e-3;

export type Tap = {
  readonly channel: Channel;
  /** Whole frames to add to a block's start, and what to read between frames; no kernel where nothing is between. */
  readonly wholeFrames: number;
  readonly kernel: Float64Array | null;
};

/** Where a tap's block lands; `left` and `right` are one and the same array unless the tap is stereo. */
export type Planes = { left: Float32Array; right: Float32Array };

export type TapScratch = {
  readonly raw: Float32Array;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly planes: Planes;
};

/** Room for reading blocks of this length; one is enough for all taps of a thread. */
export function createTapScratch(blockFrames: number): TapScratch {
  const left = new Float32Array(blockFrames);
  const right = new Float32Array(blockFrames);
  return { raw: new Float32Array(blockFrames + TAPS), left, right, planes: { left, right: left } };
}

/** A tap that reads `offsetFrames` (any real number) after the start of each block. */
export function createTap(channel: Channel, offsetFrames: number): Tap {
  const wholeFrames = Math.floor(offsetFrames + NEGLIGIBLE);
  const fraction = offsetFrames - wholeFrames;
  return { channel, wholeFrames, kernel: fraction < NEGLIGIBLE ? null : fractionalKernel(fraction) };
}

/** The same tap, reading `frames` later; earlier content where that is negative. */
export const shiftTap = (tap: Tap, frames: number): Tap => ({ ...tap, wholeFrames: tap.wholeFrames + frames });

/** The last frame of the programme that a block from `startFrame` on needs, plus one. */
export const neededEndFrame = (tap: Tap, startFrame: number, frames: number): number =>
  startFrame + tap.wholeFrames + frames + (tap.kernel === null ? 0 : TAPS_AFTER);

/** Reads one block; the answer is the scratch's own arrays, good until its next use. */
export function readTap(history: History, tap: Tap, startFrame: number, frames: number, scratch: TapScratch): Planes {
  const { left, right, planes } = scratch;
  const fromFrame = startFrame + tap.wholeFrames;
  if (tap.channel === "stereo") {
    readSignal(history, "left", fromFrame, tap.kernel, left, frames, scratch.raw);
    readSignal(history, "right", fromFrame, tap.kernel, right, frames, scratch.raw);
    planes.right = right;
  } else {
    readSignal(history, tap.channel, fromFrame, tap.kernel, left, frames, scratch.raw);
    planes.right = left;
  }
  return planes;
}

function readSignal(
  history: History,
  plane: Plane,
  fromFrame: number,
  kernel: Float64Array | null,
  out: Float32Array,
  frames: number,
  raw: Float32Array,
): void {
  if (kernel === null) {
    readPlane(history, plane, fromFrame, out, frames);
    return;
  }
  const firstFrame = fromFrame - TAPS_BEFORE;
  const rawFrames = frames + TAPS - 1;
  const at = pieceAt(history, firstFrame, rawFrames);
  if (plane !== "mono" && at >= 0) {
    interpolate(kernel, history[plane], at + TAPS_BEFORE, out, frames);
    return;
  }
  readPlane(history, plane, firstFrame, raw, rawFrames);
  interpolate(kernel, raw, TAPS_BEFORE, out, frames);
}
