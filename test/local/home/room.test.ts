// The simulated room and microphone: what they do to a click and a tone.
import { type Microphone, record } from "@house-band/local/home/microphone";
import { hear, type Room } from "@house-band/local/home/room";
import { describe, expect, it } from "@jest/globals";

const RATE_HZ = 48_000;
const OPEN_AIR: Room = { rateHz: RATE_HZ, rt60S: 0, directToReverberantDb: 0 };
const PERFECT: Microphone = {
  rateHz: RATE_HZ,
  latencyMs: 0,
  clockPpm: 0,
  gainDb: 0,
  noiseDb: Number.NEGATIVE_INFINITY,
};

const click = (atFrame: number, frames = 24_000): Float32Array => {
  const samples = new Float32Array(frames);
  samples[atFrame] = 1;
  return samples;
};
const tone = (hz: number, frames = 48_000): Float32Array =>
  Float32Array.from({ length: frames }, (_, n) => 0.1 * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));
const energy = (samples: Float32Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0);
const peakAt = (samples: Float32Array): number => samples.indexOf(Math.max(...samples));
const db = (ratio: number): number => 10 * Math.log10(ratio);

describe("the room", () => {
  it("lets a sound arrive later and softer for each metre", () => {
    // 3.43 m are 10 ms, 480 frames.
    const heard = hear([{ samples: click(1_000), distanceM: 3.43 }], OPEN_AIR, 1);
    expect(peakAt(heard)).toBe(1_480);
    expect(heard[1_480]).toBeCloseTo(1 / 3.43, 4);
  });

  it("reckons between samples", () => {
    // Half a frame: both neighbours hear the same.
    const heard = hear([{ samples: click(1_000), distanceM: 343 * (100.5 / RATE_HZ) }], OPEN_AIR, 1);
    expect(heard[1_100]).toBeCloseTo(heard[1_101] ?? 0, 5);
  });

  it("adds echoes with the energy that was asked for, which die away by 60 dB in RT60", () => {
    const room = { ...OPEN_AIR, rt60S: 0.3, directToReverberantDb: -6 };
    const heard = hear([{ samples: click(0), distanceM: 1 }], room, 3);
    const after = heard.subarray(140 + 40);
    expect(db(energy(heard.subarray(0, 140 + 40)) / energy(after))).toBeCloseTo(-6, 0);
    const early = energy(after.subarray(2_000, 4_400));
    const late = energy(after.subarray(9_200, 11_600));
    // 150 ms later: half of the 60 dB.
    expect(Math.abs(db(early / late) - 30)).toBeLessThan(1.5);
  });

  it("is the same for the same seed, and another for another", () => {
    const room = { ...OPEN_AIR, rt60S: 0.2 };
    const cones = [{ samples: click(0), distanceM: 2 }];
    expect(hear(cones, room, 4)).toEqual(hear(cones, room, 4));
    expect(hear(cones, room, 4)).not.toEqual(hear(cones, room, 5));
  });

  it.each([
    ["a cone that is nowhere off", OPEN_AIR, 0],
    ["an RT60 below 0", { ...OPEN_AIR, rt60S: -1 }, 1],
    ["an RT60 so short that no tail is left", { ...OPEN_AIR, rt60S: 0.004 }, 1],
  ])("refuses %s", (_name, room, distanceM) => {
    expect(() => hear([{ samples: click(0), distanceM }], room, 1)).toThrow(RangeError);
  });

  it("adds up its speakers, as long as the longest", () => {
    const both = hear(
      [
        { samples: click(100, 5_000), distanceM: 3.43 },
        { samples: click(3_000, 9_000), distanceM: 3.43 },
      ],
      OPEN_AIR,
      1,
    );
    expect(both).toHaveLength(9_000);
    expect([both[580], both[3_480]].map((sample) => sample?.toFixed(3))).toEqual(["0.292", "0.292"]);
  });
});

describe("the microphone", () => {
  const near = (samples: Float32Array) => [{ samples, distanceM: 1 }];

  it("records later by its latency, at its own rate", () => {
    const { samples, rateHz } = record(near(click(4_800)), OPEN_AIR, { ...PERFECT, rateHz: 44_100, latencyMs: 250 }, 1);
    // 100 ms, 2.92 ms of air and 250 ms, at 44.1 kHz.
    expect(rateHz).toBe(44_100);
    expect(Math.abs(peakAt(samples) - 15_564)).toBeLessThanOrEqual(1);
  });

  it("refuses a rate at which its sound would fold down", () => {
    expect(() => record(near(click(0)), OPEN_AIR, { ...PERFECT, rateHz: 16_000 }, 1)).toThrow(RangeError);
  });

  it("has a clock of its own", () => {
    const heard = record(near(click(40_000, 48_000)), OPEN_AIR, { ...PERFECT, clockPpm: 1_000 }, 1);
    // 140 frames of air; 0.1 % of 40,140 frames are 40.
    expect(peakAt(heard.samples)).toBe(40_180);
  });

  it("adds noise of the level that was asked for", () => {
    const { samples } = record(near(new Float32Array(48_000)), OPEN_AIR, { ...PERFECT, noiseDb: -40 }, 1);
    expect(db(energy(samples) / samples.length)).toBeCloseTo(-40, 1);
  });

  it("knows nothing louder than full scale", () => {
    const { samples } = record(near(tone(440)), OPEN_AIR, { ...PERFECT, gainDb: 40 }, 1);
    expect(Math.max(...samples)).toBe(1);
    expect(Math.min(...samples)).toBe(-1);
    expect(samples.filter((sample) => Math.abs(sample) === 1).length).toBeGreaterThan(40_000);
  });
});
