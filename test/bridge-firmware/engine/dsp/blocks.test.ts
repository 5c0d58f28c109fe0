import {
  fractionalKernel,
  interpolate,
  TAPS_AFTER,
  TAPS_BEFORE,
} from "@house-band/bridge-firmware/engine/dsp/fractional-delay";
import { advanceRamp, createGainRamp, isSilent, rampTo } from "@house-band/bridge-firmware/engine/dsp/gain-ramp";
import { appendFrames, createHistory, readPlane } from "@house-band/bridge-firmware/engine/dsp/history";
import { fade, mixInto } from "@house-band/bridge-firmware/engine/dsp/mix";
import { createTap, createTapScratch, neededEndFrame, readTap } from "@house-band/bridge-firmware/engine/dsp/tap";
import { toGain } from "@house-band/bridge-firmware/engine/dsp/volume";
import { describe, expect, it } from "@jest/globals";

const RATE_HZ = 48_000;
const interleave = (left: ArrayLike<number>, right: ArrayLike<number>): Float32Array =>
  Float32Array.from({ length: 2 * left.length }, (_, n) => (n % 2 === 0 ? left[n / 2] : right[(n - 1) / 2]) ?? 0);

describe("the volume curve", () => {
  it.each([
    [0, 0],
    [10, 0.001],
    [50, 0.125],
    [100, 1],
    [140, 1],
    [-3, 0],
  ])("%d percent is a factor of %d", (percent, factor) => {
    expect(toGain(percent)).toBeCloseTo(factor, 12);
  });
});

describe("a gain ramp", () => {
  it("takes as long as it is told to, in even perceived steps", () => {
    const ramp = createGainRamp(0);
    rampTo(ramp, 100, 300, RATE_HZ);
    const factors = Array.from({ length: 31 }, () => advanceRamp(ramp, 480));

    expect(factors[14]).toBeCloseTo(0.125, 6);
    expect(factors[28]).toBeLessThan(1);
    expect(factors[29]).toBeCloseTo(1, 6);
    expect(factors[30]).toBe(1);
  });

  it("can be turned round on its way and never leaps", () => {
    const ramp = createGainRamp(80);
    rampTo(ramp, 0, 15, RATE_HZ);
    const down = advanceRamp(ramp, 480);
    rampTo(ramp, 80, 300, RATE_HZ);
    const up = advanceRamp(ramp, 480);

    expect(down).toBeLessThan(0.512);
    expect(up - down).toBeGreaterThan(0);
    expect(up - down).toBeLessThan(0.01);
  });

  it("is silent only once it has arrived at nought", () => {
    const ramp = createGainRamp(50);
    rampTo(ramp, 0, 15, RATE_HZ);
    expect(isSilent(ramp)).toBe(false);
    advanceRamp(ramp, 480);
    expect(isSilent(ramp)).toBe(false);
    advanceRamp(ramp, 480);
    expect(isSilent(ramp)).toBe(true);
  });
});

describe("reading between samples", () => {
  it.each([0.1, 0.25, 0.4, 0.5, 0.9])("at a fraction of %d gives a sine's true value up to 18 kHz", (fraction) => {
    for (const hz of [100, 1_000, 10_000, 18_000]) {
      const signal = Float32Array.from({ length: 560 }, (_, n) => Math.sin((2 * Math.PI * hz * n) / RATE_HZ));
      const out = new Float32Array(480);
      interpolate(fractionalKernel(fraction), signal, 20, out, 480);
      for (let n = 0; n < 480; n += 7) {
        const truth = Math.sin((2 * Math.PI * hz * (20 + n + fraction)) / RATE_HZ);
        expect(Math.abs((out[n] ?? 9) - truth)).toBeLessThan(0.005);
      }
    }
  });

  it("at a fraction of nought is the signal itself", () => {
    const signal = Float32Array.from({ length: 64 }, (_, n) => Math.sin(n * n));
    const out = new Float32Array(16);
    interpolate(fractionalKernel(0), signal, 20, out, 16);
    for (let n = 0; n < 16; n++) expect(out[n]).toBeCloseTo(signal[20 + n] ?? 9, 7);
  });

  it("keeps a constant constant", () => {
    for (const fraction of [0.123, 0.5, 0.77]) {
      expect(fractionalKernel(fraction).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
  });
});

describe("a history", () => {
  it("gives back what was written, and silence before and after it", () => {
    const history = createHistory(16);
    appendFrames(history, interleave([1, 2, 3], [-1, -2, -3]), 3);
    const out = new Float32Array(6);
    readPlane(history, "left", -1, out, 6);
    expect([...out]).toEqual([0, 1, 2, 3, 0, 0]);
    readPlane(history, "right", 0, out, 6);
    expect([...out]).toEqual([-1, -2, -3, 0, 0, 0]);
  });

  it("forgets the oldest frames first", () => {
    const history = createHistory(4);
    appendFrames(history, interleave([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0]), 6);
    const out = new Float32Array(6);
    readPlane(history, "left", 0, out, 6);
    expect([...out]).toEqual([0, 0, 3, 4, 5, 6]);
  });

  it("gives mono as the mean of both sides", () => {
    const history = createHistory(4);
    appendFrames(history, interleave([1, 0.5], [0, 0.5]), 2);
    const out = new Float32Array(2);
    readPlane(history, "mono", 0, out, 2);
    expect([...out]).toEqual([0.5, 0.5]);
  });

  it("wants a size that wraps with a mask", () => {
    expect(() => createHistory(1_000)).toThrow("a history holds a power of two of frames, got 1000");
  });
});

describe("a tap", () => {
  const history = createHistory(2_048);
  const left = Float32Array.from({ length: 1_500 }, (_, n) => Math.sin(n / 9));
  const right = Float32Array.from({ length: 1_500 }, (_, n) => Math.cos(n / 7));
  appendFrames(history, interleave(left, right), 1_500);
  const scratch = createTapScratch(480);

  it("at whole frames copies bit for bit", () => {
    const planes = readTap(history, createTap("stereo", 100), 0, 480, scratch);
    expect(planes.left).toEqual(left.slice(100, 580));
    expect(planes.right).toEqual(right.slice(100, 580));
  });

  it("between frames reads both sides at the same moment", () => {
    const planes = readTap(history, createTap("stereo", 100.4), 0, 480, scratch);
    for (let n = 0; n < 480; n += 11) {
      expect(Math.abs((planes.left[n] ?? 9) - Math.sin((n + 100.4) / 9))).toBeLessThan(0.001);
      expect(Math.abs((planes.right[n] ?? 9) - Math.cos((n + 100.4) / 7))).toBeLessThan(0.001);
    }
  });

  it("between frames reads the same wherever its content lies in the ring, and silence beyond its ends", () => {
    const ring = createHistory(1_024); // holds 476 … 1,499, broken in two at 1,024
    appendFrames(ring, interleave(left, right), 1_000);
    appendFrames(ring, interleave(left.slice(1_000), right.slice(1_000)), 500);
    const whole = createHistory(2_048);
    const oldest = 1_500 - 1_024;
    const silenced = (side: Float32Array) => side.map((sample, n) => (n < oldest ? 0 : sample));
    appendFrames(whole, interleave(silenced(left), silenced(right)), 1_500);
    for (let from = 0; from <= 1_500; from += 7) {
      const tap = createTap("stereo", from + 0.4);
      const { left: l, right: r } = readTap(ring, tap, 0, 480, scratch);
      const [heardLeft, heardRight] = [l.slice(), r.slice()];
      const wanted = readTap(whole, tap, 0, 480, scratch);
      expect(heardLeft).toEqual(wanted.left);
      expect(heardRight).toEqual(wanted.right);
    }
  });

  it.each(["left", "right", "mono"] as const)(
    "with the role %s gives both sides of the speaker the same",
    (channel) => {
      const planes = readTap(history, createTap(channel, 100), 0, 480, scratch);
      expect(planes.right).toBe(planes.left);
      const expected = { left: left[100], right: right[100], mono: ((left[100] ?? 0) + (right[100] ?? 0)) / 2 }[
        channel
      ];
      expect(planes.left[0]).toBeCloseTo(expected ?? 9, 7);
    },
  );

  it("needs no frame beyond its block, but for the reach of its interpolator", () => {
    expect(neededEndFrame(createTap("mono", 7), 100, 480)).toBe(587);
    expect(neededEndFrame(createTap("mono", 7.5), 100, 480)).toBe(587 + TAPS_AFTER);
    expect(TAPS_BEFORE).toBe(TAPS_AFTER - 1);
  });

  it("takes a latency that is whole but for rounding as whole", () => {
    expect(createTap("mono", 6_839.9999999).kernel).toBeNull();
    expect(createTap("mono", 6_839.9999999).wholeFrames).toBe(6_840);
  });
});

describe("mixing", () => {
  it("adds with a factor that glides in a straight line and ends where it should", () => {
    const ones = new Float32Array(4).fill(1);
    const out = new Float32Array(8).fill(0.5);
    mixInto(out, { left: ones, right: ones }, 4, 0, 1);
    expect([...out]).toEqual([0.75, 0.75, 1, 1, 1.25, 1.25, 1.5, 1.5]);
  });

  it("at a factor of one changes no bit", () => {
    const noise = Float32Array.from({ length: 480 }, (_, n) => Math.sin(n * n) / 3);
    const out = new Float32Array(960);
    mixInto(out, { left: noise, right: noise }, 480, 1, 1);
    expect(out.filter((_, n) => n % 2 === 0)).toEqual(noise);
  });

  it("fades to nought and no further", () => {
    const block = new Float32Array(12).fill(1);
    expect(fade(block, 6, 1, -0.25)).toBe(0);
    expect([...block]).toEqual([0.75, 0.75, 0.5, 0.5, 0.25, 0.25, 0, 0, 0, 0, 0, 0]);
  });
});
