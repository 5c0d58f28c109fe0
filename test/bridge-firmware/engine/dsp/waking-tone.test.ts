// The tone that keeps amplifiers open: what it is, and that it begins, goes on and ends without a step.
import { addWakingTone } from "@house-band/bridge-firmware/engine/dsp/waking-tone";
import { describe, expect, it } from "@jest/globals";
import { amplitudeAt, fitTone, toDb } from "./signals.ts";

const BLOCK = 480;

/** Its left side over so many blocks from `startFrame` on. */
function toneOf(blocks: number, startFrame = 0): Float32Array {
  const left = new Float32Array(blocks * BLOCK);
  for (let n = 0; n < blocks; n++) {
    const block = new Float32Array(2 * BLOCK);
    addWakingTone(block, BLOCK, startFrame + n * BLOCK, 1, 1);
    for (let m = 0; m < BLOCK; m++) left[n * BLOCK + m] = block[2 * m] ?? 0;
  }
  return left;
}

describe("the waking tone", () => {
  it("is one tone of 30 Hz at -60 dBFS, whatever block it is cut into", () => {
    const tone = fitTone(toneOf(100), 30);

    expect(tone.hz).toBeCloseTo(30, 3);
    expect(toDb(tone.amplitude)).toBeCloseTo(-60, 2);
    expect(toDb(tone.residualRms)).toBeLessThan(-150);
  });

  it("is the same at the same frame for every speaker, also after a day", () => {
    const aDay = 24 * 3_600 * 48_000;

    expect(toneOf(1, aDay + 7 * BLOCK)).toEqual(toneOf(8).subarray(7 * BLOCK));
  });

  it("is added to what is there, on both sides", () => {
    const block = new Float32Array(2 * BLOCK).fill(0.25);
    addWakingTone(block, BLOCK, 0, 1, 1);
    const tone = toneOf(1);

    for (let n = 0; n < BLOCK; n++) {
      expect(block[2 * n]).toBeCloseTo(0.25 + (tone[n] ?? 0), 6);
      expect(block[2 * n + 1]).toBe(block[2 * n]);
    }
  });

  it("comes and goes in a straight line", () => {
    const block = new Float32Array(2 * BLOCK);
    addWakingTone(block, BLOCK, BLOCK, 0, 1);
    addWakingTone(block, BLOCK, BLOCK, 1, 0);
    const whole = toneOf(1, BLOCK);

    // both together are the tone itself
    for (let n = 0; n < BLOCK; n++) expect(block[2 * n]).toBeCloseTo(whole[n] ?? 0, 6);
    expect(toDb(amplitudeAt(toneOf(100), 30))).toBeCloseTo(-60, 2);
  });
});
