// What two phones' recordings tell of two rooms; the recordings are made, and compared, in two-phones.ts.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compareRooms } from "@house-band/bridge-firmware/calibration/compare-rooms";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";

const Compared = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    value: z.object({ lateMs: z.number(), clockPpm: z.number(), uncertaintyMs: z.number() }),
  }),
  z.object({ ok: z.literal(false), error: z.looseObject({ kind: z.string() }) }),
]);
const Told = z.record(z.string(), Compared);

const PROGRAM = fileURLToPath(new URL("./two-phones.ts", import.meta.url));
let told: z.infer<typeof Told>;

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", PROGRAM]);
  told = Told.parse(JSON.parse(stdout));
}, 240_000);

function compared(name: string) {
  const result = told[name];
  if (!result?.ok) throw new Error(`not compared: ${JSON.stringify(result)}`);
  return result.value;
}

describe("two rooms that two phones have recorded", () => {
  it("are as far apart as they are, whenever the phones began and however fast their clocks run", () => {
    const { lateMs, clockPpm, uncertaintyMs } = compared("apart");
    expect(Math.abs(lateMs - 12.5)).toBeLessThan(0.5);
    expect(Math.abs(clockPpm + 83)).toBeLessThan(10);
    expect(uncertaintyMs).toBeLessThan(1);
  });

  it("are as much apart the other way round, less than nothing", () => {
    expect(Math.abs(compared("theOtherWayRound").lateMs + 12.5)).toBeLessThan(0.5);
  });

  it("are apart by sound's way, too: a phone that lies 3.43 m farther off is 10 ms later", () => {
    expect(Math.abs(compared("fartherOff").lateMs - 10)).toBeLessThan(0.7);
  });

  it("are told apart in noise", () => {
    expect(Math.abs(compared("inNoise").lateMs - 12.5)).toBeLessThan(0.7);
  });
});

describe("recordings that tell nothing", () => {
  it("are of different music", () => {
    expect(told.otherMusic).toEqual({ ok: false, error: { kind: "nothing-in-common" } });
  });

  it("ran together for too short a time", () => {
    expect(told.tooShort).toEqual({
      ok: false,
      error: { kind: "too-short", neededMs: 60_000, togetherMs: expect.closeTo(40_000, -3) },
    });
  });

  it("have nothing in common in the beginning: the phones were never side by side", () => {
    expect(told.neverTogether).toEqual({ ok: false, error: { kind: "not-side-by-side" } });
  });

  it("are of a phone that fell silent in its room", () => {
    expect(told.hushed).toEqual({ ok: false, error: { kind: "not-still" } });
  });

  it.each([44_100, 8_000])("are never taken at %d Hz", (rateHz) => {
    const short = { samples: new Float32Array(rateHz), rateHz };
    expect(() => compareRooms(short, short)).toThrow(RangeError);
  });
});
