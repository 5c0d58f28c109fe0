// The decoder's end of a feed: frames into the shared ring, marks by the way that is given. Waits while the ring is full.

import type { FeedSink } from "./decode-job.ts";
import type { FeedMark } from "./feed.ts";
import { createRingWriter, type SharedRing } from "./pcm-ring.ts";

export type RingSinkOptions = {
  readonly ring: SharedRing;
  readonly postMark: (mark: FeedMark) => void;
  /** Resolves when there may be room again, or when it is time to look whether anybody still reads. */
  readonly waitForRoom: () => Promise<void>;
};

export function createRingSink({ ring, postMark, waitForRoom }: RingSinkOptions): FeedSink {
  const writer = createRingWriter(ring);
  return {
    mark: postMark,
    async write(interleaved) {
      const frames = interleaved.length / 2;
      for (let from = 0; from < frames; ) {
        if (writer.isClosed()) return false;
        const some = Math.min(frames - from, writer.freeFrames());
        if (some > 0) writer.write(interleaved, from, some);
        else await waitForRoom();
        from += some;
      }
      return !writer.isClosed();
    },
  };
}
