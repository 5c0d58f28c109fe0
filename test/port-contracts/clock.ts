// What every clock owes the daemon.
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Clock } from "../../bridge-firmware/src/ports.ts";

/** `passTime` lets a virtual clock run, and waits for a real one. */
export type ClockWorld = { readonly clock: Clock; readonly passTime: (ms: number) => Promise<void> };

export function describeClockContract(name: string, createWorld: () => ClockWorld): void {
  describe(`the Clock port, by ${name}`, () => {
    let world: ClockWorld;
    beforeEach(() => {
      world = createWorld();
    });

    it("never goes backwards", async () => {
      const seen: number[] = [];
      for (let look = 0; look < 20; look += 1) {
        seen.push(world.clock.nowMs());
        await world.passTime(1);
      }

      expect(seen).toEqual([...seen].sort((a, b) => a - b));
    });

    it("lets a sleeper find that the time has really passed", async () => {
      const beganMs = world.clock.nowMs();
      const sleeping = world.clock.sleep(20);
      await world.passTime(25);

      expect(await sleeping).toBe(true);
      expect(world.clock.nowMs() - beganMs).toBeGreaterThanOrEqual(20);
    });

    it("wakes sleepers in the order of their time", async () => {
      const woken: number[] = [];
      const sleeping = [30, 10, 20].map(async (ms) => {
        await world.clock.sleep(ms);
        woken.push(ms);
      });
      await world.passTime(40);
      await Promise.all(sleeping);

      expect(woken).toEqual([10, 20, 30]);
    });

    it("wakes a sleeper at once, with false, when its signal fires", async () => {
      const signal = new AbortController();
      const sleeping = world.clock.sleep(3_600_000, signal.signal);
      signal.abort();

      expect(await sleeping).toBe(false);
    });

    it("does not sleep at all where the signal has fired already", async () => {
      expect(await world.clock.sleep(3_600_000, AbortSignal.abort())).toBe(false);
    });

    it("is not moved by a signal that fires after the sleep", async () => {
      const signal = new AbortController();
      const sleeping = world.clock.sleep(1, signal.signal);
      await world.passTime(5);
      const slept = await sleeping;
      signal.abort();

      expect(slept).toBe(true);
    });

    it.each([0, -5])("takes a sleep of %i ms for one that is over", async (ms) => {
      const sleeping = world.clock.sleep(ms);
      await world.passTime(0);

      expect(await sleeping).toBe(true);
    });

    it("knows the date", () => {
      expect(world.clock.epochMs()).toBeGreaterThan(Date.UTC(2025, 0, 1));
      expect(Number.isInteger(world.clock.epochMs())).toBe(true);
    });
  });
}
