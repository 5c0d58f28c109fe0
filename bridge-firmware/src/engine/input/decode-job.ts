// A list of files, one after the other without a gap, into a feed. A file that can't be played is marked as failed and
// the next one follows. Runs in a decoder's worker, or, under a virtual clock, beside the engine.
import { decodeFile } from "./decode-file.ts";
import type { FeedMark, FeedRequest } from "./feed.ts";
import { reasonOf } from "./unplayable.ts";

export type FeedSink = {
  mark(mark: FeedMark): void;
  /** Resolves when all of it has been taken; false when nobody wants any more. */
  write(interleaved: Float32Array): Promise<boolean>;
};

/** Resolves when the list is over, or nobody listens any more. Never rejects because of a file. */
export async function runDecodeJob(request: FeedRequest, sink: FeedSink): Promise<void> {
  let atFrame = 0;
  for (const [index, track] of request.tracks.entries()) {
    if (index < request.startIndex) continue;
    const startMs = index === request.startIndex ? request.startMs : 0;
    let begun = false;
    try {
      for await (const piece of decodeFile(track.path, startMs)) {
        if (!begun) sink.mark({ kind: "track", atFrame, index, startMs });
        begun = true;
        if (!(await sink.write(piece))) return;
        atFrame += piece.length / 2;
      }
    } catch (thrown) {
      sink.mark({ kind: "failed", atFrame, index, reason: reasonOf(thrown) });
    }
  }
  sink.mark({ kind: "end", atFrame });
}
