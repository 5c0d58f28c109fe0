// The chime, measured in what left the cones.
import { newZoneId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { member, noise, RATE_HZ, sine, skewSamples } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

const LATENCY_MS = 200;
const CUSHION_MS = 40;
const HIGH_HZ = 880;
const LOW_HZ = 659.25;
/** 100 % is full scale, 50 % an eighth of it. */
const HALF = 0.125;

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

/** The amplitude of one frequency in a stretch, 0 … 1 of full scale. @see Goertzel */
function amplitudeAt(samples: Int16Array, hz: number, fromMs: number, untilMs: number): number {
  const from = Math.round((fromMs * RATE_HZ) / 1_000);
  const count = Math.round(((untilMs - fromMs) * RATE_HZ) / 1_000);
  let [re, im] = [0, 0];
  for (let n = 0; n < count; n++) {
    const sample = (samples[from + n] ?? 0) / 32_768;
    re += sample * Math.cos((2 * Math.PI * hz * n) / RATE_HZ);
    im += sample * Math.sin((2 * Math.PI * hz * n) / RATE_HZ);
  }
  return (2 * Math.hypot(re, im)) / count;
}

const peakIn = (samples: Int16Array, fromMs: number, untilMs: number): number =>
  samples
    .subarray((fromMs * RATE_HZ) / 1_000, (untilMs * RATE_HZ) / 1_000)
    .reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) / 32_768;

/** When the cone first moves, by the engine's clock. */
const firstMs = (samples: Int16Array): number => (samples.findIndex((sample) => sample !== 0) * 1_000) / RATE_HZ;

const chimes = () => stage.events().filter(({ kind }) => kind === "chimed");

describe("a chime", () => {
  it("comes out of a speaker on which nothing plays: two tones of −20 dBFS, and then silence", async () => {
    stage.openSpeaker("a", LATENCY_MS);
    await stage.advance(500);
    stage.send({ kind: "chime", output: "a", volumePercent: 100 });
    await stage.advance(2_000);

    const { left, right } = stage.recordingOf("a");
    const startMs = firstMs(left);
    expect(startMs).toBeGreaterThan(500 + LATENCY_MS);
    expect(startMs).toBeLessThan(500 + LATENCY_MS + CUSHION_MS + 10);
    const rms = (hz: number, fromMs: number) =>
      amplitudeAt(left, hz, startMs + fromMs, startMs + fromMs + 200) / Math.SQRT2;
    expect(20 * Math.log10(rms(HIGH_HZ, 50))).toBeCloseTo(-20, 0);
    expect(20 * Math.log10(rms(LOW_HZ, 350))).toBeCloseTo(-20, 0);
    expect(rms(LOW_HZ, 50)).toBeLessThan(0.01);
    expect(peakIn(left, startMs + 600, startMs + 1_000)).toBeLessThan(0.001);
    expect(right).toEqual(left);
    expect(chimes()).toEqual([{ kind: "chimed", output: "a" }]);
  });

  it("is as loud as its volume makes it, and never louder", async () => {
    stage.openSpeaker("a", LATENCY_MS);
    stage.send({ kind: "chime", output: "a", volumePercent: 50 });
    await stage.advance(1_500);

    const { left } = stage.recordingOf("a");
    const peak = peakIn(left, 0, 1_400);
    expect(peak).toBeCloseTo(HALF * 0.1414, 3);
  });

  it("is heard over music, which steps back and comes back, without a click and without getting louder", async () => {
    const music = sine(200, 6, 0.9);
    stage.openSpeaker("a", LATENCY_MS);
    stage.openSpeaker("b", LATENCY_MS);
    stage.play({ a: LATENCY_MS, b: LATENCY_MS }, [stage.tune("music.wav", music)]);
    await stage.advance(1_500);
    stage.send({ kind: "chime", output: "a", volumePercent: 100 });
    await stage.advance(2_500);

    const { left: chiming } = stage.recordingOf("a");
    const { left: other } = stage.recordingOf("b");
    const onsetMs =
      (Array.from(chiming).findIndex((sample, n) => n > RATE_HZ && Math.abs(sample - (other[n] ?? 0)) > 30) * 1_000) /
      RATE_HZ;
    expect(onsetMs).toBeGreaterThan(1_500);
    expect(amplitudeAt(chiming, HIGH_HZ, onsetMs + 50, onsetMs + 250)).toBeCloseTo(0.1414, 2);
    const musicAt = (fromMs: number) => amplitudeAt(chiming, 200, fromMs, fromMs + 200);
    expect(musicAt(onsetMs + 50) / musicAt(onsetMs - 400)).toBeCloseTo(0.25, 2);
    expect(musicAt(onsetMs + 700)).toBeCloseTo(musicAt(onsetMs - 400), 3);
    expect(peakIn(chiming, 1_000, 3_500)).toBeLessThanOrEqual(peakIn(other, 1_000, 3_500) + 2 / 32_768);
    const steps = (samples: Int16Array) =>
      samples
        .subarray(RATE_HZ, 3 * RATE_HZ)
        .reduce((most, sample, n, all) => Math.max(most, Math.abs(sample - (all[n - 1] ?? sample))), 0);
    // the steepest that the music alone is, and the chime on top of it
    expect(steps(chiming)).toBeLessThan(steps(other) + 32_768 * 0.1414 * ((2 * Math.PI * HIGH_HZ) / RATE_HZ));
  });

  it("leaves the other speakers of a zone as they were, and its own in time with them", async () => {
    stage.openSpeaker("a", LATENCY_MS);
    stage.openSpeaker("b", LATENCY_MS);
    stage.play({ a: LATENCY_MS, b: LATENCY_MS }, [stage.tune("music.wav", sine(200, 6, 0.5))]);
    await stage.advance(1_000);
    stage.send({ kind: "chime", output: "a", volumePercent: 100 });
    await stage.advance(3_000);

    const [{ left: a }, { left: b }] = [stage.recordingOf("a"), stage.recordingOf("b")];
    const later = [2.5 * RATE_HZ, 3.5 * RATE_HZ] as const;
    expect(a.subarray(...later)).toEqual(b.subarray(...later));
  });

  it("waits until a speaker that sleeps has been woken, and does not wait for one that is kept awake", async () => {
    const spec = { kind: "emulated", actualLatencyMs: LATENCY_MS, jitterMs: 0, seed: 1 } as const;
    for (const [output, keepAwakeMs] of [
      ["sleeper", 0],
      ["waker", 5_000],
    ] as const) {
      const wake = { leadInMs: 700, keepAwakeMs };
      const recordPath = stage.path(`${output}.wav`);
      stage.send({ kind: "open-output", output, spec: { ...spec, wake, recordPath } });
    }
    await stage.advance(500);
    for (const output of ["sleeper", "waker"]) stage.send({ kind: "chime", output, volumePercent: 100 });
    await stage.advance(2_500);

    const [{ left: sleeper }, { left: waker }] = [stage.recordingOf("sleeper"), stage.recordingOf("waker")];
    const soundsFromMs = (samples: Int16Array) =>
      (samples.findIndex((sample) => Math.abs(sample) > 200) * 1_000) / RATE_HZ;
    const startMs = soundsFromMs(sleeper);
    expect(startMs - soundsFromMs(waker)).toBeCloseTo(700, 0);
    expect(soundsFromMs(waker)).toBeLessThan(500 + LATENCY_MS + CUSHION_MS + 20);
    // the tone that wakes it
    expect(peakIn(sleeper, startMs - 600, startMs - 10)).toBeGreaterThan(0);
    expect(chimes()).toHaveLength(2);
  });

  it("does not wait with a zone that waits for its sender, whose speakers begin in time with each other later", async () => {
    const sender = "02:00:00:00:01:02";
    const { path } = stage.tune("phone.wav", noise(10, 5));
    stage.openSpeaker("a", LATENCY_MS);
    stage.openSpeaker("b", 142.25);
    const spec = { kind: "emulated", path, driftPpm: 80, queueMs: 100 } as const;
    const tracks = [{ path: sender, title: "Phone" }];
    stage.send({
      kind: "open-zone",
      zone: newZoneId(),
      input: { kind: "live", input: sender, spec, tracks, startIndex: 0, startMs: 0 },
      paused: false,
      members: [member("a", LATENCY_MS), member("b", 142.25)],
    });
    await stage.advance(500);
    stage.send({ kind: "chime", output: "a", volumePercent: 100 });
    await stage.advance(1_500);
    expect(chimes()).toEqual([{ kind: "chimed", output: "a" }]);
    expect(peakIn(stage.recordingOf("b").left, 0, 1_500)).toBe(0);
    const startMs = firstMs(stage.recordingOf("a").left);
    expect(startMs).toBeGreaterThan(500 + LATENCY_MS);
    expect(startMs).toBeLessThan(500 + LATENCY_MS + CUSHION_MS + 10);

    // one begins while it chimes, the other long after
    stage.send({ kind: "chime", output: "b", volumePercent: 100 });
    await stage.advance(300);
    stage.send({ kind: "set-sending", input: sender, sending: true });
    await stage.advance(4_000);
    const [a, b] = [stage.recordingOf("a").left, stage.recordingOf("b").left];
    expect(chimes()).toHaveLength(2);
    expect(Math.abs(skewSamples(a, b, 4 * RATE_HZ, RATE_HZ / 2))).toBeLessThan(0.1);
  });

  it("of an output that is not open is refused, and of one that failed is let go", async () => {
    stage.send({ kind: "chime", output: "a", volumePercent: 100 });
    expect(stage.events().at(-1)).toMatchObject({ kind: "refused", request: "chime" });

    stage.openSpeaker("b", LATENCY_MS);
    stage.send({ kind: "chime", output: "b", volumePercent: 100 });
    stage.send({ kind: "set-link", output: "b", up: false });
    await stage.advance(2_000);
    expect(stage.events().map(({ kind }) => kind)).toContain("output-failed");
    expect(chimes()).toEqual([]);
  });
});
