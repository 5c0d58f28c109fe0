// The clocks of the machine, behind the Clock port.
import type { Clock } from "../ports.ts";

/** The clock of this machine: `nowMs` is monotonic, `epochMs` is the time of day. */
export function createSystemClock(): Clock {
  return { epochMs: () => Date.now(), nowMs: () => performance.now(), sleep };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
