// How long this thread stopped for its garbage, as an upper bound: the longest piece of its work in which there was less
// in the heap afterwards. A performance observer would be told by the event loop, which the audio loop never returns to,
// and Node's profiler of collections goes on listening when it was stopped, until it is collected itself: started anew
// every second, it took 30 MB a minute and made each stop longer than the one before.
import { getHeapStatistics } from "node:v8";

export type GcWatch = {
  /** Called after each piece of work, between which this thread waits and allocates next to nothing. @param tookMs how long it took */
  worked(tookMs: number): void;
  /** The longest piece since the last call in which garbage was collected, in milliseconds; 0: in none. */
  takeWorstMs(): number;
};

/** Watches this thread from now on. It must collect by itself, without threads that help (`--single-threaded-gc`). */
export function createGcWatch(usedBytes = () => getHeapStatistics().used_heap_size): GcWatch {
  let before = usedBytes();
  let worstMs = 0;
  return {
    worked(tookMs) {
      const after = usedBytes();
      if (after < before) worstMs = Math.max(worstMs, tookMs);
      before = after;
    },
    takeWorstMs() {
      const taken = worstMs;
      worstMs = 0;
      return taken;
    },
  };
}
