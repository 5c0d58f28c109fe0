// What a PCM of bluez-alsa delivers, on its way to every zone that plays it. Files stand for pipes: they end, too.
import { openSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeCapture, parseCapture } from "@house-band/bridge-firmware/engine/input/bluealsa/capture-shape";
import { type Captures, createCaptures } from "@house-band/bridge-firmware/engine/input/bluealsa/captures";
import type { CaptureFault, CaptureHandle } from "@house-band/bridge-firmware/engine/input/bluealsa/open-capture";
import { createCapturedSource, createSharedCapture } from "@house-band/bridge-firmware/engine/input/captured-source";
import { err, ok, type Result } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder } from "./fixtures.ts";

const PCM = "/org/bluealsa/hci0/dev_00_00_00_00_00_01/a2dpsnk/source";
const SHAPE = { Mode: "source", Format: 0x8210, Channels: 2, Sampling: 44_100, Codec: "SBC" };

describe("a PCM of somebody who plays", () => {
  it.each([
    [SHAPE, { format: "S16_LE", rateHz: 44_100, channels: 2 }],
    [
      { ...SHAPE, Format: 0x8418, Channels: 1 },
      { format: "S24_LE", rateHz: 44_100, channels: 1 },
    ],
  ])("%j is understood", (properties, shape) => {
    expect(parseCapture(properties)).toEqual(ok(shape));
  });

  it.each([
    [{ ...SHAPE, Mode: "sink" }, "nobody plays to it: bluez-alsa calls its mode sink, not source"],
    [
      { ...SHAPE, Sampling: 96_000 },
      "it comes at 96000 Hz, 8000 to 48000 can be played: choose another codec than SBC",
    ],
    [{ ...SHAPE, Channels: 6 }, "it has 6 channels, 1 or 2 can be played"],
    [{ ...SHAPE, Format: 0x108 }, "the engine does not read its format 0x108"],
  ])("%j is of no use, in a sentence", (properties, sentence) => {
    expect(parseCapture(properties)).toEqual(err(sentence));
  });

  it.each([
    ["S16_LE", 2, [0x00, 0x40, 0x00, 0x80], [0.5, -1]],
    ["S24_3LE", 2, [0, 0, 0x40, 0, 0, 0x80], [0.5, -1]],
    ["S24_LE", 2, [0, 0, 0x40, 0, 0, 0, 0x80, 0x55], [0.5, -1]],
    ["S32_LE", 2, [0, 0, 0, 0x40, 0, 0, 0, 0x80], [0.5, -1]],
    ["S16_LE", 1, [0x00, 0x40], [0.5, 0.5]],
  ] as const)("in %s of %d channel(s) becomes frames", (format, channels, bytes, frames) => {
    const out = new Float32Array(2);
    decodeCapture({ format, channels, rateHz: 48_000 }, Buffer.from(bytes), 1, out);
    expect([...out]).toEqual(frames);
  });
});

describe("what is captured", () => {
  let folder: ReturnType<typeof createFolder>;
  let captures: Captures;
  let opens: number;
  let complaints: string[];
  let answer: () => Result<CaptureHandle, CaptureFault>;

  beforeEach(() => {
    folder = createFolder();
    opens = 0;
    complaints = [];
    captures = createCaptures(
      (message) => complaints.push(message),
      async () => {
        opens += 1;
        return answer();
      },
    );
    // a hundred frames and half of one: the rest of it never comes
    const bytes = Buffer.alloc(402);
    for (let n = 0; n < 200; n++) bytes.writeInt16LE(n + 1, 2 * n);
    writeFileSync(folder.path("pipe"), bytes);
    const open = () => openSync(folder.path("pipe"), "r");
    answer = () => ok({ format: "S16_LE", rateHz: 44_100, channels: 2, pipe: open(), control: open() });
  });
  afterEach(async () => {
    await captures.close();
    folder.remove();
  });

  const readAll = (source: ReturnType<typeof createCapturedSource>): number[] => {
    const out = new Float32Array(2_000);
    const frames = source.take(out);
    return [...out.subarray(0, 2 * frames)].map((sample) => sample * 0x8000);
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let round = 0; round < 300 && !condition(); round++) await sleep(10);
  };

  it("reaches every zone that plays it, from one opening", async () => {
    const shared = [createSharedCapture(), createSharedCapture()];
    const sources = shared.map(createCapturedSource);
    for (const capture of shared) captures.add(PCM, capture);
    await until(() => opens > 0);
    await sleep(50);

    for (const source of sources) expect(readAll(source)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    expect(opens).toBe(1);
  });

  it("ends with its sender, and is opened again while somebody wants it", async () => {
    const shared = createSharedCapture();
    const source = createCapturedSource(shared);
    captures.add(PCM, shared);
    await until(() => opens > 1);
    expect(opens).toBeGreaterThan(1);

    source.close();
    await sleep(700);
    const before = opens;
    await sleep(700);
    expect(opens).toBe(before);
  });

  it("that can't be opened is told once, and is no complaint where its sender is only away", async () => {
    answer = () => err({ isAway: true, reason: "away" });
    captures.add(PCM, createSharedCapture());
    await until(() => opens > 1);
    expect(complaints).toEqual([]);

    answer = () => err({ isAway: false, reason: "it has 6 channels" });
    const before = opens;
    await until(() => opens > before + 2);
    expect(complaints).toEqual(["what is played to the bridge can't be heard: it has 6 channels"]);
  });
});
