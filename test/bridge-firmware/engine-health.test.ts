import type { OutputStatus } from "@house-band/bridge-firmware/engine/protocol";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { createEngineHealth } from "../../bridge-firmware/src/engine-health.ts";
import { createFakeLog } from "./fakes/ports.ts";

let log: ReturnType<typeof createFakeLog>;
let note: ReturnType<typeof createEngineHealth>;

beforeEach(() => {
  log = createFakeLog();
  note = createEngineHealth(log, 30);
});

const output = (changes: Partial<OutputStatus> = {}): OutputStatus => ({
  queuedMs: 40.2,
  stalls: 0,
  recuts: 0,
  underruns: 0,
  slips: 0,
  peak: 0.5,
  ...changes,
});
const status = (patio: OutputStatus, worstLatenessMs = 1) =>
  ({ kind: "status", outputs: { patio }, worstLatenessMs, worstGcPauseMs: 2 }) as const;

describe("the engine's health", () => {
  it("that is good is not worth a line", () => {
    for (let second = 0; second < 5; second++) note(status(output()));

    expect(log.lines).toEqual([]);
  });

  it("is told when an output's counters have grown, by how much, and once", () => {
    note(status(output({ stalls: 2 })));
    note(status(output({ stalls: 5, slips: 1 })));
    note(status(output({ stalls: 5, slips: 1 })));

    expect(log.lines.map(({ fields }) => fields)).toEqual([
      { speaker: "patio", stalls: 2, queuedMs: 40 },
      { speaker: "patio", stalls: 3, slips: 1, queuedMs: 40 },
    ]);
  });

  it("of an output that was opened anew counts from nought again", () => {
    note(status(output({ underruns: 7 })));
    note(status(output({ underruns: 1 })));

    expect(log.lines.at(-1)?.fields).toEqual({ speaker: "patio", underruns: 1, queuedMs: 40 });
  });

  it("is told when the loop came later than what is written ahead lasts", () => {
    note(status(output(), 30));
    note(status(output(), 31.4));

    expect(log.lines).toEqual([
      { level: "warn", fields: { latenessMs: 31, gcPauseMs: 2 }, message: "the audio loop came late" },
    ]);
  });
});
