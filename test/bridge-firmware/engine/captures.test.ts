// What is played to the bridge, by bluez-alsa or into a named pipe, on its way to every zone that plays it. Files stand for pipes: they end, too.
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseCapture } from "@house-band/bridge-firmware/engine/input/bluealsa/parse-capture";
import {
  type Capture,
  type CaptureFault,
  type CaptureSpec,
  createDescriptorCapture,
} from "@house-band/bridge-firmware/engine/input/capture";
import { decodeCapture } from "@house-band/bridge-firmware/engine/input/capture-shape";
import { createCapturedSource, createSharedCapture } from "@house-band/bridge-firmware/engine/input/captured-source";
import { type Captures, createCaptures, openAgainMs } from "@house-band/bridge-firmware/engine/input/captures";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { err, ok, type Result } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder } from "./fixtures.ts";

const PCM: CaptureSpec = {
  kind: "bluealsa",
  pcmPath: "/org/bluealsa/hci0/dev_00_00_00_00_00_01/a2dpsnk/source",
  queueMs: 100,
};
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
  let told: EngineEvent[];
  let answer: () => Result<Capture, CaptureFault>;

  beforeEach(() => {
    folder = createFolder();
    opens = 0;
    told = [];
    complaints = [];
    captures = createCaptures({
      complain: (message) => complaints.push(message),
      emit: (event) => told.push(event),
      open: async () => {
        opens += 1;
        return answer();
      },
    });
    // a hundred frames and half of one: the rest of it never comes
    const bytes = Buffer.alloc(402);
    for (let n = 0; n < 200; n++) bytes.writeInt16LE(n + 1, 2 * n);
    writeFileSync(folder.path("pipe"), bytes);
    const shape = { format: "S16_LE", rateHz: 44_100, channels: 2 } as const;
    const stream = { shape, pacedBy: "writer", mayReturn: false } as const;
    answer = () => ok(createDescriptorCapture(stream, [openSync(folder.path("pipe"), "r")]));
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
    const heard: number[][] = sources.map(() => []);
    await until(() => {
      for (const [index, source] of sources.entries()) heard[index]?.push(...readAll(source));
      return heard.every(({ length }) => length >= 200);
    });

    for (const samples of heard) expect(samples).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
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

  it("is told as lost where it is listened to and ends, and once where it can't be opened", async () => {
    captures.listen("line", PCM);
    await until(() => told.length > 0);
    expect(told).toEqual([{ kind: "input-lost", input: "line", reason: "it has ended" }]);

    answer = () => err({ isAway: true, reason: "away" });
    const before = opens;
    await until(() => opens > before + 2);
    // it never was so long that there was a reading: the first reason is told once, too
    expect(told.slice(1)).toEqual([{ kind: "input-lost", input: "line", reason: "away" }]);
  });

  it("is tried for again ever more seldom where it is a sound card, and at once where it is not", () => {
    const card = { kind: "alsa", device: "hw:CARD=Away", queueMs: 100 } as const;
    expect([0, 1, 2, 3, 5, 6, 1_000_000].map((failures) => openAgainMs(card, failures))).toEqual([
      300, 300, 600, 1_200, 4_800, 5_000, 5_000,
    ]);
    expect([0, 1, 100].map((failures) => openAgainMs(PCM, failures))).toEqual([300, 300, 300]);
  });

  it("is not waited for when all is closed", async () => {
    answer = () => err({ isAway: true, reason: "away" });
    captures.listen("line", { kind: "alsa", device: "hw:CARD=Away", queueMs: 100 });
    await until(() => opens > 3); // the next is 2.4 s away
    const startMs = performance.now();
    await captures.close();
    expect(performance.now() - startMs).toBeLessThan(1_000);
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

describe("a named pipe that another program writes to", () => {
  let folder: ReturnType<typeof createFolder>;
  let captures: Captures;
  let complaints: string[];
  let source: ReturnType<typeof createCapturedSource>;

  beforeEach(() => {
    folder = createFolder();
    complaints = [];
    captures = createCaptures({ complain: (message) => complaints.push(message), emit: () => undefined });
  });
  afterEach(async () => {
    source.close();
    await captures.close();
    folder.remove();
  });

  const listen = (pacedBy: "writer" | "reader"): void => {
    const shared = createSharedCapture();
    source = createCapturedSource(shared);
    const shape = { format: "S16_LE", rateHz: 44_100, channels: 2 } as const;
    captures.add({ kind: "pipe", path: folder.path("pipe"), ...shape, pacedBy, queueMs: 100 }, shared);
  };
  const makePipe = () => execFileSync("mkfifo", [folder.path("pipe")]);
  /** Resolves with a descriptor once somebody reads. */
  async function openToWrite(): Promise<number> {
    for (let round = 0; ; round++) {
      try {
        return openSync(folder.path("pipe"), constants.O_WRONLY | constants.O_NONBLOCK);
      } catch (nobodyReads) {
        if (round === 500) throw nobodyReads;
        await sleep(10);
      }
    }
  }
  async function taken(frames: number): Promise<number[]> {
    const out = new Float32Array(4_000);
    const all: number[] = [];
    for (let round = 0; round < 500 && all.length < 2 * frames; round++) {
      const count = source.take(out);
      for (const sample of out.subarray(0, 2 * count)) all.push(sample * 0x8000);
      if (count === 0) await sleep(10);
    }
    return all;
  }
  const bytesOf = (...samples: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(2 * samples.length);
    for (const [n, sample] of samples.entries()) bytes.writeInt16LE(sample, 2 * n);
    return bytes;
  };

  it("is read whoever writes, one after the other, at the rate that was said", async () => {
    makePipe();
    listen("writer");
    for (const sample of [11, 22]) {
      const writer = await openToWrite();
      writeSync(writer, bytesOf(sample, -sample));
      closeSync(writer);
      expect(await taken(1)).toEqual([sample, -sample]);
      expect(source.rateHz()).toBe(44_100);
    }
    expect(complaints).toEqual([]);
  });

  it("that nobody has made yet is waited for; a file in its place is complained of", async () => {
    listen("writer");
    await sleep(400);
    expect(complaints).toEqual([]);
    writeFileSync(folder.path("pipe"), "");
    for (let round = 0; round < 300 && complaints.length === 0; round++) await sleep(10);
    expect(complaints).toEqual([
      `what is played to the bridge can't be heard: ${folder.path("pipe")} is no named pipe`,
    ]);
  });

  it("whose writer has no clock is taken no faster than it sounds", async () => {
    makePipe();
    listen("reader");
    const writer = await openToWrite();
    const startMs = performance.now();
    // 65,536 bytes fit into a pipe: 0.37 s
    writeSync(writer, Buffer.alloc(65_536));
    await taken(16_384);
    expect(performance.now() - startMs).toBeGreaterThan(350);
    closeSync(writer);
  });
});
