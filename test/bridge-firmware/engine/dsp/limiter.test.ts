import { createLimiter, isIdle, LOOK_AHEAD_FRAMES, limit } from "@house-band/bridge-firmware/engine/dsp/limiter";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { loudest, RATE_HZ, steepest, thdPlusNoiseDb, tone } from "./signals.ts";

const BLOCK = 480;
/** −1 dBFS. */
const CEILING = 10 ** (-1 / 20);
/** 4 ms at 48 kHz. */
const LATE = 192;

/** Both sides of a signal through one limiter, block by block. */
function limited(left: ArrayLike<number>, right: ArrayLike<number> = left, limiter = createLimiter()) {
  const out = { left: new Float32Array(left.length), right: new Float32Array(left.length) };
  const [block, result] = [new Float64Array(2 * BLOCK), new Float32Array(2 * BLOCK)];
  for (let from = 0; from + BLOCK <= left.length; from += BLOCK) {
    for (let n = 0; n < BLOCK; n++) {
      block[2 * n] = left[from + n] ?? 0;
      block[2 * n + 1] = right[from + n] ?? 0;
    }
    limit(limiter, block, result, BLOCK);
    for (let n = 0; n < BLOCK; n++) {
      out.left[from + n] = result[2 * n] ?? 0;
      out.right[from + n] = result[2 * n + 1] ?? 0;
    }
  }
  return out;
}

/** What a limiter may be given: silence, steps, noise, tones, single clicks, all up to +24 dB, and what is no sound. */
const someStretch: fc.Arbitrary<(n: number) => number> = fc.oneof(
  fc.constant(() => 0),
  fc.double({ min: -16, max: 16, noNaN: true }).map((level) => () => level),
  fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.double({ min: 0, max: 16, noNaN: true })).map(
    ([seed, level]) =>
      (n: number) =>
        level * Math.sin(seed * (n + 1) * (n + 1)),
  ),
  fc.tuple(fc.double({ min: 20, max: 23_000, noNaN: true }), fc.double({ min: 0, max: 16, noNaN: true })).map(
    ([hz, level]) =>
      (n: number) =>
        level * Math.sin((2 * Math.PI * hz * n) / RATE_HZ),
  ),
  fc.tuple(fc.integer({ min: 0, max: 300 }), fc.double({ min: -16, max: 16, noNaN: true })).map(
    ([at, level]) =>
      (n: number) =>
        n === at ? level : 0.01,
  ),
  fc
    .constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -3e38)
    .map((value) => (n: number) => (n % 7 === 0 ? value : 0.5)),
);
/** Ends in silence, so that the last peak comes out, too. */
const someSignal = fc
  .array(fc.tuple(someStretch, fc.integer({ min: 1, max: 1_500 })), { minLength: 1, maxLength: 8 })
  .map((stretches) => stretches.flatMap(([value, frames]) => Array.from({ length: frames }, (_, n) => value(n))))
  .map((signal) => [...signal, ...new Array<number>(2 * BLOCK - (signal.length % BLOCK)).fill(0)]);

describe("the limiter", () => {
  it("lets no sample above −1 dBFS, whatever comes, on either side", () => {
    fc.assert(
      fc.property(someSignal, someSignal, (one, other) => {
        const [left, right] = one.length <= other.length ? [one, other] : [other, one];
        const out = limited(left, right);
        for (const side of [out.left, out.right]) {
          expect(side.every(Number.isFinite)).toBe(true);
          expect(loudest(side)).toBeLessThanOrEqual(CEILING);
        }
      }),
      { numRuns: 80 },
    );
  });

  it("leaves every bit as it was, 192 frames later, while nothing is above −1 dBFS", () => {
    fc.assert(
      fc.property(someSignal, (signal) => {
        const quiet = Float32Array.from(signal, (value) => Math.fround(0.89 * (Math.abs(value) <= 1 ? value : 0)));
        const out = limited(quiet);
        expect(out.left.subarray(LATE)).toEqual(quiet.subarray(0, quiet.length - LATE));
        expect(out.left.subarray(0, LATE)).toEqual(new Float32Array(LATE));
      }),
      { numRuns: 40 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "makes silence of %d alone: neither its neighbours nor the other side are touched",
    (value) => {
      const frames = 4 * BLOCK;
      const right = tone(997, frames, 0.5);
      const left = Float64Array.from(right, (sample, n) => (n % 100 === 3 ? value : sample));
      const out = limited(left, right);
      expect(out.right.subarray(LATE)).toEqual(right.subarray(0, frames - LATE));
      const mended = right.map((sample, n) => (n % 100 === 3 ? 0 : sample));
      expect(out.left.subarray(LATE)).toEqual(mended.subarray(0, frames - LATE));
    },
  );

  it("takes what is louder than any music for +24 dB, with its sign", () => {
    const loud = (level: number) => Float64Array.from({ length: 4 * BLOCK }, (_, n) => (n % 480 === 7 ? level : 0.3));
    expect(limited(loud(-3e38))).toEqual(limited(loud(-16)));
    expect(limited(loud(-3e38)).left).not.toEqual(limited(loud(16)).left);
  });

  it("refuses a stretch that is shorter than its look-ahead, or longer than a kernel takes", () => {
    const [block, out] = [new Float64Array(2_000), new Float32Array(2_000)];
    expect(() => limit(createLimiter(), block, out, LATE - 1)).toThrow("192 frames at least, not 191");
    expect(() => limit(createLimiter(), block, out, 513)).toThrow("512 frames, not 513");
  });

  it("is late by its look-ahead, and no more", () => {
    const click = new Float32Array(4 * BLOCK);
    click[700] = 4;
    const out = limited(click).left;
    expect(LOOK_AHEAD_FRAMES).toBe(LATE);
    expect(out.findIndex((sample) => sample !== 0)).toBe(700 + LATE);
    expect(out[700 + LATE]).toBeCloseTo(CEILING, 4);
  });

  it("turns both sides down alike: a loud left does not move what stands in the middle", () => {
    const frames = 20 * BLOCK;
    const left = tone(997, frames, 3);
    const right = tone(997, frames, 0.3);
    const out = limited(left, right);
    const apart = out.right.map((sample, n) => sample - (out.left[n] ?? 0) / 10);
    expect(loudest(out.right)).toBeGreaterThan(0.08);
    expect(loudest(apart)).toBeLessThan(1e-6);
  });

  it("has no steps in its gain: on a constant, neither going down nor coming back", () => {
    const frames = 200 * BLOCK;
    const level = Float32Array.from({ length: frames }, (_, n) => (n === 5_000 || n === 9_000 ? 8 : 0.5));
    const out = limited(level).left;
    out[5_000 + LATE] = out[5_000 + LATE - 1] ?? 0;
    out[9_000 + LATE] = out[9_000 + LATE - 1] ?? 0;
    // From all to a ninth within 4 ms, smooth at both ends: never steeper than a triangle's middle.
    expect(steepest(out, LATE + 1)).toBeLessThan((0.5 * 0.9) / 97);
    const bend = Float32Array.from(out, (value, n) => (n < LATE + 2 ? 0 : value - (out[n - 1] ?? 0)));
    expect(steepest(bend, LATE + 3)).toBeLessThan((2 * (0.5 * 0.9)) / 97 / 97);
  });

  it.each([
    [100, -45],
    [1_000, -90],
    [10_000, -90],
  ])("turns a steady tone of %d Hz down by 9 dB and adds less than %d dB of its own", (hz, limitDb) => {
    const out = limited(tone(hz, 3 * RATE_HZ, 2.5)).left;
    expect(thdPlusNoiseDb(out.subarray(2 * RATE_HZ, 2.5 * RATE_HZ), hz)).toBeLessThan(limitDb);
    expect(loudest(out, 2 * RATE_HZ)).toBeGreaterThan(0.98 * CEILING);
  });

  /** How far the gain has come back, 1 = all the way, `ms` after the loudness is over. */
  const recovered = (loudMs: number, ms: number): number => {
    const loudFrames = loudMs * 48;
    const signal = Float32Array.from({ length: 4 * RATE_HZ }, (_, n) => (n < loudFrames ? 1.8 : 0.5));
    return (limited(signal).left[loudFrames + LATE + ms * 48] ?? 0) / 0.5;
  };

  it("is back soon after a beat, later after a passage that was loud for long", () => {
    expect(recovered(5, 250)).toBeGreaterThan(0.96);
    expect(recovered(1_500, 250)).toBeLessThan(0.7);
    expect(recovered(1_500, 2_400)).toBeGreaterThan(0.96);
  });

  it("lets go for good once all is quiet, and then changes no bit any more", () => {
    const limiter = createLimiter();
    limited(tone(440, 24_000, 4), undefined, limiter);
    expect(isIdle(limiter)).toBe(false);
    const quiet = tone(440, 12 * RATE_HZ, 0.5);
    const out = limited(quiet, undefined, limiter).left;
    expect(isIdle(limiter)).toBe(true);
    expect(out.subarray(11 * RATE_HZ)).toEqual(quiet.subarray(11 * RATE_HZ - LATE, 12 * RATE_HZ - LATE));
  });
});

/**
 * The definition, written as it is said: the largest reduction of the last 193 frames, coming back by the faster of two
 * ways, averaged twice over 97 frames, is what the frame of 192 ago is turned down by.
 */
function byDefinition(left: readonly number[], right: readonly number[]): readonly number[] {
  const aim = Math.fround(0.891_25) * (1 - 1e-6);
  const reductions = left.map((sample, n) => {
    const peak = Math.max(Math.abs(sample), Math.abs(right[n] ?? 0));
    return peak > Math.fround(0.891_25) ? 1 - aim / peak : 0;
  });
  let [fast, slow] = [0, 0];
  const released = reductions.map((_, n) => {
    const held = Math.max(...reductions.slice(Math.max(0, n - LATE), n + 1));
    fast = Math.max(fast * Math.exp(-1 / 3_840), held);
    slow += (held - slow) * (1 - Math.exp(-1 / (held > slow ? 14_400 : 33_600)));
    return Math.max(fast, slow);
  });
  const averaged = averageOfLast(97, averageOfLast(97, released));
  return left.map((_, n) => (1 - (averaged[n] ?? 0)) * (left[n - LATE] ?? 0));
}

const averageOfLast = (count: number, values: readonly number[]): readonly number[] =>
  values.map((_, n) => values.slice(Math.max(0, n - count + 1), n + 1).reduce((sum, value) => sum + value, 0) / count);

const farthest = (heard: Float32Array, expected: readonly number[]): number =>
  heard.reduce((most, sample, n) => Math.max(most, Math.abs(sample - (expected[n] ?? 0))), 0);

describe("the limiter beside its definition", () => {
  it("turns down by what the definition says, frame by frame", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.double({ min: 0.5, max: 8, noNaN: true }),
        (seed, level) => {
          const side = (turn: number): number[] =>
            Array.from(
              { length: 6 * BLOCK },
              (_, n) => level * Math.sin(seed * (n + turn) * (n + 1)) * Math.cos(n / 700),
            );
          const [left, right] = [side(1), side(5)];
          const out = limited(left, right);
          expect(farthest(out.left, byDefinition(left, right))).toBeLessThan(1e-4);
          expect(farthest(out.right, byDefinition(right, left))).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 10 },
    );
  });
});
