// Speakers that all play the same music in a room, each with a code of its own beneath it, heard by a microphone whose clock
// is off: how late each is, whoever has jumped, and nothing where nothing can be known.
import { flightMs } from "@house-band/bridge-firmware/calibration/flight";
import { createListener } from "@house-band/bridge-firmware/calibration/listen";
import { probeSamples } from "@house-band/bridge-firmware/calibration/probe";
import { estimateWatch, type Sightings, type WatchJob } from "@house-band/bridge-firmware/calibration/watch-estimate";
import { createWatchVoice, mixWatch } from "@house-band/bridge-firmware/engine/watch-voice";
import { SpeakerId } from "@house-band/contract";
import { describe, expect, it, jest } from "@jest/globals";
import { capture } from "../../../local/src/home/microphone.ts";
import { hear, type Room } from "../../../local/src/home/room.ts";
import { createRandom } from "../../../local/src/music/random.ts";
import { noise } from "../engine/fixtures.ts";

/** Seconds of sound through rooms: only how long it takes depends on the machine. */
jest.setTimeout(120_000);

const RATE_HZ = 48_000;
const WINDOW_MS = 3_000;
/** The microphone began so much earlier than the window, and is so late itself: neither is told. */
const HEARD_BEFORE_MS = 700;
const MICROPHONE_LATE_MS = 23;
const SWEEP_EVERY_MS = 2_000;

type Home = {
  readonly seed: number;
  readonly latenciesMs: readonly number[];
  /** What each plays its code at; null: it plays none. */
  readonly levelsDb: readonly (number | null)[];
  readonly clockPpm: number;
};

const ids = [..."ABCDEFGH"].map((letter) => SpeakerId.parse(`spk_01J${letter.padStart(23, "0")}`));
const idOf = (index: number): SpeakerId => ids[index] ?? SpeakerId.parse("spk_01J000000000000000000000ZZ");
const distanceOf = (index: number): number => 1 + 0.7 * index;
const roomOf = (seed: number): Room => ({
  rateHz: RATE_HZ,
  rt60S: 0.5,
  directToReverberantDb: createRandom(seed).between(-10, 0),
});

/** Its music with its code, delayed; as loud at the microphone as the others. */
function coneOf(home: Home, index: number, music: Float32Array) {
  const samples = new Float32Array(music.length);
  const late = Math.round(((home.latenciesMs[index] ?? 0) * RATE_HZ) / 1_000);
  const levelDb = home.levelsDb[index] ?? null;
  const voice = levelDb === null ? null : createWatchVoice(index + 1, levelDb);
  const block = new Float32Array(960);
  for (let at = 0; at + 480 + late <= music.length; at += 480) {
    for (let n = 0; n < 960; n++) block[n] = music[at + (n >> 1)] ?? 0;
    if (voice) mixWatch(voice, block, at);
    for (let n = 0; n < 480; n++) samples[at + late + n] = distanceOf(index) * (block[2 * n] ?? 0);
  }
  return { samples, distanceM: distanceOf(index) };
}

const levelDbOf = (samples: Float32Array): number =>
  10 * Math.log10(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

function record(cones: readonly { readonly samples: Float32Array; readonly distanceM: number }[], home: Home) {
  const heard = hear(cones, roomOf(home.seed), home.seed);
  const gainDb = -20 - levelDbOf(heard);
  const { clockPpm, seed } = home;
  // 20 dB over the noise of the place
  return capture(
    heard,
    RATE_HZ,
    { rateHz: RATE_HZ, latencyMs: MICROPHONE_LATE_MS, clockPpm, gainDb, noiseDb: -40 },
    seed,
  );
}

/** As a calibration hears them: each alone, one after the other. */
function responsesOf(home: Home): readonly Float32Array[] {
  const sweep = probeSamples(RATE_HZ);
  const cones = home.latenciesMs.map((_, index) => {
    const samples = new Float32Array((home.latenciesMs.length * SWEEP_EVERY_MS + 1_000) * 48);
    samples.set(
      sweep.map((value) => distanceOf(index) * value),
      (index * SWEEP_EVERY_MS + 500) * 48,
    );
    return { samples, distanceM: distanceOf(index) };
  });
  const listener = createListener(record(cones, home), home.clockPpm);
  return home.latenciesMs.map((_, index) => {
    const atMs = index * SWEEP_EVERY_MS + 500 + flightMs(distanceOf(index)) + MICROPHONE_LATE_MS;
    return listener.listen(atMs).response;
  });
}

/** What is expected of each: where it would be, and by how much that is wrong. */
function watch(
  home: Home,
  music: Float32Array,
  expectedOffMs: readonly number[],
  changes: Partial<WatchJob> = {},
): Sightings {
  const responses = responsesOf(home);
  const cones = home.latenciesMs.map((_, index) => coneOf(home, index, music));
  const { samples } = record(cones, home);
  return estimateWatch({
    speakers: home.latenciesMs.map((latencyMs, index) => ({
      speaker: idOf(index),
      seed: index + 1,
      response: responses[index] ?? new Float32Array(0),
      expectedMs: latencyMs + flightMs(distanceOf(index)) + (expectedOffMs[index] ?? 0),
    })),
    heard: { samples, rateHz: RATE_HZ },
    heardFromMs: 0,
    clock: { engineMs: 0, micMs: MICROPHONE_LATE_MS, ppm: home.clockPpm },
    fromHop: HEARD_BEFORE_MS / 10,
    segments: WINDOW_MS / 500,
    ...changes,
  });
}

const errorMs = (home: Home, sightings: Sightings, index: number): number => {
  const one = sightings.get(idOf(index));
  return one ? one.latencyMs - (home.latenciesMs[index] ?? 0) - flightMs(distanceOf(index)) : Number.NaN;
};

const music = noise(6, 77);
const four = { latenciesMs: [120, 180, 240, 410], levelsDb: [-20, -20, -20, -20] };

describe("speakers that play the same music", () => {
  it.each([31, 32, 33])("are told apart to a twentieth of a millisecond, in room %i", (seed) => {
    const home: Home = { ...four, seed, clockPpm: createRandom(seed).between(-100, 100) };
    const sightings = watch(home, music, []);
    for (const index of [0, 1, 2, 3]) expect(Math.abs(errorMs(home, sightings, index))).toBeLessThan(0.05);
  });

  it.each([50, -50, 7])("are found where one has jumped to, %i ms off, and the others where they are", (jumpMs) => {
    const home: Home = { ...four, levelsDb: [-20, -14, -20, -20], seed: 41, clockPpm: -80 };
    const sightings = watch(home, music, [0, -jumpMs]);
    for (const index of [0, 1, 2, 3]) expect(Math.abs(errorMs(home, sightings, index))).toBeLessThan(0.05);
  });

  it("are found by a microphone whose clock is not known yet, and tell how far it is off", () => {
    const home: Home = { ...four, seed: 42, clockPpm: 60 };
    const sightings = watch(home, music, [], {
      clock: { engineMs: 2_200, micMs: 2_200 + MICROPHONE_LATE_MS + 0.13, ppm: 0 },
    });
    for (const index of [0, 1, 2, 3]) {
      expect(Math.abs(errorMs(home, sightings, index))).toBeLessThan(0.1);
      expect(sightings.get(idOf(index))?.driftPpm).toBeGreaterThanOrEqual(25);
    }
  });

  it("of which one plays no code are told without it: it is not taken for another", () => {
    const home: Home = { ...four, levelsDb: [-20, null, -20, -20], seed: 43, clockPpm: 10 };
    const sightings = watch(home, music, []);
    expect(sightings.get(idOf(1))).toBeNull();
    for (const index of [0, 2, 3]) expect(Math.abs(errorMs(home, sightings, index))).toBeLessThan(0.05);
  });

  it.each([51, 52])("without codes are not told at all, whatever the music does, in room %i", (seed) => {
    const home: Home = { ...four, levelsDb: [null, null, null, null], seed, clockPpm: 0 };
    expect([...watch(home, music, []).values()]).toEqual([null, null, null, null]);
  });

  it("are not told while nothing plays", () => {
    const home: Home = { ...four, seed: 61, clockPpm: 0 };
    expect([...watch(home, new Float32Array(music.length), []).values()]).toEqual([null, null, null, null]);
  });
});
