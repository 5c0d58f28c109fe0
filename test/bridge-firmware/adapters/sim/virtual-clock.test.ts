import { describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";

describe("the virtual clock", () => {
  it("stands still until told", async () => {
    const clock = createVirtualClock();
    let woke = false;
    void clock.sleep(10).then(() => {
      woke = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(clock.nowMs()).toBe(0);
    expect(woke).toBe(false);
  });

  it("shows every sleeper its own time, also one that sleeps again within the same stretch", async () => {
    const clock = createVirtualClock({ nowMs: 1_000 });
    const seen: number[] = [];
    const ticking = (async () => {
      for (let tick = 0; tick < 4; tick += 1) {
        await clock.sleep(250);
        seen.push(clock.nowMs());
      }
    })();
    await clock.advance(900);

    expect(seen).toEqual([1_250, 1_500, 1_750]);
    expect(clock.nowMs()).toBe(1_900);
    await clock.advance(100);
    await ticking;
    expect(seen).toEqual([1_250, 1_500, 1_750, 2_000]);
    expect(clock.pending()).toBe(0);
  });

  it("passes an hour of two sleepers at once", async () => {
    const clock = createVirtualClock();
    const order: string[] = [];
    void clock.sleep(3_600_000).then(() => order.push("first to lie down"));
    void clock.sleep(3_600_000).then(() => order.push("second"));
    await clock.advance(3_600_000);

    expect(order).toEqual(["first to lie down", "second"]);
  });

  it("moves the calendar with the monotonic time", async () => {
    const clock = createVirtualClock({ epochMs: Date.UTC(2026, 5, 1) });
    await clock.advance(86_400_000);

    expect(new Date(clock.epochMs()).toISOString()).toBe("2026-06-02T00:00:00.000Z");
  });
});
