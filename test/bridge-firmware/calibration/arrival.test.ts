// Which of several arrivals is the direct sound: a probe, and the same probe again as an echo.
import { createListener } from "@house-band/bridge-firmware/calibration/listen";
import { probeSamples } from "@house-band/bridge-firmware/calibration/probe";
import { describe, expect, it } from "@jest/globals";
import { RATE_HZ } from "./listening.ts";

const AT_MS = 300;

/** A probe of this size, and its echo of size 1 so much later, over noise of this peak. */
function recording(size: number, echoAfterMs: number, noise = 0.001): Float32Array {
  const samples = Float32Array.from({ length: 2 * RATE_HZ }, (_, n) => noise * Math.sin(n * n * 0.37));
  for (const [gain, atMs] of [
    [size, AT_MS],
    [1, AT_MS + echoAfterMs],
  ] as const) {
    const from = (atMs * RATE_HZ) / 1_000;
    for (const [n, sample] of probeSamples(RATE_HZ).entries()) {
      samples[from + n] = (samples[from + n] ?? 0) + gain * sample;
    }
  }
  return samples;
}

const listen = (samples: Float32Array, sightedAtMs: number) =>
  createListener({ samples, rateHz: RATE_HZ }, 0).listen(sightedAtMs);

describe("the direct sound", () => {
  it.each([
    ["as strong as its echo", 1, 4],
    ["a third of its echo", 0.33, 4],
    ["a third of an echo that follows at once", 0.33, 0.5],
    ["a third of an echo that is nine metres longer", 0.33, 27],
    ["turned round", -0.5, 4],
  ])("is what comes first, though it is %s", (_name, size, echoAfterMs) => {
    const { atMs } = listen(recording(size, echoAfterMs), AT_MS + echoAfterMs);
    expect(Math.abs(atMs - AT_MS)).toBeLessThan(0.05);
  });

  it("is found wherever near it the probe was sighted", () => {
    expect(Math.abs(listen(recording(1, 4), AT_MS + 11).atMs - AT_MS)).toBeLessThan(0.01);
  });

  it("is not made up: what is a tenth of the strongest may be a ripple", () => {
    expect(Math.abs(listen(recording(0.1, 4), AT_MS).atMs - (AT_MS + 4))).toBeLessThan(0.05);
  });

  it("is doubted the more, the louder the noise", () => {
    const hiddenShares = [0.001, 0.3, 3].map((noise) => listen(recording(1, 4, noise), AT_MS).hiddenShare);
    expect(hiddenShares[0]).toBeLessThan(0.05);
    expect(hiddenShares[1]).toBeGreaterThan(2 * (hiddenShares[0] ?? 1));
    expect(hiddenShares[2]).toBeGreaterThan(2 * (hiddenShares[1] ?? 1));
  });
});
