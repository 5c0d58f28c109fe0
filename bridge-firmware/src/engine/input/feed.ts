// What a zone reads from: frames of one continuous programme, with marks saying what begins or fails where.
// How they got there (a worker, a virtual clock, somebody who plays to us) is the business of whoever opens the feed.
import type { ZoneId } from "@house-band/contract";
import type { InputId, InputStatus, LiveInputSpec, Track } from "../protocol.ts";

/** With this much in hand a zone begins: enough for a slow disk's hiccup, decoded in a few milliseconds. 200 ms. */
export const ENOUGH_FRAMES = 9_600;

export type FeedMark =
  /** A track's first frame, `startMs` into it. */
  | { readonly kind: "track"; readonly atFrame: number; readonly index: number; readonly startMs: number }
  | { readonly kind: "failed"; readonly atFrame: number; readonly index: number; readonly reason: string }
  /** The same track goes on under another title. */
  | { readonly kind: "title"; readonly atFrame: number; readonly title: string }
  /** Nothing comes after this. */
  | { readonly kind: "end"; readonly atFrame: number };

export interface Feed {
  /** Interleaved stereo frames at the engine's rate that can be read now, without waiting. */
  availableFrames(): number;
  /** Reads `frames` of those that are available. */
  read(out: Float32Array, frames: number): void;
  /**
   * The next mark, or null when none has arrived. A mark is here before the frames that follow it become available:
   * ask for the available frames first, then for marks.
   */
  takeMark(): FeedMark | null;
  close(): void;
  /** With so many frames it may begin; absent: with as many as cover a slow disk. */
  readonly enoughFrames?: number;
  /** Of what is live only. */
  status?(): InputStatus;
}

export type FeedRequest = {
  readonly tracks: readonly Track[];
  readonly startIndex: number;
  readonly startMs: number;
  /** Where another player writes the tracks; absent where they are files to be decoded here. */
  readonly pipe?: PipeAddress;
  /** Who plays the one track to us, now. */
  readonly live?: LiveAddress;
};

export type PipeAddress = { readonly zone: ZoneId; readonly path: string };

export type LiveAddress = { readonly input: InputId; readonly spec: LiveInputSpec };

export type OpenFeed = (request: FeedRequest) => Feed;
