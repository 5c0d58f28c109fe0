import { COEFFICIENTS, runBiquads, STATES, writeCoefficients } from "@house-band/bridge-firmware/engine/dsp/biquad";
import {
  fractionalKernel,
  interpolate,
  TAPS,
  TAPS_BEFORE,
} from "@house-band/bridge-firmware/engine/dsp/fractional-delay";
import { bringIn, kernels, MAX_FRAMES, workspace } from "@house-band/bridge-firmware/engine/dsp/kernels";
import { KERNELS_WASM_BASE64 } from "@house-band/bridge-firmware/engine/dsp/kernels-binary";
import { peakOf } from "@house-band/bridge-firmware/engine/dsp/mix";
import { BLOCK_FRAMES } from "@house-band/bridge-firmware/engine/protocol";
import { describe, expect, it } from "@jest/globals";
import { compileKernels } from "../../../../bridge-firmware/build/compile-kernels.ts";

describe("the kernels", () => {
  it("are what their sources say: after a change, `npm run build:kernels -w bridge-firmware`", async () => {
    expect(KERNELS_WASM_BASE64).toBe((await compileKernels()).toString("base64"));
  });

  it("have room for the longest stretch, each part of the workspace by itself", () => {
    const parts = Object.values(workspace).map(({ byteOffset, byteLength }) => [byteOffset, byteOffset + byteLength]);
    const ordered = parts.toSorted(([one = 0], [other = 0]) => one - other);
    for (const [index, [from = 0]] of ordered.entries()) {
      expect(from % 16).toBe(0);
      expect(from).toBeGreaterThanOrEqual(ordered[index - 1]?.[1] ?? 0);
    }
    const { block, pastBlock, guestBlock, samples, values } = workspace;
    for (const stereo of [block, pastBlock, guestBlock, samples]) expect(stereo.length).toBe(2 * MAX_FRAMES);
    expect(values.length).toBe(MAX_FRAMES);
    expect(MAX_FRAMES % 8).toBe(0);
    expect(BLOCK_FRAMES).toBeLessThanOrEqual(MAX_FRAMES);
  });

  it("find the loudest sample on either side of nought, in each place of a vector; what is no number is none", () => {
    const { samples, values } = workspace;
    for (let at = 0; at < 8; at++) {
      samples.fill(0.25, 0, 8);
      samples[at] = -0.75;
      samples[7 - at] = Number.NaN;
      kernels.loudest(samples.byteOffset, 8, values.byteOffset);
      expect(values[0]).toBe(0.75);
    }
  });

  it.each([960, 958, 2 * MAX_FRAMES])("find the loudest of %d samples at their end, whatever came before", (length) => {
    peakOf(new Float32Array(2 * MAX_FRAMES).fill(2));
    const block = new Float32Array(length).fill(0.1);
    block[length - 1] = -0.6;
    expect(peakOf(block)).toBe(Math.fround(0.6));
    expect(() => peakOf(new Float32Array(2 * MAX_FRAMES + 1))).toThrow(RangeError);
  });

  it.each([1, 7, 8, 9, MAX_FRAMES, MAX_FRAMES + 1, 3 * MAX_FRAMES - 5])(
    "read %d values between samples, and touch none beside them",
    (frames) => {
      const signal = Float32Array.from({ length: frames + TAPS - 1 }, (_, n) => Math.sin(n * n));
      const kernel = fractionalKernel(0.3);
      const out = new Float32Array(frames + 2).fill(7);
      interpolate(kernel, signal, TAPS_BEFORE, out.subarray(1, 1 + frames), frames);
      for (let n = 0; n < frames; n++) {
        const expected = kernel.reduce((sum, tap, k) => sum + tap * (signal[n + k] ?? 0), 0);
        expect(Math.abs((out[1 + n] ?? 0) - expected)).toBeLessThan(1e-6);
      }
      expect([out[0], out[1 + frames]]).toEqual([7, 7]);
    },
  );

  it("filter a long stretch as they filter its pieces, each of two filters by its definition", () => {
    const frames = 2 * MAX_FRAMES + 100;
    const coefficients = new Float64Array(2 * COEFFICIENTS);
    writeCoefficients({ kind: "peaking", frequencyHz: 800, gainDb: 9, q: 2 }, 48_000, coefficients, 0);
    writeCoefficients({ kind: "low-shelf", frequencyHz: 200, gainDb: -6, q: 1 }, 48_000, coefficients, COEFFICIENTS);
    const noise = Float64Array.from({ length: 2 * frames }, (_, n) => Math.sin(n * n));

    const whole = noise.slice();
    runBiquads(coefficients, new Float64Array(2 * STATES), 2, whole, frames);
    const states = new Float64Array(2 * STATES);
    for (let from = 0; from < frames; from += 100) {
      const piece = noise.slice(2 * from, 2 * (from + 100));
      runBiquads(coefficients, states, 2, piece, piece.length / 2);
      expect(piece).toEqual(whole.slice(2 * from, 2 * (from + 100)));
    }
    for (const side of [0, 1]) {
      let samples = Array.from({ length: frames }, (_, n) => noise[2 * n + side] ?? 0);
      for (const at of [0, COEFFICIENTS]) samples = filtered(samples, coefficients.subarray(at, at + COEFFICIENTS));
      for (const [n, sample] of samples.entries()) {
        expect(Math.abs((whole[2 * n + side] ?? 0) - sample)).toBeLessThan(1e-12);
      }
    }
  });

  it("take no more than they have room for", () => {
    const tooLong = new Float64Array(2 * (MAX_FRAMES + 1));
    expect(() => bringIn(tooLong, 0, MAX_FRAMES + 1)).toThrow("a kernel takes 512 frames, not 513");
    expect(() => bringIn(workspace.block, 1, MAX_FRAMES)).toThrow("a kernel takes 512 frames, not 513");
  });
});

/** y = b0 x + b1 x' + b2 x'' − a1 y' − a2 y''. */
function filtered(samples: readonly number[], [b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0]: Float64Array): number[] {
  const out: number[] = [];
  for (const [n, x] of samples.entries()) {
    const past = b1 * (samples[n - 1] ?? 0) + b2 * (samples[n - 2] ?? 0);
    out.push(b0 * x + past - a1 * (out[n - 1] ?? 0) - a2 * (out[n - 2] ?? 0));
  }
  return out;
}
