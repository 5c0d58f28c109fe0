// The storm in numbers: where the answer can be known without it, it agrees.
import { expect, it } from "@jest/globals";
import { stormModel } from "../../bench/src/bridges/storm-model.ts";
import { createRandom } from "../../local/src/music/random.ts";

it("brings everybody back within the first second where nobody is kept out", () => {
  const storm = stormModel({ bridges: 1_000, closedMs: 0, perSecond: 1_000_000 }, createRandom(1).next);
  expect(storm.triesPerBridge).toBe(1);
  expect(storm.lastSeconds).toBeLessThan(1);
});

it("takes as long as the cloud's quota at least, and not many times as long", () => {
  const storm = stormModel({ bridges: 5_000, closedMs: 0, perSecond: 50 }, createRandom(2).next);
  expect(storm.lastSeconds).toBeGreaterThanOrEqual(5_000 / 50 - 1);
  expect(storm.p95Seconds).toBeLessThan(3 * (5_000 / 50));
});

it("lets nobody in while the cloud is away", () => {
  const storm = stormModel({ bridges: 500, closedMs: 60_000, perSecond: 100_000 }, createRandom(3).next);
  expect(storm.p50Seconds).toBeGreaterThanOrEqual(60);
  expect(storm.triesPerBridge).toBeGreaterThan(5); // waits of at most 1, 2, 4, 8, 16, 32 s: seven tries in a minute at least
});

it("has fewer tries in a second the longer bridges may wait", () => {
  const tries = (capMs: number) =>
    stormModel({ bridges: 20_000, closedMs: 0, perSecond: 20, capMs }, createRandom(4).next).triesPerBridge;
  expect(tries(300_000)).toBeLessThan(tries(10_000));
});
