// How loud speakers were heard, and the trims that come of it.
import type { SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { SpeakerMeasurement } from "../../../../bridge-firmware/src/calibration/measurement.ts";
import { compareLevels } from "../../../../bridge-firmware/src/control/sync/sync-levels.ts";
import { FIRE_PIT, KITCHEN, PATIO } from "../../fakes/home.ts";

type Heard = {
  readonly levelDb: number;
  readonly snrDb?: number;
  readonly volumeDb?: number;
  readonly trimDb?: number;
};

function compare(all: readonly (readonly [SpeakerId, Heard | "silent"])[]) {
  const speakers = new Map(
    all.map(([id, heard]): [SpeakerId, SpeakerMeasurement] => [
      id,
      heard === "silent"
        ? { kind: "silent" }
        : { kind: "measured", latencyMs: 0, spreadMs: 0, confidence: 1, snrDb: 20, ...heard },
    ]),
  );
  const players = new Map(
    all.map(([id, heard]) => {
      const { volumeDb = 0, trimDb = 0 } = heard === "silent" ? {} : heard;
      return [id, { linkCount: 1, playedByMs: 120, reportedDelayMs: 120, volumeDb, trimDb, distanceM: null }];
    }),
  );
  return compareLevels({ speakers, clockPpm: 0 }, players);
}

describe("levels at the microphone", () => {
  it("are matched by taking away from the louder ones, down to the softest", () => {
    const compared = compare([
      [PATIO, { levelDb: -30 }],
      [FIRE_PIT, { levelDb: -34.3 }],
      [KITCHEN, { levelDb: -36 }],
    ]);
    expect(compared?.levels.trims).toEqual({ [PATIO]: -6, [FIRE_PIT]: -1.7, [KITCHEN]: 0 });
    expect(compared?.levels.spreadDb).toBeCloseTo(6);
    expect(compared?.levels.leftDb).toBeCloseTo(0);
    expect(compared?.louderDb.get(PATIO)).toBeCloseTo(4.3);
    expect(compared?.louderDb.get(KITCHEN)).toBeCloseTo(-1.7);
  });

  it("are compared as if all were set to one volume", () => {
    const compared = compare([
      [PATIO, { levelDb: -30, volumeDb: -18 }],
      [FIRE_PIT, { levelDb: -30, volumeDb: -10 }],
    ]);
    expect(compared?.levels.trims).toEqual({ [PATIO]: -8, [FIRE_PIT]: 0 });
  });

  it("go by what speakers are without the trims that they have: matched once more, they stay as they are", () => {
    const compared = compare([
      [PATIO, { levelDb: -36, trimDb: -6 }],
      [FIRE_PIT, { levelDb: -36 }],
    ]);
    expect(compared?.levels).toEqual({ spreadDb: 0, leftDb: 0, trims: { [PATIO]: -6, [FIRE_PIT]: 0 } });
  });

  it("take 12 dB away at most: one that is softer than that stays softer, and does not take all the others down", () => {
    const compared = compare([
      [PATIO, { levelDb: -20 }],
      [FIRE_PIT, { levelDb: -23 }],
      [KITCHEN, { levelDb: -41 }],
    ]);
    expect(compared?.levels.trims).toEqual({ [PATIO]: -12, [FIRE_PIT]: -9, [KITCHEN]: 0 });
    expect(compared?.levels.leftDb).toBeCloseTo(9);
  });

  it("never raise anybody, whatever trim was there", () => {
    const compared = compare([
      [PATIO, { levelDb: -24, trimDb: 6 }],
      [FIRE_PIT, { levelDb: -30 }],
    ]);
    expect(compared?.levels.trims).toEqual({ [PATIO]: 0, [FIRE_PIT]: 0 });
  });

  it.each<[string, readonly (readonly [SpeakerId, Heard | "silent"])[]]>([
    [
      "one alone was heard",
      [
        [PATIO, { levelDb: -30 }],
        [FIRE_PIT, "silent"],
      ],
    ],
    [
      "one is hardly louder than the noise",
      [
        [PATIO, { levelDb: -30 }],
        [FIRE_PIT, { levelDb: -52, snrDb: 5 }],
      ],
    ],
    [
      "one was played at no volume at all",
      [
        [PATIO, { levelDb: -30 }],
        [FIRE_PIT, { levelDb: -30, volumeDb: Number.NEGATIVE_INFINITY }],
      ],
    ],
  ])("can't be compared where %s", (_, all) => {
    expect(compare(all)).toBeNull();
  });
});
