// A live source whose clock is not ours: ten minutes of it, in pieces that come as they come.
import { createDriftController, forgetFill, steer } from "@house-band/bridge-firmware/engine/dsp/drift-controller";
import {
  canPull,
  createDriftResampler,
  cutTo,
  pullFrames,
  pushFrames,
  queuedFrames,
} from "@house-band/bridge-firmware/engine/dsp/drift-resampler";
import { describe, expect, it } from "@jest/globals";
import { fitTone, interleaved, RATE_HZ, steepest, thdPlusNoiseDb, toDb, tone } from "./signals.ts";

const BLOCK = 480;
const BLOCKS_PER_MINUTE = 6_000;
/** 50 ms. */
const TARGET = 2_400;
/** As Bluetooth and sound cards deliver: no divisor of our block. */
const PIECE = 1_024;
/** Up to 20 ms, each piece its own. */
const WORST_LATENESS = 960;

/** Repeatable chance, 0 … 1. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** 1 kHz by the source's clock is 48 of its samples: pieces are cut out of a table. */
const wave = interleaved(tone(1_000, 48 + PIECE));
const pieceAt = (frame: number): Float32Array => wave.subarray(2 * (frame % 48), 2 * ((frame % 48) + PIECE));

type Run = {
  readonly queued: { least: number; most: number };
  /** Worst of 100 ms windows, from the first sound to the last. */
  readonly thdDb: number;
  /** The largest jump between two samples, over the tone's own largest. */
  readonly steepness: number;
  readonly hz: number;
  readonly dry: number;
};

function listen(driftPpm: number, minutes: number): Run {
  const resampler = createDriftResampler(8_192);
  const controller = createDriftController(TARGET, RATE_HZ);
  const chance = createChance(7);
  const out = new Float32Array(2 * BLOCK);
  const window = new Float32Array(10 * BLOCK);
  const queued = { least: Number.POSITIVE_INFINITY, most: 0 };
  let [sent, lateness, last, largest, thdDb, dry, filled, hz] = [0, 0, 0, 0, -999, 0, 0, 0];
  let playing = false;
  for (let block = 0; block < minutes * BLOCKS_PER_MINUTE; block++) {
    for (; sent + PIECE <= block * BLOCK * (1 + driftPpm * 1e-6) - lateness; sent += PIECE) {
      if (pushFrames(resampler, pieceAt(sent), PIECE) < PIECE) throw new Error("the queue ran over");
      lateness = chance() * WORST_LATENESS;
    }
    const fill = queuedFrames(resampler);
    playing ||= fill >= TARGET;
    if (!playing) continue;
    queued.least = Math.min(queued.least, fill);
    queued.most = Math.max(queued.most, fill);
    const ratio = steer(controller, fill, BLOCK);
    if (!canPull(resampler, BLOCK, ratio)) {
      dry += 1;
      continue;
    }
    pullFrames(resampler, out, BLOCK, ratio);
    for (let n = 0; n < BLOCK; n++) {
      const sample = out[2 * n] ?? 0;
      if (last !== 0 || filled > 0) {
        const step = sample > last ? sample - last : last - sample;
        if (step > largest) largest = step;
      }
      last = sample;
      window[filled] = sample;
      filled += 1;
    }
    if (filled < window.length) continue;
    filled = 0;
    // The first window holds the edge at which the sound begins.
    if (block < 40 || block % 7 !== 0) continue;
    thdDb = Math.max(thdDb, thdPlusNoiseDb(window, 1_000));
    hz = fitTone(window, 1_000).hz;
  }
  return { queued, thdDb, steepness: largest / (0.5 * 2 * Math.sin((Math.PI * 1_000) / RATE_HZ)), hz, dry };
}

describe("a live source heard for ten minutes", () => {
  it.each([100, -300])(
    "by a clock %d parts in a million off never runs dry or over, and its tone stays clean",
    (ppm) => {
      const run = listen(ppm, 10);
      expect(run.dry).toBe(0);
      // 50 ms wanted; a piece and its lateness are 41 ms of it.
      expect(run.queued.least).toBeGreaterThan(10 * 48);
      expect(run.queued.most).toBeLessThan(90 * 48);
      expect(run.thdDb).toBeLessThan(-80);
      expect(run.steepness).toBeLessThan(1.001);
      expect(run.hz).toBeCloseTo(1_000 * (1 + ppm * 1e-6), 1);
    },
    120_000,
  );
});

describe("the drift controller", () => {
  /** The fill after each minute of a source that delivers evenly, and the ratio that was steered. */
  function follow(
    driftPpm: number,
    minutes: number,
    fill = TARGET,
    controller = createDriftController(TARGET, RATE_HZ),
  ) {
    const fills: number[] = [];
    let [queued, ratio, fastest, slowest] = [fill, 1, 1, 1];
    for (let block = 1; block <= minutes * BLOCKS_PER_MINUTE; block++) {
      ratio = steer(controller, queued, BLOCK);
      fastest = Math.max(fastest, ratio);
      slowest = Math.min(slowest, ratio);
      queued += BLOCK * (1 + driftPpm * 1e-6 - ratio);
      if (block % BLOCKS_PER_MINUTE === 0) fills.push(queued);
    }
    return { fills, ratio, fastest, slowest };
  }

  it.each([0, 20, -100, 300, -450])(
    "learns a drift of %d ppm and brings the queue back to where it should be",
    (ppm) => {
      const { fills, ratio } = follow(ppm, 15);
      for (const fill of fills) expect(Math.abs(fill - TARGET)).toBeLessThan(20 * 48);
      expect((ratio - 1) * 1e6).toBeCloseTo(ppm, 0);
      expect(Math.abs((fills.at(-1) ?? 0) - TARGET)).toBeLessThan(10);
    },
  );

  it("never steers by more than 500 ppm, and finds back from a fault that asked for more", () => {
    const controller = createDriftController(TARGET, RATE_HZ);
    const fault = follow(2_000, 1, TARGET, controller);
    expect(fault.fastest).toBeCloseTo(1.000_5, 9);
    forgetFill(controller);
    const after = follow(50, 20, TARGET, controller);
    expect(after.slowest).toBeGreaterThanOrEqual(0.999_5);
    expect((after.ratio - 1) * 1e6).toBeCloseTo(50, 0);
  });

  it("keeps what it has learnt of the clock when the queue is filled anew", () => {
    const controller = createDriftController(TARGET, RATE_HZ);
    follow(-200, 15, TARGET, controller);
    forgetFill(controller);
    const { fills } = follow(-200, 3, TARGET, controller);
    for (const fill of fills) expect(Math.abs(fill - TARGET)).toBeLessThan(48);
  });
});

describe("the drift resampler", () => {
  const through = (signal: Float32Array, ratio: number, frames: number, from = 100): Float32Array => {
    const resampler = createDriftResampler(131_072);
    pushFrames(resampler, interleaved(signal), signal.length);
    cutTo(resampler, signal.length - from);
    const out = new Float32Array(2 * frames);
    pullFrames(resampler, out, frames, ratio);
    return out.filter((_, n) => n % 2 === 0);
  };

  it.each([
    [100, -100],
    [1_000, -90],
    [5_000, -85],
    [10_000, -85],
    [15_000, -80],
    [18_000, -80],
  ])("at +300 ppm is flat within 0.1 dB at %d Hz and adds less than %d dB", (hz, limitDb) => {
    const heard = through(tone(hz, 60_000), 1.000_3, RATE_HZ);
    expect(Math.abs(toDb(fitTone(heard, hz * 1.000_3).amplitude / 0.5))).toBeLessThan(0.1);
    expect(thdPlusNoiseDb(heard, hz * 1.000_3)).toBeLessThan(limitDb);
  });

  it("at a ratio of one, from a whole frame, is the source itself", () => {
    const noise = Float32Array.from({ length: 2_000 }, (_, n) => Math.sin(n * n) / 2);
    const heard = through(noise, 1, BLOCK);
    for (let n = 0; n < BLOCK; n++) expect(heard[n]).toBeCloseTo(noise[100 + n] ?? 9, 6);
  });

  it("has no seam where the ratio leaps from one end of its range to the other", () => {
    const resampler = createDriftResampler(8_192);
    pushFrames(resampler, interleaved(tone(1_000, 6_000)), 6_000);
    cutTo(resampler, 5_900);
    const out = new Float32Array(2 * BLOCK);
    const heard: number[] = [];
    for (let block = 0; block < 10; block++) {
      pullFrames(resampler, out, BLOCK, block % 2 === 0 ? 0.999_5 : 1.000_5);
      heard.push(...out.filter((_, n) => n % 2 === 0));
    }
    expect(steepest(heard)).toBeLessThan(1.001 * 0.5 * 2 * Math.sin((Math.PI * 1_000.5) / RATE_HZ));
  });

  it("keeps both sides apart", () => {
    const resampler = createDriftResampler(4_096);
    pushFrames(resampler, interleaved(new Float32Array(2_000).fill(0.5), new Float32Array(2_000).fill(-0.25)), 2_000);
    cutTo(resampler, 1_900);
    const out = new Float32Array(2 * BLOCK);
    pullFrames(resampler, out, BLOCK, 1.000_1);
    for (let n = 0; n < BLOCK; n++) {
      expect(out[2 * n]).toBeCloseTo(0.5, 4);
      expect(out[2 * n + 1]).toBeCloseTo(-0.25, 4);
    }
  });

  it("takes no more than it has room for, gives no more than it has, and wants a size that wraps with a mask", () => {
    const resampler = createDriftResampler(1_024);
    const much = new Float32Array(2 * 2_000);
    expect(canPull(resampler, BLOCK, 1)).toBe(false);
    const taken = pushFrames(resampler, much, 2_000);
    expect(taken).toBe(1_024 - 15);
    expect(pushFrames(resampler, much, 2_000)).toBe(0);
    expect(queuedFrames(resampler)).toBe(taken);
    expect(canPull(resampler, BLOCK, 1)).toBe(true);
    expect(canPull(resampler, taken, 1)).toBe(false);
    cutTo(resampler, 100);
    expect(queuedFrames(resampler)).toBe(100);
    expect(() => createDriftResampler(1_000)).toThrow("a queue holds a power of two of frames, got 1000");
  });
});
