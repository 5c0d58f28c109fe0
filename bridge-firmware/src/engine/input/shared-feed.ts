// A feed as memory that both threads share, seen from either end: frames in a ring, marks in a box.
import type { FeedSink } from "./decode-job.ts";
import type { Feed } from "./feed.ts";
import { createMarkReader, createMarkWriter, createSharedMarks, type SharedMarks } from "./mark-box.ts";
import { createRingReader, createRingWriter, createSharedRing, type SharedRing } from "./pcm-ring.ts";

/** Plain memory, so that it can be posted to a worker. */
export type SharedFeed = { readonly ring: SharedRing; readonly marks: SharedMarks };

/** An empty feed. */
export const createSharedFeed = (): SharedFeed => ({ ring: createSharedRing(), marks: createSharedMarks() });

/** The audio loop's end. */
export function createFeedReader(shared: SharedFeed): Feed {
  const ring = createRingReader(shared.ring);
  const takeMark = createMarkReader(shared.marks);
  return { availableFrames: ring.availableFrames, read: ring.read, takeMark, close: ring.close };
}

/**
 * The decoder's end. `waitForRoom` resolves when there may be room again, or when it is time to look whether anybody
 * still reads.
 */
export function createFeedSink(shared: SharedFeed, waitForRoom: () => Promise<void>): FeedSink {
  const ring = createRingWriter(shared.ring);
  const postMark = createMarkWriter(shared.marks);
  const wait = async (): Promise<void> => {
    ring.beat();
    await waitForRoom();
  };
  return {
    writtenFrames: ring.writtenFrames,
    async mark(mark) {
      while (!ring.isClosed() && !postMark(mark)) await wait();
    },
    async write(interleaved) {
      const frames = interleaved.length / 2;
      ring.beat();
      for (let from = 0; from < frames && !ring.isClosed(); ) {
        const some = Math.min(frames - from, ring.freeFrames());
        if (some > 0) ring.write(interleaved, from, some);
        else await wait();
        from += some;
      }
      return !ring.isClosed();
    },
  };
}
