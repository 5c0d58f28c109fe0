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
      for (let done = 0; done < 2 * frames; ) {
        const piece = period.subarray(at, at + 2 * frames - done);
        out.set(piece, done);
        done += piece.length;
        at = (at + piece.length) % period.length;
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
