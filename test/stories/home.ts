// A home for a story: the whole stack in this process, with the same engine as everywhere under a clock that runs
// faster than the room's. What leaves the speakers' cones is read back from their recordings.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { createVirtualEngine } from "../../bridge-firmware/src/adapters/engine/virtual-engine.ts";
import type { VoiceSettings } from "../../bridge-firmware/src/announcer-port.ts";
import { ENGINE_RATE_HZ } from "../../bridge-firmware/src/engine/protocol.ts";
import { createSystemClock } from "../../lambda/src/adapters/system-clock.ts";
import type { Clock } from "../../lambda/src/ports.ts";
import type { HomeSpec } from "../../local/src/home/home-spec.ts";
import { createLagMeter, type Spectrum } from "../../local/src/meter/lag.ts";
import { toZones, type ZoneSync } from "../../local/src/meter/skew.ts";
import { surveyRecordings } from "../../local/src/meter/survey.ts";
import { taggedWav } from "../../local/src/music/tagged-wav.ts";
import { type Stack, startStack } from "../../local/src/stack.ts";
import { noise, readRecording, type Sides } from "../bridge-firmware/engine/fixtures.ts";

/** Two groups of two speakers that are differently slow, and an Echo in the kitchen. */
export const HOME: HomeSpec = {
  speakers: [
    { name: "Patio", reportedDelayMs: 213 },
    { name: "Deck", reportedDelayMs: 142 },
    { name: "Kitchen Counter", reportedDelayMs: 158 },
    { name: "Kitchen Window", reportedDelayMs: 247 },
  ],
  groups: [
    { name: "Backyard", members: ["Patio", "Deck"] },
    { name: "Kitchen", members: ["Kitchen Counter", "Kitchen Window"] },
  ],
  echos: [{ name: "Kitchen Echo", defaultGroup: "Kitchen" }],
};

/** One sample: what "in time" means here. */
export const SAMPLE_MS = 1_000 / ENGINE_RATE_HZ;

/** Tracks of noise: each has one place only where it matches itself, and its sides have nothing in common. */
export type Tracks = Readonly<
  Record<string, { readonly genre: string; readonly seed: number; readonly seconds: number }>
>;
export const TRACKS = {
  "First Blue": { genre: "Jazz", seed: 11, seconds: 40 },
  Gravel: { genre: "Rock", seed: 33, seconds: 40 },
} as const satisfies Tracks;

const soundOf = ({ seed, seconds }: Tracks[string]): Sides => ({
  left: noise(seconds, seed),
  right: noise(seconds, seed + 1),
});

export type Story = Awaited<ReturnType<typeof openStory>>;

export type StoryOptions = {
  readonly spec?: HomeSpec;
  readonly tracks?: Tracks;
  /** More files for the folder of music. */
  readonly addMusic?: (folder: string) => Promise<void>;
  /** What speaks announcements. */
  readonly voice?: VoiceSettings;
};

/** Engine time that passes in a moment of the room's: quick, but no quicker than the bridge can follow. */
const STEP = { engineMs: 40, roomMs: 10 };

export async function openStory({ spec = HOME, tracks = TRACKS, addMusic, voice }: StoryOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), "house-band-story-"));
  const musicDirectory = join(folder, "music");
  await writeTracks(musicDirectory, tracks);
  await addMusic?.(musicDirectory);
  const engine = createVirtualEngine();
  const recordDirectory = join(folder, "recordings");
  const own = { logLevel: "error", engine, voiceClock: createPatientClock(), ...(voice && { voice }) } as const;
  const stack = await startStack({ spec, musicDirectory, recordDirectory, ...own });
  const clock = startClock((ms) => engine.advance(ms));
  return {
    stack,
    say: async (utterance: string): Promise<string> => (await stack.say(utterance)).speech,
    /** Lets the music play for this long, by the engine's clock. */
    listen: (ms: number): Promise<void> => clock.until(clock.nowMs() + ms),
    /** By the engine's clock; the recordings begin at 0. */
    nowMs: clock.nowMs,
    until: async (condition: () => boolean): Promise<void> => {
      const giveUpAtMs = Date.now() + 10_000;
      while (!condition() && Date.now() < giveUpAtMs) await wait(10);
    },
    /** An edit is confirmed when it is saved; the bridge follows a moment later. */
    configured: async (): Promise<void> => {
      const { revision } = (await stack.home()).home;
      for (let tries = 0; tries < 200 && stack.state().configRevision < revision; tries += 1) await wait(20);
    },
    /** Reports are a second apart at least: questions are answered from the last one. */
    reported: async (): Promise<void> => {
      const isTold = async () => isDeepStrictEqual((await stack.home()).bridge?.state, stack.state());
      for (let tries = 0; tries < 40 && !(await isTold()); tries += 1) await wait(100);
    },
    cone: (name: string) => readRecording(wavOf(stack, name)),
    /** The meter's figures for what these speakers' cones gave off in a stretch. */
    measure: (names: readonly string[], fromMs: number, untilMs: number) => measure(stack, names, fromMs, untilMs),
    async close() {
      await clock.stop();
      await stack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes the tracks as files with tags into a new folder. */
export async function writeTracks(folder: string, tracks: Tracks = TRACKS): Promise<void> {
  await mkdir(folder);
  for (const [title, track] of Object.entries(tracks)) {
    const tags = { title, artist: "The Generators", album: "Noise", genre: track.genre, year: 2026 };
    await writeFile(join(folder, `${title}.wav`), taggedWav(soundOf(track), ENGINE_RATE_HZ, tags));
  }
}

/** What a core that is shared with other tests may be slower by than a bridge at home. */
const PATIENCE = 8;
/** Shorter than that are the pauses between two looks, longer is what somebody waits in all. */
const LONGEST_LOOK_MS = 250;

/** Deadlines are that much longer, and looks as often as ever: what is said hangs on what happened, not on how busy the machine is. */
export function createPatientClock(): Clock {
  const clock = createSystemClock();
  return {
    epochMs: clock.epochMs,
    nowMs: () => clock.nowMs() / PATIENCE,
    sleep: (ms, signal) => clock.sleep(ms > LONGEST_LOOK_MS ? ms * PATIENCE : ms, signal),
  };
}

/** Lets an engine's time pass until it is stopped. */
export function startClock(advance: (ms: number) => Promise<void>) {
  let nowMs = 0;
  let isStopped = false;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      await advance(STEP.engineMs);
      nowMs += STEP.engineMs;
      await wait(STEP.roomMs);
    }
  };
  const running = run();
  return {
    nowMs: () => nowMs,
    until: async (atMs: number): Promise<void> => {
      while (nowMs < atMs) await Promise.race([wait(STEP.roomMs), running]);
    },
    stop: async (): Promise<void> => {
      isStopped = true;
      await running;
    },
  };
}

function wavOf({ speakers }: Stack, name: string): string {
  const path = speakers.find((speaker) => speaker.name === name)?.wavPath;
  if (!path) throw new Error(`there is no recording of ${name}`);
  return path;
}

async function measure(
  stack: Stack,
  names: readonly string[],
  fromMs: number,
  untilMs: number,
): Promise<readonly ZoneSync[]> {
  const recordings = names.map((name) => ({ name, path: wavOf(stack, name) }));
  const survey = await surveyRecordings(recordings, { fromMs, untilMs });
  if (!survey.ok) throw new Error(survey.error);
  return toZones(survey.value);
}

const WINDOW_FRAMES = ENGINE_RATE_HZ;
const meter = createLagMeter(ENGINE_RATE_HZ, WINDOW_FRAMES);

/** Noise is like itself only: nothing else comes near this. */
const FOUND = 0.6;

export type Place = { readonly coherence: number; readonly positionMs: number };

/** Every half second of one side of a track, transformed once. */
const heardBefore = new Map<string, readonly Spectrum[]>();

function windowsOf(track: Tracks[string], side: keyof Sides): readonly Spectrum[] {
  const name = `${side} of ${track.seed}`;
  const known = heardBefore.get(name);
  if (known) return known;
  const whole = soundOf(track)[side];
  const starts = Array.from({ length: track.seconds * 2 - 1 }, (_, half) => (half * WINDOW_FRAMES) / 2);
  const windows = starts.map((start) => meter.transform(whole.subarray(start, start + WINDOW_FRAMES)));
  heardBefore.set(name, windows);
  return windows;
}

/**
 * Where in a track (one side of it) the second of a recording that begins at `atMs` is, looked for everywhere, and once
 * more where it was found. The coherence says how sure that is: the same sound has about 1, other noise less than 0.1.
 */
export function placeIn(track: Tracks[string], side: keyof Sides, heard: Int16Array, atMs: number): Place {
  const from = toFrame(atMs);
  const second = meter.transform(
    Float32Array.from(heard.subarray(from, from + WINDOW_FRAMES), (value) => value / 32_768),
  );
  let best: Place = { coherence: 0, positionMs: 0 };
  for (const [half, window] of windowsOf(track, side).entries()) {
    const lag = meter.compare(window, second);
    if (lag && lag.coherence > best.coherence) best = { coherence: lag.coherence, positionMs: half * 500 - lag.lagMs };
    if (best.coherence > FOUND) break;
  }
  return lookCloser(track, side, second, best);
}

/** Between two of the places that are looked at, only half of a second is the same. */
function lookCloser(track: Tracks[string], side: keyof Sides, second: Spectrum, found: Place): Place {
  const start = toFrame(found.positionMs);
  const window = soundOf(track)[side].subarray(Math.max(0, start), start + WINDOW_FRAMES);
  const lag = window.length === WINDOW_FRAMES ? meter.compare(meter.transform(window), second) : null;
  if (!lag || lag.coherence <= found.coherence) return found;
  return { coherence: lag.coherence, positionMs: found.positionMs - lag.lagMs };
}

/** Mean level of a stretch, 0 … 1 of full scale. */
export function levelOf(heard: Int16Array, fromMs: number, untilMs: number): number {
  const stretch = heard.subarray(toFrame(fromMs), toFrame(untilMs));
  const power = stretch.reduce((sum, value) => sum + (value / 32_768) ** 2, 0);
  return Math.sqrt(power / Math.max(1, stretch.length));
}

export const toFrame = (ms: number): number => Math.round((ms * ENGINE_RATE_HZ) / 1_000);
