// Whether calibrated speakers stay in time while they play: a speaker that comes back with another latency, and one whose
// clock runs off, with a microphone in a room that watches. And what that costs: computing time, and how soft the codes are.
import { performance } from "node:perf_hooks";
import { estimateWatch } from "@house-band/bridge-firmware/calibration/watch-estimate";
import { STEADY_DB } from "@house-band/bridge-firmware/control/watch/watch-state";
import { BLOCK_FRAMES, ENGINE_RATE_HZ } from "@house-band/bridge-firmware/engine/protocol";
import { createWatchVoice, mixWatch } from "@house-band/bridge-firmware/engine/watch-voice";
import { CATALOGUE, renderPiece } from "@house-band/local/music/catalogue";
import { createRandom } from "@house-band/local/music/random";
import { type Bench, type BenchOptions, type BenchResult, quantile, rounded } from "./bench.ts";
import { weightedDb } from "./watch/a-weighting.ts";
import { openWatchedHome, skewOf, type WatchedHome, type WatchedSpeaker } from "./watch/watched-home.ts";

export const syncWatch: Bench = {
  name: "sync-watch",
  what: "calibrated speakers that a microphone watches while they play: after a jump, and for an hour of drift",
  run,
};

const PIECES = 10;
/** What a drifting speaker plays for an hour: every kind of music, one piece after the other. */
const RT60_S = 0.5;
const DRIFT_PPM = 50;
const JUMP_MS = 50;
const LOOK_EVERY_MS = 5_000;
/** The slowest speaker's sound has left its cone so long after it was written, and the look itself takes a second. */
const HEARD_AFTER_MS = 1_600;
const GIVE_UP_MS = 40_000;
const IN_TIME_MS = 1;

type Music = ReturnType<typeof renderPiece>;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  progress("rendering music");
  const pieces = CATALOGUE.slice(0, PIECES).map((piece) => ({ title: piece.title, music: renderPiece(piece) }));
  const jumps: Jump[] = [];
  const sizes = [2, 4, 8];
  for (const [index, { title, music }] of pieces.entries()) {
    if (quick && index % 5 !== 0) continue;
    const size = sizes[index % sizes.length] ?? 4;
    progress(`a jump, ${size} speakers, ${title}`);
    jumps.push(await jump(music, title, size, index));
  }
  const cpu = { usedMs: 0, watchedMs: 0 };
  const minutes = quick ? 3 : 60;
  progress(`${minutes} minutes of drift`);
  const skewsMs = await drift(oneAfterTheOther(pieces.map(({ music }) => music)), minutes, cpu, progress);
  const levels = pieces.map(({ title, music }) => ({ title, ...levelsOf(music) }));
  return toResult({ jumps, skewsMs, minutes, cpu, levels, codePercent: codeCost() });
}

type Jump = {
  readonly title: string;
  readonly speakers: number;
  readonly jumpMs: number;
  readonly inTimeAfterMs: number | null;
};

async function jump(music: Music, title: string, count: number, seed: number): Promise<Jump> {
  const jumpMs = seed % 2 === 0 ? JUMP_MS : -JUMP_MS;
  const home = await openHome(music, speakersOf(count, seed), seed);
  try {
    await settle(home);
    const jumper = speakersOf(count, seed)[1];
    home.reconnect(1, { latencyMs: (jumper?.latencyMs ?? 200) + jumpMs });
    const atMs = home.nowMs();
    let inTimeAfterMs: number | null = null;
    while (home.nowMs() - atMs < GIVE_UP_MS && inTimeAfterMs === null) {
      await home.pass(250);
      const fromMs = home.nowMs() - HEARD_AFTER_MS;
      // not in the second in which its sound is still missing
      if (fromMs < atMs + HEARD_AFTER_MS) continue;
      if (skewOf(await home.offsetsMs(fromMs)) <= IN_TIME_MS) inTimeAfterMs = fromMs - atMs;
    }
    return { title, speakers: count, jumpMs, inTimeAfterMs };
  } finally {
    await home.close();
  }
}

type Cpu = { usedMs: number; watchedMs: number };

async function drift(music: Music, minutes: number, cpu: Cpu, progress: BenchOptions["progress"]) {
  const speakers = speakersOf(4, 1).map((speaker, n) => (n === 1 ? { ...speaker, driftPpm: DRIFT_PPM } : speaker));
  const home = await openHome(music, speakers, 1, cpu);
  const skewsMs: number[] = [];
  try {
    await settle(home);
    cpu.usedMs = 0;
    const beganMs = home.nowMs();
    for (let passedMs = 0; passedMs < minutes * 60_000; passedMs += LOOK_EVERY_MS) {
      if (passedMs % 300_000 === 0) progress(`${passedMs / 60_000} of ${minutes} minutes of drift`);
      await home.pass(LOOK_EVERY_MS);
      const offsets = await home.offsetsMs(home.nowMs() - HEARD_AFTER_MS);
      // between two pieces there may be a second in which nothing is to be compared
      if (offsets.every(Number.isFinite)) skewsMs.push(skewOf(offsets));
    }
    cpu.watchedMs = home.nowMs() - beganMs;
  } finally {
    await home.close();
  }
  return skewsMs;
}

async function settle(home: WatchedHome): Promise<void> {
  await home.calibrate();
  await home.play();
  await home.pass(12_000);
}

function openHome(music: Music, speakers: readonly WatchedSpeaker[], seed: number, cpu?: Cpu): Promise<WatchedHome> {
  const random = createRandom(seed + 900);
  return openWatchedHome({
    ...{ speakers, music, seed, watch: "on", volumePercent: 60 },
    room: { rateHz: ENGINE_RATE_HZ, rt60S: RT60_S, directToReverberantDb: random.between(-10, 0) },
    microphone: {
      ...{ rateHz: random.pick([44_100, 48_000]), latencyMs: random.between(5, 120) },
      ...{ clockPpm: random.between(-100, 100), gainDb: 8, noiseDb: -55 },
    },
    estimate: async (job) => {
      const beforeMs = performance.now();
      const sightings = estimateWatch(job);
      if (cpu) cpu.usedMs += performance.now() - beforeMs;
      return sightings;
    },
  });
}

function speakersOf(count: number, seed: number): readonly WatchedSpeaker[] {
  const random = createRandom(seed + 300);
  return Array.from({ length: count }, (_, n) => {
    const latencyMs = random.between(80, 400);
    const reportedDelayMs = random.chance(0.3) ? null : Math.round(latencyMs - random.between(0, 60));
    return { name: `Speaker ${n + 1}`, latencyMs, reportedDelayMs, distanceM: random.between(0.8, 5) };
  });
}

function oneAfterTheOther(all: readonly Music[]): Music {
  const frames = all.reduce((sum, { left }) => sum + left.length, 0);
  const whole = { left: new Float32Array(frames), right: new Float32Array(frames) };
  let at = 0;
  for (const { left, right } of all) {
    whole.left.set(left, at);
    whole.right.set(right, at);
    at += left.length;
  }
  return whole;
}

/** Of the code that a speaker would add to it, against the music: as ears weigh pitches. */
function levelsOf({ left, right }: Music) {
  const music = left.map((sample, n) => (sample + (right[n] ?? 0)) / 2);
  const voice = createWatchVoice(1, STEADY_DB);
  const code = new Float32Array(music.length);
  const block = new Float32Array(2 * BLOCK_FRAMES);
  for (let at = 0; at + BLOCK_FRAMES <= music.length; at += BLOCK_FRAMES) {
    for (let n = 0; n < block.length; n++) block[n] = music[at + (n >> 1)] ?? 0;
    mixWatch(voice, block, at);
    for (let n = 0; n < BLOCK_FRAMES; n++) code[at + n] = (block[2 * n] ?? 0) - (music[at + n] ?? 0);
  }
  return { softerDbA: weightedDb(music) - weightedDb(code) };
}

/** Of a core, for each speaker, while its code is added. */
function codeCost(): number {
  const voice = createWatchVoice(1, STEADY_DB);
  const random = createRandom(1);
  const music = Float32Array.from({ length: 2 * BLOCK_FRAMES }, () => random.between(-0.5, 0.5));
  const block = new Float32Array(2 * BLOCK_FRAMES);
  const blocks = 6_000;
  const play = (from: number): void => {
    for (let k = from; k < from + blocks; k++) {
      block.set(music);
      mixWatch(voice, block, k * BLOCK_FRAMES);
    }
  };
  play(0);
  const beforeMs = performance.now();
  play(blocks);
  return (100 * (performance.now() - beforeMs)) / ((blocks * BLOCK_FRAMES * 1_000) / ENGINE_RATE_HZ);
}

type Found = {
  readonly jumps: readonly Jump[];
  readonly skewsMs: readonly number[];
  readonly minutes: number;
  readonly cpu: Cpu;
  readonly levels: readonly { readonly title: string; readonly softerDbA: number }[];
  readonly codePercent: number;
};

function toResult({ jumps, skewsMs, minutes, cpu, levels, codePercent }: Found): BenchResult {
  const listenPercent = (100 * cpu.usedMs) / cpu.watchedMs / 4;
  const jumpMaxMs = Math.max(...jumps.map(({ inTimeAfterMs }) => inTimeAfterMs ?? Number.POSITIVE_INFINITY));
  return {
    tables: [
      {
        title: `A speaker comes back with another latency; until all are within ${IN_TIME_MS} ms`,
        head: ["music", "speakers", "jump, ms", "in time after, s"],
        rows: jumps.map(({ title, speakers, jumpMs, inTimeAfterMs }) => [
          ...[title, speakers, jumpMs],
          inTimeAfterMs === null ? "never" : rounded(inTimeAfterMs / 1_000, 1),
        ]),
      },
      {
        title: `One of four speakers drifts by ${DRIFT_PPM} parts in a million, ${minutes} minutes`,
        head: ["looks", "p50, ms", "p95, ms", "max, ms"],
        rows: [[skewsMs.length, ...[0.5, 0.95, 1].map((share) => rounded(quantile(skewsMs, share), 3))]],
      },
      {
        title: "How far the code is below the music",
        head: ["music", "dB(A)"],
        rows: levels.map(({ title, softerDbA }) => [title, rounded(softerDbA, 1)]),
      },
      {
        title: "Computing time, for each speaker that is watched",
        head: ["", "% of a core"],
        rows: [
          ["adding the code", rounded(codePercent, 2)],
          ["finding it in what was heard", rounded(listenPercent, 2)],
        ],
      },
    ],
    figures: {
      ...{ jumpMaxS: jumpMaxMs / 1_000, driftMaxMs: Math.max(...skewsMs), driftP95Ms: quantile(skewsMs, 0.95) },
      ...{ watchPercentOfCore: codePercent + listenPercent },
      leastSofterDbA: Math.min(...levels.map(({ softerDbA }) => softerDbA)),
    },
    notes: [
      "All of it is the very bridge and the real engine on emulated outputs under a virtual clock. What is measured left the cones, at the place where the microphone stands.",
      `Rooms have an RT60 of ${RT60_S} s, and a direct sound with 0 to 10 dB less energy than what the room adds; the microphone's latency is unknown and its clock up to 100 parts in a million off; it hears noise of -55 dB of full scale.`,
    ],
  };
}
