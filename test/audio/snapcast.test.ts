// A zone that feeds Snapcast: the engine's named pipe, a real snapserver and a real snapclient.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createFolder,
  longestSilence,
  member,
  noise,
  RATE_HZ,
  skewSamples,
  writeWav,
} from "../bridge-firmware/engine/fixtures.ts";
import { startEngine, type TestEngine } from "./support/engine.ts";
import { makeFifo } from "./support/pipe-reader.ts";
import { type Snapcast, startSnapcast } from "./support/snapcast.ts";

let folder: ReturnType<typeof createFolder>;
let snapcast: Snapcast | null;
let engine: TestEngine;
const [left, right] = [noise(60, 3), noise(60, 4)];
/** A stretch that is compared, in samples, and where those of the first four seconds begin. */
const SOME = RATE_HZ / 8;
const QUARTERS = Array.from({ length: 16 }, (_, n) => (n * RATE_HZ) / 4);
/** A client that has just begun may have to catch up: at most 10 ms of samples. */
const LEFT_OUT = 480;

beforeEach(async () => {
  folder = createFolder();
  writeWav(folder.path("noise.wav"), [left, right]);
  makeFifo(folder.path("pipe"));
  snapcast = null;
  engine = await startEngine();
});
afterEach(async () => {
  await engine.close();
  await snapcast?.close();
  folder.remove();
});

const play = (): void => {
  engine.open("house", { kind: "pipe", path: folder.path("pipe") });
  engine.play(folder.path("noise.wav"), [member("house", 500)]);
};
const toInt16 = (music: Float32Array): Int16Array => Int16Array.from(music, (sample) => Math.round(sample * 32_768));
const largestDifference = (one: Int16Array, other: Int16Array): number =>
  one.reduce((largest, sample, n) => Math.max(largest, Math.abs(sample - (other[n] ?? 0))), 0);
const failures = () => engine.events.filter((event) => event.kind === "output-failed");

describe("a zone with a snapserver's pipe", () => {
  it("is heard at a snapclient as it was played, left on the left and right on the right", async () => {
    snapcast = await startSnapcast(folder.path("."), folder.path("pipe"));
    play();
    await engine.untilKind("zone-started");
    await sleep(6_000);

    const [heardLeft, heardRight] = [snapcast.heard(0), snapcast.heard(1)];
    const first = heardLeft.findIndex((sample) => sample !== 0);
    expect(first).toBeGreaterThanOrEqual(0);
    const sent = { left: toInt16(left), right: toInt16(right) };
    // a snapclient leaves out samples to follow its server, most of them at its start: between two of those it is exact
    const shifts = QUARTERS.map((at) => skewSamples(heardLeft.subarray(first), sent.left, at, SOME, LEFT_OUT));
    const differences = QUARTERS.map((at, n) => {
      const shift = Math.round(shifts[n] ?? 0);
      const [from, to] = [at + shift, at + shift + SOME];
      const heard = (side: Int16Array) => side.subarray(first + at, first + at + SOME);
      return Math.max(
        largestDifference(heard(heardLeft), sent.left.subarray(from, to)),
        largestDifference(heard(heardRight), sent.right.subarray(from, to)),
      );
    });
    // the last step of 16 bits is the dither's
    expect(Math.min(...differences)).toBeLessThanOrEqual(2);
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThan(LEFT_OUT);
    expect(longestSilence(heardLeft, first, first + 4 * RATE_HZ, 2)).toBeLessThan(48);
    expect(failures()).toEqual([]);
  });

  it("plays on without one, and is heard once it has come, and once it has come back", async () => {
    play();
    await engine.untilKind("zone-started");
    await sleep(2_000);
    for (const visit of ["first", "second"]) {
      snapcast = await startSnapcast(folder.path(visit), folder.path("pipe"));
      await sleep(3_000);
      await snapcast.close();

      const heard = snapcast.heard(0);
      expect(heard.subarray(-RATE_HZ / 2).some((sample) => Math.abs(sample) > 1_000)).toBe(true);
    }
    expect(failures()).toEqual([]);
  });
});
