// When a tone is first heard, in simulated rooms and beside what else is to be heard there.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findToneArrival } from "@house-band/bridge-firmware/calibration/tone-arrival";
import { createRandom } from "@house-band/local/music/random";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";
import { RATE_HZ } from "./listening.ts";

const TONE = { hz: 1_000, notBeforeMs: 850 };
const sineFrom = (seconds: number, fromMs: number, size: number, hz = TONE.hz): Float32Array => {
  const from = Math.round((fromMs * RATE_HZ) / 1_000);
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, n) =>
    n < from ? 0 : size * Math.sin((2 * Math.PI * hz * (n - from)) / RATE_HZ),
  );
};

const Rooms = z.array(
  z.object({ directToReverberantDb: z.number(), snrDb: z.number(), lateMs: z.array(z.nullable(z.number())) }),
);
const PROGRAM = fileURLToPath(new URL("./tone-rooms.ts", import.meta.url));
/** Only how long it takes depends on the machine. */
const PATIENCE_MS = 300_000;

describe("the first sound of a tone", () => {
  let rooms: z.infer<typeof Rooms>;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", PROGRAM]);
    rooms = Rooms.parse(JSON.parse(stdout));
  }, PATIENCE_MS);

  it.each([
    [-3, 20, { isSaidIn: 40, withinMs: 0.5 }],
    [-3, 10, { isSaidIn: 36, withinMs: 1 }],
    [-10, 20, { isSaidIn: 40, withinMs: 1.5 }],
    [-10, 10, { isSaidIn: 36, withinMs: 1.5 }],
  ])(
    "is found in simulated rooms of %i dB direct to reverberant, %i dB above the noise, or not said: %j",
    (directToReverberantDb, snrDb, { isSaidIn, withinMs }) => {
      const kind = rooms.find((one) => one.directToReverberantDb === directToReverberantDb && one.snrDb === snrDb);
      const said = (kind?.lateMs ?? []).filter((ms) => ms !== null);
      expect(kind?.lateMs).toHaveLength(40);
      expect(said.length).toBeGreaterThanOrEqual(isSaidIn);
      expect(Math.max(...said.map(Math.abs))).toBeLessThan(withinMs);
      expect(Math.abs(said.reduce((sum, ms) => sum + ms, 0) / said.length)).toBeLessThan(0.3);
    },
  );

  it("is where it is in the open air, whatever the rate", () => {
    for (const rateHz of [44_100, 48_000]) {
      const from = Math.round(0.95 * rateHz);
      const samples = Float32Array.from({ length: 2 * rateHz }, (_, n) =>
        n < from ? 0 : 0.1 * Math.sin((2 * Math.PI * 1_000 * (n - from)) / rateHz),
      );
      const arrival = findToneArrival({ samples, rateHz }, TONE);
      expect(arrival).toMatchObject({ kind: "heard", levelDb: expect.closeTo(-23, 1) });
      expect(arrival.kind === "heard" && arrival.atMs).toBeCloseTo(950, 0);
    }
  });

  it("is told from a clap before it, which is over at once", () => {
    const samples = sineFrom(2, 1_200, 0.1);
    for (let n = 0; n < 96; n++) samples[0.9 * RATE_HZ + n] = n % 2 === 0 ? 0.9 : -0.4;
    const arrival = findToneArrival({ samples, rateHz: RATE_HZ }, TONE);
    expect(arrival.kind === "heard" && arrival.atMs).toBeCloseTo(1_200, 0);
  });
});

describe("a tone that is not found", () => {
  const noise = (size: number): Float32Array => {
    const random = createRandom(9);
    return Float32Array.from({ length: 2 * RATE_HZ }, () => size * random.between(-1, 1));
  };
  const find = (samples: Float32Array) => findToneArrival({ samples, rateHz: RATE_HZ }, TONE);

  it("is silent where it is quiet", () => {
    expect(find(noise(0.002))).toEqual({ kind: "silent" });
    expect(find(new Float32Array(2 * RATE_HZ))).toEqual({ kind: "silent" });
    expect(find(new Float32Array(2 * RATE_HZ).fill(Number.NaN)).kind).toBe("clipped");
  });

  it("is hidden by what was there before at its pitch, and by nothing that is at another", () => {
    expect(find(sineFrom(2, 0, 0.1))).toMatchObject({ kind: "too-loud-around", noiseDb: expect.closeTo(-21.4, 1) });
    expect(find(sineFrom(2, 0, 0.1, 3_000))).toEqual({ kind: "silent" });
    const beside = sineFrom(2, 0, 0.1, 3_000);
    for (const [n, sample] of sineFrom(2, 930, 0.01).entries()) beside[n] = (beside[n] ?? 0) + sample;
    const arrival = find(beside);
    expect(arrival.kind === "heard" && arrival.atMs).toBeCloseTo(930, 0);
  });

  it("is not told from what sounded at its pitch before it, or before it could, nor where it dropped out", () => {
    const beep = sineFrom(2, 900, 0.1, 1_050).fill(0, 1.05 * RATE_HZ);
    expect(find(sineFrom(2, 1_200, 0.1).map((sample, n) => sample + (beep[n] ?? 0)))).toEqual({ kind: "interrupted" });
    expect(find(sineFrom(2, 830, 0.1))).toEqual({ kind: "interrupted" });
    expect(find(sineFrom(2, 930, 0.1).fill(0, 1.2 * RATE_HZ, 1.25 * RATE_HZ))).toEqual({ kind: "interrupted" });
  });

  it("is clipped where the microphone is overdriven", () => {
    expect(find(sineFrom(2, 950, 8).map((sample) => Math.max(-1, Math.min(1, sample))))).toMatchObject({
      kind: "clipped",
      clippedMs: expect.any(Number),
    });
  });

  it("is not looked for in too little: before the tone, or after", () => {
    const samples = sineFrom(1, 900, 0.1);
    expect(find(samples)).toEqual({ kind: "too-short" });
    const early = { hz: 1_000, notBeforeMs: 100 };
    expect(findToneArrival({ samples, rateHz: RATE_HZ }, early)).toEqual({ kind: "too-short" });
  });
});
