// From a recording to latencies: right to a tenth of a millisecond, or a reason why not. What is expected is where the
// simulated speakers stand and how late they are: 343 m of air are a second.
import { analyse } from "@house-band/bridge-firmware/calibration/analyse";
import type { Measured, Measurement, SpeakerMeasurement } from "@house-band/bridge-firmware/calibration/measurement";
import { planProbes } from "@house-band/bridge-firmware/calibration/probe-plan";
import { describe, expect, it } from "@jest/globals";
import { listenTo, RATE_HZ, type Standing, speaker } from "./listening.ts";

const KITCHEN: Standing = { latencyMs: 180, distanceM: 1.715 }; // 5 ms of air
const PATIO: Standing = { latencyMs: 142, distanceM: 3.43, gain: 0.6 }; // 10 ms
const DECK: Standing = { latencyMs: 640, distanceM: 5.145 }; // 15 ms

function measurementOf({ plan, heard }: ReturnType<typeof listenTo>): Measurement {
  const found = analyse(heard, plan);
  if (!found.ok) throw new Error(`nothing was measured: ${JSON.stringify(found.error)}`);
  return found.value;
}

const kindsOf = ({ speakers }: Measurement) => [...speakers.values()].map(({ kind }) => kind);

function measured(found: SpeakerMeasurement | undefined): Measured {
  if (found?.kind !== "measured") throw new Error(`it was not measured: ${JSON.stringify(found)}`);
  return found;
}

describe("a calibration", () => {
  const garden = measurementOf(listenTo([KITCHEN, PATIO, DECK]));
  const [kitchen, patio, deck] = [0, 1, 2].map((n) => measured(garden.speakers.get(speaker(n))));

  it("measures latencies in a room with echoes and noise, by a microphone with a clock of its own", () => {
    expect(patio?.latencyMs).toBe(0);
    expect(kitchen?.latencyMs).toBeCloseTo(185 - 152, 1);
    expect(deck?.latencyMs).toBeCloseTo(655 - 152, 1);
    expect(Math.abs(garden.clockPpm - 60)).toBeLessThan(5);
    for (const each of [kitchen, patio, deck]) {
      expect(each?.confidence).toBeGreaterThan(0.9);
      expect(each?.spreadMs).toBeLessThan(0.05);
    }
  });

  it("tells how loud each was, and over how much noise", () => {
    // Distance takes 4.7 and 10.7 dB, the patio's gain 4.4, the microphone 12; the probe has −9 dB, and the room adds 4.8.
    expect(Math.abs((kitchen?.levelDb ?? 0) - -20.9)).toBeLessThan(1.5);
    expect(Math.abs((patio?.levelDb ?? 0) - -31.3)).toBeLessThan(1.5);
    // Noise has −50 dB, some of it below the probe's band.
    expect(Math.abs((kitchen?.snrDb ?? 0) - 30)).toBeLessThan(2.5);
  });

  it("takes a phone's recording at 44.1 kHz that began long before", () => {
    const { speakers } = measurementOf(listenTo([KITCHEN, PATIO], { rateHz: 44_100, latencyMs: 6_300, clockPpm: -90 }));
    expect(measured(speakers.get(speaker(0))).latencyMs).toBeCloseTo(33, 1);
  });
});

describe("a speaker that can't be measured", () => {
  it("is silent or disagrees with itself, and the others are measured all the same", () => {
    const gone: Standing = { ...PATIO, gain: 0 };
    const moved: Standing = { ...DECK, jumpMs: 2.5 };
    const found = measurementOf(listenTo([KITCHEN, gone, moved, PATIO]));
    expect(kindsOf(found)).toEqual(["measured", "silent", "disagrees", "measured"]);
    expect(found.speakers.get(speaker(2))).toMatchObject({ spreadMs: expect.closeTo(2.5, 1) });
    expect(measured(found.speakers.get(speaker(0))).latencyMs).toBeCloseTo(185 - 152, 1);
  });

  it("is too faint to be sure of, and that is said", () => {
    const found = measurementOf(listenTo([KITCHEN, { ...PATIO, gain: 0.01 }]));
    expect(kindsOf(found)).toEqual(["measured", "uncertain"]);
  });

  it("may be one of only two, where no clock explains what it did", () => {
    const found = measurementOf(listenTo([KITCHEN, { ...PATIO, jumpMs: 2 }]));
    expect(kindsOf(found)).toEqual(["measured", "disagrees"]);
  });
});

describe("a recording of no use", () => {
  const { plan, heard } = listenTo([KITCHEN, PATIO], { latencyMs: 0 });
  const faultOf = (samples: Float32Array) => {
    const found = analyse({ samples, rateHz: RATE_HZ }, plan);
    return found.ok ? null : found.error;
  };
  const noise = (peak: number) => heard.samples.map((_, n) => peak * Math.sin(n * n * 0.37 + 40 * Math.sin(n * 0.013)));

  it("ends too early", () => {
    const samples = heard.samples.subarray(0, 5 * RATE_HZ);
    expect(faultOf(samples)).toEqual({ kind: "too-short", heardMs: 5_000, neededMs: plan.lengthMs });
  });

  it("ends too early for when it began", () => {
    const late = new Float32Array(9 * RATE_HZ);
    late.set(heard.samples.subarray(0, 5 * RATE_HZ), 4 * RATE_HZ);
    expect(faultOf(late)).toMatchObject({ kind: "too-short", heardMs: 9_000 });
  });

  it("was overdriven", () => {
    const loud = heard.samples.map((sample) => Math.max(-1, Math.min(1, 40 * sample)));
    expect(faultOf(loud)).toMatchObject({ kind: "clipped" });
  });

  it("is full of what is no number", () => {
    expect(faultOf(heard.samples.map(() => Number.NaN))).toMatchObject({ kind: "clipped" });
  });

  it("holds no probes, in a quiet place", () => {
    expect(faultOf(noise(0.002))).toEqual({ kind: "nothing-heard", noiseDb: expect.closeTo(-57, 0) });
  });

  it("holds no probes that stand out of loud noise", () => {
    expect(faultOf(noise(0.5))).toEqual({ kind: "too-loud-around", noiseDb: expect.closeTo(-9, 0) });
  });

  it("holds probes of another plan", () => {
    const found = analyse(heard, planProbes([7, 8, 9, 10].map(speaker)));
    expect(found).toMatchObject({ ok: false, error: { kind: "too-short" } });
  });

  it("has a rate that holds too little of the probe", () => {
    expect(() => analyse({ samples: heard.samples, rateHz: 4_000 }, plan)).toThrow(RangeError);
  });
});
