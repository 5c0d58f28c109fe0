// How long this thread stopped for its garbage. A performance observer would be told by the event loop, which the audio
// loop never returns to; the profiler answers when it is asked.
import { GCProfiler } from "node:v8";

/** Watches from now on; each call gives the longest stop since the one before, in milliseconds. */
export function createGcWatch(): () => number {
  const profiler = new GCProfiler();
  profiler.start();
  return () => {
    const { statistics } = profiler.stop();
    profiler.start();
    return statistics.reduce((worstMs, { cost }) => Math.max(worstMs, cost / 1_000), 0);
  };
}
