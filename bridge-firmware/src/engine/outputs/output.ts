// The one face every speaker's sink has for the engine, whatever it is made of.

/**
 * `accepted`: it will be played right after what was written before. `stalled`: no room, nothing was taken, offer it
 * again. `gone`: the device is lost for good, close it.
 */
export type WriteResult = "accepted" | "stalled" | "gone";

/** What has happened to a real device's queue since it was opened. */
export type OutputHealth = {
  /** It ran dry: there was a gap. */
  underruns: number;
  /** It slipped and was brought back. */
  slips: number;
};

/**
 * Blocks of BLOCK_FRAMES interleaved stereo frames, written ahead of time: the device plays them one after another
 * from its own queue, at the engine's pace. Times are engine frames, counted since the engine started.
 */
export interface Output {
  /**
   * Must not block, and must not keep the block: it is overwritten. `atFrame` is when it shall be played: right after
   * what was written before, if anything still waits.
   */
  write(block: Float32Array, nowFrame: number, atFrame: number): WriteResult;
  /** Throws away what is queued but not played. */
  drop(nowFrame: number): void;
  close(): void;
  /** Why it is gone, once `write` has said so. */
  readonly goneReason: string;
  /** Real devices only. */
  readonly health?: Readonly<OutputHealth>;
  /**
   * Real devices only: a look at when it really began, which must not block. Answers in how many frames it wants to be looked
   * at again; null: it needs no more looks.
   */
  look?(): number | null;
  /** Devices that take time to open: what is written now is not heard. A zone that has not begun waits for them. */
  isOpening?(): boolean;
  /** Real devices only: what was written and has not been played, by the device's own account. */
  queuedFrames?(): number;
}
