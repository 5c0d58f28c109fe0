// A clock that stands still until it is told to go on: hours of a simulated home pass in milliseconds, repeatably.
import type { Clock } from "../../ports.ts";

export type VirtualClock = Clock & {
  /** Lets `ms` pass: every sleeper due in it wakes at its own time, in order, and may sleep again. */
  advance(ms: number): Promise<void>;
  /** Sleepers that have not woken yet. */
  pending(): number;
};

type Sleeper = { readonly dueMs: number; readonly wake: (slept: boolean) => void };

/**
 * @param startsAt.nowMs the monotonic time it begins with, 0 where not given.
 * @param startsAt.epochMs the calendar time it begins with, 2026-01-01T00:00Z where not given.
 */
export function createVirtualClock(
  startsAt: { readonly nowMs?: number; readonly epochMs?: number } = {},
): VirtualClock {
  const startMs = startsAt.nowMs ?? 0;
  const startEpochMs = startsAt.epochMs ?? Date.UTC(2026, 0, 1);
  const sleepers = new Set<Sleeper>();
  let nowMs = startMs;

  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    await letOthersRun();
    for (let next = nextDue(sleepers); next && next.dueMs <= untilMs; next = nextDue(sleepers)) {
      nowMs = Math.max(nowMs, next.dueMs);
      sleepers.delete(next);
      next.wake(true);
      await letOthersRun();
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  return {
    nowMs: () => nowMs,
    epochMs: () => startEpochMs + (nowMs - startMs),
    sleep: (ms, signal) => sleepIn(sleepers, nowMs + Math.max(ms, 0), signal),
    advance,
    pending: () => sleepers.size,
  };
}

function sleepIn(sleepers: Set<Sleeper>, dueMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = () => {
      sleepers.delete(sleeper);
      resolve(false);
    };
    const wake = (slept: boolean) => {
      signal?.removeEventListener("abort", onAbort);
      resolve(slept);
    };
    const sleeper: Sleeper = { dueMs, wake };
    sleepers.add(sleeper);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** The one due first; of several due together, the one that lay down first. */
function nextDue(sleepers: ReadonlySet<Sleeper>): Sleeper | undefined {
  let next: Sleeper | undefined;
  for (const sleeper of sleepers) if (!next || sleeper.dueMs < next.dueMs) next = sleeper;
  return next;
}

/** Promise chains of any length run to their end before the next macrotask. */
const letOthersRun = () => new Promise<void>((resolve) => setImmediate(resolve));
