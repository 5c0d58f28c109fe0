// From a microphone's recording of a plan of probes to what every speaker's latency is, or why that can't be said: finds the
// probes, listens to each closely, and leaves it to judge.ts what may be believed.
import { err, ok, type Result } from "@house-band/contract";
import { findProbes } from "./find-probes.ts";
import { judge, type Passes } from "./judge.ts";
import { createListener } from "./listen.ts";
import { matchPlan, type PlanMatch } from "./match-plan.ts";
import type { Measurement, MeasurementFault, Recording } from "./measurement.ts";
import { MIN_RATE_HZ, PROBE_MS } from "./probe.ts";
import type { ProbePlan } from "./probe-plan.ts";
import { checkRecording, levelDbOf } from "./recording-faults.ts";

/** A recording in which no probe is clear, and that is louder than this, was made where something else is loud. */
const LOUD_DB = -40;
/** So far above noise stand probes alone, even where none of them has found its other. */
const CERTAIN_STRENGTH = 15;

/**
 * Latencies of all speakers of the plan, up to one constant.
 * @throws RangeError for a rate below 8,000 Hz, which holds too little of the probe
 */
export function analyse(recording: Recording, plan: ProbePlan): Result<Measurement, MeasurementFault> {
  if (!(recording.rateHz >= MIN_RATE_HZ)) {
    throw new RangeError(`a recording has at least ${MIN_RATE_HZ} samples a second, got ${recording.rateHz}`);
  }
  const fault = checkRecording(recording, plan);
  if (fault) return err(fault);
  const sightings = findProbes(recording.samples, recording.rateHz);
  const match = matchPlan(sightings, plan);
  const firstCertain = sightings.find(({ strength }) => strength >= CERTAIN_STRENGTH);
  const short = endsBefore(recording, plan, match ? firstHeardMs(match) : firstCertain?.atMs);
  if (short) return err(short);
  if (!match) return err(nothingHeard(recording));
  const measurement = judge(listenTo(recording, match));
  const noiseDb = levelDbOf(recording);
  return isDrowned(measurement) && noiseDb > LOUD_DB ? err({ kind: "too-loud-around", noiseDb }) : ok(measurement);
}

function listenTo(recording: Recording, { matches, clockPpm }: PlanMatch): readonly Passes[] {
  const listener = createListener(recording, clockPpm);
  return matches.map((match) => ({
    match,
    first: match.first && listener.listen(match.first.atMs),
    second: match.second && listener.listen(match.second.atMs),
  }));
}

/** Are there probes, but none that is clear of the noise? */
function isDrowned({ speakers }: Measurement): boolean {
  const kinds = [...speakers.values()].map(({ kind }) => kind);
  return kinds.includes("uncertain") && kinds.every((kind) => kind === "uncertain" || kind === "silent");
}

function nothingHeard(recording: Recording): MeasurementFault {
  const noiseDb = levelDbOf(recording);
  return { kind: noiseDb > LOUD_DB ? "too-loud-around" : "nothing-heard", noiseDb };
}

/** When the plan's first probe was heard, or would have been of the fastest speaker. */
const firstHeardMs = ({ matches }: PlanMatch): number =>
  Math.min(
    ...matches.flatMap(({ turns, first, second }) => [
      ...(first ? [first.atMs - turns.firstMs] : []),
      ...(second ? [second.atMs - turns.secondMs] : []),
    ]),
  );

/** Does it end before the last probe does, if the first one was heard then? */
function endsBefore(
  { samples, rateHz }: Recording,
  plan: ProbePlan,
  firstHeardAtMs: number | undefined,
): MeasurementFault | null {
  if (firstHeardAtMs === undefined) return null;
  const heardMs = (samples.length / rateHz) * 1_000;
  // The last tones may be missing: they are faded out when a probe's arrival is looked for.
  const lastEndsAtMs = firstHeardAtMs + (plan.slots.at(-1)?.atMs ?? 0) + 0.9 * PROBE_MS;
  return heardMs < lastEndsAtMs ? { kind: "too-short", heardMs, neededMs: firstHeardAtMs + plan.lengthMs } : null;
}
