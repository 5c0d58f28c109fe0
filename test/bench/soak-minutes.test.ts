import { describe, expect, test } from "@jest/globals";
import { soakChart } from "../../bench/src/soak/chart.ts";
import { growthMbPerHour, Minute, toResult } from "../../bench/src/soak/minutes.ts";

const minute = (atMinute: number, anonymousMb: number, more: object = {}): Minute =>
  Minute.parse({ atMinute, rssMb: 150, anonymousMb, cpuPercent: 7, ...more });

describe("the growth of memory in a soak", () => {
  test("is 60 MB an hour where every minute adds one", () => {
    const minutes = Array.from({ length: 40 }, (_, index) => minute(index + 1, 100 + index));
    expect(growthMbPerHour(minutes)).toBeCloseTo(60, 6);
  });

  test("is nought where memory only grows in the first quarter", () => {
    const minutes = Array.from({ length: 40 }, (_, index) => minute(index + 1, Math.min(110, 100 + index)));
    expect(growthMbPerHour(minutes)).toBe(0);
  });

  test("is not moved by a single minute that stands out", () => {
    const minutes = Array.from({ length: 40 }, (_, index) => minute(index + 1, index === 35 ? 400 : 100));
    expect(growthMbPerHour(minutes)).toBe(0);
  });
});

describe("the figures of a soak", () => {
  test("leave out what was not measured, so that its bar is missed", () => {
    const { figures } = toResult([minute(1, 100), minute(2, 100)], []);
    expect(figures).not.toHaveProperty("dropouts");
    expect(figures).not.toHaveProperty("maxSkewSamples");
    expect(figures).not.toHaveProperty("worstLatenessMs");
  });

  test("count drop-outs, and the minutes that had any", () => {
    const { figures } = toResult(
      [0, 3, 6].map((dropouts, n) => minute(n + 1, 100, { dropouts })),
      [],
    );
    expect(figures).toMatchObject({ dropouts: 9, minutesWithDropouts: 2 });
  });

  test("tell apart the drop-outs of minutes in which the machine itself stood still", () => {
    const { figures } = toResult(
      [
        minute(1, 100, { dropouts: 3, stoodStillMs: 84 }),
        minute(2, 100, { dropouts: 4, stoodStillMs: 5 }), // of the first minute's last seconds
        minute(3, 100, { dropouts: 2, stoodStillMs: 29 }),
        minute(4, 100, { dropouts: 1 }), // nobody watched the machine
      ],
      [],
    );
    expect(figures).toMatchObject({ dropouts: 10, dropoutsWhileRun: 2, worstStoodStillMs: 84 });
  });

  test("tell the skew of the worst minute in samples of 48 kHz", () => {
    const { figures } = toResult(
      [0.001, 0.5].map((maxSkewMs, n) => minute(n + 1, 100, { maxSkewMs })),
      [],
    );
    expect(figures.maxSkewSamples).toBe(24);
  });
});

describe("the picture of a soak", () => {
  test("marks each minute with drop-outs", () => {
    const minutes = [0, 2, 0, 1].map((dropouts, n) => minute(n + 1, 100, { dropouts, worstLatenessMs: 5 }));
    expect(soakChart("soak", minutes).match(/<circle/g)).toHaveLength(2);
  });

  test("has no panel for what was not measured", () => {
    expect(soakChart("soak", [minute(1, 100), minute(2, 100)])).not.toContain("lateness");
  });
});
