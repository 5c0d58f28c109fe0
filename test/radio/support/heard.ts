// What was heard at the speakers of the guest: recordings of what they were sent, as sound on one timeline, measured by the
// same meter that listens to simulated speakers.
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { percentile, toZones } from "@house-band/local/meter/skew";
import { surveyRecordings } from "@house-band/local/meter/survey";
import * as z from "zod/mini";
import { median } from "../../../bridge-firmware/src/core/median.ts";
import { wavBytes } from "../../bridge-firmware/engine/fixtures.ts";
import { type Piece, type Side, toCone, toPieces } from "./cone.ts";
import type { Guest } from "./guest.ts";
import { RATE_HZ, readStream, type Stream } from "./stream.ts";

/** By the guest's clock. */
export type Stretch = { readonly fromMs: number; readonly untilMs: number };

export type Skew = {
  /** Each speaker against the first of them, positive: late; the median of a measurement for every second. */
  readonly offsetsMs: ReadonlyMap<string, number>;
  /** The worst of any two in any second. */
  readonly worstMs: number;
  /** Seconds that could be measured. */
  readonly seconds: number;
  /** Members that sounded, but never like the others. */
  readonly unlike: readonly string[];
  /** Who was cut off while the others played on, and when, since the stretch's start. */
  readonly dropouts: readonly string[];
};

export type Heard = {
  readonly streams: (name: string) => readonly Stream[];
  /** When the cone was first louder than silence after some moment; null: never. */
  readonly soundAfterMs: (name: string, sinceMs: number) => number | null;
  /** The longest time without a packet in a stretch in which the speaker plays. */
  readonly longestPauseMs: (name: string, stretch: Stretch) => number;
  /** A stretch as it left the cone: silence where nothing was played. */
  readonly sound: (name: string, stretch: Stretch, side?: Side) => Float32Array;
  /** Root mean square of a stretch, 0 … 1: steady for steady noise. */
  readonly level: (name: string, stretch: Stretch) => number;
  readonly skew: (names: readonly string[], stretch: Stretch) => Promise<Skew>;
};

type Played = { readonly stream: Stream; readonly pieces: readonly Piece[] };

/** Louder than this (−50 dB) counts as playing. */
const PLAYING_PEAK = 0.003;

/** Who keeps a recording, and how long after each packet its sound is to be heard. */
export type Recorded = { readonly name: string; readonly delayMs: number | null };

/** Takes everything there is so far. */
export async function hear(guest: Guest, speakers: readonly Recorded[]): Promise<Heard> {
  await guest.tell("speakers", { kind: "flush" }, anything);
  const folder = await guest.fetch("/run/recordings", "recordings");
  const played = new Map<string, readonly Played[]>();
  for (const { name, delayMs } of speakers) played.set(name, await readPlayed(folder, name, delayMs ?? 0));
  const of = (name: string): readonly Played[] => played.get(name) ?? [];
  const cone = (name: string, stretch: Stretch, side?: Side): Float32Array => toCone(of(name), stretch, side);

  return {
    streams: (name) => of(name).map(({ stream }) => stream),
    soundAfterMs(name, sinceMs) {
      const ends = of(name).flatMap(({ pieces }) => pieces.map((piece) => endOf(piece)));
      const sound = cone(name, { fromMs: sinceMs, untilMs: Math.max(sinceMs, ...ends) });
      const at = sound.findIndex((sample) => Math.abs(sample) > PLAYING_PEAK);
      return at === -1 ? null : sinceMs + (at / RATE_HZ) * 1_000;
    },
    longestPauseMs(name, { fromMs, untilMs }) {
      const all = of(name).flatMap(({ stream }) => stream.packets.map(({ arrivedMs }) => arrivedMs));
      const arrivals = [fromMs, ...all.filter((ms) => ms > fromMs && ms < untilMs), untilMs];
      return Math.max(...arrivals.slice(1).map((ms, index) => ms - (arrivals[index] ?? ms)));
    },
    sound: cone,
    level(name, stretch) {
      const sound = cone(name, stretch);
      return Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length);
    },
    skew: (names, stretch) =>
      skewOf(
        names.map((name) => ({ name, sound: cone(name, stretch) })),
        guest.folder,
      ),
  };
}

/** Of sounds that began at one moment. @param folder for a while, for the recordings that the meter reads */
async function skewOf(
  sounds: readonly { readonly name: string; readonly sound: Float32Array }[],
  folder: string,
): Promise<Skew> {
  const cones = await mkdtemp(join(folder, "cones-"));
  const recordings = sounds.map(({ name }) => ({ name, path: join(cones, `${name}.wav`) }));
  for (const [index, { path }] of recordings.entries()) {
    await writeFile(path, wavBytes([sounds[index]?.sound ?? new Float32Array()], { bits: 32, float: true }));
  }
  const names = sounds.map(({ name }) => name);
  return measure(recordings, names).finally(() => rm(cones, { recursive: true }));
}

const anything = z.unknown();

const endOf = ({ startMs, firstSample, untilSample }: Piece): number =>
  startMs + ((untilSample - firstSample) / RATE_HZ) * 1_000;

async function readPlayed(folder: string, name: string, delayMs: number): Promise<readonly Played[]> {
  const files = await readdir(folder);
  const numbers = files.flatMap((file) => {
    const [, number] = file.startsWith(`${name}.`) ? (/\.(\d+)\.packets$/.exec(file) ?? []) : [];
    return number === undefined ? [] : [Number(number)];
  });
  const played: Played[] = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    const stream = await readStream(join(folder, `${name}.${number}`));
    if (stream) played.push({ stream, pieces: toPieces(stream, delayMs) });
  }
  return played;
}

type Recordings = readonly { readonly name: string; readonly path: string }[];

async function measure(recordings: Recordings, names: readonly string[]): Promise<Skew> {
  const survey = await surveyRecordings(recordings, { zones: [names] });
  if (!survey.ok) throw new Error(survey.error);
  const zone = toZones(survey.value, [names])[0];
  if (!zone) throw new Error("there is nothing to compare");
  const whole = zone.windows.filter(({ lagsMs }) => lagsMs.size === names.length);
  const [first = ""] = names;
  const offsets = names.map((name) => {
    const each = whole.map(({ lagsMs }) => (lagsMs.get(name) ?? 0) - (lagsMs.get(first) ?? 0));
    return [name, median(each)] as const;
  });
  const spreads = whole.map(({ lagsMs }) => Math.max(...lagsMs.values()) - Math.min(...lagsMs.values()));
  return {
    offsetsMs: new Map(offsets),
    worstMs: percentile(spreads, 1) ?? Number.POSITIVE_INFINITY,
    seconds: whole.length,
    unlike: zone.unlike,
    dropouts: [...zone.gaps].flatMap(([name, gaps]) =>
      gaps.map(({ fromMs, untilMs }) => `${name}: ${Math.round(fromMs)} to ${Math.round(untilMs)} ms`),
    ),
  };
}
