// The interpolator's published response: how flat it is, and how exactly it is late, through the very tap that speakers
// read by.
import { appendFrames, createHistory } from "@house-band/bridge-firmware/engine/dsp/history";
import { createTap, createTapScratch, readTap } from "@house-band/bridge-firmware/engine/dsp/tap";
import { describe, expect, it } from "@jest/globals";
import { interleaved, RATE_HZ, toDb } from "./signals.ts";

const FREQUENCIES_HZ = [20, 100, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 12_000, 14_000, 16_000, 17_000, 18_000];
const CLICK_AT = 600;

/** What a tap that reads `offset` frames later makes of a single click. */
function clickThrough(offset: number): Float32Array {
  const click = new Float32Array(2_048);
  click[CLICK_AT] = 1;
  const history = createHistory(2_048);
  appendFrames(history, interleaved(click), 2_048);
  const scratch = createTapScratch(480);
  const parts = [480, 960].map((from) =>
    readTap(history, createTap("stereo", offset), from, 480, scratch).left.slice(),
  );
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Magnitude in dB, and the moment at which the click comes out at one frequency: the phase's slope. */
function responseOf(signal: Float32Array, hz: number): { readonly db: number; readonly delayFrames: number } {
  const omega = (2 * Math.PI * hz) / RATE_HZ;
  let [re, im, slopeRe, slopeIm] = [0, 0, 0, 0];
  for (const [n, sample] of signal.entries()) {
    const [c, s] = [sample * Math.cos(omega * n), -sample * Math.sin(omega * n)];
    re += c;
    im += s;
    slopeRe += n * c;
    slopeIm += n * s;
  }
  const power = re * re + im * im;
  return { db: toDb(Math.sqrt(power)), delayFrames: (slopeRe * re + slopeIm * im) / power };
}

describe("reading between samples", () => {
  it.each([0.01, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.99])(
    "at a fraction of %d is flat within 0.1 dB and exact within 0.01 samples up to 18 kHz",
    (fraction) => {
      const heard = clickThrough(fraction);
      for (const hz of FREQUENCIES_HZ) {
        const { db, delayFrames } = responseOf(heard, hz);
        expect(Math.abs(db)).toBeLessThan(0.1);
        expect(Math.abs(delayFrames - (CLICK_AT - 480 - fraction))).toBeLessThan(0.01);
      }
    },
  );

  it("at no fraction is the click itself", () => {
    const heard = clickThrough(0);
    expect(heard[CLICK_AT - 480]).toBe(1);
    expect(heard.filter((sample) => sample !== 0)).toHaveLength(1);
  });
});
