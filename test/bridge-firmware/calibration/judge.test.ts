// What is believed of what was heard: numbers only.
import { judge, type Passes } from "@house-band/bridge-firmware/calibration/judge";
import type { ProbeHeard } from "@house-band/bridge-firmware/calibration/listen";
import { turnsOf } from "@house-band/bridge-firmware/calibration/match-plan";
import { planProbes } from "@house-band/bridge-firmware/calibration/probe-plan";
import { describe, expect, it } from "@jest/globals";
import { speaker } from "./listening.ts";

const RESPONSE = new Float32Array(1);
type Heard = {
  readonly latencyMs: number;
  readonly jumpMs?: number;
  readonly hiddenShare?: number;
  readonly snrDb?: number;
};

/** What is heard of a speaker for each; null: it was heard the first time only. The recording's clock is right. */
function passesOf(speakers: readonly (Heard | null)[]): readonly Passes[] {
  const plan = planProbes(speakers.map((_, index) => speaker(index)));
  return turnsOf(plan).map((turns, index) => {
    const { latencyMs, jumpMs = 0, hiddenShare = 0.1, snrDb = 20 } = speakers[index] ?? { latencyMs: 0 };
    const probe = (atMs: number): ProbeHeard => ({ atMs, hiddenShare, levelDb: -20, snrDb, response: RESPONSE });
    const sighted = { atMs: 0, strength: 40 };
    const first = probe(turns.firstMs + latencyMs);
    const second = speakers[index] ? probe(turns.secondMs + latencyMs + jumpMs) : null;
    return { match: { turns, first: sighted, second: sighted }, first, second };
  });
}

const verdicts = (speakers: readonly (Heard | null)[]) => [...judge(passesOf(speakers)).speakers.values()];

describe("what is believed", () => {
  it("is latencies from the earliest speaker on", () => {
    expect(verdicts([{ latencyMs: 300 }, { latencyMs: 120 }, { latencyMs: 121.5 }])).toMatchObject([
      { kind: "measured", latencyMs: 180 },
      { kind: "measured", latencyMs: 0 },
      { kind: "measured", latencyMs: 1.5 },
    ]);
  });

  it.each([
    ["was heard once only", null, "uncertain"],
    ["could hide an earlier sound of more than half its size", { latencyMs: 200, hiddenShare: 0.51 }, "uncertain"],
    ["differs by more than a millisecond", { latencyMs: 200, jumpMs: 1.01 }, "disagrees"],
    ["differs by no more", { latencyMs: 200, jumpMs: 0.99 }, "measured"],
    ["is drowned, and differs by more than a tenth of that", { latencyMs: 200, snrDb: -16, jumpMs: 0.11 }, "uncertain"],
    ["is drowned, and does not", { latencyMs: 200, snrDb: -16, jumpMs: 0.05 }, "measured"],
  ] as const)("is of a speaker that %s: %j, %s", (_name, heard, kind) => {
    const others = [{ latencyMs: 60 }, { latencyMs: 90 }, { latencyMs: 500 }];
    expect(verdicts([...others, heard])).toMatchObject([...others.map(() => ({ kind: "measured" })), { kind }]);
  });

  it("is no latency without an end where there is one speaker, whose passes no clock explains", () => {
    expect(verdicts([{ latencyMs: 200, jumpMs: 0.9 }])).toMatchObject([{ kind: "measured", latencyMs: 0 }]);
  });
});
