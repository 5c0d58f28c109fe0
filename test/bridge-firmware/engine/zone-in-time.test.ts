// Who hears what when: speakers of one zone, one that vanishes, one that joins, and two zones beside each other.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  firstSound,
  largestStep,
  longestSilence,
  member,
  news,
  noise,
  RATE_HZ,
  sameSamples,
  sine,
  skewSamples,
} from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

afterEach(() => stage.close());

describe("speakers of one zone", () => {
  it("sound together to a fraction of a sample, however different their latencies", async () => {
    const latencies = { a: 30, b: 142.3, c: 158, d: 213.7, e: 700 };
    for (const [output, latencyMs] of Object.entries(latencies)) stage.openSpeaker(output, latencyMs);

    stage.play(latencies, [stage.tune("noise.wav", noise(3, 7))]);
    await stage.advance(2_500);

    const reference = stage.recordingOf("a").left;
    for (const output of ["b", "c", "d", "e"]) {
      const skew = skewSamples(reference, stage.recordingOf(output).left, RATE_HZ, RATE_HZ);
      expect(Math.abs(skew)).toBeLessThan(0.02);
    }
  });

  it("play whole-sample delays bit for bit", async () => {
    const music = noise(1, 3);
    stage.openSpeaker("a", 100);
    stage.openSpeaker("b", 250);

    stage.play({ a: 100, b: 250 }, [stage.tune("noise.wav", music)]);
    await stage.advance(1_200);

    const expected = Int16Array.from(music.subarray(0, 24_000), (value) => Math.round(value * 32_768));
    for (const output of ["a", "b"]) {
      const { left } = stage.recordingOf(output);
      const start = firstSound(left, 0) - music.findIndex((value) => Math.abs(Math.round(value * 32_768)) > 0);
      expect(sameSamples(left.subarray(start, start + 24_000), expected)).toBe(true);
    }
  });

  it("start within two blocks and the slowest one's latency: no silence is written ahead of the first sound", async () => {
    stage.openSpeaker("near", 40);
    stage.openSpeaker("slow", 300);

    stage.play({ near: 40, slow: 300 }, [stage.tune("tone.wav", sine(1_000, 2))]);
    await stage.advance(1_000);

    expect(firstSound(stage.recordingOf("slow").left)).toBeLessThan(0.321 * RATE_HZ);
    expect(firstSound(stage.recordingOf("near").left)).toBeLessThan(0.321 * RATE_HZ);
  });

  it("are heard apart by exactly what the engine was not told", async () => {
    stage.openSpeaker("honest", 150);
    stage.openSpeaker("late", 150 + 2);

    stage.play({ honest: 150, late: 150 }, [stage.tune("noise.wav", noise(2, 5))]);
    await stage.advance(1_500);

    const skew = skewSamples(
      stage.recordingOf("honest").left,
      stage.recordingOf("late").left,
      RATE_HZ / 2,
      RATE_HZ / 2,
    );
    expect(skew).toBeCloseTo(96, 2);
  });
});

describe("a speaker that vanishes", () => {
  const play = async (vanishing: boolean): Promise<void> => {
    stage.openSpeaker("stays", 171);
    stage.openSpeaker("leaves", 247.5);
    const zone = stage.play({ stays: 171, leaves: 247.5 }, [stage.tune("noise.wav", noise(6, 11))]);
    await stage.advance(1_500);
    if (vanishing) stage.send({ kind: "set-link", output: "leaves", up: false });
    await stage.advance(1_500);
    if (vanishing) {
      stage.send({ kind: "close-output", output: "leaves" });
      stage.send({ kind: "set-link", output: "leaves", up: true });
      stage.openSpeaker("leaves", 247.5);
      stage.send({ kind: "join", zone, member: member("leaves", 247.5) });
    }
    await stage.advance(2_500);
  };

  it("is told once, leaves the others bit for bit as they were, and comes back in time", async () => {
    await play(false);
    const undisturbed = stage.recordingOf("stays");
    await stage.restart();

    await play(true);

    const stays = stage.recordingOf("stays");
    expect(sameSamples(stays.left, undisturbed.left)).toBe(true);
    expect(news(stage.events()).map((event) => event.kind)).toEqual(["zone-started", "output-failed", "joined"]);
    const leaves = stage.recordingOf("leaves");
    expect(longestSilence(leaves.left, 0, leaves.frames)).toBeGreaterThan(1.4 * RATE_HZ);
    const skew = skewSamples(stays.left, leaves.left, 4 * RATE_HZ, RATE_HZ);
    expect(Math.abs(skew)).toBeLessThan(0.02);
  });

  it("has a latency of its own with each link, the same one each time the run is repeated", async () => {
    const run = async (): Promise<number> => {
      stage.openSpeaker("steady", 150);
      stage.openSpeaker("jittery", 150, 10, 42);
      stage.play({ steady: 150, jittery: 150 }, [stage.tune("noise.wav", noise(2, 5))]);
      await stage.advance(1_500);
      return skewSamples(
        stage.recordingOf("steady").left,
        stage.recordingOf("jittery").left,
        RATE_HZ / 2,
        RATE_HZ / 2,
        600,
      );
    };
    const first = await run();
    await stage.restart();
    const second = await run();

    expect(first).toBe(second);
    expect(Math.abs(first)).toBeGreaterThan(1);
    expect(Math.abs(first)).toBeLessThanOrEqual(480.1);
  });
});

describe("a speaker that joins", () => {
  it("in mid-song is in time from its first sound, and does not click", async () => {
    stage.openSpeaker("first", 120);
    stage.openSpeaker("later", 95.2);
    const zone = stage.play({ first: 120 }, [stage.tune("tone.wav", sine(440, 5))]);
    await stage.advance(1_000);
    stage.send({ kind: "join", zone, member: member("later", 95.2) });
    await stage.advance(2_000);

    const [first, later] = [stage.recordingOf("first"), stage.recordingOf("later")];
    expect(Math.abs(skewSamples(first.left, later.left, 2 * RATE_HZ, RATE_HZ / 2, 50))).toBeLessThan(0.02);
    expect(largestStep(later.left)).toBeLessThanOrEqual(largestStep(first.left) + 1);
    expect(firstSound(later.left)).toBeLessThan(1.2 * RATE_HZ);
  });

  it("and is slower than all others leaves them untouched and is in time itself", async () => {
    stage.openSpeaker("first", 50);
    stage.openSpeaker("slow", 420);
    const zone = stage.play({ first: 50 }, [stage.tune("noise.wav", noise(6, 9))]);
    await stage.advance(1_000);
    stage.send({ kind: "join", zone, member: member("slow", 420) });
    await stage.advance(3_000);

    const [first, slow] = [stage.recordingOf("first"), stage.recordingOf("slow")];
    expect(longestSilence(first.left, RATE_HZ, 3 * RATE_HZ)).toBeLessThan(20);
    expect(Math.abs(skewSamples(first.left, slow.left, 3 * RATE_HZ, RATE_HZ / 2, 50))).toBeLessThan(0.02);
  });

  it("from another zone leaves that one and plays only the new one's music", async () => {
    stage.openSpeaker("a", 100);
    stage.openSpeaker("b", 100);
    stage.play({ a: 100 }, [stage.tune("one.wav", sine(500, 5))]);
    const two = stage.play({ b: 100 }, [stage.tune("two.wav", sine(2_000, 5))]);
    await stage.advance(1_000);
    stage.send({ kind: "join", zone: two, member: member("a", 100) });
    await stage.advance(2_000);

    const [a, b] = [stage.recordingOf("a").left, stage.recordingOf("b").left];
    expect(sameSamples(a.subarray(2 * RATE_HZ), b.subarray(2 * RATE_HZ))).toBe(true);
    expect(largestStep(a)).toBeLessThanOrEqual(largestStep(b) + 1);
  });
});

describe("two zones", () => {
  it("do not hear each other", async () => {
    stage.openSpeaker("a", 142);
    stage.openSpeaker("b", 158);
    stage.play({ a: 142 }, [stage.tune("low.wav", sine(500, 3))]);
    await stage.advance(300);
    stage.play({ b: 158 }, [stage.tune("high.wav", sine(3_000, 3))]);
    await stage.advance(2_200);

    const level = (samples: Int16Array, hz: number): number => {
      let re = 0;
      let im = 0;
      for (let n = 0; n < RATE_HZ; n++) {
        const sample = (samples[RATE_HZ + n] ?? 0) / 32_768;
        re += sample * Math.cos((2 * Math.PI * hz * n) / RATE_HZ);
        im += sample * Math.sin((2 * Math.PI * hz * n) / RATE_HZ);
      }
      return (2 * Math.hypot(re, im)) / RATE_HZ;
    };
    expect(level(stage.recordingOf("a").left, 500)).toBeCloseTo(0.5, 3);
    expect(level(stage.recordingOf("a").left, 3_000)).toBeLessThan(1e-5);
    expect(level(stage.recordingOf("b").left, 3_000)).toBeCloseTo(0.5, 3);
    expect(level(stage.recordingOf("b").left, 500)).toBeLessThan(1e-5);
  });
});
