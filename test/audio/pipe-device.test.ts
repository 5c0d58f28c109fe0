import { constants, openSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { PcmDevice } from "@house-band/bridge-firmware/engine/outputs/pcm/pcm-device";
import { createPipeDevice, openNamedPipe } from "@house-band/bridge-firmware/engine/outputs/pcm/pipe-device";
import type { PcmFormat } from "@house-band/bridge-firmware/engine/outputs/pcm/sample-format";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder } from "../bridge-firmware/engine/fixtures.ts";
import { makeFifo, type PipeReader, startReader } from "./support/pipe-reader.ts";

let folder: ReturnType<typeof createFolder>;
let reader: PipeReader;
let device: PcmDevice | null;
let nextFrame: number;
const FRAME_BYTES = 6;

beforeEach(async () => {
  folder = createFolder();
  makeFifo(folder.path("pipe"));
  nextFrame = 0;
  device = null;
  reader = await startReader(folder.path("pipe"), folder.path("heard"), 480 * FRAME_BYTES);
});
afterEach(async () => {
  device?.close();
  await reader.die();
  folder.remove();
});

/** The writing end of a pipe that somebody reads. */
const openPipe = (path: string, format: PcmFormat): PcmDevice =>
  createPipeDevice(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK), format);

/** Three bytes a sample: no pipe's page ends where a frame ends, so full pipes tear frames. */
const open = (format: PcmFormat = "S24_3LE"): PcmDevice => {
  device = openPipe(folder.path("pipe"), format);
  return device;
};

/** Offers the next frames; each carries its own number, on both sides. */
function offer(to: PcmDevice, frames: number): number | "dry" | "gone" {
  for (let n = 0; n < frames; n++) {
    to.encoder.bytes[FRAME_BYTES * n] = (nextFrame + n) & 0xff;
    to.encoder.bytes[FRAME_BYTES * n + 1] = ((nextFrame + n) >> 8) & 0xff;
    to.encoder.bytes[FRAME_BYTES * n + 2] = 1;
    to.encoder.bytes.copyWithin(FRAME_BYTES * n + 3, FRAME_BYTES * n, FRAME_BYTES * n + 3);
  }
  const taken = to.write(0, frames);
  if (typeof taken === "number") nextFrame += taken;
  return taken;
}

/** The numbers of the frames that were heard; a torn or shifted frame has none. */
function heardNumbers(): number[] {
  const bytes = reader.heard();
  const numbers: number[] = [];
  for (let at = 0; at + FRAME_BYTES <= bytes.length; at += FRAME_BYTES) {
    const isWhole = bytes.subarray(at, at + 3).equals(bytes.subarray(at + 3, at + 6)) && bytes[at + 2] === 1;
    numbers.push(isWhole ? bytes.readUInt16LE(at) : Number.NaN);
  }
  return numbers;
}

/** Offers blocks until one is not taken. */
function fill(to: PcmDevice): void {
  let taken = offer(to, 480);
  for (let block = 0; taken === 480 && block < 1_000; block++) taken = offer(to, 480);
  expect(taken).not.toBe("gone");
}

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 1_000 && !holds(); round++) await sleep(10);
  expect(holds()).toBe(true);
}

const countingFrom = (first: number, length: number): number[] => Array.from({ length }, (_, n) => first + n);

describe("a pipe as a device", () => {
  it("brings every frame to a reader that keeps up, and knows how many wait", async () => {
    const pipe = open();
    for (let block = 0; block < 20; block++) {
      expect(offer(pipe, 480)).toBe(480);
      await sleep(10);
    }
    await until(() => heardNumbers().length === 9_600);

    expect(heardNumbers()).toEqual(countingFrom(0, 9_600));
    expect(pipe.delayFrames()).toBe(0);
  });

  it("takes nothing while its reader stops, and loses and tears nothing until it reads again", async () => {
    const pipe = open();
    reader.stop();
    fill(pipe);
    expect(nextFrame).toBeGreaterThan(5_000);
    reader.goOn();
    for (let round = 0; round < 100; round++) {
      offer(pipe, 300);
      await sleep(10);
    }
    await until(() => heardNumbers().length === nextFrame);

    expect(heardNumbers()).toEqual(countingFrom(0, nextFrame));
  });

  it("takes as much as a slow reader leaves room for", async () => {
    await reader.die();
    reader = await startReader(folder.path("pipe"), folder.path("heard"), 100 * FRAME_BYTES + 1);
    const pipe = open();
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      if (offer(pipe, 480) === 0) refused += 1;
      await sleep(5);
    }

    expect(refused).toBeGreaterThan(0);
    const heard = heardNumbers();
    expect(heard).toEqual(countingFrom(0, heard.length));
  });

  it("throws away what waits, and goes on with a whole frame", async () => {
    const pipe = open();
    reader.stop();
    fill(pipe);
    pipe.drop();
    expect(pipe.delayFrames()).toBeLessThanOrEqual(1);
    nextFrame = 40_000;
    expect(offer(pipe, 480)).toBe(480);
    reader.goOn();
    await until(() => heardNumbers().length >= 480);

    expect(heardNumbers().slice(-480)).toEqual(countingFrom(40_000, 480));
  });

  it("is gone when its reader dies, can't be opened without one, and can again with one", async () => {
    const pipe = open();
    offer(pipe, 480);
    await reader.die();

    expect(offer(pipe, 480)).toBe("gone");
    expect(pipe.goneReason).toBe("nobody reads its pipe any more");
    expect(() => openPipe(folder.path("pipe"), "S16_LE")).toThrow("ENXIO");
    reader = await startReader(folder.path("pipe"), folder.path("again"), 4_800);
    const again = openPipe(folder.path("pipe"), "S16_LE");
    expect(again.write(0, 480)).toBe(480);
    again.close();
  });

  it("with a name outlives its reader, takes no more than it holds meanwhile, and goes on with the next", async () => {
    await reader.die();
    device = openNamedPipe(folder.path("pipe"), "S24_3LE");
    fill(device);
    const kept = nextFrame;
    reader = await startReader(folder.path("pipe"), folder.path("heard"), 960 * FRAME_BYTES);
    await until(() => heardNumbers().length >= kept - 1);
    expect(offer(device, 480)).toBe(480);
    await until(() => heardNumbers().length === nextFrame);

    expect(heardNumbers()).toEqual(countingFrom(0, kept + 480));
  });

  it("with a name is no file, which would grow for ever", () => {
    writeFileSync(folder.path("file"), "");

    expect(() => openNamedPipe(folder.path("file"), "S16_LE")).toThrow("it is no named pipe");
  });
});
