import { setTimeout as wait } from "node:timers/promises";
import { createSystemClock } from "../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { createVirtualClock } from "../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { describeClockContract } from "./clock.ts";

describeClockContract("the machine's clock", () => ({ clock: createSystemClock(), passTime: (ms) => wait(ms) }));

describeClockContract("the virtual clock", () => {
  const clock = createVirtualClock();
  return { clock, passTime: clock.advance };
});
