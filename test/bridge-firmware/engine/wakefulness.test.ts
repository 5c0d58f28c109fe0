// Speakers that sleep: woken before the first sound, kept awake in the pauses, and in time with those that never do.
import type { Wake } from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  firstSound,
  largestStep,
  longestSilence,
  member,
  news,
  noise,
  RATE_HZ,
  sine,
  skewSamples,
} from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

const PHONE = "02:00:00:00:01:02";
/** The tone peaks at 33 steps of 16 bits. */
const TONE_STEPS = 34;
const MS = RATE_HZ / 1_000;

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

function openSleeper(output: string, latencyMs: number, wake: Partial<Wake>): void {
  const recordPath = stage.path(`${output}.wav`);
  const spec = { kind: "emulated" as const, actualLatencyMs: latencyMs, jitterMs: 0, seed: 1, recordPath };
  stage.send({ kind: "open-output", output, spec: { ...spec, wake: { leadInMs: 0, keepAwakeMs: 0, ...wake } } });
}
/** Loud from its very first sample on. */
const music = () =>
  stage.tune(
    "music.wav",
    noise(20, 7).map((sample) => sample + 0.2),
  );
const leftOf = (output: string) => stage.recordingOf(output).left;
/** When music is first heard, in ms. */
const musicFromMs = (output: string, fromMs = 0): number =>
  firstSound(leftOf(output), TONE_STEPS, Math.round(fromMs * MS)) / MS;
const toneFromMs = (output: string): number => firstSound(leftOf(output), 0) / MS;
/** Is there a tone, and nothing else, all the time between these moments? */
function hearsTone(output: string, fromMs: number, toMs: number): boolean {
  const heard = leftOf(output).subarray(Math.round(fromMs * MS), Math.round(toMs * MS));
  const isSoft = heard.every((sample) => Math.abs(sample) <= TONE_STEPS);
  // a tone of 33 steps is within half a step of nought for a quarter of a millisecond
  return heard.length > 0 && isSoft && longestSilence(heard, 0, heard.length) < 48;
}
const hearsNothing = (output: string, fromMs: number, toMs: number): boolean =>
  leftOf(output)
    .subarray(Math.round(fromMs * MS), Math.round(toMs * MS))
    .every((sample) => sample === 0);

describe("before a zone's first sound", () => {
  it("a sleeper hears the tone, and the music comes that much later, together with everybody else's", async () => {
    openSleeper("sleeper", 40, { leadInMs: 500 });
    stage.openSpeaker("other", 150);
    stage.play({ sleeper: 40, other: 150 }, [music()]);
    await stage.advance(2_000);

    expect(musicFromMs("other") - 150).toBeGreaterThan(500);
    expect(musicFromMs("other") - 150).toBeLessThan(600);
    expect(Math.abs(skewSamples(leftOf("sleeper"), leftOf("other"), RATE_HZ, RATE_HZ / 2))).toBeLessThan(0.02);
    expect(hearsTone("sleeper", toneFromMs("sleeper") + 10, musicFromMs("sleeper") - 1)).toBe(true);
    expect(musicFromMs("sleeper") - toneFromMs("sleeper")).toBeGreaterThanOrEqual(500);
    expect(hearsNothing("other", 0, musicFromMs("other") - 1)).toBe(true);
  });

  it("the slowest to wake decides, and nobody waits where nobody sleeps", async () => {
    openSleeper("a", 50, { leadInMs: 300 });
    openSleeper("b", 50, { leadInMs: 1_000 });
    stage.openSpeaker("c", 50);
    stage.play({ a: 50, b: 50 }, [music()]);
    stage.play({ c: 50 }, [music()]);
    await stage.advance(1_500);

    expect(musicFromMs("a")).toBeCloseTo(musicFromMs("b"), 3);
    expect(musicFromMs("a") - musicFromMs("c")).toBeCloseTo(1_000, 3);
  });

  it("is told when it has come, not before", async () => {
    openSleeper("a", 50, { leadInMs: 500 });
    stage.play({ a: 50 }, [music()]);
    await stage.advance(400);
    expect(news(stage.events())).toEqual([]);
    await stage.advance(150);

    expect(news(stage.events()).map(({ kind }) => kind)).toEqual(["zone-started"]);
  });

  it("a speaker that has just played for somebody else is awake", async () => {
    openSleeper("a", 50, { leadInMs: 500 });
    stage.play({ a: 50 }, [music()]);
    await stage.advance(1_500);
    stage.play({ a: 50 }, [music()]);
    await stage.advance(1_000);

    expect(longestSilence(leftOf("a"), 1_000 * MS, 2_400 * MS, TONE_STEPS) / MS).toBeLessThan(60);
  });

  it("a speaker whose stream has stopped sleeps again", async () => {
    openSleeper("a", 50, { leadInMs: 500 });
    const zone = stage.play({ a: 50 }, [music()]);
    await stage.advance(1_500);
    stage.send({ kind: "close-zone", zone });
    await stage.advance(500);
    stage.play({ a: 50 }, [music()]);
    await stage.advance(1_500);

    expect(musicFromMs("a", 1_700)).toBeGreaterThan(2_500);
    expect(hearsTone("a", 2_150, 2_500)).toBe(true);
  });

  it("the tone goes over into the music without a click", async () => {
    openSleeper("a", 50, { leadInMs: 507 });
    stage.play({ a: 50 }, [stage.tune("soft.wav", sine(100, 2, 0.002))]);
    await stage.advance(1_400);

    expect(musicFromMs("a")).toBeGreaterThan(500);
    expect(largestStep(leftOf("a"))).toBeLessThanOrEqual(2);
  });

  it("the tone ends without a click where the music is called off meanwhile", async () => {
    openSleeper("a", 50, { leadInMs: 500 });
    const zone = stage.play({ a: 50 }, [music()]);
    await stage.advance(300);
    stage.send({ kind: "close-zone", zone });
    await stage.advance(500);

    expect(hearsTone("a", 150, 300)).toBe(true);
    expect(hearsNothing("a", 450, 750)).toBe(true);
    expect(largestStep(leftOf("a"))).toBeLessThanOrEqual(2);
  });
});

describe("a zone whose sender plays nothing", () => {
  it("lets its speakers sleep after half a minute, and wakes them when there is something to hear", async () => {
    const { path } = stage.tune("phone.wav", noise(20, 7));
    const spec = { kind: "emulated", path, driftPpm: 0, queueMs: 100 } as const;
    const tracks = [{ path: PHONE, title: "Phone" }];
    const input = { kind: "live", input: PHONE, spec, tracks, startIndex: 0, startMs: 0 } as const;
    openSleeper("a", 50, { leadInMs: 500 });
    stage.send({ kind: "open-zone", zone: newZoneId(), input, paused: false, members: [member("a", 50)] });
    await stage.advance(35_000);
    stage.send({ kind: "set-sending", input: PHONE, sending: true });
    await stage.advance(3_000);

    expect(hearsTone("a", 1_000, 30_000)).toBe(true);
    expect(hearsNothing("a", 31_500, 35_000)).toBe(true);
    const fromMs = musicFromMs("a", 31_500);
    expect(fromMs).toBeGreaterThan(35_500);
    expect(fromMs).toBeLessThan(36_000);
    expect(hearsTone("a", fromMs - 450, fromMs - 5)).toBe(true);
  });
});

describe("a zone that goes on after a pause", () => {
  async function pauseFor(ms: number): Promise<number> {
    openSleeper("sleeper", 50, { leadInMs: 500 });
    stage.openSpeaker("other", 50);
    const zone = stage.play({ sleeper: 50, other: 50 }, [music()]);
    await stage.advance(2_000);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(ms);
    stage.send({ kind: "resume-zone", zone });
    await stage.advance(2_000);
    return 2_000 + ms;
  }

  it("wakes a speaker that has heard silence for long, and everybody goes on together", async () => {
    const resumedMs = await pauseFor(5_000);

    expect(hearsNothing("sleeper", 2_200, resumedMs)).toBe(true);
    expect(musicFromMs("sleeper", 2_200) - resumedMs).toBeGreaterThan(500);
    expect(hearsTone("sleeper", resumedMs + 120, resumedMs + 450)).toBe(true);
    const skew = skewSamples(leftOf("sleeper"), leftOf("other"), (resumedMs + 1_000) * MS, RATE_HZ / 2);
    expect(Math.abs(skew)).toBeLessThan(0.02);
  });

  it("goes on at once after a short one", async () => {
    const resumedMs = await pauseFor(1_000);

    expect(musicFromMs("sleeper", 2_200) - resumedMs).toBeLessThan(150);
  });

  it("does not go on where it is paused again meanwhile", async () => {
    openSleeper("a", 50, { leadInMs: 500 });
    const zone = stage.play({ a: 50 }, [music()]);
    await stage.advance(2_000);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(5_000);
    stage.send({ kind: "resume-zone", zone });
    await stage.advance(200);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(2_000);

    expect(musicFromMs("a", 2_200)).toBeLessThan(0);
    expect(hearsNothing("a", 7_500, 9_000)).toBe(true);
  });
});

describe("a speaker that is kept awake", () => {
  it("hears the tone from its opening on, and no longer than it shall", async () => {
    openSleeper("a", 50, { keepAwakeMs: 3_000 });
    await stage.advance(5_000);

    expect(toneFromMs("a")).toBeLessThan(120);
    expect(hearsTone("a", 120, 2_900)).toBe(true);
    expect(hearsNothing("a", 3_200, 4_900)).toBe(true);
    expect(largestStep(leftOf("a"))).toBeLessThanOrEqual(1);
  });

  it("hears it in a pause and after the music, counted from the last sound", async () => {
    openSleeper("a", 50, { keepAwakeMs: 3_000 });
    const zone = stage.play({ a: 50 }, [music()]);
    await stage.advance(4_000);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(1_000);
    stage.send({ kind: "close-zone", zone });
    await stage.advance(4_000);

    expect(hearsTone("a", 4_150, 6_900)).toBe(true);
    expect(hearsNothing("a", 7_300, 8_900)).toBe(true);
  });

  it("needs no waking while it is, and waking once it is not", async () => {
    openSleeper("a", 50, { keepAwakeMs: 3_000, leadInMs: 500 });
    await stage.advance(1_000);
    const zone = stage.play({ a: 50 }, [music()]);
    await stage.advance(1_000);
    expect(musicFromMs("a")).toBeLessThan(1_150);
    stage.send({ kind: "close-zone", zone });
    await stage.advance(4_000);
    stage.play({ a: 50 }, [music()]);
    await stage.advance(1_500);

    expect(musicFromMs("a", 2_200)).toBeGreaterThan(6_500);
  });

  it("keeps no other awake: beside it, silence is silence", async () => {
    openSleeper("a", 50, { keepAwakeMs: 60_000 });
    stage.openSpeaker("b", 50);
    const zone = stage.play({ a: 50, b: 50 }, [music()]);
    await stage.advance(1_000);
    stage.send({ kind: "pause-zone", zone });
    await stage.advance(2_000);

    expect(hearsNothing("b", 1_200, 2_900)).toBe(true);
    expect(hearsTone("a", 1_200, 2_900)).toBe(true);
  });

  it("hears nothing any more once it is closed", async () => {
    openSleeper("a", 50, { keepAwakeMs: 60_000 });
    await stage.advance(1_000);
    stage.send({ kind: "close-output", output: "a" });
    await stage.advance(1_000);

    expect(hearsNothing("a", 1_200, 1_900)).toBe(true);
  });

  it("reports the music's loudness, not the tone's", async () => {
    openSleeper("a", 50, { keepAwakeMs: 60_000 });
    await stage.advance(2_500);

    const peaks = stage.events().flatMap((event) => (event.kind === "status" ? [event.outputs.a?.peak] : []));
    expect(new Set(peaks)).toEqual(new Set([0]));
  });

  it("is joined in time by one that was asleep", async () => {
    openSleeper("a", 50, { keepAwakeMs: 60_000 });
    await stage.advance(500);
    const zone = stage.play({ a: 50 }, [music()]);
    await stage.advance(500);
    openSleeper("b", 50, { leadInMs: 500 });
    stage.send({ kind: "join", zone, member: member("b", 50) });
    await stage.advance(1_500);

    expect(Math.abs(skewSamples(leftOf("a"), leftOf("b"), 1.5 * RATE_HZ, RATE_HZ / 2))).toBeLessThan(0.02);
  });
});
