// A feed whose decoder runs beside the engine, on the same thread: for a virtual clock, which waits for it to be done
// with all it can do before time moves on. What is heard then depends on nothing but the files.
import { runDecodeJob } from "./decode-job.ts";
import type { Feed, FeedRequest } from "./feed.ts";
import { RING_FRAMES } from "./pcm-ring.ts";
import { createFeedReader, createFeedSink, createSharedFeed } from "./shared-feed.ts";

export interface LocalFeed extends Feed {
  /** Resolves when the decoder can do no more until somebody reads; at once where that is so already. */
  settled(): Promise<void>;
}

/** The decoder goes on when this much has been read: rarely enough to be cheap. */
const WAKE_FRAMES = RING_FRAMES / 4;

/** Begins to decode at once. Files only: a pipe's writer keeps a time of its own, and this clock is not it. */
export function openLocalFeed(request: FeedRequest): LocalFeed {
  if (request.pipe !== undefined) throw new TypeError(`a virtual clock reads no pipe; got ${request.pipe.path}`);
  const shared = createSharedFeed();
  const reader = createFeedReader(shared);
  let wakeDecoder: (() => void) | null = null;
  let tellSettled: (() => void) | null = null;
  let isWorking = true;

  const rest = (): void => {
    isWorking = false;
    tellSettled?.();
    tellSettled = null;
  };
  const wake = (): void => {
    if (wakeDecoder === null) return;
    isWorking = true;
    wakeDecoder();
    wakeDecoder = null;
  };
  const waitForRoom = (): Promise<void> =>
    new Promise((resolve) => {
      wakeDecoder = resolve;
      rest();
    });
  void runDecodeJob(request, createFeedSink(shared, waitForRoom)).finally(rest);

  return {
    availableFrames: () => reader.availableFrames(),
    read(out, frames) {
      reader.read(out, frames);
      if (RING_FRAMES - reader.availableFrames() >= WAKE_FRAMES) wake();
    },
    takeMark() {
      const mark = reader.takeMark();
      if (mark !== null) wake();
      return mark;
    },
    close() {
      reader.close();
      wake();
    },
    async settled() {
      if (!isWorking) return;
      // no race with the job: it lives for the whole programme, and would remember every one of them
      await new Promise<void>((resolve) => {
        tellSettled = resolve;
      });
    },
  };
}
