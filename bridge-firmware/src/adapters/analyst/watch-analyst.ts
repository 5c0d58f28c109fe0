// Finds speakers in what a microphone hears while they play, in a thread of its own that stays for the next window: the
// daemon's loop has other things to do meanwhile.
import type { Sightings, WatchJob } from "../../calibration/watch-estimate.ts";
import { startThread } from "../../worker-thread.ts";

export type WatchAnalyst = {
  /** One job at a time. Null: called off. @throws where the thread fails: that is a bug */
  estimate(job: WatchJob, signal: AbortSignal): Promise<Sightings | null>;
  close(): Promise<void>;
};

/** Built, this file is part of a bundle at the root of the program; in a checkout it is where it is. */
const IS_BUILT = !import.meta.url.endsWith(".ts");
const THREAD = new URL(IS_BUILT ? "./adapters/analyst/watch-worker.js" : "./watch-worker.ts", import.meta.url);
/** Nobody is watched for so long: its memory is given back. */
const IDLE_MS = 60_000;

/** Without a thread until the first job. */
export function createWatchAnalyst(): WatchAnalyst {
  let thread: ReturnType<typeof startThread> | null = null;
  let idle: NodeJS.Timeout | undefined;
  const close = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = thread;
    thread = null;
    await ending?.terminate();
  };
  return {
    estimate(job, signal) {
      if (signal.aborted) return Promise.resolve(null);
      clearTimeout(idle);
      thread ??= startThread(THREAD);
      const worker = thread;
      return new Promise((resolve, reject) => {
        const settle = (): void => {
          signal.removeEventListener("abort", callOff);
          worker.removeListener("message", said);
          worker.removeListener("error", failed);
        };
        const said = (sightings: Sightings): void => {
          settle();
          idle = setTimeout(() => void close(), IDLE_MS);
          idle.unref();
          resolve(sightings);
        };
        const failed = (error: unknown): void => {
          settle();
          thread = null;
          reject(error);
        };
        // what it is at can't be stopped but with all of it
        const callOff = (): void => {
          settle();
          resolve(null);
          void close();
        };
        worker.once("message", said);
        worker.once("error", failed);
        signal.addEventListener("abort", callOff, { once: true });
        worker.postMessage(job);
      });
    },
    close,
  };
}
