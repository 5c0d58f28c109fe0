// A clock that is quicker than the world: what waits for seconds waits for a twentieth of them, and whatever really takes
// time (a bus, another process) seems twenty times as slow.
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import type { Clock } from "@house-band/bridge-firmware/ports";

export type FastClock = Clock & { pass(ms: number): Promise<void> };

const TIMES = 20;

/** `pass` resolves when that much of its time is over. */
export function createFastClock(): FastClock {
  const world = createSystemClock();
  return {
    nowMs: () => world.nowMs() * TIMES,
    epochMs: world.epochMs,
    sleep: (ms, signal) => world.sleep(ms / TIMES, signal),
    pass: async (ms) => {
      await sleep(ms / TIMES);
    },
  };
}
