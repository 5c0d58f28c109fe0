// How late each kind of source is: a marked sound is handed to the engine as a file, as a phone, as a receiver and a cable
// hand theirs over, and found again in what leaves a speaker's cone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchOptions, BenchResult } from "./bench.ts";
import { median, quantile, rounded } from "./bench.ts";
import { RATE_HZ } from "./programme.ts";
import { type Cable, layCable, missingForCable } from "./sources/cable.ts";
import { type Source, sourcesIn, type Take } from "./sources/kinds.ts";
import { BEGUN, firstAbove, MARKED } from "./sources/marked-sound.ts";
import { type Cone, SPEAKER_MS, startOneSpeaker } from "./sources/one-speaker.ts";

export const sources: Bench = {
  name: "sources",
  what: "how late a file, a phone, a receiver's pipe and a line input are heard",
  run,
};

const ROUNDS = { full: 10, quick: 5 };

type Taken = { readonly source: Source; readonly takes: readonly Take[] };
type Delays = { readonly source: Source; readonly startsMs: readonly number[]; readonly delaysMs: readonly number[] };

async function run(options: BenchOptions): Promise<BenchResult> {
  const missing = missingForCable();
  const directory = await mkdtemp(join(tmpdir(), "house-band-sources-"));
  try {
    const cable = missing === null ? await layCable(join(directory, "cable")) : null;
    try {
      return toResult(await measure(directory, cable, options), missing);
    } finally {
      await cable?.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(
  directory: string,
  cable: Cable | null,
  { quick, progress }: BenchOptions,
): Promise<readonly Delays[]> {
  const speaker = await withEnvironment(cable?.environment ?? {}, () => startOneSpeaker(directory));
  try {
    const taken: Taken[] = [];
    for (const source of await sourcesIn(directory, cable)) {
      progress(source.title);
      const takes: Take[] = [];
      while (takes.length < (quick ? ROUNDS.quick : ROUNDS.full)) takes.push(await source.take(speaker, takes.length));
      taken.push({ source, takes });
    }
    return await readAll(await speaker.finish(), taken);
  } finally {
    await speaker.close();
  }
}

/** What is started meanwhile inherits it. */
async function withEnvironment<T>(environment: Readonly<Record<string, string>>, start: () => Promise<T>): Promise<T> {
  const before = process.env;
  process.env = { ...before, ...environment };
  try {
    return await start();
  } finally {
    process.env = before;
  }
}

async function readAll(cone: Cone, taken: readonly Taken[]): Promise<readonly Delays[]> {
  try {
    const all: Delays[] = [];
    for (const { source, takes } of taken) all.push(await readTakes(cone, source, takes));
    return all;
  } finally {
    await cone.close();
  }
}

async function readTakes(cone: Cone, source: Source, takes: readonly Take[]): Promise<Delays> {
  const startsMs: number[] = [];
  const delaysMs: number[] = [];
  for (const { beganMs, markMs, untilMs } of takes) {
    const heard = await cone.heard(beganMs, untilMs);
    startsMs.push(soundsAfterMs(source, heard, BEGUN) - SPEAKER_MS);
    if (markMs !== null) delaysMs.push(beganMs + soundsAfterMs(source, heard, MARKED) - markMs - SPEAKER_MS);
  }
  return { source, startsMs, delaysMs };
}

/** @throws Error where it is not in the recording, or was there before it can have been: then nothing was measured */
function soundsAfterMs({ title }: Source, heard: Float32Array, level: number): number {
  const frame = firstAbove(heard, level);
  const afterMs = frame === null ? null : (frame * 1_000) / RATE_HZ;
  if (afterMs === null) throw new Error(`${title}: its sound did not come out of the speaker`);
  if (afterMs < SPEAKER_MS)
    throw new Error(`${title}: the speaker sounded ${afterMs} ms after the beginning, sooner than it can`);
  return afterMs;
}

function toResult(all: readonly Delays[], missing: string | null): BenchResult {
  const ms = (values: readonly number[]) =>
    values.length === 0 ? ["–", "–"] : [rounded(median(values), 0), rounded(quantile(values, 1), 0)];
  const rows = all.map(({ source: { title, from, queueMs }, startsMs, delaysMs }) => [
    title,
    from,
    ...ms(startsMs),
    ...ms(delaysMs),
    queueMs ?? "–",
  ]);
  const title = `Beyond the speaker's latency of ${SPEAKER_MS} ms, ${all[0]?.startsMs.length ?? 0} times each`;
  const head = [
    "source",
    "measured from",
    "as it begins, ms",
    "at most",
    "one second on, ms",
    "at most",
    "kept in hand, ms",
  ];
  return {
    tables: [{ title, head, rows }],
    figures: {
      ...Object.assign({}, ...all.map(toFigures)),
      slowestStartMs: Math.max(...all.flatMap(({ startsMs }) => startsMs)),
    },
    notes: [
      "Medians, within the first two seconds. The engine's process and an emulated speaker; what leaves its cone is found in its recording, to a millisecond.",
      "What a program or its sender holds back before it writes is not in it (an AirPlay device sends two seconds ahead), nor is a Bluetooth codec.",
      "A program that writes as fast as it is read is ahead by what its pipe holds once it plays: shortened to 8 KB, 46 ms; of 64 KB it would be 372 ms.",
      "Radio is left out: MPD plays it, and how much is kept in hand is MPD's.",
      ...(missing === null ? ["The sound server's own buffers stand in for those of a sound card."] : [missing]),
    ],
  };
}

const toFigures = ({ source: { name }, startsMs, delaysMs }: Delays): Readonly<Record<string, number>> => ({
  [`${name}StartMedianMs`]: median(startsMs),
  [`${name}StartMaxMs`]: quantile(startsMs, 1),
  ...(delaysMs.length === 0
    ? {}
    : { [`${name}DelayMedianMs`]: median(delaysMs), [`${name}DelayMaxMs`]: quantile(delaysMs, 1) }),
});
