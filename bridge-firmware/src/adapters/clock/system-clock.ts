// The machine's clocks behind the Clock port.
import type { Clock } from "../../ports.ts";

/** Node fires a longer timer at once. @see Node.js `setTimeout` */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The monotonic clock of the operating system, and the calendar clock for people and logs. */
export function createSystemClock(): Clock {
  const nowMs = () => Number(process.hrtime.bigint()) / 1_000_000;
  return { nowMs, epochMs: () => Date.now(), sleep: (ms, signal) => sleepUntil(nowMs, nowMs() + ms, signal) };
}

/** A timer may fire early by a fraction of a millisecond: whoever slept must find the time really passed. */
async function sleepUntil(nowMs: () => number, dueMs: number, signal?: AbortSignal): Promise<boolean> {
  do {
    if (!(await wait(dueMs - nowMs(), signal))) return false;
  } while (nowMs() < dueMs);
  return true;
}

function wait(ms: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (slept: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      resolve(slept);
    };
    const onAbort = () => settle(false);
    const timer = setTimeout(() => settle(true), Math.min(Math.max(Math.ceil(ms), 0), LONGEST_TIMER_MS));
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
