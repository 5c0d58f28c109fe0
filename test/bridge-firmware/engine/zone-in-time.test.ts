import { createVirtualEngine, type VirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createFolder,
  firstSound,
  largestStep,
  longestSilence,
  member,
  news,
  noise,
  RATE_HZ,
  readRecording,
  sameSamples,
  sine,
  skewSamples,
  writeWav,
  zoneId,
} from "./fixtures.ts";

let folder: ReturnType<typeof createFolder>;
let engine: VirtualEngine;
let events: EngineEvent[];

beforeEach(() => {
  folder = createFolder();
  engine = createVirtualEngine();
  events = [];
  engine.onEvent((event) => events.push(event));
});

afterEach(async () => {
  await engine.close();
  folder.remove();
});

function openSpeaker(output: string, actualLatencyMs: number, jitterMs = 0, seed = 1): void {
  const recordPath = folder.path(`${output}.wav`);
  engine.send({ kind: "open-output", output, spec: { kind: "emulated", actualLatencyMs, jitterMs, seed, recordPath } });
}

function tune(name: string, samples: Float32Array, right = samples): { path: string; title: string } {
  writeWav(folder.path(name), [samples, right], { bits: 32, float: true });
  return { path: folder.path(name), title: name };
}

const from = (...tracks: { path: string; title: string }[]) => ({
  kind: "files" as const,
  tracks,
  startIndex: 0,
  startMs: 0,
});

const recordingOf = (output: string) => readRecording(folder.path(`${output}.wav`));

describe("speakers of one zone", () => {
  it("sound together to a fraction of a sample, however different their latencies", async () => {
    const latencies = { a: 30, b: 142.3, c: 158, d: 213.7, e: 700 };
    for (const [output, latencyMs] of Object.entries(latencies)) openSpeaker(output, latencyMs);

    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input: from(tune("noise.wav", noise(3, 7))),
      paused: false,
      members: Object.entries(latencies).map(([output, latencyMs]) => member(output, latencyMs)),
    });
    await engine.advance(2_500);

    const reference = recordingOf("a").left;
    for (const output of ["b", "c", "d", "e"]) {
      const skew = skewSamples(reference, recordingOf(output).left, RATE_HZ, RATE_HZ);
      expect(Math.abs(skew)).toBeLessThan(0.02);
    }
  });

  it("play whole-sample delays bit for bit", async () => {
    const music = noise(1, 3);
    openSpeaker("a", 100);
    openSpeaker("b", 250);

    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input: from(tune("noise.wav", music)),
      paused: false,
      members: [member("a", 100), member("b", 250)],
    });
    await engine.advance(1_200);

    const expected = Int16Array.from(music.subarray(0, 24_000), (value) => Math.round(value * 32_768));
    for (const output of ["a", "b"]) {
      const { left } = recordingOf(output);
      const start = firstSound(left, 0) - music.findIndex((value) => Math.abs(Math.round(value * 32_768)) > 0);
      expect(sameSamples(left.subarray(start, start + 24_000), expected)).toBe(true);
    }
  });

  it("start within the slowest one's latency and 60 ms of the request", async () => {
    openSpeaker("near", 40);
    openSpeaker("slow", 300);

    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input: from(tune("tone.wav", sine(1_000, 2))),
      paused: false,
      members: [member("near", 40), member("slow", 300)],
    });
    await engine.advance(1_000);

    expect(firstSound(recordingOf("slow").left)).toBeLessThan(0.36 * RATE_HZ);
    expect(firstSound(recordingOf("near").left)).toBeLessThan(0.36 * RATE_HZ);
  });

  it("are heard apart by exactly what the engine was not told", async () => {
    openSpeaker("honest", 150);
    openSpeaker("late", 150 + 2);

    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input: from(tune("noise.wav", noise(2, 5))),
      paused: false,
      members: [member("honest", 150), member("late", 150)],
    });
    await engine.advance(1_500);

    const skew = skewSamples(recordingOf("honest").left, recordingOf("late").left, RATE_HZ / 2, RATE_HZ / 2);
    expect(skew).toBeCloseTo(96, 2);
  });
});

describe("a speaker that vanishes", () => {
  const play = async (vanishing: boolean): Promise<void> => {
    openSpeaker("stays", 171);
    openSpeaker("leaves", 247.5);
    const zone = zoneId();
    engine.send({
      kind: "open-zone",
      zone,
      input: from(tune("noise.wav", noise(6, 11))),
      paused: false,
      members: [member("stays", 171), member("leaves", 247.5)],
    });
    await engine.advance(1_500);
    if (vanishing) engine.send({ kind: "set-link", output: "leaves", up: false });
    await engine.advance(1_500);
    if (vanishing) {
      engine.send({ kind: "close-output", output: "leaves" });
      engine.send({ kind: "set-link", output: "leaves", up: true });
      openSpeaker("leaves", 247.5);
      engine.send({ kind: "join", zone, member: member("leaves", 247.5) });
    }
    await engine.advance(2_500);
  };

  it("is told once, leaves the others bit for bit as they were, and comes back in time", async () => {
    await play(false);
    const undisturbed = recordingOf("stays");
    await engine.close();
    engine = createVirtualEngine();
    events = [];
    engine.onEvent((event) => events.push(event));

    await play(true);

    const stays = recordingOf("stays");
    expect(sameSamples(stays.left, undisturbed.left)).toBe(true);
    expect(news(events).map((event) => event.kind)).toEqual(["zone-started", "output-failed", "joined"]);
    const leaves = recordingOf("leaves");
    expect(longestSilence(leaves.left, 0, leaves.frames)).toBeGreaterThan(1.4 * RATE_HZ);
    const skew = skewSamples(stays.left, leaves.left, 4 * RATE_HZ, RATE_HZ);
    expect(Math.abs(skew)).toBeLessThan(0.02);
  });

  it("has a latency of its own with each link, the same one each time the run is repeated", async () => {
    const run = async (): Promise<number> => {
      openSpeaker("steady", 150);
      openSpeaker("jittery", 150, 10, 42);
      const zone = zoneId();
      engine.send({
        kind: "open-zone",
        zone,
        input: from(tune("noise.wav", noise(2, 5))),
        paused: false,
        members: [member("steady", 150), member("jittery", 150)],
      });
      await engine.advance(1_500);
      return skewSamples(recordingOf("steady").left, recordingOf("jittery").left, RATE_HZ / 2, RATE_HZ / 2, 600);
    };
    const first = await run();
    await engine.close();
    engine = createVirtualEngine();
    const second = await run();

    expect(first).toBe(second);
    expect(Math.abs(first)).toBeGreaterThan(1);
    expect(Math.abs(first)).toBeLessThanOrEqual(480.1);
  });
});

describe("a speaker that joins", () => {
  it("in mid-song is in time from its first sound, and does not click", async () => {
    openSpeaker("first", 120);
    openSpeaker("later", 95.2);
    const zone = zoneId();
    engine.send({
      kind: "open-zone",
      zone,
      input: from(tune("tone.wav", sine(440, 5))),
      paused: false,
      members: [member("first", 120)],
    });
    await engine.advance(1_000);
    engine.send({ kind: "join", zone, member: member("later", 95.2) });
    await engine.advance(2_000);

    const [first, later] = [recordingOf("first"), recordingOf("later")];
    expect(Math.abs(skewSamples(first.left, later.left, 2 * RATE_HZ, RATE_HZ / 2, 50))).toBeLessThan(0.02);
    expect(largestStep(later.left)).toBeLessThanOrEqual(largestStep(first.left) + 1);
    expect(firstSound(later.left)).toBeLessThan(1.2 * RATE_HZ);
  });

  it("and is slower than all others leaves them untouched and is in time itself", async () => {
    openSpeaker("first", 50);
    openSpeaker("slow", 420);
    const zone = zoneId();
    engine.send({
      kind: "open-zone",
      zone,
      input: from(tune("noise.wav", noise(6, 9))),
      paused: false,
      members: [member("first", 50)],
    });
    await engine.advance(1_000);
    engine.send({ kind: "join", zone, member: member("slow", 420) });
    await engine.advance(3_000);

    const [first, slow] = [recordingOf("first"), recordingOf("slow")];
    expect(longestSilence(first.left, RATE_HZ, 3 * RATE_HZ)).toBeLessThan(20);
    expect(Math.abs(skewSamples(first.left, slow.left, 3 * RATE_HZ, RATE_HZ / 2, 50))).toBeLessThan(0.02);
  });

  it("from another zone leaves that one and plays only the new one's music", async () => {
    openSpeaker("a", 100);
    openSpeaker("b", 100);
    const [one, two] = [zoneId(), zoneId()];
    const open = (zone: ReturnType<typeof zoneId>, name: string, hz: number, output: string) =>
      engine.send({
        kind: "open-zone",
        zone,
        input: from(tune(name, sine(hz, 5))),
        paused: false,
        members: [member(output, 100)],
      });
    open(one, "one.wav", 500, "a");
    open(two, "two.wav", 2_000, "b");
    await engine.advance(1_000);
    engine.send({ kind: "join", zone: two, member: member("a", 100) });
    await engine.advance(2_000);

    const [a, b] = [recordingOf("a").left, recordingOf("b").left];
    expect(sameSamples(a.subarray(2 * RATE_HZ), b.subarray(2 * RATE_HZ))).toBe(true);
    expect(largestStep(a)).toBeLessThanOrEqual(largestStep(b) + 1);
  });
});

describe("two zones", () => {
  it("do not hear each other", async () => {
    openSpeaker("a", 142);
    openSpeaker("b", 158);
    const open = (name: string, hz: number, output: string, latencyMs: number) =>
      engine.send({
        kind: "open-zone",
        zone: zoneId(),
        input: from(tune(name, sine(hz, 3))),
        paused: false,
        members: [member(output, latencyMs)],
      });
    open("low.wav", 500, "a", 142);
    await engine.advance(300);
    open("high.wav", 3_000, "b", 158);
    await engine.advance(2_200);

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
    expect(level(recordingOf("a").left, 500)).toBeCloseTo(0.5, 3);
    expect(level(recordingOf("a").left, 3_000)).toBeLessThan(1e-5);
    expect(level(recordingOf("b").left, 3_000)).toBeCloseTo(0.5, 3);
    expect(level(recordingOf("b").left, 500)).toBeLessThan(1e-5);
  });
});

describe("what is changed while it plays", () => {
  const playTone = async (): Promise<ReturnType<typeof zoneId>> => {
    openSpeaker("a", 100);
    const zone = zoneId();
    engine.send({
      kind: "open-zone",
      zone,
      input: from(tune("tone.wav", sine(440, 4), sine(440, 4, 0.25))),
      paused: false,
      members: [member("a", 100)],
    });
    await engine.advance(1_000);
    return zone;
  };
  const toneStep = 0.5 * 32_768 * 2 * Math.PI * (440 / RATE_HZ);

  it.each([
    ["a lower volume", { kind: "set-volume", output: "a", volumePercent: 20, muted: false }],
    ["mute", { kind: "set-volume", output: "a", volumePercent: 100, muted: true }],
    ["another channel", { kind: "set-channel", output: "a", channel: "right" }],
    ["another latency", { kind: "set-latency", output: "a", latencyMs: 98.5 }],
    ["a far longer latency", { kind: "set-latency", output: "a", latencyMs: 400 }],
    ["leaving", { kind: "leave", output: "a" }],
  ] as const)("%s makes no click", async (_, request) => {
    await playTone();
    engine.send(request);
    await engine.advance(1_000);

    expect(largestStep(recordingOf("a").left, RATE_HZ / 2)).toBeLessThanOrEqual(toneStep * 1.1);
  });

  it("mute is silence after 20 ms, and unmuting comes up gently to where it was", async () => {
    await playTone();
    engine.send({ kind: "set-volume", output: "a", volumePercent: 100, muted: true });
    await engine.advance(1_000);
    engine.send({ kind: "set-volume", output: "a", volumePercent: 100, muted: false });
    await engine.advance(1_000);

    const { left } = recordingOf("a");
    const writtenAt = 1_000 + 40 + 100; // request, cushion, the speaker's own latency, in ms
    expect(firstSound(left, 0, (writtenAt + 30) * 48)).toBeGreaterThan(1_900 * 48);
    expect(largestStep(left)).toBeLessThanOrEqual(toneStep * 1.1);
    const loudest = (fromMs: number, toMs: number) => Math.max(...left.subarray(fromMs * 48, toMs * 48));
    expect(loudest(2_140, 2_240)).toBeLessThan(0.2 * 16_384);
    expect(loudest(2_600, 2_900)).toBeGreaterThan(0.99 * 16_384);
  });

  it("half the volume is an eighth of the amplitude", async () => {
    await playTone();
    engine.send({ kind: "set-volume", output: "a", volumePercent: 50, muted: false });
    await engine.advance(1_000);

    expect(Math.max(...recordingOf("a").left.subarray(1.5 * RATE_HZ, 1.6 * RATE_HZ))).toBeCloseTo(2_048, -1);
  });

  it("left is the music's left on both sides of the speaker", async () => {
    await playTone();
    engine.send({ kind: "set-channel", output: "a", channel: "left" });
    await engine.advance(1_000);

    const { left, right } = recordingOf("a");
    const tail = (samples: Int16Array) => samples.subarray(1.5 * RATE_HZ, 1.6 * RATE_HZ);
    expect(sameSamples(tail(right), tail(left))).toBe(true);
    expect(Math.max(...tail(left))).toBeGreaterThan(16_000);
  });

  it("a pause keeps the place, and playing on goes on from there", async () => {
    openSpeaker("a", 100);
    const zone = zoneId();
    const ramp = Float32Array.from({ length: 4 * RATE_HZ }, (_, n) => n / (4 * RATE_HZ));
    engine.send({
      kind: "open-zone",
      zone,
      input: from(tune("ramp.wav", ramp)),
      paused: false,
      members: [member("a", 100)],
    });
    await engine.advance(1_000);
    engine.send({ kind: "pause-zone", zone });
    await engine.advance(1_000);
    engine.send({ kind: "resume-zone", zone });
    await engine.advance(1_000);

    const { left } = recordingOf("a");
    const pausedAt = left.findLastIndex((value, n) => n < 2 * RATE_HZ && value > 0);
    const silence = longestSilence(left, RATE_HZ, 2.5 * RATE_HZ);
    expect(silence).toBeGreaterThan(0.97 * RATE_HZ);
    // What is heard 20 ms after the pause is what would have been heard 20 ms after it began: nothing was lost.
    const before = left[pausedAt - 900] ?? 0;
    const after = left[pausedAt + silence + 900] ?? 0;
    expect(after - before).toBeCloseTo((1_800 / (4 * RATE_HZ)) * 32_768, -1);
    // And the place that was told is the one it went on from.
    const places = events.flatMap((event) => (event.kind === "position" ? [event.positionMs] : []));
    const resumedFrame = (places[1] ?? 0) * 48 + 900;
    expect(after).toBeCloseTo((resumedFrame / (4 * RATE_HZ)) * 32_768, -2);
  });
});

describe("a list of tracks", () => {
  it("is played without a gap between them", async () => {
    openSpeaker("a", 50);
    const whole = sine(300, 2);
    const parts = [whole.subarray(0, 30_011), whole.subarray(30_011)];
    const tracks = parts.map((part, index) => tune(`part-${index}.wav`, part));

    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input: from(...tracks),
      paused: false,
      members: [member("a", 50)],
    });
    await engine.advance(2_500);

    const { left } = recordingOf("a");
    const start = firstSound(left, 0);
    const expected = Int16Array.from(whole.subarray(1, 95_000), (value) => Math.round(value * 32_768));
    expect(sameSamples(left.subarray(start, start + 94_999), expected)).toBe(true);
    expect(news(events)).toEqual([
      { kind: "zone-started", zone: expect.any(String), track: tracks[0], index: 0 },
      { kind: "track-started", zone: expect.any(String), track: tracks[1], index: 1 },
      { kind: "zone-ended", zone: expect.any(String), reason: "finished" },
    ]);
  });

  it("skips what can't be played and says why", async () => {
    openSpeaker("a", 50);
    writeWav(folder.path("empty.wav"), [new Float32Array(0)]);
    const missing = { path: folder.path("gone.wav"), title: "gone" };
    const silent = { path: folder.path("empty.wav"), title: "empty" };
    const good = tune("good.wav", sine(440, 1));

    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input: from(missing, silent, good),
      paused: false,
      members: [member("a", 50)],
    });
    await engine.advance(500);

    expect(news(events)).toEqual([
      { kind: "track-failed", zone: expect.any(String), track: missing, reason: "the file is not there any more" },
      { kind: "track-failed", zone: expect.any(String), track: silent, reason: "the file holds no sound" },
      { kind: "zone-started", zone: expect.any(String), track: good, index: 2 },
    ]);
  });

  it("of which nothing can be played ends as unplayable", async () => {
    openSpeaker("a", 50);
    const missing = { path: folder.path("gone.wav"), title: "gone" };

    engine.send({ kind: "open-zone", zone: zoneId(), input: from(missing), paused: false, members: [member("a", 50)] });
    await engine.advance(500);

    expect(news(events).at(-1)).toEqual({ kind: "zone-ended", zone: expect.any(String), reason: "unplayable" });
  });

  it("goes on with the next one, back to the one before, and from its start after three seconds", async () => {
    openSpeaker("a", 50);
    const zone = zoneId();
    const tracks = [300, 600, 900].map((hz) => tune(`${hz}.wav`, sine(hz, 8)));
    engine.send({ kind: "open-zone", zone, input: from(...tracks), paused: false, members: [member("a", 50)] });
    await engine.advance(1_000);
    engine.send({ kind: "skip", zone, by: 1 });
    engine.send({ kind: "skip", zone, by: 1 });
    await engine.advance(1_000);
    engine.send({ kind: "skip", zone, by: -1 });
    await engine.advance(4_000);
    engine.send({ kind: "skip", zone, by: -1 });
    await engine.advance(1_000);

    const started = news(events).map((event) => (event.kind === "track-started" ? event.index : event.kind));
    expect(started).toEqual(["zone-started", 2, 1, 1]);
    expect(largestStep(recordingOf("a").left)).toBeLessThanOrEqual(0.5 * 32_768 * 2 * Math.PI * (900 / RATE_HZ) * 1.1);
  });

  it("starts where it is told to, and tells where it is once a second", async () => {
    openSpeaker("a", 50);
    const ramp = Float32Array.from({ length: 10 * RATE_HZ }, (_, n) => n / (10 * RATE_HZ));
    const input = { ...from(tune("ramp.wav", ramp)), startMs: 4_000 };

    engine.send({ kind: "open-zone", zone: zoneId(), input, paused: false, members: [member("a", 50)] });
    await engine.advance(2_200);

    const heard = recordingOf("a").left[2 * RATE_HZ] ?? 0;
    const positions = events.flatMap((event) => (event.kind === "position" ? [event.positionMs] : []));
    expect(positions).toHaveLength(2);
    expect(positions[1]).toBeGreaterThan(5_850);
    expect(positions[1]).toBeLessThan(6_000);
    expect(heard / 32_768).toBeGreaterThan(0.58);
    expect(heard / 32_768).toBeLessThan(0.6);
  });

  it("opened paused is silent, says nothing, and begins when it is resumed", async () => {
    openSpeaker("a", 50);
    const zone = zoneId();
    const track = tune("tone.wav", sine(440, 3));
    engine.send({
      kind: "open-zone",
      zone,
      input: { ...from(track), startMs: 500 },
      paused: true,
      members: [member("a", 50)],
    });
    await engine.advance(1_000);
    expect(news(events)).toEqual([]);
    engine.send({ kind: "resume-zone", zone });
    await engine.advance(1_000);

    expect(news(events)).toEqual([{ kind: "zone-started", zone, track, index: 0 }]);
    const { left } = recordingOf("a");
    expect(firstSound(left, 0)).toBeGreaterThan(1_050 * 48);
    expect(firstSound(left, 0)).toBeLessThan(1_150 * 48);
    expect(largestStep(left)).toBeLessThanOrEqual(0.5 * 32_768 * 2 * Math.PI * (440 / RATE_HZ) * 1.1);
  });

  it("skipped past its end is over; what still comes for it is no mistake", async () => {
    openSpeaker("a", 50);
    const zone = zoneId();
    engine.send({
      kind: "open-zone",
      zone,
      input: from(tune("tone.wav", sine(440, 3))),
      paused: false,
      members: [member("a", 50)],
    });
    await engine.advance(500);
    engine.send({ kind: "skip", zone, by: 1 });
    await engine.advance(500);
    engine.send({ kind: "close-zone", zone });
    engine.send({ kind: "set-volume", output: "a", volumePercent: 30, muted: false });

    expect(news(events).slice(1)).toEqual([{ kind: "zone-ended", zone, reason: "finished" }]);
    const { left } = recordingOf("a");
    expect(largestStep(left)).toBeLessThanOrEqual(0.5 * 32_768 * 2 * Math.PI * (440 / RATE_HZ) * 1.1);
  });

  it("of rates and formats that differ goes on at the right pitch", async () => {
    openSpeaker("a", 50);
    const low = folder.path("low.wav");
    writeWav(low, [sine(1_000, 0.6, 0.5, 8_000)], { bits: 8, rateHz: 8_000 });
    const high = folder.path("high.wav");
    writeWav(high, [sine(1_000, 0.6, 0.5, 192_000)], { bits: 24, rateHz: 192_000 });
    const tracks = [low, high].map((path) => ({ path, title: path }));

    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input: from(...tracks),
      paused: false,
      members: [member("a", 50)],
    });
    await engine.advance(1_500);

    const { left } = recordingOf("a");
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
