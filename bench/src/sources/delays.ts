// How late each source was, out of what left the cone: from its takes to figures and a table.
import type { BenchTable } from "../bench.ts";
import { median, quantile, rounded } from "../bench.ts";
import { RATE_HZ } from "../programme.ts";
import { BEGUN, firstAbove, MARKED } from "./marked-sound.ts";
import { type Cone, SPEAKER_MS } from "./one-speaker.ts";
import type { Source, Take } from "./take.ts";

export type Taken = { readonly source: Source; readonly takes: readonly Take[] };

export type Delays = {
  readonly source: Source;
  readonly startsMs: readonly number[];
  readonly delaysMs: readonly number[];
};

/** @throws Error where a sound is not in the recording, or was there before it can have been */
export async function readDelays(cone: Cone, { source, takes }: Taken): Promise<Delays> {
  const startsMs: number[] = [];
  const delaysMs: number[] = [];
  for (const { beganMs, markMs, untilMs } of takes) {
    const heard = await cone.heard(beganMs, untilMs);
    startsMs.push(soundsAfterMs(source, heard, BEGUN) - SPEAKER_MS);
    if (markMs !== null) delaysMs.push(beganMs + soundsAfterMs(source, heard, MARKED) - markMs - SPEAKER_MS);
  }
  return { source, startsMs, delaysMs };
}

function soundsAfterMs({ title }: Source, heard: Float32Array, level: number): number {
  const frame = firstAbove(heard, level);
  const afterMs = frame === null ? null : (frame * 1_000) / RATE_HZ;
  if (afterMs === null) throw new Error(`${title}: its sound did not come out of the speaker`);
  if (afterMs < SPEAKER_MS)
    throw new Error(`${title}: the speaker sounded ${afterMs} ms after the beginning, sooner than it can`);
  return afterMs;
}

const HEAD = [
  "source",
  "measured from",
  "as it begins, ms",
  "at most",
  "one second on, ms",
  "at most",
  "kept in hand, ms",
] as const;

/** One row a source. */
export function delayTable(all: readonly Delays[]): BenchTable {
  const rows = all.map(({ source: { title, from, queueMs }, startsMs, delaysMs }) => [
    title,
    from,
    ...medianAndMost(startsMs),
    ...medianAndMost(delaysMs),
    queueMs ?? "–",
  ]);
  const title = `Beyond the speaker's latency of ${SPEAKER_MS} ms, ${all[0]?.startsMs.length ?? 0} times each`;
  return { title, head: HEAD, rows };
}

/** To the millisecond, for a table. */
export const medianAndMost = (valuesMs: readonly number[]): readonly (number | string)[] =>
  valuesMs.length === 0 ? ["–", "–"] : [rounded(median(valuesMs), 0), rounded(quantile(valuesMs, 1), 0)];

/** Named after their sources. */
export const delayFigures = (all: readonly Delays[]): Readonly<Record<string, number>> => ({
  ...Object.assign({}, ...all.map(toFigures)),
  slowestStartMs: Math.max(...all.flatMap(({ startsMs }) => startsMs)),
});

const toFigures = ({ source: { name }, startsMs, delaysMs }: Delays): Readonly<Record<string, number>> => ({
  [`${name}StartMedianMs`]: median(startsMs),
  [`${name}StartMaxMs`]: quantile(startsMs, 1),
  ...(delaysMs.length === 0
    ? {}
    : { [`${name}DelayMedianMs`]: median(delaysMs), [`${name}DelayMaxMs`]: quantile(delaysMs, 1) }),
});
