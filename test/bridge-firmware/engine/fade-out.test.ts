// A fade to silence, measured in what left the cone: even to the ear, without a click, and gone with the next volume.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { largestStep, RATE_HZ, sine, sineStep } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

const FULL_SCALE = 32_768;
let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

const peakAt = (ms: number): number => {
  const from = (ms * RATE_HZ) / 1_000;
  const part = stage.recordingOf("a").left.subarray(from, from + RATE_HZ / 10);
  return part.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) / FULL_SCALE;
};

describe("a fade", () => {
  it("is over after its time, has an eighth of the amplitude half way, and no step", async () => {
    stage.openSpeaker("a", 100);
    stage.play({ a: 100 }, [stage.tune("tone.wav", sine(200, 20, 0.8))]);
    await stage.advance(1_000);
    stage.send({ kind: "fade-out", output: "a", overMs: 8_000 });
    await stage.advance(10_000);
    expect(peakAt(900)).toBeCloseTo(0.8, 2);
    expect(peakAt(5_100)).toBeCloseTo(0.8 * 0.125, 1);
    expect(peakAt(9_500)).toBe(0);
    expect(largestStep(stage.recordingOf("a").left, 12_000)).toBeLessThan(1.7 * sineStep(200));
  });

  it("ends with the next volume, which is reached as any other is", async () => {
    stage.openSpeaker("a", 100);
    stage.play({ a: 100 }, [stage.tune("tone.wav", sine(200, 20, 0.8))]);
    await stage.advance(1_000);
    stage.send({ kind: "fade-out", output: "a", overMs: 4_000 });
    await stage.advance(3_000);
    stage.send({ kind: "set-volume", output: "a", volumePercent: 100, muted: false });
    await stage.advance(2_000);
    expect(peakAt(3_900)).toBeLessThan(0.1);
    expect(peakAt(5_000)).toBeCloseTo(0.8, 2);
  });
});
