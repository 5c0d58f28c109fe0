// "How long is left": answered from what the bridge told last, and never for a bridge that is silent.
import { describe, expect, it } from "@jest/globals";
import { parseDuration } from "../../../lambda/src/turn/hear/duration-words.ts";

describe("a length of time", () => {
  it.each([
    ["PT30M", 1_800_000],
    ["PT1H30M", 5_400_000],
    ["P1DT1S", 86_401_000],
    ["P2W", 1_209_600_000],
    ["P1M", 2_592_000_000],
    ["P1Y", 31_536_000_000],
    ["P1Y1M1W1DT1H1M1S", 34_822_861_000],
    ["pt45s", 45_000],
  ])("%s is read", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "PT", "P", "PT0M", "30", "thirty minutes", "PT-5M", "PT1.5H", "P1H", "P1W1Y", `PT${"9".repeat(40)}M`])(
    "%j is none",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
