// Which of the things heard are the plan's probes, and what a clock has to do with it: numbers only.
import { clockPpmOf, spreadMs } from "@house-band/bridge-firmware/calibration/clock-fit";
import { matchPlan, turnsOf } from "@house-band/bridge-firmware/calibration/match-plan";
import { planProbes } from "@house-band/bridge-firmware/calibration/probe-plan";
import { describe, expect, it } from "@jest/globals";
import { speaker } from "./listening.ts";

const plan = planProbes([0, 1, 2].map(speaker));
const CLOCK = 1 + 80e-6;

/** What is heard of speakers of these latencies (null: silent) in a recording that began `leadMs` before the plan. */
const sightings = (latenciesMs: readonly (number | null)[], leadMs: number) =>
  plan.slots
    .flatMap(({ speaker: id, atMs }) => {
      const latencyMs = latenciesMs[[0, 1, 2].findIndex((n) => speaker(n) === id)] ?? null;
      return latencyMs === null ? [] : [{ atMs: CLOCK * (leadMs + atMs + latencyMs), strength: 40 }];
    })
    .sort((a, b) => a.atMs - b.atMs);

const originsMs = (match: ReturnType<typeof matchPlan>) =>
  match?.matches.map(({ turns, first }) => (first === null ? null : Math.round(first.atMs - turns.firstMs)));

describe("finding the plan", () => {
  it.each([0, 411, 25_000])("works in a recording that began %d ms before it", (leadMs) => {
    const match = matchPlan(sightings([640, 90, 333], leadMs), plan);
    const expected = [640, 90, 333].map((latencyMs) => leadMs + latencyMs + 80e-6 * leadMs);
    for (const [index, originMs] of (originsMs(match) ?? []).entries()) {
      expect(Math.abs((originMs ?? 0) - (expected[index] ?? 0))).toBeLessThan(2);
    }
    expect(match?.clockPpm).toBeCloseTo(80, 0);
  });

  it.each([
    ["the first", [null, 200, 200]],
    ["the middle", [200, null, 200]],
    ["the last", [200, 200, null]],
    ["two of them", [null, 200, null]],
  ] as const)(
    "does not take another speaker for one that is silent, though all are alike: %s",
    (_name, latenciesMs) => {
      const expected = latenciesMs.map((latencyMs) => (latencyMs === null ? null : 700));
      expect(originsMs(matchPlan(sightings(latenciesMs, 500), plan))).toEqual(expected);
    },
  );

  it("is not misled by other sounds", () => {
    const others = [120, 2_950, 3_777, 9_001].map((atMs) => ({ atMs, strength: 90 }));
    const heard = [...sightings([640, 90, 333], 500), ...others].sort((a, b) => a.atMs - b.atMs);
    expect(originsMs(matchPlan(heard, plan))).toEqual([1_140, 590, 833]);
  });

  it("finds nothing where no two sounds are a speaker's time apart", () => {
    expect(
      matchPlan(
        [100, 1_000, 5_000].map((atMs) => ({ atMs, strength: 90 })),
        plan,
      ),
    ).toBeNull();
  });
});

describe("the clock", () => {
  const heard = turnsOf(plan).map((turns, index) => ({
    turns,
    firstAtMs: CLOCK * turns.firstMs,
    secondAtMs: CLOCK * turns.secondMs + (index === 1 ? 4 : 0),
  }));
  const others = (index: number) => heard.filter((_, other) => other !== index);

  it("is what most speakers tell, whatever one of them did", () => {
    expect(clockPpmOf(heard)).toBeCloseTo(80, 6);
  });

  it("leaves over what a speaker moved by, judged by the others alone", () => {
    const [, moved] = heard;
    expect(moved && spreadMs(moved, others(1))).toBeCloseTo(4, 3);
  });
});
