// Probes, found again in what left the cones: each at its moment, to the sample.
import { probeSamples } from "@house-band/bridge-firmware/calibration/probe";
import type { EngineEvent, EngineRequest } from "@house-band/bridge-firmware/engine/protocol";
import type { Tone } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstSound, largestStep, longestSilence, noise, RATE_HZ, sine, sineStep } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

const MS = RATE_HZ / 1_000;
const PROBE = probeSamples(RATE_HZ);
const FULL_SCALE = 32_768;
/** The tone that keeps a speaker awake peaks at 33 steps of 16 bits. */
const TONE_STEPS = 34;
/** 50 % of volume is an eighth of full scale. */
const HALF = 0.125;

type ProbeOf = readonly [output: string, atMs: number, volumePercent?: number];

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

const probes = (id: string, ...of: readonly ProbeOf[]): EngineRequest => ({
  kind: "probe",
  id,
  probes: of.map(([output, atMs, volumePercent = 100]) => ({ output, atMs, volumePercent })),
});
const leftOf = (output: string): Int16Array => stage.recordingOf(output).left;
const loudestIn = (samples: Int16Array, from: number, to: number): number =>
  samples.subarray(from, to).reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
const told = (): EngineEvent[] =>
  stage.events().filter(({ kind }) => ["probing", "probed", "probes-ended", "output-failed", "refused"].includes(kind));

/** Where the whole probe fits best, within a hundred samples of where it is expected. */
function probeAt(samples: Int16Array, expectedFrame: number): number {
  let [bestFrame, bestScore] = [Number.NaN, Number.NEGATIVE_INFINITY];
  for (let frame = expectedFrame - 100; frame <= expectedFrame + 100; frame++) {
    let score = 0;
    for (let n = 0; n < PROBE.length; n++) score += (PROBE[n] ?? 0) * (samples[frame + n] ?? 0);
    if (score > bestScore) [bestFrame, bestScore] = [frame, score];
  }
  return bestFrame;
}

/** The frame of a schedule's time 0, by a probe at that moment on a speaker without latency on which nothing else plays. */
const timeZero = (output: string): number => probeAt(leftOf(output), firstSound(leftOf(output), TONE_STEPS));

describe("probes", () => {
  it("come out of every cone at their moment and its own latency later, as they were made, and are told of", async () => {
    stage.openSpeaker("a", 0);
    stage.openSpeaker("b", 150);
    stage.openSpeaker("c", 37.5);
    stage.send(probes("kitchen", ["a", 0], ["b", 1_200], ["c", 2_400.5], ["a", 3_600], ["c", 3_600]));
    await stage.advance(5_500);

    const zero = timeZero("a");
    expect(zero).toBeGreaterThan(500 * MS);
    expect(zero).toBeLessThan(600 * MS);
    expect(probeAt(leftOf("b"), zero + 1_350 * MS)).toBe(zero + 1_350 * MS);
    expect(probeAt(leftOf("c"), zero + 2_438 * MS)).toBe(zero + 2_438 * MS);
    expect(probeAt(leftOf("a"), zero + 3_600 * MS)).toBe(zero + 3_600 * MS);
    expect(probeAt(leftOf("c"), zero + 3_637.5 * MS)).toBe(zero + 3_637.5 * MS);
    const { left, right } = stage.recordingOf("a");
    const heard = left.subarray(zero, zero + PROBE.length);
    expect(heard.every((sample, n) => Math.abs(sample - FULL_SCALE * (PROBE[n] ?? 0)) <= 1)).toBe(true);
    expect(right).toEqual(left);
    expect(left.subarray(zero + PROBE.length, zero + 3_600 * MS).every((sample) => sample === 0)).toBe(true);
    expect(told()).toEqual([
      { kind: "probing", id: "kitchen" },
      { kind: "probed", id: "kitchen", output: "a", index: 0 },
      { kind: "probed", id: "kitchen", output: "b", index: 1 },
      { kind: "probed", id: "kitchen", output: "c", index: 2 },
      { kind: "probed", id: "kitchen", output: "a", index: 3 },
      { kind: "probed", id: "kitchen", output: "c", index: 4 },
      { kind: "probes-ended", id: "kitchen", reason: "done" },
    ]);
  });

  it("are as loud as their volume makes them", async () => {
    stage.openSpeaker("a", 0);
    stage.send(probes("p", ["a", 0, 50]));
    await stage.advance(2_000);

    expect(loudestIn(leftOf("a"), 0, 2 * RATE_HZ)).toBeCloseTo(0.5 * HALF * FULL_SCALE, -1);
  });

  it("come at their moment over what two zones play, which steps back for them and comes back", async () => {
    stage.openSpeaker("quiet", 0);
    stage.openSpeaker("a", 120);
    stage.openSpeaker("b", 60);
    stage.play({ a: 120 }, [stage.tune("tone.wav", sine(100, 8, 0.9))]);
    stage.play({ b: 60 }, [stage.tune("noise.wav", noise(8, 3, 0.5))]);
    await stage.advance(1_000);
    stage.send(probes("p", ["quiet", 0], ["a", 1_500], ["b", 1_500]));
    await stage.advance(5_000);

    const zero = timeZero("quiet");
    const fromA = zero + (1_500 + 120) * MS;
    expect(probeAt(leftOf("a"), fromA)).toBe(fromA);
    expect(probeAt(leftOf("b"), zero + 1_560 * MS)).toBe(zero + 1_560 * MS);
    const loudest = (from: number, to: number) => loudestIn(leftOf("a"), from, to) / FULL_SCALE;
    expect(loudest(fromA - 200 * MS, fromA - 25 * MS)).toBeCloseTo(0.9, 2);
    expect(loudest(fromA, fromA + PROBE.length)).toBeLessThan(0.5 + 0.25 * 0.9 + 0.01);
    expect(loudest(fromA + PROBE.length + 25 * MS, fromA + PROBE.length + 200 * MS)).toBeCloseTo(0.9, 2);
    // stepping back and coming back is no click
    expect(largestStep(leftOf("a"), fromA - 100 * MS, fromA)).toBeLessThan(1.5 * 1.8 * sineStep(100));
  });

  it("come at their moment from a speaker whose limiter is there, comes in the middle of one, or goes", async () => {
    const louder: Tone = { trimDb: 6, equaliser: [] };
    const plain: Tone = { trimDb: 0, equaliser: [] };
    for (const output of ["plain", "limited", "changing"]) stage.openSpeaker(output, 0);
    stage.send({ kind: "set-tone", output: "limited", tone: louder });
    for (const output of ["plain", "limited", "changing"]) {
      stage.send(probes(output, [output, 0, 50], [output, 1_100, 50], [output, 2_200, 50]));
    }
    await stage.advance(1_004);
    stage.send({ kind: "set-tone", output: "changing", tone: louder });
    await stage.advance(1_100);
    stage.send({ kind: "set-tone", output: "changing", tone: plain });
    await stage.advance(3_000);

    const plainly = leftOf("plain");
    const isBetween = (output: string, from: number, to: number): boolean =>
      leftOf(output).every((sample, n) => {
        const size = Math.abs(plainly[n] ?? 0);
        const same = sample * Math.sign(plainly[n] ?? 0);
        return size === 0 ? Math.abs(sample) <= 1 : same >= from * size - 2 && same <= to * size + 2;
      });
    expect(isBetween("limited", 1.995, 1.996)).toBe(true);
    expect(isBetween("changing", 1, 1.996)).toBe(true);
    const zero = timeZero("plain");
    const loudest = (from: number) => loudestIn(leftOf("changing"), from, from + 400 * MS);
    expect(loudest(zero)).toBeCloseTo(0.5 * HALF * FULL_SCALE, -1);
    expect(loudest(zero + 1_100 * MS)).toBeCloseTo(1.995 * 0.5 * HALF * FULL_SCALE, -1);
    expect(loudest(zero + 2_300 * MS)).toBeCloseTo(0.5 * HALF * FULL_SCALE, -1);
  });

  it("wait until a speaker that sleeps is awake, and keep it awake in the pauses between", async () => {
    const wake = { leadInMs: 700, keepAwakeMs: 0 };
    const spec = { kind: "emulated", actualLatencyMs: 40, jitterMs: 0, seed: 1, wake } as const;
    stage.send({ kind: "open-output", output: "sleeper", spec: { ...spec, recordPath: stage.path("sleeper.wav") } });
    stage.openSpeaker("other", 0);
    stage.send(probes("p", ["other", 0], ["sleeper", 1_100], ["sleeper", 7_000]));
    await stage.advance(650);
    expect(told()).toEqual([]);
    await stage.advance(9_500);

    const zero = timeZero("other");
    expect(zero).toBeGreaterThanOrEqual((700 + 500) * MS);
    const sleeper = leftOf("sleeper");
    for (const atMs of [1_100, 7_000]) {
      expect(probeAt(sleeper, zero + (atMs + 40) * MS)).toBe(zero + (atMs + 40) * MS);
    }
    const pause = [zero + 2_200 * MS, zero + 7_000 * MS] as const;
    expect(longestSilence(sleeper, ...pause)).toBeLessThan(MS);
    expect(loudestIn(sleeper, ...pause)).toBeLessThanOrEqual(TONE_STEPS);
    expect(longestSilence(sleeper, zero + 8_300 * MS, zero + 8_800 * MS)).toBe(500 * MS);
    expect(told().at(-1)).toEqual({ kind: "probes-ended", id: "p", reason: "done" });
  });

  it("end where one of their speakers is lost: the others fall silent, without a click", async () => {
    stage.openSpeaker("a", 0);
    stage.openSpeaker("b", 0);
    stage.send(probes("p", ["a", 0], ["b", 0], ["a", 1_500]));
    await stage.advance(800);
    stage.send({ kind: "set-link", output: "b", up: false });
    await stage.advance(3_000);

    expect(told().slice(1)).toMatchObject([
      { kind: "output-failed", output: "b" },
      { kind: "probes-ended", id: "p", reason: "output-lost", output: "b" },
    ]);
    const zero = firstSound(leftOf("a"), TONE_STEPS);
    expect(longestSilence(leftOf("a"), zero + 345 * MS, zero + 3_000 * MS)).toBe(2_655 * MS);
    // the sweep has come to 900 Hz by then
    expect(largestStep(leftOf("a"))).toBeLessThan(1.1 * sineStep(900));
  });

  it("end where one of their outputs is closed, whoever opens it again", async () => {
    stage.openSpeaker("a", 0);
    stage.openSpeaker("b", 0);
    stage.send(probes("p", ["a", 0], ["b", 2_000]));
    await stage.advance(1_000);
    stage.send({ kind: "close-output", output: "b" });
    stage.openSpeaker("b", 0);
    await stage.advance(100);

    expect(told().at(-1)).toEqual({ kind: "probes-ended", id: "p", reason: "output-lost", output: "b" });
  });

  it("that are cancelled fade out at once, and others may follow", async () => {
    stage.openSpeaker("a", 0);
    stage.send(probes("first", ["a", 0]));
    await stage.advance(800);
    stage.send({ kind: "cancel-probes", id: "first" });
    stage.send(probes("second", ["a", 0]));
    await stage.advance(2_500);

    expect(told()).toEqual([
      { kind: "probing", id: "first" },
      { kind: "probes-ended", id: "first", reason: "cancelled" },
      { kind: "probing", id: "second" },
      { kind: "probed", id: "second", output: "a", index: 0 },
      { kind: "probes-ended", id: "second", reason: "done" },
    ]);
    const heard = leftOf("a");
    const again = firstSound(heard, TONE_STEPS, 900 * MS);
    expect(longestSilence(heard, 850 * MS, again)).toBeGreaterThan(450 * MS);
    expect(largestStep(heard, 0, 900 * MS)).toBeLessThan(1.1 * sineStep(900));
    expect(again - probeAt(heard, again)).toBeLessThan(50);
  });

  it("that are over, or were never there, can be cancelled without harm", () => {
    stage.send({ kind: "cancel-probes", id: "nobody knows" });
    expect(told()).toEqual([]);
  });

  it.each([
    ["of an output that is not open", [["z", 0]], "output z is not open; open it first"],
    [
      "of one output, one into another",
      [
        ["a", 999],
        ["a", 0],
      ],
      "two probes of output a overlap; each of them takes 1000 ms",
    ],
    ["of an output that plays others", [["b", 0]], "output b plays other probes; cancel them first"],
  ] as const)("%s are refused", (_, wrong, reason) => {
    stage.openSpeaker("a", 0);
    stage.openSpeaker("b", 0);
    stage.send(probes("p", ["b", 0]));
    stage.send(probes("q", ...wrong));
    expect(told()).toEqual([{ kind: "refused", request: "probe", reason }]);
  });

  it("by an id that is in use are refused", () => {
    stage.openSpeaker("a", 0);
    stage.openSpeaker("b", 0);
    stage.send(probes("p", ["a", 0]));
    stage.send(probes("p", ["b", 0]));
    expect(told()).toEqual([{ kind: "refused", request: "probe", reason: "probes p are being played already" }]);
  });
});
