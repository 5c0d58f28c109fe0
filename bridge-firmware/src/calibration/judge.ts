// What may be believed of what was heard of each speaker. It would rather say nothing than something wrong: both passes must
// agree by the clock that the other speakers tell, and nothing that came earlier may be hidden in noise.
import type { SpeakerId } from "@house-band/contract";
import { clockPpmOf, type HeardTurns, originMs, spreadMs } from "./clock-fit.ts";
import type { ProbeHeard } from "./listen.ts";
import { MAX_CLOCK_PPM, type Match } from "./match-plan.ts";
import type { Heard, Measurement, SpeakerMeasurement } from "./measurement.ts";

/** Passes that differ by more are not believed. */
const MAX_SPREAD_MS = 1;
/** What passes for a probe in music that is this much louder does so anywhere: there only close agreement is no chance. */
const FAINT_SNR_DB = -15;
const MAX_FAINT_SPREAD_MS = 0.1;
/** Below this an earlier sound of half the strongest one's size could be hidden in noise. */
const MIN_CONFIDENCE = 0.5;

/** A speaker's two probes, closely; null where none was sighted. */
export type Passes = {
  readonly match: Match;
  readonly first: ProbeHeard | null;
  readonly second: ProbeHeard | null;
};

/** A verdict on every speaker; latencies count from the earliest one's. */
export function judge(all: readonly Passes[]): Measurement {
  const clocks = all
    .flatMap((passes) => (confidenceOf(passes) >= MIN_CONFIDENCE ? (turnsHeard(passes) ?? []) : []))
    .filter((turns) => Math.abs(clockPpmOf([turns])) <= MAX_CLOCK_PPM);
  const clockPpm = clockPpmOf(clocks);
  const verdicts = all.map((passes) => {
    const { speaker } = passes.match.turns;
    const others = clocks.filter(({ turns }) => turns.speaker !== speaker);
    return { speaker, verdict: verdictOn(passes, others, clockPpm) };
  });
  const origins = verdicts.flatMap(({ verdict }) => (verdict.kind === "measured" ? verdict.latencyMs : []));
  const earliestMs = Math.min(...origins);
  const fromEarliest = (verdict: SpeakerMeasurement): SpeakerMeasurement =>
    verdict.kind === "measured" ? { ...verdict, latencyMs: verdict.latencyMs - earliestMs } : verdict;
  const speakers = new Map(verdicts.map(({ speaker, verdict }) => [speaker, fromEarliest(verdict)]));
  const responses = new Map(
    all.flatMap(({ match, first }): [SpeakerId, Float32Array][] => {
      const { speaker } = match.turns;
      return first && speakers.get(speaker)?.kind === "measured" ? [[speaker, first.response]] : [];
    }),
  );
  return { speakers, responses, clockPpm, ...(Number.isFinite(earliestMs) && { earliestAtMs: earliestMs }) };
}

/** With a latency that counts from the recording's beginning. */
function verdictOn(passes: Passes, others: readonly HeardTurns[], clockPpm: number): SpeakerMeasurement {
  const turns = turnsHeard(passes);
  const heard = heardOf(passes);
  const confidence = confidenceOf(passes);
  if (!heard) return { kind: "silent" };
  if (!turns || confidence < MIN_CONFIDENCE) return { kind: "uncertain", confidence, ...heard };
  const spread = spreadMs(turns, others);
  if (spread > MAX_SPREAD_MS) return { kind: "disagrees", spreadMs: spread, ...heard };
  const isFaint = heard.snrDb < FAINT_SNR_DB;
  if (isFaint && spread > MAX_FAINT_SPREAD_MS) return { kind: "uncertain", confidence, ...heard };
  return { kind: "measured", latencyMs: originMs(turns, clockPpm), spreadMs: spread, confidence, ...heard };
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
