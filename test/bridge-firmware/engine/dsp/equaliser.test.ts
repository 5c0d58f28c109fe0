import {
  createEqualiser,
  equalise,
  isFlat,
  resetEqualiser,
  setBands,
} from "@house-band/bridge-firmware/engine/dsp/equaliser";
import { workspace } from "@house-band/bridge-firmware/engine/dsp/kernels";
import type { Band, Tone } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { member } from "../fixtures.ts";
import { createCapture } from "./capture.ts";
import { interleaved, loudest, RATE_HZ, responseAt, steepest, toDb, tone } from "./signals.ts";

const BLOCK = 480;

/** 34 of them, from the lowest organ pipe to what only children hear. */
const FREQUENCIES_HZ = [
  20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1_000, 1_250, 1_600, 2_000, 2_500,
  3_150, 4_000, 5_000, 6_300, 8_000, 10_000, 12_500, 14_000, 16_000, 18_000, 19_000, 20_000,
];

type Complex = readonly [re: number, im: number];
const absolute = ([re, im]: Complex): number => Math.hypot(re, im);

/**
 * The cookbook's analogue prototypes, and its bilinear transform with the frequency warped to where it belongs:
 * s = j · tan(ω/2) / tan(ω0/2). Written from the text, not from the filter's five numbers.
 */
function cookbookGain({ kind, frequencyHz, gainDb, q }: Band, hz: number): number {
  const A = 10 ** (gainDb / 40);
  const w = Math.tan((Math.PI * hz) / RATE_HZ) / Math.tan((Math.PI * frequencyHz) / RATE_HZ);
  const root = Math.sqrt(A);
  if (kind === "peaking") return absolute([1 - w * w, (w * A) / q]) / absolute([1 - w * w, w / (A * q)]);
  const lower: Complex = [A - w * w, (w * root) / q];
  const upper: Complex = [1 - A * w * w, (w * root) / q];
  return kind === "low-shelf" ? (A * absolute(lower)) / absolute(upper) : (A * absolute(upper)) / absolute(lower);
}

const SETTINGS: readonly (readonly [string, readonly Band[]])[] = [
  ["a peak in the middle", [{ kind: "peaking", frequencyHz: 1_000, gainDb: 6, q: 1 }]],
  ["a narrow dip", [{ kind: "peaking", frequencyHz: 2_500, gainDb: -12, q: 8 }]],
  ["a peak of the highest treble", [{ kind: "peaking", frequencyHz: 16_000, gainDb: 9, q: 0.7 }]],
  ["more bass", [{ kind: "low-shelf", frequencyHz: 120, gainDb: 8, q: 0.71 }]],
  ["less bass", [{ kind: "low-shelf", frequencyHz: 200, gainDb: -10, q: 0.5 }]],
  ["more treble", [{ kind: "high-shelf", frequencyHz: 6_000, gainDb: 12, q: 0.71 }]],
  ["less treble", [{ kind: "high-shelf", frequencyHz: 3_000, gainDb: -7.5, q: 1.2 }]],
  [
    "five bands at once",
    [
      { kind: "low-shelf", frequencyHz: 80, gainDb: 6, q: 0.7 },
      { kind: "peaking", frequencyHz: 250, gainDb: -4, q: 2 },
      { kind: "peaking", frequencyHz: 1_000, gainDb: 3, q: 1 },
      { kind: "peaking", frequencyHz: 4_000, gainDb: -6, q: 3 },
      { kind: "high-shelf", frequencyHz: 9_000, gainDb: 5, q: 0.7 },
    ],
  ],
];

describe("the equaliser's magnitude, through the engine's blocks", () => {
  it.each(SETTINGS)("of %s is the cookbook's within 0.1 dB at 34 frequencies", (_, bands) => {
    // One click a second, quiet enough for the limiter to leave it alone.
    const click = new Float32Array(2 * RATE_HZ);
    click[2 * 4_000] = 0.05;
    click[2 * 4_000 + 1] = 0.025;
    const capture = createCapture(click);
    capture.open("a", { trimDb: 0, equaliser: [...bands] });
    capture.play([member("a", 0)]);
    capture.blocks(200);

    const { left, right } = capture.heard("a");
    for (const hz of FREQUENCIES_HZ) {
      const expectedDb = bands.reduce((sum, band) => sum + toDb(cookbookGain(band, hz)), 0);
      const leftDb = toDb(responseAt(left.subarray(0, RATE_HZ), hz).magnitude / 0.05);
      const rightDb = toDb(responseAt(right.subarray(0, RATE_HZ), hz).magnitude / 0.025);
      expect(Math.abs(leftDb - expectedDb)).toBeLessThan(0.1);
      expect(Math.abs(rightDb - expectedDb)).toBeLessThan(0.1);
    }
  });
});

describe("the equaliser", () => {
  const noise = Float64Array.from({ length: 2 * BLOCK }, (_, n) => Math.sin(n * n) / 3);

  it.each<[string, Band[]]>([
    ["no bands", []],
    ["bands of no gain", [{ kind: "low-shelf", frequencyHz: 100, gainDb: 0, q: 1 }]],
  ])("with %s passes every bit", (_, bands) => {
    const equaliser = createEqualiser(RATE_HZ);
    resetEqualiser(equaliser, bands);
    const block = noise.slice();
    equalise(equaliser, block, BLOCK);
    expect(block).toEqual(noise);
    expect(isFlat(equaliser)).toBe(true);
  });

  it("passes every bit again once it has been set back and the fade is over", () => {
    const equaliser = createEqualiser(RATE_HZ);
    resetEqualiser(equaliser, [{ kind: "peaking", frequencyHz: 1_000, gainDb: 6, q: 1 }]);
    equalise(equaliser, noise.slice(), BLOCK);
    setBands(equaliser, []);
    for (let block = 0; block < 3; block++) equalise(equaliser, noise.slice(), BLOCK);
    const last = noise.slice();
    equalise(equaliser, last, BLOCK);
    expect(last).toEqual(noise);
  });

  it("leaves no trace of a sound that has long been over", () => {
    const equaliser = createEqualiser(RATE_HZ);
    resetEqualiser(equaliser, [{ kind: "peaking", frequencyHz: 20, gainDb: 12, q: 3 }]);
    equalise(equaliser, noise.slice(), BLOCK);
    const silence = new Float64Array(2 * BLOCK);
    for (let block = 0; block < 1_500; block++) equalise(equaliser, silence.fill(0), BLOCK);
    expect(loudest(silence)).toBe(0);
  });

  const bass = (gainDb: number): Band => ({ kind: "low-shelf", frequencyHz: 150, gainDb, q: 0.71 });
  const changes: readonly (readonly [string, readonly Band[], readonly Band[]])[] = [
    ["none to bass", [], [bass(12)]],
    ["bass to none", [bass(12)], []],
    ["bass to less of it", [bass(12)], [bass(-12)]],
    ["bass to treble", [bass(9)], [{ kind: "high-shelf", frequencyHz: 4_000, gainDb: 9, q: 0.71 }]],
    [
      "one peak to another",
      [{ kind: "peaking", frequencyHz: 60, gainDb: 12, q: 5 }],
      [{ kind: "peaking", frequencyHz: 1_000, gainDb: 12, q: 5 }],
    ],
  ];

  it.each(changes)("changes from %s without a click, and without ever being louder than both", (_, before, after) => {
    for (const hz of [60, 1_000]) {
      const equaliser = createEqualiser(RATE_HZ);
      resetEqualiser(equaliser, before);
      const input = interleaved(tone(hz, RATE_HZ, 0.1));
      const out = run(equaliser, input, RATE_HZ / 2, () => setBands(equaliser, after));
      const settled = Math.max(loudest(out, 0.4 * RATE_HZ, 0.5 * RATE_HZ), loudest(out, 0.9 * RATE_HZ));
      const slope = settled * ((2 * Math.PI * hz) / RATE_HZ);
      expect(steepest(out, 0.4 * RATE_HZ)).toBeLessThan(1.05 * slope + 0.1 / 1_440);
      expect(loudest(out, 0.4 * RATE_HZ)).toBeLessThan(1.03 * settled);
    }
  });

  it.each(changes)(
    "changes from %s in the kernels' own memory as it does elsewhere, bit for bit",
    (_, before, after) => {
      const [elsewhere, inside] = [createEqualiser(RATE_HZ), createEqualiser(RATE_HZ)];
      for (const equaliser of [elsewhere, inside]) resetEqualiser(equaliser, before);
      for (let n = 0; n < 8; n++) {
        if (n === 2) for (const equaliser of [elsewhere, inside]) setBands(equaliser, after);
        const block = noise.slice();
        equalise(elsewhere, block, BLOCK);
        workspace.block.set(noise);
        equalise(inside, workspace.block, BLOCK);
        expect(workspace.block.slice(0, 2 * BLOCK)).toEqual(block);
      }
    },
  );

  it("turned up by a decibel at a time, its bass never falters", () => {
    const equaliser = createEqualiser(RATE_HZ);
    resetEqualiser(equaliser, [bass(6)]);
    const input = interleaved(tone(80, RATE_HZ, 0.1));
    let gainDb = 6;
    const out = run(equaliser, input, 0.3 * RATE_HZ, () => {
      gainDb = Math.min(12, gainDb + 0.25);
      setBands(equaliser, [bass(gainDb)]);
    });
    const peaks: number[] = [];
    for (let at = 0.3 * RATE_HZ; at < 0.9 * RATE_HZ; at += 600) peaks.push(loudest(out, at, at + 600));
    for (const [index, peak] of peaks.entries()) expect(peak).toBeGreaterThan(0.985 * (peaks[index - 1] ?? 0));
  });

  /** The left side; `act` comes with every block from frame `from` on. */
  function run(
    equaliser: ReturnType<typeof createEqualiser>,
    input: Float32Array,
    from: number,
    act: () => void,
  ): Float64Array {
    const out = new Float64Array(input.length / 2);
    for (let frame = 0; frame < out.length; frame += BLOCK) {
      if (frame >= from) act();
      const block = Float64Array.from(input.subarray(2 * frame, 2 * (frame + BLOCK)));
      equalise(equaliser, block, BLOCK);
      for (let n = 0; n < BLOCK; n++) out[frame + n] = block[2 * n] ?? 0;
    }
    return out;
  }
});

describe("a tone in the engine", () => {
  it("that is neutral costs nothing: the samples written are those of a speaker without one", () => {
    const music = Float32Array.from({ length: 9_600 }, (_, n) => Math.sin(n * n) / 3);
    const neutral: Tone = { trimDb: 0, equaliser: [{ kind: "peaking", frequencyHz: 100, gainDb: 0, q: 1 }] };
    const capture = createCapture(music);
    capture.open("plain");
    capture.open("neutral", neutral);
    capture.play([member("plain", 100.3), member("neutral", 100.3)]);
    capture.blocks(100);
    expect(capture.heard("neutral")).toEqual(capture.heard("plain"));
  });
});
