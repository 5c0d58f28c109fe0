// What is changed while a zone plays: volume, channel, latency, a pause. No change makes a click.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstSound, largestStep, longestSilence, RATE_HZ, sameSamples, sine, sineStep } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

afterEach(() => stage.close());

describe("what is changed while it plays", () => {
  const playTone = async (): Promise<void> => {
    stage.openSpeaker("a", 100);
    stage.play({ a: 100 }, [stage.tune("tone.wav", sine(440, 4), sine(440, 4, 0.25))]);
    await stage.advance(1_000);
  };
  const toneStep = sineStep(440);

  it.each([
    ["a lower volume", { kind: "set-volume", output: "a", volumePercent: 20, muted: false }],
    ["mute", { kind: "set-volume", output: "a", volumePercent: 100, muted: true }],
    ["another channel", { kind: "set-channel", output: "a", channel: "right" }],
    ["another latency", { kind: "set-latency", output: "a", latencyMs: 98.5 }],
    ["a far longer latency", { kind: "set-latency", output: "a", latencyMs: 400 }],
    ["leaving", { kind: "leave", output: "a" }],
  ] as const)("%s makes no click", async (_, request) => {
    await playTone();
    stage.send(request);
    await stage.advance(1_000);

    expect(largestStep(stage.recordingOf("a").left, RATE_HZ / 2)).toBeLessThanOrEqual(toneStep * 1.1);
  });

  it("mute is silence at the output 50 ms after its order, and unmuting comes up gently to where it was", async () => {
    await playTone();
    stage.send({ kind: "set-volume", output: "a", volumePercent: 100, muted: true });
    await stage.advance(1_000);
    stage.send({ kind: "set-volume", output: "a", volumePercent: 100, muted: false });
    await stage.advance(1_000);

    const { left } = stage.recordingOf("a");
    const orderedAt = 1_000 + 100; // with the speaker's own latency, in ms
    expect(firstSound(left, 0, (orderedAt + 50) * 48)).toBeGreaterThan(1_900 * 48);
    expect(largestStep(left)).toBeLessThanOrEqual(toneStep * 1.1);
    const loudest = (fromMs: number, toMs: number) => Math.max(...left.subarray(fromMs * 48, toMs * 48));
    expect(loudest(2_140, 2_240)).toBeLessThan(0.2 * 16_384);
    expect(loudest(2_600, 2_900)).toBeGreaterThan(0.99 * 16_384);
  });

  it("half the volume is an eighth of the amplitude", async () => {
    await playTone();
    stage.send({ kind: "set-volume", output: "a", volumePercent: 50, muted: false });
    await stage.advance(1_000);

    expect(Math.max(...stage.recordingOf("a").left.subarray(1.5 * RATE_HZ, 1.6 * RATE_HZ))).toBeCloseTo(2_048, -1);
  });

  it("left is the music's left on both sides of the speaker", async () => {
    await playTone();
    stage.send({ kind: "set-channel", output: "a", channel: "left" });
    await stage.advance(1_000);

    const { left, right } = stage.recordingOf("a");
    const tail = (samples: Int16Array) => samples.subarray(1.5 * RATE_HZ, 1.6 * RATE_HZ);
    expect(sameSamples(tail(right), tail(left))).toBe(true);
    expect(Math.max(...tail(left))).toBeGreaterThan(16_000);
  });

  it("a pause keeps the place, and playing on goes on from there", async () => {
    stage.openSpeaker("a", 100);
    const ramp = Float32Array.from({ length: 4 * RATE_HZ }, (_, n) => n / (4 * RATE_HZ));
    const zone = stage.play({ a: 100 }, [stage.tune("ramp.wav", ramp)]);
    await stage.advance(1_000);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(1_000);
    stage.send({ kind: "resume-zone", zone });
    await stage.advance(1_000);

    const { left } = stage.recordingOf("a");
    const pausedAt = left.findLastIndex((value, n) => n < 2 * RATE_HZ && value > 0);
    const silence = longestSilence(left, RATE_HZ, 2.5 * RATE_HZ);
    expect(silence).toBeGreaterThan(0.97 * RATE_HZ);
    // What is heard 20 ms after the pause is what would have been heard 20 ms after it began: nothing was lost.
    const before = left[pausedAt - 900] ?? 0;
    const after = left[pausedAt + silence + 900] ?? 0;
    expect(after - before).toBeCloseTo((1_800 / (4 * RATE_HZ)) * 32_768, -1);
    // And the place that was told is the one it went on from.
    const places = stage.events().flatMap((event) => (event.kind === "position" ? [event.positionMs] : []));
    const resumedFrame = (places[1] ?? 0) * 48 + 900;
    expect(after).toBeCloseTo((resumedFrame / (4 * RATE_HZ)) * 32_768, -2);
  });
});
