// "Stop in …": a place and a length of time, whichever slot Alexa has put it into.
import { describe, expect, it } from "@jest/globals";
import { parseRequest } from "../../../lambda/src/turn/hear/parse-request.ts";
import { withPlaceFromWords } from "../../../lambda/src/turn/places/place-in-words.ts";
import { exampleHome, homeOf } from "../../local/alexa/understand.ts";
import { named, unsaid } from "../fakes/voice.ts";

function heardAs(intent: string, slot: string, value: string, home = exampleHome) {
  const envelope = {
    request: { type: "IntentRequest", intent: { name: intent, slots: { [slot]: { name: slot, value } } } },
  };
  return withPlaceFromWords(home, parseRequest(envelope));
}

describe("a length of time in the slot for places", () => {
  it.each([
    ["thirty minutes", 1_800_000],
    ["30 minutes", 1_800_000],
    ["a minute", 60_000],
    ["an hour", 3_600_000],
    ["half an hour", 1_800_000],
    ["a quarter of an hour", 900_000],
    ["an hour and a half", 5_400_000],
    ["two and a half hours", 9_000_000],
    ["one hour and twenty minutes", 4_800_000],
    ["two hours thirty minutes", 9_000_000],
    ["forty five minutes", 2_700_000],
    ["PT30M", 1_800_000],
    ["a year", 31_536_000_000],
    ["two weeks", 1_209_600_000],
    ["1000000 minutes", 60_000_000_000],
  ])("sets a timer, and stops nothing now: %s", (words, inMs) => {
    expect(heardAs("StopMusicIntent", "Targets", words)).toEqual({ kind: "set-sleep-timer", inMs, targets: unsaid });
  });

  it.each([
    "the patio",
    "patio and deck",
    "the moon",
    "five",
    "minutes",
    "thirty minutes please",
    "minus five minutes",
  ])("is none, and stops as it says: %s", (words) => {
    expect(heardAs("StopMusicIntent", "Targets", words)).toMatchObject({ kind: "stop", targets: { kind: "named" } });
  });

  it("is a place where the home has one of that name", () => {
    const home = homeOf(["Ten Minutes", "Patio"], {});
    expect(heardAs("StopMusicIntent", "Targets", "ten minutes", home)).toMatchObject({ kind: "stop" });
  });
});

describe("a place in the slot for a length of time", () => {
  it("stops there where it is a name of this home, and none that sounds like one", () => {
    expect(heardAs("SleepTimerIntent", "Duration", "the patio")).toEqual({ kind: "stop", targets: named("the patio") });
    expect(heardAs("SleepTimerIntent", "Duration", "patio and deck")).toEqual({
      kind: "stop",
      targets: named("patio", "deck"),
    });
    for (const words of ["the pateo", "the moon", "patio and moon"]) {
      expect(heardAs("SleepTimerIntent", "Duration", words)).toMatchObject({ kind: "set-sleep-timer", inMs: null });
    }
  });

  it("leaves a length of time what it is", () => {
    expect(heardAs("SleepTimerIntent", "Duration", "PT30M")).toEqual({
      kind: "set-sleep-timer",
      inMs: 1_800_000,
      targets: unsaid,
    });
  });
});
