// What follows from a window in which speakers were looked for: who has moved, how the microphone's clock runs, who is missed.

import { flightMs } from "@house-band/bridge-firmware/calibration/flight";
import type { Sighted } from "@house-band/bridge-firmware/calibration/watch-estimate";
import {
  beginWatch,
  isWorthCorrecting,
  levelDbOf,
  noteNewLink,
  noteWindow,
  SEEKING_DB,
  STEADY_DB,
  toReferences,
  type WatchState,
  windowsFor,
} from "@house-band/bridge-firmware/control/watch/watch-state";
import type { SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { FIRE_PIT, KITCHEN, PATIO } from "../../fakes/home.ts";

const response = new Float32Array(1);
const references = new Map([
  [PATIO, { latencyMs: 100, response, distanceM: 0 }],
  [FIRE_PIT, { latencyMs: 150, response, distanceM: 0 }],
  [KITCHEN, { latencyMs: 220, response, distanceM: 0 }],
]);
const at = (latencyMs: number, driftPpm = 0): Sighted => ({ latencyMs, strength: 12, driftPpm });
const begun = (): WatchState => beginWatch({ engineMs: 0, micMs: 40, ppm: 0 }, references);
const see = (state: WatchState, seen: readonly (readonly [SpeakerId, Sighted | null])[], middleMs: number) =>
  noteWindow(state, new Map(seen), { middleMs, windows: 1 });
const placesOf = ({ places }: WatchState) => [...places.values()].map(({ latencyMs }) => latencyMs);

describe("a window", () => {
  it("in which all have moved alike was moved by the microphone: nobody has jumped", () => {
    const seen = [
      [PATIO, at(120)],
      [FIRE_PIT, at(170.1)],
      [KITCHEN, at(239.9)],
    ] as const;
    const { state, found } = see(begun(), seen, 1_500);
    expect([...found.values()].map(({ latencyMs }) => latencyMs)).toEqual([
      expect.closeTo(100, 6),
      expect.closeTo(150.1, 6),
      expect.closeTo(219.9, 6),
    ]);
    expect(state.clock).toEqual({ engineMs: 1_500, micMs: expect.closeTo(1_560, 6), ppm: 0 });
  });

  it("in which one of two has moved is about that one, which is farther from where it was", () => {
    const seen = [
      [PATIO, at(150)],
      [FIRE_PIT, at(150.02)],
    ] as const;
    const { state } = see(begun(), seen, 1_500);
    expect(placesOf(state)).toEqual([expect.closeTo(149.98, 6), expect.closeTo(150, 6), 220]);
  });

  it("that was the first sets the clock's rate by what the speakers seem to drift, a later one by their shift", () => {
    const drifting = [
      [PATIO, at(100, 50)],
      [FIRE_PIT, at(150, 50)],
    ] as const;
    const first = see(begun(), drifting, 1_500).state;
    expect(first.clock.ppm).toBe(50);
    const later = see(
      first,
      [
        [PATIO, at(100.03)],
        [FIRE_PIT, at(150.03)],
      ],
      4_500,
    ).state;
    // 30 µs in 3 s are 10 parts in a million, of which three tenths are believed
    expect(later.clock.ppm).toBeCloseTo(53, 6);
  });

  it("in which nobody was heard says nothing about anybody", () => {
    const state = begun();
    const seen = [
      [PATIO, null],
      [FIRE_PIT, null],
    ] as const;
    expect(see(state, seen, 1_500)).toEqual({ state, found: new Map(), doubted: [] });
  });
});

describe("a speaker that is missed", () => {
  const missing = [
    [PATIO, at(100)],
    [FIRE_PIT, at(150)],
    [KITCHEN, null],
  ] as const;

  it("is doubted once, after five windows, and plays its code more clearly until it is found or given up", () => {
    let state = see(begun(), missing, 1_500).state;
    const doubted: number[] = [];
    expect([levelDbOf(state, PATIO, true), levelDbOf(state, KITCHEN, true)]).toEqual([STEADY_DB, SEEKING_DB]);
    for (let window = 2; window <= 11; window++) {
      const step = see(state, missing, window * 3_000);
      state = step.state;
      if (step.doubted.includes(KITCHEN)) doubted.push(window);
    }
    expect(doubted).toEqual([5]);
    expect(levelDbOf(state, KITCHEN, false)).toBe(STEADY_DB);
    const found = see(
      state,
      [
        [PATIO, at(100)],
        [KITCHEN, at(220)],
      ],
      40_000,
    ).state;
    expect(found.places.get(KITCHEN)).toEqual({ latencyMs: 220, lostWindows: 0, clarity: 12 });
  });

  it("or faint is looked for in more windows at once: two, then four", () => {
    const windows: number[] = [];
    let state = see(begun(), missing, 1_500).state;
    for (let window = 2; window <= 5; window++) {
      windows.push(windowsFor(state, [PATIO, KITCHEN]));
      state = see(state, missing, window * 3_000).state;
    }
    expect(windows).toEqual([1, 2, 2, 4]);
    expect(windowsFor(state, [PATIO])).toBe(1);
    const faint = see(
      begun(),
      [
        [PATIO, { ...at(100), strength: 7 }],
        [FIRE_PIT, { ...at(150), strength: 5 }],
      ],
      1_500,
    ).state;
    expect([windowsFor(faint, [PATIO]), windowsFor(faint, [PATIO, FIRE_PIT])]).toEqual([2, 4]);
  });

  it("by a new link is sought from where it was", () => {
    const state = noteNewLink(
      see(
        begun(),
        [
          [PATIO, at(100)],
          [KITCHEN, at(220)],
        ],
        1_500,
      ).state,
      KITCHEN,
    );
    expect(state.places.get(KITCHEN)).toEqual({ latencyMs: 220, lostWindows: 1, clarity: 12 });
    expect(levelDbOf(state, KITCHEN, true)).toBe(SEEKING_DB);
  });
});

describe("a correction", () => {
  const played = new Map([
    [PATIO, 300],
    [FIRE_PIT, 350],
    [KITCHEN, 420],
  ]);
  const heard = (kitchenMs: number) =>
    new Map([
      [PATIO, { relativeMs: 100 }],
      [FIRE_PIT, { relativeMs: 150 }],
      [KITCHEN, { relativeMs: kitchenMs }],
    ]);

  it.each([
    [220, false],
    [220.15, false],
    [219.85, false],
    [220.25, true],
    [170, true],
  ])(
    "is worth it where one is off by more than a fifth of a millisecond, not by their common distance: %d",
    (ms, isWorth) => {
      expect(isWorthCorrecting(heard(ms), played)).toBe(isWorth);
    },
  );
});

describe("a speaker whose distance was told", () => {
  const heard = new Map([
    [PATIO, { relativeMs: 100, distanceM: 3.43, confidence: 1, linkCount: 1, reportedDelayMs: null }],
    [KITCHEN, { relativeMs: 220, confidence: 1, linkCount: 1, reportedDelayMs: null }],
  ]);
  const references = toReferences(heard, new Map([...heard.keys()].map((id) => [id, response])));

  it("is looked for where the microphone hears it, and plays by what is left without the sound's way", () => {
    const patio = references.get(PATIO);
    expect(patio?.latencyMs).toBeCloseTo(110, 9);
    expect(flightMs(patio?.distanceM ?? 0)).toBeCloseTo(10, 9);
    expect(references.get(KITCHEN)).toMatchObject({ latencyMs: 220, distanceM: 0 });
  });
});
