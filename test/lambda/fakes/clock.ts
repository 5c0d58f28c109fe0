// A clock that moves only when everybody waits for it.
import type { Clock } from "../../../lambda/src/ports.ts";

type Timer = { readonly atMs: number; readonly wake: () => void };

export type VirtualClock = Clock & {
  /** Runs until the promise settles, moving time from one timer to the next whenever nothing else happens. */
  runUntil<T>(promise: Promise<T>): Promise<T>;
};

export const START_MS = 1_790_000_000_000;

export function createVirtualClock(): VirtualClock {
  let nowMs = 0;
  const timers = new Set<Timer>();
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer: Timer = {
        atMs: nowMs + ms,
        wake: () => {
          timers.delete(timer);
          signal?.removeEventListener("abort", timer.wake);
          resolve();
        },
      };
      timers.add(timer);
      signal?.addEventListener("abort", timer.wake, { once: true });
    });
  return {
    epochMs: () => START_MS + nowMs,
    nowMs: () => nowMs,
    sleep,
    async runUntil(promise) {
      let isSettled = false;
      const settle = (): void => {
        isSettled = true;
      };
      promise.then(settle, settle);
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isSettled) return promise;
        const next = [...timers].sort((one, other) => one.atMs - other.atMs)[0];
        if (!next) throw new Error("everybody waits, and nothing is going to happen");
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
    },
  };
}
