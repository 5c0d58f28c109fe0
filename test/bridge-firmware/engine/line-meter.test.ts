// How loud a line input is, whether it clips, and how much of it is the mains.
import { createLineMeter, type LineReading } from "@house-band/bridge-firmware/engine/dsp/line-meter";
import { describe, expect, it } from "@jest/globals";

const RATE_HZ = 48_000;
const WINDOW = 12_000;

/** One window of a sound for both channels, by the time in seconds. */
function read(sound: (s: number, n: number) => number, rateHz = RATE_HZ): LineReading {
  const frames = new Float32Array(2 * WINDOW);
  for (let n = 0; n < WINDOW; n++) frames.fill(Math.max(-1, Math.min(1, sound(n / rateHz, n))), 2 * n, 2 * n + 2);
  const [reading] = createLineMeter(rateHz).add(frames, (rateHz * 250) / 1_000);
  if (!reading) throw new Error("a quarter of a second is a window");
  return reading;
}
const sine = (hz: number, s: number): number => Math.sin(2 * Math.PI * hz * s);
/** Noise that is the same every time. */
const noise = (n: number): number => ((Math.imul(n + 1, 2_654_435_761) >>> 8) & 0xffff) / 32_768 - 1;

describe("the meter of a line input", () => {
  it.each([
    ["a sine at full scale", 1, -3.01, 0],
    ["one that is 20 dB softer", 0.1, -23.01, -20],
  ])("%s: RMS and peak", (_, gain, rmsDb, peakDb) => {
    const reading = read((s) => gain * sine(1_000, s));
    expect(reading.rmsDb).toBeCloseTo(rmsDb, 1);
    expect(reading.peakDb).toBeCloseTo(peakDb, 1);
  });

  it("is at its bottom where there is nothing", () => {
    expect(read(() => 0)).toEqual({ rmsDb: -120, peakDb: -120, clipped: 0, hum50: 0, hum60: 0 });
  });

  it("counts samples that clip, and none of a loud sine that does not", () => {
    expect(read((s) => 1.5 * sine(1_000, s)).clipped).toBeGreaterThan(1_000);
    expect(read((s) => 0.99 * sine(1_000, s)).clipped).toBe(0);
  });

  it.each([
    [
      "the mains of 50 Hz with overtones",
      (s: number) => 0.01 * (sine(50, s) + 0.5 * sine(100, s) + 0.3 * sine(150, s)),
      1,
      0,
    ],
    ["the mains of 60 Hz with overtones", (s: number) => 0.01 * (sine(60, s) + 0.5 * sine(120, s)), 0, 1],
    ["a tone of 440 Hz", (s: number) => 0.1 * sine(440, s), 0, 0],
    ["noise", (_: number, n: number) => 0.1 * noise(n), 0, 0],
  ])("%s: the share of 50 and of 60 Hz", (_, sound, hum50, hum60) => {
    const reading = read(sound);
    expect(Math.abs(reading.hum50 - hum50)).toBeLessThan(0.15);
    expect(Math.abs(reading.hum60 - hum60)).toBeLessThan(0.15);
  });

  it("reads a window for every quarter of a second, however the frames come", () => {
    const meter = createLineMeter(44_100);
    const piece = new Float32Array(2 * 1_000).fill(0.5);
    const readings = Array.from({ length: 44 }, () => meter.add(piece, 1_000)).flat();
    expect(readings).toHaveLength(3);
    expect(readings.every(({ rmsDb }) => Math.abs(rmsDb + 6.02) < 0.01)).toBe(true);
  });
});
