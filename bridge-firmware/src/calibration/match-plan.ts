// Which of the places in a recording are the plan's probes. Every speaker has a time of its own between its two probes, so a
// pair of places is somebody's or nobody's; those pairs count that put the plan's beginning at one moment, give or take
// the speakers' latencies. Nothing need be known of when the recording began.
import type { SpeakerId } from "@house-band/contract";
import { median } from "../core/median.ts";
import type { Sighting } from "./find-probes.ts";
import { MAX_HEARD_APART_MS, type ProbePlan } from "./probe-plan.ts";

/** A speaker's two turns in the plan. */
export type Turns = { readonly speaker: SpeakerId; readonly firstMs: number; readonly secondMs: number };

export type Match = {
  readonly turns: Turns;
  /** Where its probes were sighted, since the recording's beginning; null where there is none for it. */
  readonly first: Sighting | null;
  readonly second: Sighting | null;
};

export type PlanMatch = {
  /** One for each speaker of the plan. */
  readonly matches: readonly Match[];
  /** A first guess at how much faster the recording's clock runs than the plan's. */
  readonly clockPpm: number;
};

/** No recorder's clock is so far off. */
export const MAX_CLOCK_PPM = 300;
/** Passes that differ by more are not taken for one pair; they are found by where the other speakers are. */
const MAX_JUMP_MS = 3;

/** @returns null where nothing fits the plan. */
export function matchPlan(sightings: readonly Sighting[], plan: ProbePlan): PlanMatch | null {
  const speakers = turnsOf(plan);
  const pairs = speakers.flatMap((turns) => pairsOf(turns, sightings)).sort((a, b) => a.originMs - b.originMs);
  const best = bestTogether(pairs);
  if (best.length === 0) return null;
  const origins = best.map(({ originMs }) => originMs);
  const span = { from: Math.max(...origins) - MAX_HEARD_APART_MS, to: Math.min(...origins) + MAX_HEARD_APART_MS };
  const matches = speakers.map((turns) => {
    const pair = best.find(({ turns: { speaker } }) => speaker === turns.speaker);
    if (pair) return { turns, first: pair.first, second: pair.second };
    const within = (atMs: number) => strongestBetween(sightings, atMs + span.from, atMs + span.to);
    return { turns, first: within(turns.firstMs), second: within(turns.secondMs) };
  });
  return { matches, clockPpm: median(best.map(({ ppm }) => ppm)) };
}

export function turnsOf({ slots }: ProbePlan): readonly Turns[] {
  const speakers = [...new Set(slots.map(({ speaker }) => speaker))];
  return speakers.map((speaker) => {
    const [firstMs = 0, secondMs = 0] = slots.filter((slot) => slot.speaker === speaker).map(({ atMs }) => atMs);
    return { speaker, firstMs, secondMs };
  });
}

type Pair = {
  readonly turns: Turns;
  readonly first: Sighting;
  readonly second: Sighting;
  /** When the plan began in the recording, were this speaker's latency nought. */
  readonly originMs: number;
  readonly ppm: number;
  readonly strength: number;
};

function pairsOf(turns: Turns, sightings: readonly Sighting[]): readonly Pair[] {
  const apartMs = turns.secondMs - turns.firstMs;
  const toleranceMs = MAX_JUMP_MS + apartMs * MAX_CLOCK_PPM * 1e-6;
  const pairs: Pair[] = [];
  let from = 0;
  for (const first of sightings) {
    const wantedMs = first.atMs + apartMs;
    while (from < sightings.length && (sightings[from]?.atMs ?? 0) < wantedMs - toleranceMs) from += 1;
    for (let k = from; k < sightings.length; k++) {
      const second = sightings[k];
      if (!second || second.atMs > wantedMs + toleranceMs) break;
      pairs.push({
        ...{ turns, first, second, originMs: first.atMs - turns.firstMs },
        ppm: ((second.atMs - wantedMs) / apartMs) * 1e6,
        strength: Math.min(first.strength, second.strength),
      });
    }
  }
  return pairs;
}

/** The most speakers, and of as many the strongest, whose origins lie within the spread of latencies. */
function bestTogether(pairs: readonly Pair[]): readonly Pair[] {
  let best: readonly Pair[] = [];
  let bestScore = 0;
  for (const [index, { originMs }] of pairs.entries()) {
    const perSpeaker = new Map<SpeakerId, Pair>();
    for (let k = index; k < pairs.length; k++) {
      const pair = pairs[k];
      if (!pair || pair.originMs > originMs + MAX_HEARD_APART_MS) break;
      const known = perSpeaker.get(pair.turns.speaker);
      if (!known || pair.strength > known.strength) perSpeaker.set(pair.turns.speaker, pair);
    }
    const score = [...perSpeaker.values()].reduce((sum, { strength }) => sum + STRENGTH_CAP + strength, 0);
    if (score > bestScore) {
      best = [...perSpeaker.values()];
      bestScore = score;
    }
  }
  return best;
}

/** More than any probe's strength: another speaker counts for more than a stronger one. */
const STRENGTH_CAP = 10_000;

const strongestBetween = (sightings: readonly Sighting[], fromMs: number, toMs: number): Sighting | null =>
  sightings
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .reduce<Sighting | null>((best, each) => (best && best.strength >= each.strength ? best : each), null);
