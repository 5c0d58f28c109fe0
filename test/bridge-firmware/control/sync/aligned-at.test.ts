// Speakers at very different distances, in a room: what they are aligned by where the microphone stands, and at their cones.
import { describe, expect, it } from "@jest/globals";
import { analyse } from "../../../../bridge-firmware/src/calibration/analyse.ts";
import type { Players } from "../../../../bridge-firmware/src/control/sync/players.ts";
import { alignedAtOf, toHeardLatencies } from "../../../../bridge-firmware/src/control/sync/sync-result.ts";
import { listenTo, speaker } from "../../calibration/listening.ts";

const STANDING = [
  { latencyMs: 120, distanceM: 1 },
  { latencyMs: 211.3, distanceM: 6.86, gain: 3 },
  { latencyMs: 164.55, distanceM: 3.43, gain: 2 },
];

function playersAt(distancesM: readonly (number | null)[]): Players {
  const sound = { linkCount: 1, playedByMs: 0, reportedDelayMs: null, volumeDb: 0, trimDb: 0 };
  return new Map(distancesM.map((distanceM, index) => [speaker(index), { ...sound, distanceM }]));
}

describe("latencies that a microphone has heard", () => {
  const { plan, heard } = listenTo(STANDING);
  const measurement = analyse(heard, plan);
  if (!measurement.ok) throw new Error(measurement.error.kind);

  const relativesMs = (alignedAt: "microphone" | "speakers", distancesM: readonly (number | null)[]) => {
    const found = toHeardLatencies(measurement.value, playersAt(distancesM), alignedAt);
    const [first = Number.NaN, ...others] = STANDING.map((_, n) => found.get(speaker(n))?.relativeMs ?? Number.NaN);
    return others.map((ms) => ms - first);
  };

  it("hold sound's way where it stands: 10 ms for each 3.43 m", () => {
    const [second, third] = relativesMs("microphone", [1, 6.86, 3.43]);
    // 91.3 and 44.55 of their own; 5.86 m and 2.43 m more than the first
    expect(second).toBeCloseTo(91.3 + 17.085, 1);
    expect(third).toBeCloseTo(44.55 + 7.085, 1);
  });

  it("are those of the speakers alone where their distances are told", () => {
    const [second, third] = relativesMs("speakers", [1, 6.86, 3.43]);
    expect(second).toBeCloseTo(91.3, 1);
    expect(third).toBeCloseTo(44.55, 1);
  });

  it("are as far off as a distance is: 0.3 ms for 10 cm", () => {
    const [second] = relativesMs("speakers", [1, 6.96, 3.43]);
    expect(second).toBeCloseTo(91.3 - 0.29, 1);
  });
});

describe("where speakers are to be in time", () => {
  it.each([
    ["the microphone stands, as long as nobody has told a distance", undefined, [null, null], "microphone"],
    ["the microphone stands, where it is told of one alone", undefined, [1, null], "microphone"],
    ["the speakers are, where it is known of each how far it stands", undefined, [1, 2], "speakers"],
    ["somebody wants it", "microphone", [1, 2], "microphone"],
  ] as const)("is where %s", (_, wanted, distancesM, where) => {
    expect(alignedAtOf(wanted, playersAt(distancesM))).toBe(where);
  });
});
