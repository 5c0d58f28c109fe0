// From a microphone's recording of a plan of probes to what every speaker's latency is, or why that can't be said. It would
// rather say nothing than something wrong: both passes must agree, and nothing that came earlier may be hidden in noise.
import { err, ok, type Result, type SpeakerId } from "@house-band/contract";
import { clockPpmOf, type HeardTurns, originMs, spreadMs } from "./clock-fit.ts";
import { findProbes } from "./find-probes.ts";
import { createListener, type ProbeHeard } from "./listen.ts";
import { MAX_CLOCK_PPM, type Match, matchPlan, type PlanMatch } from "./match-plan.ts";
import type { Heard, Measurement, MeasurementFault, Recording, SpeakerMeasurement } from "./measurement.ts";
import { MIN_RATE_HZ, PROBE_MS } from "./probe.ts";
import type { ProbePlan } from "./probe-plan.ts";
import { checkRecording, levelDbOf } from "./recording-faults.ts";
import { responseOf } from "./response.ts";

/** Passes that differ by more are not believed. */
const MAX_SPREAD_MS = 1;
/** What passes for a probe in music that is this much louder does so anywhere: there only close agreement is no chance. */
const FAINT_SNR_DB = -15;
const MAX_FAINT_SPREAD_MS = 0.1;
/** Below this an earlier sound of half the strongest one's size could be hidden in noise. */
const MIN_CONFIDENCE = 0.5;
/** A recording without probes that is louder than this was made where something else is loud. */
const LOUD_DB = -40;

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
  const short = endsBefore(recording, plan, match ? firstHeardMs(match) : sightings[0]?.atMs);
  if (short) return err(short);
  if (!match) return err(nothingHeard(recording));
  const measurement = judge(listenTo(recording, match));
  return isDrowned(measurement) ? err({ kind: "too-loud-around", noiseDb: levelDbOf(recording) }) : ok(measurement);
}

type Passes = {
  readonly match: Match;
  readonly first: ProbeHeard | null;
  readonly second: ProbeHeard | null;
};

function listenTo(recording: Recording, { matches, clockPpm }: PlanMatch): readonly Passes[] {
  const listener = createListener(recording, clockPpm);
  return matches.map((match) => ({
    match,
    first: match.first && listener.listen(match.first.atMs),
    second: match.second && listener.listen(match.second.atMs),
  }));
}

function judge(all: readonly Passes[]): Measurement {
  const clear = all
    .flatMap((passes) => (confidenceOf(passes) >= MIN_CONFIDENCE ? (turnsHeard(passes) ?? []) : []))
    .filter((turns) => Math.abs(clockPpmOf([turns])) <= MAX_CLOCK_PPM);
  const others = (speaker: SpeakerId) => clear.filter(({ turns }) => turns.speaker !== speaker);
  const agreeing = clear.filter((each) => spreadMs(each, others(each.turns.speaker)) <= MAX_SPREAD_MS);
  const clockPpm = clockPpmOf(agreeing);
  const earliestMs = Math.min(...agreeing.map((each) => originMs(each, clockPpm)));
  const verdicts = all.map((passes): [SpeakerId, SpeakerMeasurement] => {
    const { speaker } = passes.match.turns;
    const turns = turnsHeard(passes);
    const heard = heardOf(passes);
    const confidence = confidenceOf(passes);
    if (!heard) return [speaker, { kind: "silent" }];
    if (!turns || confidence < MIN_CONFIDENCE) return [speaker, { kind: "uncertain", confidence, ...heard }];
    const spread = spreadMs(turns, others(speaker));
    if (spread > MAX_SPREAD_MS) return [speaker, { kind: "disagrees", spreadMs: spread, ...heard }];
    if (heard.snrDb < FAINT_SNR_DB && spread > MAX_FAINT_SPREAD_MS) {
      return [speaker, { kind: "uncertain", confidence, ...heard }];
    }
    const latencyMs = originMs(turns, clockPpm) - earliestMs;
    const response = responseOf([passes.first, passes.second].filter((pass) => pass !== null));
    return [speaker, { kind: "measured", latencyMs, spreadMs: spread, confidence, response, ...heard }];
  });
  return { speakers: new Map(verdicts), clockPpm };
}

function turnsHeard({ match, first, second }: Passes): HeardTurns | null {
  return first && second ? { turns: match.turns, firstAtMs: first.atMs, secondAtMs: second.atMs } : null;
}

/** Of both passes; a pass that was not heard tells nothing. */
const confidenceOf = ({ first, second }: Passes): number =>
  (2 - (first?.hiddenShare ?? 1) - (second?.hiddenShare ?? 1)) / 2;

function heardOf({ first, second }: Passes): Heard | null {
  const passes = [first, second].filter((pass) => pass !== null);
  if (passes.length === 0) return null;
  const mean = (key: keyof Heard): number => passes.reduce((sum, pass) => sum + pass[key], 0) / passes.length;
  return { levelDb: mean("levelDb"), snrDb: mean("snrDb") };
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
