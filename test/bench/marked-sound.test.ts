import { describe, expect, test } from "@jest/globals";
import { BEGUN, firstAbove, MARKED, markedSound, toPcm } from "../../bench/src/sources/marked-sound.ts";

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
