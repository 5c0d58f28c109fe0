// What the whole road does to a sound that it should not change: decoded from a file, through zone and slot, to the
// block that is written and to the file that is recorded.
import { createVirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import { createResamplers } from "@house-band/bridge-firmware/engine/input/resample";
import type { Channel } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { createFolder, member, readRecording, writeWav, zoneId } from "../fixtures.ts";
import { createCapture } from "./capture.ts";
import { amplitudeAt, fitTone, interleaved, RATE_HZ, thdPlusNoiseDb, toDb, tone } from "./signals.ts";

/** −1 dBFS. */
const AMPLITUDE = 0.891_25;

describe("the whole road at full volume", () => {
  // Whole samples, and fractions of one.
  const road = [
    [997, 50],
    [997, 50.3],
    [9_973, 50.3],
    [17_989, 50.31],
  ] as const;

  it.each(road)("adds less than −110 dB to %d Hz in the block that is written, %d ms ahead", (hz, latencyMs) => {
    const capture = createCapture(interleaved(tone(hz, RATE_HZ, AMPLITUDE)));
    capture.open("a");
    capture.play([member("a", latencyMs)]);
    capture.blocks(140);
    const { left } = capture.heard("a");
    expect(thdPlusNoiseDb(left.subarray(9_600, 9_600 + RATE_HZ), hz)).toBeLessThan(-110);
  });

  it.each(road)("adds less than −95 dB to %d Hz in the 16-bit recording, %d ms ahead", async (hz, latencyMs) => {
    const heard = await recorded(hz, { latencyMs });
    expect(toDb(fitTone(heard, hz).amplitude)).toBeCloseTo(-1, 1);
    expect(thdPlusNoiseDb(heard, hz)).toBeLessThan(-95);
  });

  it("is recorded without dither: at a volume of 10 % the steps of 16 bits are 37 dB below a tone of −1 dBFS", async () => {
    const heard = await recorded(997, { latencyMs: 50, volumePercent: 10 });
    expect(toDb(fitTone(heard, 997).amplitude)).toBeCloseTo(-61, 1);
    expect(thdPlusNoiseDb(heard, 997)).toBeCloseTo(-37, -1);
  });

  /** A second of a tone of −1 dBFS, from a file to a speaker's recording, as −1 … 1. */
  async function recorded(hz: number, more: { latencyMs: number; volumePercent?: number }): Promise<Float32Array> {
    const folder = createFolder();
    const engine = createVirtualEngine();
    const samples = tone(hz, 1.5 * RATE_HZ, AMPLITUDE);
    writeWav(folder.path("tone.wav"), [samples, samples], { bits: 32, float: true });
    engine.send({ kind: "open-output", output: "a", spec: { kind: "wav", path: folder.path("a.wav") } });
    const tracks = [{ path: folder.path("tone.wav"), title: "tone" }];
    const input = { kind: "files" as const, tracks, startIndex: 0, startMs: 0 };
    engine.send({
      kind: "open-zone",
      zone: zoneId(),
      input,
      paused: false,
      members: [member("a", more.latencyMs, more)],
    });
    await engine.advance(1_400);
    await engine.close();
    const all = Float32Array.from(readRecording(folder.path("a.wav")).left, (sample) => sample / 32_768);
    folder.remove();
    return all.subarray(0.25 * RATE_HZ, 1.25 * RATE_HZ);
  }
});

describe("a speaker's channel role", () => {
  it.each<[Channel, number, number, number, number]>([
    // role, the left tone on the left and right of the speaker, the right tone on the left and right of it
    ["stereo", 0, -Infinity, -Infinity, 0],
    ["left", 0, 0, -Infinity, -Infinity],
    ["right", -Infinity, -Infinity, 0, 0],
    ["mono", -6.02, -6.02, -6.02, -6.02],
  ])("%s gives what it should, and of the other side less than −60 dB", (channel, ll, lr, rl, rr) => {
    const capture = createCapture(interleaved(tone(1_000, RATE_HZ), tone(1_700, RATE_HZ)));
    capture.open("a");
    capture.play([member("a", 100.4, { channel })]);
    capture.blocks(120);
    const { left, right } = capture.heard("a");
    const levels = [1_000, 1_700].flatMap((hz) =>
      [left, right].map((side) => toDb(amplitudeAt(side.subarray(9_600, 9_600 + RATE_HZ), hz) / 0.5)),
    );
    for (const [index, wanted] of [ll, lr, rl, rr].entries()) {
      if (wanted === -Infinity) expect(levels[index]).toBeLessThan(-60);
      else expect(levels[index]).toBeCloseTo(wanted, 1);
    }
  });
});

describe("the conversion of sample rates", () => {
  /** The left side of a tone at one rate, brought to 48 kHz, without its ends. */
  async function converted(rateHz: number, hz: number): Promise<Float32Array> {
    const resamplers = createResamplers();
    const resampler = await resamplers.take(rateHz);
    const out = [...resampler.push(interleaved(tone(hz, rateHz, 0.5, rateHz)))];
    resamplers.close();
    const left = Float32Array.from(out.filter((_, n) => n % 2 === 0));
    return left.subarray(0.2 * RATE_HZ, 0.8 * RATE_HZ);
  }

  it.each([20, 100, 1_000, 5_000, 10_000, 15_000, 18_000, 19_000])(
    "from 44.1 kHz is flat within 0.1 dB and adds less than −100 dB at %d Hz",
    async (hz) => {
      const heard = await converted(44_100, hz);
      expect(Math.abs(toDb(fitTone(heard, hz).amplitude / 0.5))).toBeLessThan(0.1);
      expect(thdPlusNoiseDb(heard, hz)).toBeLessThan(-100);
    },
  );

  it("from 44.1 kHz loses 3.3 dB of the last that people hear, at 20 kHz", async () => {
    expect(toDb(fitTone(await converted(44_100, 20_000), 20_000).amplitude / 0.5)).toBeCloseTo(-3.3, 1);
  });

  it.each([25_000, 28_000, 30_000, 40_000, 47_000])(
    "from 96 kHz folds nothing of %d Hz back: less than −100 dB is left of it",
    async (hz) => {
      const heard = await converted(96_000, hz);
      const rms = Math.sqrt(heard.reduce((sum, sample) => sum + sample * sample, 0) / heard.length);
      expect(toDb((rms * Math.SQRT2) / 0.5)).toBeLessThan(-100);
    },
  );
});
