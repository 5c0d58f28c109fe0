// How far apart speakers are heard after a calibration by microphone, in random homes: quiet ones, and ones in which music
// plays on. Beside it what people do without: nothing, reported delays, comparing clicks by hand.
import { analyse } from "@house-band/bridge-firmware/calibration/analyse";
import { probeSamples } from "@house-band/bridge-firmware/calibration/probe";
import { CATALOGUE, renderPiece } from "@house-band/local/music/catalogue";
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { quantile, rounded } from "./bench.ts";
import {
  type HomeShape,
  type Interference,
  planOf,
  RATE_HZ,
  type RandomHome,
  randomHome,
  recordPlan,
} from "./calibration/random-home.ts";
import { byComparingClicks, byReportedDelay, withoutCompensation } from "./calibration/rivals.ts";
import { type Score, type Summary, scoreOf, summarise } from "./calibration/score.ts";

export const calibration: Bench = {
  name: "calibration",
  what: "speakers in random homes, measured by a microphone: how far apart they are heard, how often nothing is said",
  run,
};

/** How close two speakers have to be. */
const WITHIN_MS = 0.5;
/** Enough for all kinds of music that there are. */
const PIECES = 10;

type Series = {
  readonly name: string;
  readonly shape: HomeShape;
  readonly homes: { readonly full: number; readonly quick: number };
  readonly firstSeed: number;
  /** How much louder than the probe music plays meanwhile; null: none does. */
  readonly musicDb: number | null;
};

const HARD: Series = {
  name: "8 speakers, SNR 10 dB, RT60 0.5 s",
  ...{ shape: { speakers: 8, snrDb: 10, rt60S: 0.5, troubled: false }, homes: { full: 100, quick: 6 } },
  ...{ firstSeed: 10_000, musicDb: null },
};
const RANDOM: Series = {
  name: "random homes, 2–8 speakers",
  ...{ shape: { troubled: true }, homes: { full: 500, quick: 24 }, firstSeed: 1, musicDb: null },
};
const MUSIC: Series = {
  name: "the same, music 10 dB over the probe",
  ...{ shape: { troubled: true }, homes: { full: 200, quick: 12 }, firstSeed: 20_000, musicDb: 10 },
};
const LOUD: Series = {
  name: "the same, music 25 dB over the probe",
  ...{ shape: { troubled: true }, homes: { full: 60, quick: 6 }, firstSeed: 30_000, musicDb: 25 },
};

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  progress("rendering the music that plays meanwhile");
  const pieces = CATALOGUE.slice(0, PIECES).map((piece) => {
    const { left, right } = renderPiece(piece);
    return left.map((sample, n) => sample + (right[n] ?? 0));
  });
  const hard = measure(HARD, { quick, progress }, pieces);
  const random = measure(RANDOM, { quick, progress }, pieces);
  const music = measure(MUSIC, { quick, progress }, pieces);
  const loud = measure(LOUD, { quick, progress }, pieces);
  const rivals = compare(RANDOM, quick ? RANDOM.homes.quick : 100, progress);
  return toResult({ hard, random, music, loud }, rivals);
}

function measure(series: Series, { quick, progress }: BenchOptions, pieces: readonly Float32Array[]): Summary {
  const count = quick ? series.homes.quick : series.homes.full;
  const probe = probeSamples(RATE_HZ);
  const scores: Score[] = [];
  for (let index = 0; index < count; index++) {
    if (index % 10 === 0) progress(`${series.name}: ${index} of ${count} homes`);
    const home = randomHome(series.firstSeed + index, series.shape);
    const piece = pieces[index % pieces.length];
    const music: Interference | undefined =
      series.musicDb !== null && piece ? { samples: piece, overProbeDb: series.musicDb } : undefined;
    const plan = planOf(home);
    scores.push(scoreOf(home, analyse(recordPlan(home, plan, probe, music), plan)));
  }
  return summarise(scores, WITHIN_MS);
}

type Rival = { readonly name: string; readonly skewsMs: readonly number[] };

function compare({ firstSeed }: Series, count: number, progress: BenchOptions["progress"]): readonly Rival[] {
  progress(`what others do, in ${count} homes`);
  const homes = Array.from({ length: count }, (_, index) => randomHome(firstSeed + index, { troubled: false }));
  const by = (name: string, method: (home: RandomHome) => readonly number[]): Rival => ({
    name,
    skewsMs: homes.flatMap(method),
  });
  return [
    by("no compensation", withoutCompensation),
    by("what speakers report", byReportedDelay),
    by("clicks compared, set in whole ms", byComparingClicks),
  ];
}

type Summaries = Readonly<Record<"hard" | "random" | "music" | "loud", Summary>>;

function toResult(summaries: Summaries, rivals: readonly Rival[]): BenchResult {
  const { hard, random, music, loud } = summaries;
  return {
    tables: [ownTable(summaries), rivalTable(random, rivals)],
    figures: {
      ...{ hardP95Ms: hard.p95Ms, hardMaxMs: hard.maxMs, randomP95Ms: random.p95Ms, randomMaxMs: random.maxMs },
      ...{
        wrongWithoutWarning: hard.wrong + random.wrong,
        refusedInQuietPercent: percentOf(random.refused, random.sound),
      },
      ...{ musicP95Ms: music.p95Ms, musicMaxMs: music.maxMs, musicWrongWithoutWarning: music.wrong + loud.wrong },
      ...{ musicWithinPercent: 100 * music.within * (1 - music.refused / music.sound) },
    },
    notes: [
      "Skew is between every two speakers of a home, as heard where the microphone stands: the ways through the air are part of what is measured.",
      "Speakers have latencies of 60 to 700 ms, responses of their own, levels 3 dB up or down, and stand 0.8 to 6 m off; the direct sound has 0 to 10 dB less energy than what the room adds; the microphone begins when it likes and is up to 100 ppm off.",
      "In one of ten homes a speaker is silent, in one of ten one's latency jumps by 1.2 to 30 ms between its passes: a latency for such a one is counted as wrong without warning, like every pair that is more than 1 ms apart.",
      "Reported delays are a model, not a measurement: a third of the speakers report none and are taken for 170 ms, the others leave out up to 80 ms of their own processing.",
    ],
  };
}

function ownTable(summaries: Summaries): BenchTable {
  const rows = (
    [
      [HARD, summaries.hard],
      [RANDOM, summaries.random],
      [MUSIC, summaries.music],
      [LOUD, summaries.loud],
    ] as const
  ).map(([{ name }, { homes, p50Ms, p95Ms, maxMs, wrong, sound, refused }]) => [
    ...[name, homes, rounded(p50Ms, 3), rounded(p95Ms, 3), rounded(maxMs, 3)],
    ...[wrong, sound, refused],
  ]);
  const head = [
    "",
    "homes",
    "p50, ms",
    "p95, ms",
    "max, ms",
    "wrong, no warning",
    "speakers in order",
    "of them refused",
  ];
  return { title: "Skew after calibration", head, rows };
}

function rivalTable({ p50Ms, p95Ms, maxMs }: Summary, rivals: readonly Rival[]): BenchTable {
  const rows = rivals.map(({ name, skewsMs }) => [
    name,
    ...[0.5, 0.95, 1].map((share) => rounded(quantile(skewsMs, share), 1)),
  ]);
  const own = ["House Band", rounded(p50Ms, 3), rounded(p95Ms, 3), rounded(maxMs, 3)];
  return {
    title: "Beside what others do, random homes",
    head: ["", "p50, ms", "p95, ms", "max, ms"],
    rows: [own, ...rows],
  };
}

const percentOf = (part: number, whole: number): number => (100 * part) / whole;
