// What one speaker costs the engine: delay to a fraction of a sample and gain, without and with a tone of its own, into
// outputs that discard. Decoding and the Bluetooth codec are left out. The same blocks merely copied are the yardstick
// that holds on any machine.
import { createEngine, type Engine } from "@house-band/bridge-firmware/engine/engine";
import { openEndlessFeed } from "@house-band/bridge-firmware/engine/input/endless-feed";
import type { Output } from "@house-band/bridge-firmware/engine/outputs/output";
import {
  BLOCK_FRAMES,
  ENGINE_RATE_HZ,
  type EngineEvent,
  type ZoneMember,
} from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId, type Tone } from "@house-band/contract";
import type { Bench, BenchOptions, BenchResult } from "./bench.ts";
import { median, rounded } from "./bench.ts";
import { noise } from "./programme.ts";

export const engineCpu: Bench = {
  name: "engine-cpu",
  what: "the engine's CPU per speaker, against a memcpy of the same blocks",
  run,
};

const COUNTS = [1, 8, 32] as const;
const VIRTUAL_S = 60;
/** Compiled by then: the cost of the time before is the compiler's, and twice what it settles at. */
const WARM_UP_S = 60;
const BLOCKS_PER_S = ENGINE_RATE_HZ / BLOCK_FRAMES;
const BLOCK_SAMPLES = 2 * BLOCK_FRAMES;
const BLOCK_BYTES = BLOCK_SAMPLES * Float32Array.BYTES_PER_ELEMENT;

/** All five bands, and a limiter that is never out of work: as dear as a tone can be. */
const DEAREST_TONE: Tone = {
  trimDb: 12,
  equaliser: [
    { kind: "low-shelf", frequencyHz: 100, gainDb: 9, q: 0.7 },
    { kind: "peaking", frequencyHz: 300, gainDb: -4, q: 2 },
    { kind: "peaking", frequencyHz: 1_000, gainDb: 6, q: 1 },
    { kind: "peaking", frequencyHz: 3_000, gainDb: -6, q: 3 },
    { kind: "high-shelf", frequencyHz: 8_000, gainDb: 9, q: 0.7 },
  ],
};

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const repeats = quick ? 3 : 5;
  const measured: Measured[] = [];
  for (const count of COUNTS) {
    progress(`${count} speakers, ${repeats} times ${VIRTUAL_S} s of their time`);
    const copy = Array.from({ length: repeats }, () => copyPercent(count));
    const plain = Array.from({ length: repeats }, () => enginePercent(count));
    const toned = Array.from({ length: repeats }, () => enginePercent(count, DEAREST_TONE));
    measured.push({ count, plain: median(plain), toned: median(toned), copy: median(copy) });
  }
  return toResult(measured, repeats);
}

/** Each in % of a core for all speakers together. */
type Measured = { readonly count: number; readonly plain: number; readonly toned: number; readonly copy: number };

/** Of one core, while `count` speakers play in real time. */
function enginePercent(count: number, tone?: Tone): number {
  const events: EngineEvent[] = [];
  const written = { blocks: 0, loudest: 0 };
  const engine = createEngine({
    openFeed: () => openEndlessFeed(secondOfNoise()),
    recordings: { open: () => undefined, write: () => undefined, extend: () => undefined },
    outputs: {
      open: () => createDiscard(written),
      setLink: () => undefined,
      setRecording: () => undefined,
      idle: () => undefined,
    },
    emit: (event) => events.push(event),
  });
  playOn(engine, count, tone);
  let nowFrame = tickFor(engine, 0, WARM_UP_S);
  written.blocks = 0;
  const percent = percentOfCore(VIRTUAL_S, () => {
    nowFrame = tickFor(engine, nowFrame, VIRTUAL_S);
  });
  engine.close();
  const refused = events.filter(({ kind }) => kind === "refused" || kind === "output-failed");
  if (refused.length > 0) throw new Error(`the engine did not play: ${JSON.stringify(refused)}`);
  const due = count * VIRTUAL_S * BLOCKS_PER_S;
  if (written.blocks !== due) throw new Error(`${written.blocks} blocks were written, expected ${due}`);
  // That close to −1 dBFS and never above it is music that the limiter holds down.
  const limited = written.loudest > 0.88 && written.loudest <= 10 ** (-1 / 20);
  if (limited !== (tone !== undefined)) throw new Error(`the loudest sample was ${written.loudest}`);
  return percent;
}

/** Stereo at a volume that is no plain copy, each speaker between the samples: the dearest ordinary case. */
function playOn(engine: Engine, count: number, tone?: Tone): void {
  const volumePercent = tone === undefined ? 60 : 90; // loud enough for the limiter
  const members = Array.from({ length: count }, (_, index): ZoneMember => {
    const latencyMs = 60 + 290 * ((0.37 + index * 0.618_034) % 1);
    return { output: `speaker-${index}`, channel: "stereo", volumePercent, muted: false, latencyMs };
  });
  for (const { output } of members) {
    engine.handle({ kind: "open-output", output, spec: { kind: "wav", path: output }, ...(tone && { tone }) });
  }
  const tracks = [{ path: "endless", title: "Noise" }];
  const input = { kind: "files" as const, tracks, startIndex: 0, startMs: 0 };
  engine.handle({ kind: "open-zone", zone: newZoneId(), input, paused: false, members });
}

/** @returns the engine frame after it */
function tickFor(engine: Engine, fromFrame: number, seconds: number): number {
  const untilFrame = fromFrame + seconds * ENGINE_RATE_HZ;
  for (let frame = fromFrame + BLOCK_FRAMES; frame <= untilFrame; frame += BLOCK_FRAMES) engine.tick(frame, 0);
  return untilFrame;
}

/** Content without a decoder: the same second of noise again and again. */
function secondOfNoise(): Float32Array {
  const { left, right } = noise(1, 7);
  return Float32Array.from({ length: 2 * ENGINE_RATE_HZ }, (_, n) => (n % 2 === 0 ? left : right)[n >> 1] ?? 0);
}

const createDiscard = (written: { blocks: number; loudest: number }): Output => ({
  goneReason: "",
  write(block) {
    written.blocks += 1;
    // One sample of each block: enough to know that the limiter is at work, and next to nothing to look at.
    written.loudest = Math.max(written.loudest, Math.abs(block[written.blocks % block.length] ?? 0));
    return "accepted";
  },
  drop: () => undefined,
  close: () => undefined,
});

/** The least anything could cost that hands each speaker a block of its own. */
function copyPercent(count: number): number {
  const source = new Float32Array(BLOCK_SAMPLES).fill(0.25);
  const targets = Array.from({ length: count }, () => new Float32Array(BLOCK_SAMPLES));
  // Copies are so cheap that the clock of the CPU's use needs a longer stretch than the engine's.
  const seconds = VIRTUAL_S * COPY_STRETCH;
  const percent = percentOfCore(seconds, () => {
    for (let block = 0; block < seconds * BLOCKS_PER_S; block++) {
      source[block % BLOCK_SAMPLES] = block;
      for (const target of targets) target.set(source);
    }
  });
  if (targets.some((target) => target[0] !== source[0])) throw new Error("the copies are not copies");
  return percent;
}

const COPY_STRETCH = 20;

function percentOfCore(seconds: number, work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (100 * (user + system)) / (seconds * 1_000_000);
}

function toResult(measured: readonly Measured[], repeats: number): BenchResult {
  const rows = measured.flatMap(({ count, plain, toned, copy }) =>
    [["delay, gain", plain] as const, ["delay, gain, equaliser, limiter", toned] as const].map(([work, percent]) => [
      count,
      work,
      rounded(percent, 3),
      rounded(percent / count, 4),
      rounded(copy / count, 5),
      Math.round(percent / copy),
    ]),
  );
  const last = measured.at(-1);
  return {
    tables: [
      {
        title: `CPU in % of a core, playing in real time; median of ${repeats} runs over ${VIRTUAL_S} s`,
        head: ["speakers", "work", "engine %", "% per speaker", "memcpy % per speaker", "engine ÷ memcpy"],
        rows,
      },
    ],
    figures: {
      worstCpuPercentPerSpeaker: Math.max(...measured.map(({ plain, count }) => plain / count)),
      worstTonedCpuPercentPerSpeaker: Math.max(...measured.map(({ toned, count }) => toned / count)),
      cpuPercentPerSpeakerOf32: last ? last.plain / last.count : Number.NaN,
      tonedCpuPercentPerSpeakerOf32: last ? last.toned / last.count : Number.NaN,
      timesMemcpyOf32: last ? last.plain / last.copy : Number.NaN,
    },
    notes: [
      `Stereo, a delay between two samples (${BLOCK_BYTES} bytes of 32-bit samples a block) and a volume of 60 % (90 % with a tone).`,
      "With equaliser and limiter: five bands, +12 dB of trim, and a limiter that is at work all the time.",
      "One speaker alone carries the whole zone: its content is made once, however many speakers play it.",
      "Decoding, the codec, recording and waiting for the clock are left out.",
    ],
  };
}
