// A sleep timer's length as Alexa gives it, and what is said to one that is too long.
import { describe, expect, it } from "@jest/globals";
import { parseDuration } from "../../../lambda/src/turn/hear/duration-words.ts";
import { parseRequest } from "../../../lambda/src/turn/hear/parse-request.ts";
import { createWorld, heard } from "../fakes/world.ts";

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

describe("a sleep timer", () => {
  it.each(["P2D", "P2W", "P1M", "P1Y", "PT25H"])("of %s is told how long one may be, and is not set", async (value) => {
    const slots = { Duration: { name: "Duration", value } };
    const request = parseRequest({ request: { type: "IntentRequest", intent: { name: "SleepTimerIntent", slots } } });
    const world = createWorld();

    const reply = await world.say({ request });

    expect(request).toMatchObject({ inMs: expect.any(Number) });
    expect(heard(reply.ssml)).toMatch(/^For how long, up to 24 hours\?/);
    expect(world.sent).toEqual([]);
  });
});
