// The beat of the engine: which block is due, and how late we are. Sleeping and ticking are the caller's.
import { BLOCK_FRAMES, ENGINE_RATE_HZ } from "./protocol.ts";

export const BLOCK_MS = (BLOCK_FRAMES * 1_000) / ENGINE_RATE_HZ;

/** The engine's frame at a moment since its start, fraction included. */
export const exactFrameAt = (sinceStartMs: number): number => (sinceStartMs * ENGINE_RATE_HZ) / 1_000;

export type Beat = {
  /** The engine frame that is now: whole blocks since the start. */
  readonly nowFrame: number;
  /** How much later than its moment this beat is looked at; nought when it had not been waited for. */
  readonly latenessMs: number;
};

export interface Pacer {
  /** The beat that has begun at `nowMs`, by a monotonic clock. Beats that were slept through are skipped, not made up. */
  beat(nowMs: number): Beat;
  /** How long until the next beat. */
  untilNextMs(nowMs: number): number;
  /** The engine had nothing to do and did not watch the time: the next beat is not a late one. */
  rest(): void;
}

/** A pacer whose frame 0 is at `startMs`, by the clock that `beat` is asked with. */
export function createPacer(startMs: number): Pacer {
  let awaited: number | null = null;
  return {
    beat(nowMs) {
      const count = Math.floor((nowMs - startMs) / BLOCK_MS);
      const latenessMs = awaited === null ? 0 : Math.max(0, nowMs - startMs - awaited * BLOCK_MS);
      awaited = count + 1;
      return { nowFrame: count * BLOCK_FRAMES, latenessMs };
    },
    untilNextMs: (nowMs) => (awaited === null ? 0 : Math.max(0, startMs + awaited * BLOCK_MS - nowMs)),
    rest() {
      awaited = null;
    },
  };
}
