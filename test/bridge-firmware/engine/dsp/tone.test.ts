import { createVirtualEngine, type VirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import { applyTone, createToneChain, setTone } from "@house-band/bridge-firmware/engine/dsp/tone";
import type { Tone } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createFolder,
  firstSound,
  largestStep,
  longestSilence,
  member,
  noise,
  readRecording,
  sameSamples,
  sine,
  skewSamples,
  writeWav,
  zoneId,
} from "../fixtures.ts";
import { createCapture } from "./capture.ts";
import { amplitudeAt, interleaved, loudest, RATE_HZ, steepest, tone } from "./signals.ts";

const NEUTRAL: Tone = { trimDb: 0, equaliser: [] };
const trim = (trimDb: number): Tone => ({ trimDb, equaliser: [] });
const BASS: Tone = { trimDb: 0, equaliser: [{ kind: "low-shelf", frequencyHz: 150, gainDb: 9, q: 0.71 }] };
/** Hardly heard, but it needs the limiter: what shows then is the limiter's coming and going alone. */
const NARROW: Tone = { trimDb: 0, equaliser: [{ kind: "peaking", frequencyHz: 18_000, gainDb: 1, q: 10 }] };
const CHANGES: readonly (readonly [string, Tone, Tone])[] = [
  ["setting bass", NEUTRAL, BASS],
  ["taking bass away", BASS, NEUTRAL],
  ["a trim up", NEUTRAL, trim(6)],
  ["a trim down", trim(6), trim(-12)],
];
const MS = 48;

describe("the trim", () => {
  it.each([
    [-24, 0.063_096],
    [-6, 0.501_187],
    [0, 1],
    [6, 1.995_262],
    [12, 3.981_072],
  ])("of %d dB is a factor of %d", (trimDb, factor) => {
    const capture = createCapture(interleaved(tone(1_000, RATE_HZ, 0.2)));
    capture.open("a", trim(trimDb));
    capture.play([member("a", 50)]);
    capture.blocks(120);
    expect(amplitudeAt(capture.heard("a").left.subarray(9_600, 57_600), 1_000)).toBeCloseTo(0.2 * factor, 5);
  });

  it("glides from one loudness to another within a tenth of a second", () => {
    const capture = createCapture(interleaved(new Float32Array(4_800).fill(0.2)));
    capture.open("a", trim(-24));
    capture.play([member("a", 0)]);
    capture.blocks(50);
    capture.send({ kind: "set-tone", output: "a", tone: trim(-6) });
    capture.blocks(50);

    const { left } = capture.heard("a");
    const glide = (0.2 * (0.501_187 - 0.063_096)) / 4_800;
    expect(steepest(left, 20 * 480)).toBeLessThan(1.01 * glide);
    // Three blocks are written ahead, and the glide takes ten.
    expect(left[63 * 480]).toBeCloseTo(0.2 * 0.501_187, 5);
  });

  it("never lifts the music above −1 dBFS, and tells its peak as it is written", () => {
    const capture = createCapture(interleaved(tone(80, RATE_HZ, 1), tone(1_000, RATE_HZ, 0.7)));
    capture.open("a", { trimDb: 12, equaliser: BASS.equaliser });
    capture.play([member("a", 50)]);
    capture.blocks(300);

    const { left, right } = capture.heard("a");
    expect(Math.max(loudest(left), loudest(right))).toBeLessThanOrEqual(10 ** (-1 / 20));
    expect(loudest(left, 2 * RATE_HZ)).toBeGreaterThan(0.85);
    const status = capture.events.findLast((event) => event.kind === "status");
    expect(status?.kind === "status" && status.outputs.a?.peak).toBeCloseTo(0.891, 2);
  });
});

describe("tones of several speakers", () => {
  const MUSIC = Float32Array.from({ length: 960 }, (_, n) => 0.9 * Math.sin(n * n));
  const TREBLE: Tone = { trimDb: 3, equaliser: [{ kind: "high-shelf", frequencyHz: 5_000, gainDb: 9, q: 0.7 }] };
  const LOUD_BASS: Tone = { ...BASS, trimDb: 12 };
  const WAYS: readonly (readonly [Tone, Tone])[] = [
    [LOUD_BASS, TREBLE],
    [TREBLE, LOUD_BASS],
    [trim(-6), { ...TREBLE, trimDb: -3 }],
  ];

  /** What chains make of the same music, each block by one after the other; in the middle each gets its second tone. */
  const play = (ways: typeof WAYS): readonly (readonly Float32Array[])[] => {
    const chains = ways.map(([first]) => createToneChain(first, RATE_HZ));
    const heard = ways.map((): Float32Array[] => []);
    for (let block = 0; block < 24; block++) {
      for (const [index, chain] of chains.entries()) {
        const [, second] = ways[index] ?? [];
        if (block === 12 && second !== undefined) setTone(chain, second);
        const out = MUSIC.slice();
        applyTone(chain, out, 480);
        heard[index]?.push(out);
      }
    }
    return heard;
  };

  it("are each what they are alone, though all are made in the same memory", () => {
    const together = play(WAYS);
    expect(together).toEqual(WAYS.flatMap((way) => play([way])));
    expect(together[0]).not.toEqual(together[1]);
  });
});

describe("the limiter's look-ahead", () => {
  it("changes no sample and no moment, coming or going, of music that stays below the ceiling", () => {
    const music = Float32Array.from({ length: 2 * 9_600 }, (_, n) => Math.sin(n * n) / 2);
    const capture = createCapture(music);
    for (const output of ["plain", "switched"]) capture.open(output);
    capture.play([member("plain", 80), member("switched", 80)]);
    capture.blocks(20);
    // A trim that needs the limiter for a moment, taken back before anything has glided: only its delay comes and goes.
    for (let round = 0; round < 5; round++) {
      capture.send({ kind: "set-tone", output: "switched", tone: trim(1) });
      capture.blocks(1);
      capture.send({ kind: "set-tone", output: "switched", tone: NEUTRAL });
      capture.blocks(29);
    }

    const [plain, switched] = [capture.heard("plain").left, capture.heard("switched").left];
    // Only while the trim was on its way, 10 ms up and 10 ms back, does anything differ at all, and then in level only.
    const differing = plain.findLastIndex((sample, n) => Math.abs(sample / (switched[n] ?? 0) - 1) > 0.02);
    expect(differing).toBe(-1);
    for (let round = 0; round < 5; round++) {
      const from = (20 + 30 * round + 16) * 480;
      expect(switched.subarray(from, from + 14 * 480)).toEqual(plain.subarray(from, from + 14 * 480));
    }
  });
});

describe("speakers of one zone, one of which has a tone", () => {
  let folder: ReturnType<typeof createFolder>;
  let engine: VirtualEngine;
  beforeEach(() => {
    folder = createFolder();
    engine = createVirtualEngine();
  });
  afterEach(async () => {
    await engine.close();
    folder.remove();
  });

  const openSpeaker = (output: string, actualLatencyMs: number, tone?: Tone) => {
    const recordPath = folder.path(`${output}.wav`);
    const spec = { kind: "emulated" as const, actualLatencyMs, jitterMs: 0, seed: 1, recordPath };
    engine.send({ kind: "open-output", output, spec, ...(tone && { tone }) });
  };
  const open = (samples: Float32Array, ...members: ReturnType<typeof member>[]) => {
    writeWav(folder.path("music.wav"), [samples, samples], { bits: 32, float: true });
    const tracks = [{ path: folder.path("music.wav"), title: "music" }];
    const zone = zoneId();
    const input = { kind: "files" as const, tracks, startIndex: 0, startMs: 0 };
    engine.send({ kind: "open-zone", zone, input, paused: false, members });
    return zone;
  };
  const recordingOf = (output: string) => readRecording(folder.path(`${output}.wav`));

  it("start together, whoever is the slowest", async () => {
    openSpeaker("fast", 30.4, NARROW);
    openSpeaker("slow", 300.7, NARROW);
    openSpeaker("plain", 142.3);
    open(noise(3, 7), member("fast", 30.4), member("slow", 300.7), member("plain", 142.3));
    await engine.advance(2_500);

    const reference = recordingOf("plain").left;
    for (const output of ["fast", "slow"]) {
      expect(Math.abs(skewSamples(reference, recordingOf(output).left, RATE_HZ, RATE_HZ))).toBeLessThan(0.05);
      expect(Math.abs(firstSound(recordingOf(output).left) - firstSound(reference))).toBeLessThan(5);
    }
  });

  it("stay together to less than a sample while it is set, changed and taken away", async () => {
    openSpeaker("plain", 142.3);
    openSpeaker("toned", 200.6);
    open(noise(7, 7, 0.4), member("plain", 142.3), member("toned", 200.6));
    await engine.advance(1_000);
    for (const next of [NARROW, { ...NARROW, trimDb: 3 }, NEUTRAL, NARROW, NEUTRAL]) {
      engine.send({ kind: "set-tone", output: "toned", tone: next });
      await engine.advance(1_000);
    }

    const [plain, toned] = [recordingOf("plain").left, recordingOf("toned").left];
    // Windows of 20 ms, so that not even a moment of another skew hides in an average.
    const skews: number[] = [];
    for (let ms = 600; ms < 5_800; ms += 20) skews.push(Math.abs(skewSamples(plain, toned, ms * MS, 20 * MS, 240)));
    expect(Math.max(...skews)).toBeLessThan(0.2);
    expect(longestSilence(toned, 600 * MS, 5_800 * MS)).toBeLessThan(20);
  });

  it("are in time at once when one with a tone joins in mid-song", async () => {
    openSpeaker("first", 60);
    openSpeaker("later", 260.2, { ...NARROW, trimDb: 2 });
    const zone = open(noise(5, 3, 0.3), member("first", 60));
    await engine.advance(1_000);
    engine.send({ kind: "join", zone, member: member("later", 260.2) });
    await engine.advance(2_500);

    const [first, later] = [recordingOf("first").left, recordingOf("later").left];
    const from = firstSound(later) + 40 * MS;
    expect(Math.abs(skewSamples(first, later, from, 100 * MS))).toBeLessThan(0.05);
  });

  it("stay together when the latency of the one with a tone turns out to be another", async () => {
    openSpeaker("plain", 142);
    openSpeaker("toned", 200.6, NARROW);
    open(noise(4, 7, 0.4), member("plain", 142), member("toned", 190));
    await engine.advance(1_000);
    engine.send({ kind: "set-latency", output: "toned", latencyMs: 200.6 });
    await engine.advance(1_500);

    const skew = skewSamples(recordingOf("plain").left, recordingOf("toned").left, 1.8 * RATE_HZ, RATE_HZ / 4);
    expect(Math.abs(skew)).toBeLessThan(0.05);
  });

  it("leave the others bit for bit as they were", async () => {
    const play = async (toned: boolean) => {
      openSpeaker("plain", 142.3);
      openSpeaker("other", 170);
      open(noise(3, 7), member("plain", 142.3), member("other", 170));
      await engine.advance(700);
      if (toned) engine.send({ kind: "set-tone", output: "other", tone: BASS });
      await engine.advance(1_500);
      return recordingOf("plain").left;
    };
    const undisturbed = await play(false);
    await engine.close();
    engine = createVirtualEngine();
    expect(sameSamples(await play(true), undisturbed)).toBe(true);
  });

  // a block is 4.4 waves of 440 Hz: five of them begin on five parts of it
  it.each(
    CHANGES.flatMap(([what, before, after]) =>
      [0, 10, 20, 30, 40].map((laterMs) => [what, laterMs, before, after] as const),
    ),
  )("%s makes no click, %d ms later", async (_, laterMs, before, after) => {
    openSpeaker("a", 100, before);
    open(sine(440, 4, 0.2), member("a", 100));
    await engine.advance(1_000 + laterMs);
    engine.send({ kind: "set-tone", output: "a", tone: after });
    await engine.advance(1_000);

    const { left } = recordingOf("a");
    const settled = Math.max(
      largestStep(left, 0.6 * RATE_HZ, RATE_HZ),
      largestStep(left, 1.6 * RATE_HZ, 1.9 * RATE_HZ),
    );
    expect(largestStep(left, 0.6 * RATE_HZ)).toBeLessThanOrEqual(1.05 * settled + 2);
  });

  it("that leaves with a tone fades to its end: what its limiter held back is played, too", async () => {
    openSpeaker("a", 50, { ...BASS, trimDb: 3 });
    open(sine(440, 4, 0.2), member("a", 50));
    await engine.advance(1_000);
    engine.send({ kind: "leave", output: "a" });
    await engine.advance(500);

    const { left } = recordingOf("a");
    const end = left.findLastIndex((sample) => sample !== 0);
    expect(largestStep(left, RATE_HZ, left.length)).toBeLessThanOrEqual(
      1.05 * largestStep(left, 0.5 * RATE_HZ, RATE_HZ),
    );
    // A fade of two blocks, a bass filter's last swing, and then silence for good.
    expect(end).toBeLessThan((1_000 + 40 + 50 + 45) * MS);
    expect(Math.abs(left[end] ?? 0)).toBeLessThan(40);
  });
});
