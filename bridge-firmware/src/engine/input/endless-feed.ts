// A feed that never ends and costs nothing: what warming up and measuring play.
import { BLOCK_FRAMES } from "../protocol.ts";
import type { Feed } from "./feed.ts";

/** One track without end: `period`, interleaved stereo, over and over; silence where none is given. */
export function openEndlessFeed(period: Float32Array = new Float32Array(2 * BLOCK_FRAMES)): Feed {
  let at = 0;
  let begun = false;
  return {
    availableFrames: () => Number.MAX_SAFE_INTEGER,
    read(out, frames) {
      for (let n = 0; n < 2 * frames; n++) {
        out[n] = period[at] ?? 0;
        at = at + 1 === period.length ? 0 : at + 1;
      }
    },
    takeMark() {
      if (begun) return null;
      begun = true;
      return { kind: "track", atFrame: 0, index: 0, startMs: 0 };
    },
    close: () => undefined,
  };
}
