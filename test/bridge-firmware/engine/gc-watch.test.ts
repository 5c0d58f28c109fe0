import { describe, expect, it } from "@jest/globals";
import { createGcWatch } from "../../../bridge-firmware/src/engine/gc-watch.ts";

/** Watches a heap that has these sizes, one after the other. */
const watch = (...sizes: readonly number[]) => {
  const left = [...sizes];
  return createGcWatch(() => left.shift() ?? 0);
};

describe("the watch of garbage", () => {
  it("tells the longest piece of work in which the heap became smaller", () => {
    const garbage = watch(100, 120, 90, 110, 80);
    for (const tookMs of [9, 2, 8, 3]) garbage.worked(tookMs);
    expect(garbage.takeWorstMs()).toBe(3);
  });

  it("begins anew when it was asked", () => {
    const garbage = watch(100, 90, 95);
    garbage.worked(4);
    garbage.takeWorstMs();
    garbage.worked(7);
    expect(garbage.takeWorstMs()).toBe(0);
  });

  it("sees this process collect", () => {
    const garbage = createGcWatch();
    let kept: unknown[] = [];
    for (let piece = 0; piece < 200; piece++) {
      kept = Array.from({ length: 20_000 }, (_, n) => ({ n, piece }));
      garbage.worked(5);
    }
    expect(kept).toHaveLength(20_000);
    expect(garbage.takeWorstMs()).toBe(5);
  });
});
