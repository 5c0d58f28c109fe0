// When something plays on a line input that has no play button, and what is wrong with it.
import { describe, expect, it } from "@jest/globals";
import { CLOSED_GATE, type Gate, hear, type Reading, warningsOf } from "../../../bridge-firmware/src/core/line-gate.ts";

const SETTINGS = { startsAboveDb: -50, endsAfterMs: 20_000 };
const at = (rmsDb: number, more: Partial<Reading> = {}): Reading => ({
  ...{ rmsDb, peakDb: rmsDb + 3, clipped: 0, hum50: 0, hum60: 0 },
  ...more,
});
const hearing = (gate: Gate, count: number, reading: Reading): Gate => {
  let next = gate;
  for (let n = 0; n < count; n++) next = hear(next, reading, 250, SETTINGS);
  return next;
};
const playing = hearing(CLOSED_GATE, 2, at(-30));

describe("a line input", () => {
  it.each([
    ["nothing", 40, at(-120), false],
    ["the noise of a turntable that stands still", 40, at(-51), false],
    ["one click", 1, at(-10), false],
    ["half a second of music", 2, at(-49), true],
  ])("that has heard %s: %#", (_, count, reading, isOpen) => {
    expect(hearing(CLOSED_GATE, count, reading).isOpen).toBe(isOpen);
  });

  it("two clicks with a pause between them are no music", () => {
    const clicked = hearing(hearing(CLOSED_GATE, 1, at(-10)), 1, at(-80));
    expect(hearing(clicked, 1, at(-10)).isOpen).toBe(false);
  });

  it("plays on through a soft passage, and through a pause that is shorter than the settings say", () => {
    expect(hearing(playing, 400, at(-55)).isOpen).toBe(true);
    const paused = hearing(playing, 79, at(-90));
    expect(paused.isOpen).toBe(true);
    expect(hearing(hearing(paused, 1, at(-40)), 79, at(-90)).isOpen).toBe(true);
  });

  it("has stopped after twenty seconds of silence", () => {
    expect(hearing(playing, 80, at(-90)).isOpen).toBe(false);
  });

  it.each([
    ["hum-50", { hum50: 0.95 }],
    ["hum-60", { hum60: 0.95 }],
  ] as const)("does not begin by %s, however loud, and warns of it", (warning, share) => {
    const humming = hearing(CLOSED_GATE, 40, at(-20, share));
    expect(humming.isOpen).toBe(false);
    expect(warningsOf(humming)).toEqual([warning]);
  });

  it("has stopped where nothing is left but hum", () => {
    expect(hearing(playing, 80, at(-30, { hum50: 0.95 })).isOpen).toBe(false);
  });

  it.each([
    ["music with a bass note", at(-20, { hum50: 0.6 }), 40],
    ["one bass note alone", at(-20, { hum50: 0.9 }), 7],
    ["hum that nobody hears", at(-80, { hum50: 0.99 }), 40],
  ])("%s is no hum", (_, reading, count) => {
    expect(warningsOf(hearing(CLOSED_GATE, count, reading))).toEqual([]);
  });

  it("warns of clipping, and for ten seconds after it", () => {
    const clipped = hearing(playing, 1, at(-1, { clipped: 3 }));
    expect(warningsOf(clipped)).toEqual(["clipping"]);
    expect(warningsOf(hearing(clipped, 39, at(-20)))).toEqual(["clipping"]);
    expect(warningsOf(hearing(clipped, 40, at(-20)))).toEqual([]);
  });
});
