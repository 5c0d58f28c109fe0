// A zone's list of tracks: where it starts, goes on, skips and ends.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstSound, largestStep, news, RATE_HZ, sameSamples, sine, sineStep, writeWav } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeEach(() => {
  stage = createStage();
});

afterEach(() => stage.close());

describe("a list of tracks", () => {
  it("is played without a gap between them", async () => {
    stage.openSpeaker("a", 50);
    const whole = sine(300, 2);
    const parts = [whole.subarray(0, 30_011), whole.subarray(30_011)];
    const tracks = parts.map((part, index) => stage.tune(`part-${index}.wav`, part));

    stage.play({ a: 50 }, tracks);
    await stage.advance(2_500);

    const { left } = stage.recordingOf("a");
    const start = firstSound(left, 0);
    const expected = Int16Array.from(whole.subarray(1, 95_000), (value) => Math.round(value * 32_768));
    expect(sameSamples(left.subarray(start, start + 94_999), expected)).toBe(true);
    expect(news(stage.events())).toEqual([
      { kind: "zone-started", zone: expect.any(String), track: tracks[0], index: 0 },
      { kind: "track-started", zone: expect.any(String), track: tracks[1], index: 1 },
      { kind: "zone-ended", zone: expect.any(String), reason: "finished" },
    ]);
  });

  it("skips what can't be played and says why", async () => {
    stage.openSpeaker("a", 50);
    writeWav(stage.path("empty.wav"), [new Float32Array(0)]);
    const missing = { path: stage.path("gone.wav"), title: "gone" };
    const silent = { path: stage.path("empty.wav"), title: "empty" };
    const good = stage.tune("good.wav", sine(440, 1));

    stage.play({ a: 50 }, [missing, silent, good]);
    await stage.advance(500);

    expect(news(stage.events())).toEqual([
      { kind: "track-failed", zone: expect.any(String), track: missing, reason: "the file is not there any more" },
      { kind: "track-failed", zone: expect.any(String), track: silent, reason: "the file holds no sound" },
      { kind: "zone-started", zone: expect.any(String), track: good, index: 2 },
    ]);
  });

  it("of which nothing can be played ends as unplayable", async () => {
    stage.openSpeaker("a", 50);
    const missing = { path: stage.path("gone.wav"), title: "gone" };

    stage.play({ a: 50 }, [missing]);
    await stage.advance(500);

    expect(news(stage.events()).at(-1)).toEqual({ kind: "zone-ended", zone: expect.any(String), reason: "unplayable" });
  });

  it("goes on with the next one, back to the one before, and from its start after three seconds", async () => {
    stage.openSpeaker("a", 50);
    const tracks = [300, 600, 900].map((hz) => stage.tune(`${hz}.wav`, sine(hz, 8)));
    const zone = stage.play({ a: 50 }, tracks);
    await stage.advance(1_000);
    stage.send({ kind: "skip", zone, by: 1 });
    stage.send({ kind: "skip", zone, by: 1 });
    await stage.advance(1_000);
    stage.send({ kind: "skip", zone, by: -1 });
    await stage.advance(4_000);
    stage.send({ kind: "skip", zone, by: -1 });
    await stage.advance(1_000);

    const started = news(stage.events()).map((event) => (event.kind === "track-started" ? event.index : event.kind));
    expect(started).toEqual(["zone-started", 2, 1, 1]);
    expect(largestStep(stage.recordingOf("a").left)).toBeLessThanOrEqual(sineStep(900) * 1.1);
  });

  it("starts where it is told to, and tells where it is once a second", async () => {
    stage.openSpeaker("a", 50);
    const ramp = Float32Array.from({ length: 10 * RATE_HZ }, (_, n) => n / (10 * RATE_HZ));

    stage.play({ a: 50 }, [stage.tune("ramp.wav", ramp)], { startMs: 4_000 });
    await stage.advance(2_200);

    const heard = stage.recordingOf("a").left[2 * RATE_HZ] ?? 0;
    const positions = stage.events().flatMap((event) => (event.kind === "position" ? [event.positionMs] : []));
    expect(positions).toHaveLength(2);
    expect(positions[1]).toBeGreaterThan(5_850);
    expect(positions[1]).toBeLessThan(6_000);
    expect(heard / 32_768).toBeGreaterThan(0.58);
    expect(heard / 32_768).toBeLessThan(0.6);
  });

  it("opened paused is silent, says nothing, and begins when it is resumed", async () => {
    stage.openSpeaker("a", 50);
    const track = stage.tune("tone.wav", sine(440, 3));
    const zone = stage.play({ a: 50 }, [track], { startMs: 500, paused: true });
    await stage.advance(1_000);
    expect(news(stage.events())).toEqual([]);
    stage.send({ kind: "resume-zone", zone });
    await stage.advance(1_000);

    expect(news(stage.events())).toEqual([{ kind: "zone-started", zone, track, index: 0 }]);
    const { left } = stage.recordingOf("a");
    expect(firstSound(left, 0)).toBeGreaterThan(1_050 * 48);
    expect(firstSound(left, 0)).toBeLessThan(1_150 * 48);
    expect(largestStep(left)).toBeLessThanOrEqual(sineStep(440) * 1.1);
  });

  it("skipped past its end is over; what still comes for it is no mistake", async () => {
    stage.openSpeaker("a", 50);
    const zone = stage.play({ a: 50 }, [stage.tune("tone.wav", sine(440, 3))]);
    await stage.advance(500);
    stage.send({ kind: "skip", zone, by: 1 });
    await stage.advance(500);
    stage.send({ kind: "close-zone", zone });
    stage.send({ kind: "set-volume", output: "a", volumePercent: 30, muted: false });

    expect(news(stage.events()).slice(1)).toEqual([{ kind: "zone-ended", zone, reason: "finished" }]);
    const { left } = stage.recordingOf("a");
    expect(largestStep(left)).toBeLessThanOrEqual(sineStep(440) * 1.1);
  });

  it("of rates and formats that differ goes on at the right pitch", async () => {
    stage.openSpeaker("a", 50);
    const low = stage.path("low.wav");
    writeWav(low, [sine(1_000, 0.6, 0.5, 8_000)], { bits: 8, rateHz: 8_000 });
    const high = stage.path("high.wav");
    writeWav(high, [sine(1_000, 0.6, 0.5, 192_000)], { bits: 24, rateHz: 192_000 });
    const tracks = [low, high].map((path) => ({ path, title: path }));

    stage.play({ a: 50 }, tracks);
    await stage.advance(1_500);

    const { left } = stage.recordingOf("a");
    const crossings = (fromMs: number): number => {
      let count = 0;
      for (let n = fromMs * 48; n < (fromMs + 300) * 48; n++)
        if ((left[n] ?? 0) < 0 && (left[n + 1] ?? 0) >= 0) count += 1;
      return count;
    };
    expect(crossings(200)).toBe(300);
    expect(crossings(800)).toBe(300);
  });
});
