// How far apart a home's speakers would be heard if what was measured of them were believed.
import type { Measurement, MeasurementFault } from "@house-band/bridge-firmware/calibration/measurement";
import type { Result } from "@house-band/contract";
import { quantile } from "../bench.ts";
import { heardAfterMs, type RandomHome } from "./random-home.ts";

export type Score = {
  /** |skew| of every pair that was measured. */
  readonly skewsMs: readonly number[];
  /** Speakers that play and are in order. */
  readonly sound: number;
  /** Of those, the ones that were measured. */
  readonly measured: number;
  /** Speakers that are silent or moved, but have a latency all the same, and pairs more than 1 ms off: no warning was given. */
  readonly wrong: number;
};

/** What is wrong without a warning. */
export const WRONG_MS = 1;

/** Holds an answer against the truth about a home. */
export function scoreOf(home: RandomHome, answer: Result<Measurement, MeasurementFault>): Score {
  const sound = home.speakers.filter(({ jumpMs }) => jumpMs === 0);
  if (!answer.ok) return { skewsMs: [], sound: sound.length, measured: 0, wrong: 0 };
  const believed = home.speakers.flatMap((speaker) => {
    const found = answer.value.speakers.get(speaker.id);
    return found?.kind === "measured" ? [{ speaker, errorMs: found.latencyMs - heardAfterMs(speaker) }] : [];
  });
  const good = believed.filter(({ speaker }) => speaker.jumpMs === 0);
  const skewsMs = pairSkewsMs(good.map(({ errorMs }) => errorMs));
  const offPairs = skewsMs.filter((skew) => skew > WRONG_MS).length;
  const wrong = offPairs + believed.length - good.length;
  return { skewsMs, sound: sound.length, measured: good.length, wrong };
}

/** Between every two of them. */
export const pairSkewsMs = (errorsMs: readonly number[]): number[] =>
  errorsMs.flatMap((one, index) => errorsMs.slice(index + 1).map((other) => Math.abs(other - one)));

export type Summary = {
  readonly homes: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly within: number;
  readonly wrong: number;
  readonly sound: number;
  readonly refused: number;
};

/** @param withinMs what `within` counts: the share of measured pairs no further apart, 0 … 1 */
export function summarise(scores: readonly Score[], withinMs: number): Summary {
  const skews = scores.flatMap(({ skewsMs }) => skewsMs);
  const sum = (key: "sound" | "measured" | "wrong"): number => scores.reduce((total, each) => total + each[key], 0);
  return {
    homes: scores.length,
    ...{ p50Ms: orNaN(skews, 0.5), p95Ms: orNaN(skews, 0.95), maxMs: orNaN(skews, 1) },
    within: skews.filter((skew) => skew <= withinMs).length / Math.max(1, skews.length),
    wrong: sum("wrong"),
    sound: sum("sound"),
    refused: sum("sound") - sum("measured"),
  };
}

/** Where everything was refused there is no skew. */
const orNaN = (skews: readonly number[], share: number): number =>
  skews.length === 0 ? Number.NaN : quantile(skews, share);
