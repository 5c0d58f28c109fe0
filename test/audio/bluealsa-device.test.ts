// A Bluetooth speaker's PCM against a clock of the test's own: what is written into its pipe is read back at once, and
// bluez-alsa's schedule says when each frame of it would be sent.
import { closeSync, constants, openSync, readSync } from "node:fs";
import { createBluealsaDevice } from "@house-band/bridge-firmware/engine/outputs/bluealsa/bluealsa-device";
import type { Output } from "@house-band/bridge-firmware/engine/outputs/output";
import { createDeviceOutput } from "@house-band/bridge-firmware/engine/outputs/pcm/device-output";
import { createQueueWatch } from "@house-band/bridge-firmware/engine/outputs/pcm/queue-watch";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder } from "../bridge-firmware/engine/fixtures.ts";
import { makeFifo } from "./support/pipe-reader.ts";

const CUSHION = 1_440;
const LAG = 960;
const FRAME_BYTES = 8;
const WATCH = { windowBlocks: 50, settleBlocks: 40, boundFrames: 24, reference: "absolute" } as const;

let folder: ReturnType<typeof createFolder>;
let pipe: number;
let control: number;
let output: Output;
let released: number;
let block: number;
/** Frames of bluez-alsa's clock to one of the engine's. */
let rate: number;
/** What was written, from the frame on with which the schedule began. */
let given: number[];
let startFrame: number | null;
/** What the encoder holds when the schedule begins, and sends first. */
let heldFrames: number;
/** Frames since the last beat. */
let sinceBeat: number;
/** How long the encoder is kept from its first frames, which it takes by its schedule then; null: it takes everything at once. */
let keptFrames: number | null;

const engineFrame = (): number => 480 * block + sinceBeat;
const clock = (): number => 1e6 + engineFrame() * rate;

beforeEach(() => {
  folder = createFolder();
  for (const name of ["pipe", "control"]) makeFifo(folder.path(name));
  pipe = openSync(folder.path("pipe"), constants.O_RDWR | constants.O_NONBLOCK);
  // what is said to it comes back as an answer
  control = openSync(folder.path("control"), constants.O_RDWR | constants.O_NONBLOCK);
  released = 0;
  block = 0;
  rate = 1;
  given = [];
  startFrame = null;
  heldFrames = 0;
  sinceBeat = 0;
  keptFrames = null;
  const handle = { pcmPath: "", pipe, control, format: "S32_LE", encoderFrames: 128 } as const;
  output = createDeviceOutput({
    device: createBluealsaDevice({
      handle,
      clock,
      release: () => {
        released += 1;
      },
    }),
    watch: createQueueWatch(WATCH),
    exactFrame: engineFrame,
    lagFrames: LAG,
  });
});
afterEach(() => {
  closeSync(pipe);
  closeSync(control);
  folder.remove();
});

/** Says which frame of the engine's a sample was meant for; silent nowhere. */
const valueAt = (frame: number): number => 0.1 + frame / 4_000_000;
const frameOf = (sample: number): number => (sample / 0x8000_0000 - 0.1) * 4_000_000;

function readBack(frames = 8_192): void {
  const bytes = Buffer.alloc(frames * FRAME_BYTES);
  let length = 0;
  try {
    length = readSync(pipe, bytes);
  } catch {
    return; // nothing was written
  }
  startFrame ??= clock();
  for (let at = 0; at < length; at += FRAME_BYTES) given.push(bytes.readInt32LE(at));
}

/** As much as fits into a packet, as soon as what it has read before has been sent. */
function readOnTime(afterFrames: number): void {
  if (startFrame === null && clock() < 1e6 + afterFrames) return;
  const left = given.length % 128;
  if (clock() >= (startFrame ?? 0) + given.length - left) readBack(640 - left);
}

/** Up to the next beat: the output is looked at, and the encoder reads. */
function letPass(afterFrames: number): void {
  for (; sinceBeat < 480; sinceBeat += 8) {
    output.look?.();
    readOnTime(afterFrames);
  }
  sinceBeat = 0;
}

/** The engine's loop: one block a beat, for the moment a cushion ahead. */
function beat(count = 1): string[] {
  const results: string[] = [];
  for (let n = 0; n < count; n++) {
    const atFrame = engineFrame() + CUSHION;
    const content = new Float32Array(960).map((_, at) => valueAt(atFrame + (at >> 1)));
    results.push(output.write(content, engineFrame(), atFrame));
    if (keptFrames === null) readBack();
    else letPass(keptFrames);
    block += 1;
  }
  return results;
}

/** The frame that bluez-alsa sends now belongs to this frame of the engine's, which was due `LAG` ago. */
const errorFrames = (): number => {
  const sent = given[Math.floor(clock() - (startFrame ?? Number.NaN)) - heldFrames] ?? Number.NaN;
  return frameOf(sent) - (engineFrame() - LAG);
};

describe("a Bluetooth speaker's PCM", () => {
  it("sends each frame at its own time and the queue's length, from the first on", () => {
    beat(20);

    expect(Math.abs(errorFrames())).toBeLessThan(1);
    expect(output.queuedFrames?.()).toBe(CUSHION + LAG + 480);
  });

  it.each([
    ["slower", 0.9995],
    ["faster", 1.0005],
  ])("follows bluez-alsa's clock where that runs %s than the engine's: within 2 ms at 500 ppm", (_, itsRate) => {
    rate = itsRate;
    beat(100);
    const errors: number[] = [];
    for (let round = 0; round < 60; round++) {
      beat(50);
      errors.push(Math.abs(errorFrames()));
    }

    expect(output.health?.slips).toBeGreaterThan(5);
    expect(output.health?.underruns).toBe(0);
    expect(Math.max(...errors)).toBeLessThan(96);
  });

  it.each([0, 150, 700])("whose encoder reads its first data %s frames late is brought back by as much", (frames) => {
    keptFrames = frames;
    beat(200);
    readOnTime(frames);

    expect(startFrame).toBeGreaterThanOrEqual(1e6 + frames);
    expect(Math.abs(errorFrames())).toBeLessThan(16);
    expect(output.look?.()).toBe(null);
    expect(output.health).toEqual({ underruns: 0, slips: 0 });
  });

  it("that ran dry begins anew once bluez-alsa has answered, in time with what its encoder still holds of before", () => {
    beat(20);
    heldFrames = given.length % 128;
    given = [];
    startFrame = null;
    block += 30;
    beat(20);

    expect(heldFrames).toBeGreaterThan(0);
    expect(output.health?.underruns).toBe(1);
    expect(Math.abs(errorFrames())).toBeLessThan(1);
  });

  it("that takes nothing for too long is given up", () => {
    beat(5);
    output.drop(engineFrame());

    expect(beat()).toEqual(["gone"]);
    expect(output.goneReason).toBe("it has taken nothing for over a second");
  });

  it("closed is given the rest of its encoder's piece, and let go of once", () => {
    beat(5);
    output.close();
    output.close();
    readBack();

    expect(given.length % 128).toBe(0);
    expect(released).toBe(1);
    expect(beat()).toEqual(["gone"]);
  });
});
