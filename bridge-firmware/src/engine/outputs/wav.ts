// A file as if it were a perfect speaker: what is played is what is recorded, with no latency of its own.
import { BLOCK_FRAMES } from "../protocol.ts";
import type { Output } from "./output.ts";
import type { Recorder } from "./recorder.ts";

/** An output that accepts every block until it is closed. */
export function createWavOutput(recorder: Recorder): Output {
  let queueEndFrame = 0;
  let closed = false;
  return {
    goneReason: "the file is closed",
    write(block, nowFrame) {
      if (closed) return "gone";
      const atFrame = Math.max(queueEndFrame, nowFrame);
      recorder.put(atFrame, block);
      queueEndFrame = atFrame + BLOCK_FRAMES;
      return "accepted";
    },
    drop(nowFrame) {
      recorder.cut(nowFrame);
      queueEndFrame = Math.min(queueEndFrame, nowFrame);
    },
    close() {
      closed = true;
    },
  };
}
