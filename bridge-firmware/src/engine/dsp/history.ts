// The last few seconds of a programme, so that every speaker of a zone can read it at a moment of its own.
// Frames are counted from the programme's start; what is not (or no longer) there reads as silence.
import type { Channel } from "@house-band/contract";

export type History = {
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** Frames written so far: the next one's number. */
  endFrame: number;
};

/** `capacityFrames` must be a power of two, so that an index wraps with a mask. */
export function createHistory(capacityFrames: number): History {
  if (!Number.isInteger(Math.log2(capacityFrames))) {
    throw new RangeError(`a history holds a power of two of frames, got ${capacityFrames}`);
  }
  return { left: new Float32Array(capacityFrames), right: new Float32Array(capacityFrames), endFrame: 0 };
}

/** Adds the first `frames` of an interleaved stereo block. */
export function appendFrames(history: History, interleaved: Float32Array, frames: number): void {
  const { left, right } = history;
  const mask = left.length - 1;
  for (let n = 0; n < frames; n++) {
    const at = (history.endFrame + n) & mask;
    left[at] = interleaved[2 * n] ?? 0;
    right[at] = interleaved[2 * n + 1] ?? 0;
  }
  history.endFrame += frames;
}

/** Which signal a channel role needs: stereo needs both sides, the others one. */
export type Plane = Exclude<Channel, "stereo">;

/** Copies `frames` from `fromFrame` on into `out`. Mono is the mean of both sides: no louder than the louder one. */
export function readPlane(history: History, plane: Plane, fromFrame: number, out: Float32Array, frames: number): void {
  const first = Math.max(0, Math.min(frames, oldestFrame(history) - fromFrame));
  const last = Math.max(first, Math.min(frames, history.endFrame - fromFrame));
  out.fill(0, 0, first);
  out.fill(0, last, frames);
  if (plane === "mono") copyMean(history, fromFrame, out, first, last);
  else copySide(history[plane], fromFrame, out, first, last);
}

/**
 * Where frame `fromFrame` lies in the arrays of both sides, if it is there with the `frames` from it on, and in one
 * piece: then nobody needs a copy to read them. −1 where not, which is at the ends, and once each time round.
 */
export function pieceAt(history: History, fromFrame: number, frames: number): number {
  if (fromFrame < oldestFrame(history) || fromFrame + frames > history.endFrame) return -1;
  const at = fromFrame & (history.left.length - 1);
  return at + frames <= history.left.length ? at : -1;
}

const oldestFrame = (history: History): number => Math.max(0, history.endFrame - history.left.length);

function copySide(side: Float32Array, fromFrame: number, out: Float32Array, first: number, last: number): void {
  const mask = side.length - 1;
  for (let n = first; n < last; n++) out[n] = side[(fromFrame + n) & mask] ?? 0;
}

function copyMean(history: History, fromFrame: number, out: Float32Array, first: number, last: number): void {
  const { left, right } = history;
  const mask = left.length - 1;
  for (let n = first; n < last; n++) {
    const at = (fromFrame + n) & mask;
    out[n] = ((left[at] ?? 0) + (right[at] ?? 0)) / 2;
  }
}
