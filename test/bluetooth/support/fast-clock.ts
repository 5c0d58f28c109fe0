// A clock that is quicker than the world: what waits for seconds waits for a twentieth of them, and whatever really takes
// time (a bus, another process) seems twenty times as slow. Where a test turns on what the bus brings within a time, it
// asks for a slower one.
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import type { Clock } from "@house-band/bridge-firmware/ports";

export type FastClock = Clock & { pass(ms: number): Promise<void> };

const DEFAULT_SPEED = 20;

/** `pass` resolves when that much of its time is over. */
export function createFastClock(speed = DEFAULT_SPEED): FastClock {
  const world = createSystemClock();
  return {
    nowMs: () => world.nowMs() * speed,
    epochMs: world.epochMs,
    sleep: (ms, signal) => world.sleep(ms / speed, signal),
    pass: async (ms) => {
      await sleep(ms / speed);
    },
  };
}
