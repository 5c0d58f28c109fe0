// What speakers play, and when.
import { probeSamples } from "@house-band/bridge-firmware/calibration/probe";
import { planProbes } from "@house-band/bridge-firmware/calibration/probe-plan";
import { describe, expect, it } from "@jest/globals";
import { speaker } from "./listening.ts";

const crossings = (samples: Float32Array): number =>
  samples.reduce((count, sample, n) => count + (n > 0 && sample >= 0 !== (samples[n - 1] ?? 0) >= 0 ? 1 : 0), 0);

describe("the probe", () => {
  const probe = probeSamples(48_000);

  it("lasts a second at any rate", () => {
    expect(probe).toHaveLength(48_000);
    expect(probeSamples(44_100)).toHaveLength(44_100);
  });

  it("leaves half of full scale free, and begins and ends without a click", () => {
    expect(Math.max(...probe)).toBeCloseTo(0.5, 2);
    expect(Math.min(...probe)).toBeCloseTo(-0.5, 2);
    expect(Math.abs(probe[0] ?? 1)).toBeLessThan(1e-6);
    expect(Math.abs(probe.at(-1) ?? 1)).toBeLessThan(1e-3);
  });

  it("rises from 200 Hz to 16 kHz, by the same interval in equal times", () => {
    // A tone crosses nought twice in a period; at a quarter, the half and three quarters of the way it has tripled each time.
    const around = [0.02, 0.25, 0.5, 0.75, 0.97].map((at) =>
      crossings(probe.subarray((at - 0.01) * 48_000, (at + 0.01) * 48_000)),
    );
    const expectedHz = [218, 598, 1_789, 5_350, 14_029];
    for (const [index, hz] of expectedHz.entries()) expect(Math.abs((around[index] ?? 0) / 0.04 - hz)).toBeLessThan(60);
  });

  it("holds silence in the place of tones that a low rate can't hold", () => {
    const telephone = probeSamples(8_000);
    // 3,600 Hz are reached after 660 ms.
    expect(telephone.subarray(5_280).every((sample) => sample === 0)).toBe(true);
    expect(Math.max(...telephone.subarray(5_000, 5_200))).toBeGreaterThan(0.3);
  });
});

describe("the plan", () => {
  const plan = planProbes([0, 1, 2, 3].map(speaker));
  const order = plan.slots.map((slot) => [0, 1, 2, 3].findIndex((n) => speaker(n) === slot.speaker));
  const middlesMs = [0, 1, 2, 3].map((n) => {
    const [first = 0, second = 0] = plan.slots.filter((slot) => slot.speaker === speaker(n)).map(({ atMs }) => atMs);
    return (first + second) / 2;
  });

  it("lets every speaker play twice, the second time in the opposite order", () => {
    expect(order).toEqual([0, 1, 2, 3, 3, 2, 1, 0]);
  });

  it("takes no more than 20 s for four speakers, and takes 32, but no more", () => {
    const many = Array.from({ length: 33 }, (_, n) => speaker(n));
    expect(plan.lengthMs).toBeLessThan(20_000);
    expect(planProbes(many.slice(1)).slots).toHaveLength(64);
    expect(() => planProbes(many)).toThrow(RangeError);
  });

  it("gives all speakers nearly the same middle, so that a clock's error is the same for all", () => {
    // 100 ppm of 60 ms are 6 µs.
    expect(Math.max(...middlesMs) - Math.min(...middlesMs)).toBeLessThan(60);
  });

  it("leaves no two gaps the same, and a second for any latency beside the probe's own", () => {
    const gaps = plan.slots.slice(1).map(({ atMs }, index) => atMs - (plan.slots[index]?.atMs ?? 0));
    expect(new Set(gaps).size).toBe(gaps.length);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_000);
  });

  it.each([
    ["no speaker", []],
    ["one that is named twice", [speaker(1), speaker(1)]],
  ])("is not made for %s", (_name, speakers) => {
    expect(() => planProbes(speakers)).toThrow(RangeError);
  });
});
