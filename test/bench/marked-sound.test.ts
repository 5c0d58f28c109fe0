import { describe, expect, test } from "@jest/globals";
import {
  BEGUN,
  findChangeover,
  firstAbove,
  MARKED,
  markedSound,
  steadySound,
  toPcm,
} from "../../bench/src/sources/marked-sound.ts";

const sound = (rateHz: number) => markedSound({ rateHz, leadFrames: 500, markFrame: 2_000, frames: 6_000 });

describe("a marked sound", () => {
  test.each([44_100, 48_000])("at %i Hz is silent first, then soft, and its mark is found to the sample", (rateHz) => {
    const side = sound(rateHz);
    expect(side).toHaveLength(6_000);
    expect(firstAbove(side.subarray(0, 500), 0)).toBeNull();
    const begun = firstAbove(side, BEGUN) ?? Number.NaN;
    expect(begun).toBeGreaterThanOrEqual(500);
    expect(begun).toBeLessThan(500 + rateHz / 4_000);
    expect(firstAbove(side, MARKED)).toBe(2_000);
  });

  test("lasts 50 ms at its mark, and is soft again", () => {
    const side = sound(48_000);
    expect(firstAbove(side.subarray(2_000 + 2_400), MARKED)).toBeNull();
    expect(firstAbove(side.subarray(2_000 + 2_400), BEGUN)).toBe(0);
  });

  test("as bytes is the same on both sides, and half of full scale at its mark", () => {
    const bytes = toPcm(sound(48_000));
    expect(bytes).toHaveLength(4 * 6_000);
    expect([bytes.readInt16LE(4 * 2_000), bytes.readInt16LE(4 * 2_000 + 2)]).toEqual([16_384, 16_384]);
    expect(bytes.readInt32LE(4 * 499)).toBe(0);
  });
});

test("nothing is found where nothing is as loud", () => {
  expect(firstAbove(new Float32Array([0, 0.1, -0.1]), 0.2)).toBeNull();
  expect(firstAbove(new Float32Array([0, 0.1, -0.3, 0.4]), 0.2)).toBe(2);
});

describe("a change from a soft sound to a loud one", () => {
  const RATE_HZ = 48_000;
  const [soft, loud] = [steadySound(RATE_HZ, 4_800, "soft"), steadySound(RATE_HZ, 4_800, "loud")];
  const heard = (...parts: readonly Float32Array[]): Float32Array =>
    Float32Array.from(parts.flatMap((part) => [...part]));

  test("is found to the sample, with the silence between them", () => {
    expect(findChangeover(heard(soft, new Float32Array(960), loud), RATE_HZ)).toEqual({
      beginsAt: 4_800 + 960,
      silent: 960,
    });
  });

  test("knows no silence where one begins as the other ends", () => {
    expect(findChangeover(heard(soft, loud), RATE_HZ)).toEqual({ beginsAt: 4_800, silent: 0 });
  });

  test("begins where a loud sound that fades in leaves the silence", () => {
    const fading = loud.map((sample, n) => sample * Math.min(1, n / 720));
    const found = findChangeover(heard(soft, new Float32Array(960), fading), RATE_HZ);
    expect(found?.beginsAt).toBeGreaterThan(5_760);
    expect(found?.beginsAt).toBeLessThan(5_760 + 24);
  });

  test("is not found where the first goes on", () => {
    expect(findChangeover(soft, RATE_HZ)).toBeNull();
  });

  test("takes no earlier silence for the one between them", () => {
    const found = findChangeover(heard(new Float32Array(2_000), soft, loud), RATE_HZ);
    expect(found).toEqual({ beginsAt: 2_000 + 4_800, silent: 0 });
  });
});
