import { describe, expect, it } from "@jest/globals";
import { median } from "../../../bridge-firmware/src/core/median.ts";

describe("the median", () => {
  it.each([
    ["of an odd number is the one in the middle, in whatever order", [9, -1, 3], 3],
    ["of an even number is the mean of both in the middle", [10, 1, 2, 4], 3],
    ["of one is itself", [7], 7],
    ["of nothing is nought", [], 0],
  ])("%s", (_, values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
