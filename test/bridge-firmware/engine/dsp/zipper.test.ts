// What a volume that changes adds of its own. A gain that went in steps from block to block would crackle; the tests
// measure a crackle made on purpose with the same ruler.
import { describe, expect, it } from "@jest/globals";
import { member } from "../fixtures.ts";
import { createCapture } from "./capture.ts";
import { interleaved, RATE_HZ, responseAt, steepest, toDb, tone } from "./signals.ts";

const BLOCK = 480;
const STRETCH = 9_600;
/** Of a period that fits no block: a step falls on every part of its wave. */
const HZ = 1_013;

/** The stretch of 200 ms in whose middle the volume changes, with the samples before it. */
function changed(content: Float32Array, from: number, to: number, muted = false): Float32Array {
  const capture = createCapture(interleaved(content));
  capture.open("a");
  capture.play([member("a", 0, { volumePercent: from })]);
  capture.blocks(40);
  capture.send({ kind: "set-volume", output: "a", volumePercent: to, muted });
  capture.blocks(40);
  // The first tick writes three blocks more than one: the change begins with block 43.
  return capture.heard("a").left.slice(43 * BLOCK - STRETCH / 2, 43 * BLOCK + STRETCH / 2);
}

/** The loudest that is heard far from the tone, 6 to 20 kHz, in 200 ms, against as much of the tone at full volume. */
function crackleDb(heard: Float32Array): number {
  const windowed = heard.map((sample, n) => sample * blackmanHarris(n / heard.length));
  let loudest = 0;
  for (let hz = 6_000; hz <= 20_000; hz += 50) loudest = Math.max(loudest, responseAt(windowed, hz).magnitude);
  return toDb(loudest / ((0.5 * 0.358_75 * STRETCH) / 2));
}

/** Its own side lobes are 92 dB down. @see Harris, "On the Use of Windows", Proc. IEEE 66 (1978) */
const blackmanHarris = (x: number): number =>
  0.358_75 -
  0.488_29 * Math.cos(2 * Math.PI * x) +
  0.141_28 * Math.cos(4 * Math.PI * x) -
  0.011_68 * Math.cos(6 * Math.PI * x);

describe("a volume that changes", () => {
  it.each([
    ["down", 100, 20, false, 60],
    ["up", 20, 100, false, 300],
    ["to mute", 100, 100, true, 10],
  ] as const)("%s moves its gain from sample to sample, never in steps", (_, from, to, muted, durationMs) => {
    const gain = changed(new Float32Array(BLOCK).fill(0.5), from, to, muted);
    // A straight line on the perceptual scale is steepest at its loud end: three times its slope there.
    const distance = muted ? 1 : Math.abs(to - from) / 100;
    const steepestSlope = (0.5 * 3 * distance) / (durationMs * 48);
    expect(steepest(gain)).toBeGreaterThan(0.05 * steepestSlope);
    expect(steepest(gain)).toBeLessThan(1.001 * steepestSlope);
  });

  it.each([
    ["down", 100, 20, false],
    ["up", 20, 100, false],
    ["to mute", 100, 100, true],
  ] as const)("%s leaves nothing louder than −105 dB far from a tone that it plays", (_, from, to, muted) => {
    expect(crackleDb(changed(tone(HZ, RATE_HZ), from, to, muted))).toBeLessThan(-105);
  });

  it("would be caught if its gain went in steps", () => {
    const stepped = tone(HZ, STRETCH).map((sample, n) => {
      const blocks = Math.max(0, Math.min(6, Math.floor((n - STRETCH / 2) / BLOCK)));
      return sample * (1 - (blocks / 6) * 0.8) ** 3;
    });
    expect(crackleDb(stepped)).toBeGreaterThan(-80);
  });
});
