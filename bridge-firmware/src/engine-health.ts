// What the engine reports of its outputs once a second, in the log only when it has got worse: a line says what has
// happened since the last one. What it means for a speaker's link is the core's business.
import type { EngineEvent, InputStatus, OutputStatus } from "./engine/protocol.ts";
import type { Log } from "./ports.ts";

type Status = Extract<EngineEvent, { kind: "status" }>;

const COUNTERS = ["stalls", "recuts", "underruns", "slips"] as const satisfies readonly (keyof OutputStatus)[];

/**
 * Hears every status; an output that is opened anew counts from nought again.
 * @param writeAheadMs a stop of the loop that is longer is a gap in everything that plays
 */
export function createEngineHealth(log: Log, writeAheadMs: number): (status: Status) => void {
  let known: Status["outputs"] = {};
  let knownInputs: Readonly<Record<string, InputStatus>> = {};
  return ({ outputs, inputs = {}, worstLatenessMs, worstGcPauseMs }) => {
    for (const [speaker, now] of Object.entries(outputs)) {
      const news = whatIsNew(now, known[speaker]);
      if (news !== null) log.warn({ speaker, ...news, queuedMs: Math.round(now.queuedMs) }, "output trouble");
    }
    known = outputs;
    for (const [zone, { cuts, dry, queuedMs }] of Object.entries(inputs)) {
      // that it ran dry alone is no trouble: its sender has stopped
      if (cuts > (knownInputs[zone]?.cuts ?? 0))
        log.warn({ zone, cuts, dry, queuedMs: Math.round(queuedMs) }, "input trouble");
    }
    knownInputs = inputs;
    if (worstLatenessMs > writeAheadMs) {
      log.warn({ latenessMs: Math.round(worstLatenessMs), gcPauseMs: worstGcPauseMs }, "the audio loop came late");
    }
  };
}

function whatIsNew(now: OutputStatus, before: OutputStatus | undefined): Record<string, number> | null {
  const grown = COUNTERS.flatMap((name) => {
    const past = before?.[name] ?? 0;
    const since = now[name] < past ? now[name] : now[name] - past;
    return since > 0 ? [[name, since] as const] : [];
  });
  return grown.length === 0 ? null : Object.fromEntries(grown);
}
