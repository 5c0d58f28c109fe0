// A feed as memory that both threads share, seen from either end: frames in a ring, marks in a box.
import type { FeedSink } from "./decode-job.ts";
import { ENOUGH_FRAMES, type Feed } from "./feed.ts";
import { createMarkReader, createMarkWriter, createSharedMarks, type SharedMarks } from "./mark-box.ts";
import { createRingReader, createRingWriter, createSharedRing, type SharedRing } from "./pcm-ring.ts";

/** Plain memory, so that it can be posted to a worker. */
export type SharedFeed = {
  readonly ring: SharedRing;
  readonly marks: SharedMarks;
  /** An Int32 that is counted up and notified when there is enough to begin with, and with each mark; null: nobody sleeps. */
  readonly wake: SharedArrayBuffer | null;
};

/** An empty feed. */
export const createSharedFeed = (wake: SharedArrayBuffer | null = null): SharedFeed => ({
  ring: createSharedRing(),
  marks: createSharedMarks(),
  wake,
});

/** Wakes whoever sleeps on this count. */
export function rouse(wake: SharedArrayBuffer): void {
  const count = new Int32Array(wake);
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}

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
  const wakeReader = (): void => {
    if (shared.wake !== null) rouse(shared.wake);
  };
  const wait = async (): Promise<void> => {
    ring.beat();
    await waitForRoom();
  };
  return {
    writtenFrames: ring.writtenFrames,
    async mark(mark) {
      while (!ring.isClosed() && !postMark(mark)) await wait();
      wakeReader();
    },
    async write(interleaved) {
      const frames = interleaved.length / 2;
      ring.beat();
      for (let from = 0; from < frames && !ring.isClosed(); ) {
        const some = Math.min(frames - from, ring.freeFrames());
        const isEnough = ring.writtenFrames() >= ENOUGH_FRAMES;
        if (some > 0) ring.write(interleaved, from, some);
        else await wait();
        if (!isEnough && ring.writtenFrames() >= ENOUGH_FRAMES) wakeReader();
        from += some;
      }
      return !ring.isClosed();
    },
  };
}
