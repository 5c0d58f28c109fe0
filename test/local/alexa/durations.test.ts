// Lengths of time as Alexa gives them to the skill, and that the skill takes each for as long as it was said.
import { describe, expect, it } from "@jest/globals";
import { parseDuration } from "../../../lambda/src/turn/hear/duration-words.ts";
import { durationAt } from "../../../local/src/alexa/durations.ts";
import { toWords } from "../../../local/src/alexa/words.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe("a length of time", () => {
  it.each([
    ["thirty seconds", "PT30S", 30_000],
    ["ninety minutes", "PT90M", 90 * MINUTE_MS],
    ["half an hour", "PT30M", 30 * MINUTE_MS],
    ["one hour and twenty minutes", "PT1H20M", 80 * MINUTE_MS],
    ["an hour and a half", "PT1H30M", 90 * MINUTE_MS],
    ["five minutes and a half", "PT5M30S", 330_000],
    ["half a day", "PT12H", 12 * HOUR_MS],
    ["three days", "P3D", 3 * DAY_MS],
    ["two days and a half", "P2DT12H", 60 * HOUR_MS],
    ["a day and an hour and a half", "P1DT1H30M", 25.5 * HOUR_MS],
    ["two weeks", "P2W", 14 * DAY_MS],
    ["a week and a half", "P1W3DT12H", 10.5 * DAY_MS],
    ["one month", "P1M", 30 * DAY_MS],
    ["a year", "P1Y", 365 * DAY_MS],
    ["a year and three minutes", "P1YT3M", 365 * DAY_MS + 3 * MINUTE_MS],
  ])("%s is %s", (said, iso, ms) => {
    const words = toWords(said);

    expect(durationAt(words, 0)).toEqual({ iso, length: words.length });
    expect(parseDuration(iso)).toBe(ms);
  });

  it.each(["no minutes", "zero minutes", "a half", "kitchen"])("%s is none", (said) => {
    expect(durationAt(toWords(said), 0)).toBeNull();
  });
});
