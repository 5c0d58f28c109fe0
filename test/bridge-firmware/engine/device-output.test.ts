// A real device's output against a device of our own making: its clock, its room and its moods are the test's.
import type { Output } from "@house-band/bridge-firmware/engine/outputs/output";
import { createDeviceOutput } from "@house-band/bridge-firmware/engine/outputs/pcm/device-output";
import type { PcmDevice } from "@house-band/bridge-firmware/engine/outputs/pcm/pcm-device";
import { createQueueWatch } from "@house-band/bridge-firmware/engine/outputs/pcm/queue-watch";
import { createEncoder } from "@house-band/bridge-firmware/engine/outputs/pcm/sample-format";
import { beforeEach, describe, expect, it } from "@jest/globals";

const CUSHION = 1_440;
const WATCH = { windowBlocks: 20, settleBlocks: 10, boundFrames: 24, reference: "absolute" } as const;

/** Plays what it was given, `rate` frames of it to a frame of the engine's. */
class Device implements PcmDevice {
  readonly encoder = createEncoder("FLOAT_LE", 1_000);
  readonly goneReason = "unplugged";
  readonly given: number[] = [];
  state: "well" | "stuck" | "dry" | "gone" = "well";
  /** At most this many frames a write. */
  appetite = Number.POSITIVE_INFINITY;
  rate = 1;
  playedFrames = 0;
  drops = 0;
  closed = false;

  write(atFrame: number, frames: number): number | "dry" | "gone" {
    if (this.state === "gone") return "gone";
    if (this.state === "stuck") return 0;
    if (this.state === "dry") {
      this.state = "well";
      return "dry";
    }
    const floats = new Float32Array(this.encoder.bytes.buffer);
    const taken = Math.min(frames, this.appetite);
    for (let n = 0; n < taken; n++) this.given.push(floats[2 * (atFrame + n)] ?? Number.NaN);
    return taken;
  }
  leftOver = 0;
  leftOverFrames = (): number => this.leftOver;
  delayFrames = (): number => this.given.length - this.playedFrames;
  drop(): void {
    this.drops += 1;
  }
  close(): void {
    this.closed = true;
  }
  pass(frames: number): void {
    this.playedFrames = Math.min(this.given.length, this.playedFrames + frames * this.rate);
  }
}

let device: Device;
let output: Output;
let block: number;
/** How late the loop looks at its beat. */
let lateFrames: number;

beforeEach(() => {
  device = new Device();
  block = 0;
  lateFrames = 0;
  output = createDeviceOutput({
    device,
    watch: createQueueWatch(WATCH),
    exactFrame: () => 480 * block + lateFrames,
    lagFrames: 960,
  });
});

/** A slow slope that tells which frame of the engine's each sample was meant for, and is silent nowhere. */
const valueAt = (frame: number): number => 0.1 + frame / 4_000_000;
const frameOf = (value: number): number => (value - 0.1) * 4_000_000;

/** The engine's loop: one block a beat, for the moment a cushion ahead. */
function beat(count = 1): string[] {
  const results: string[] = [];
  for (let n = 0; n < count; n++) {
    const atFrame = 480 * block + CUSHION;
    const content = new Float32Array(960).map((_, at) => valueAt(atFrame + (at >> 1)));
    results.push(output.write(content, 480 * block, atFrame));
    device.pass(480);
    block += 1;
  }
  return results;
}

/** The frame the device plays now belongs to this frame of the engine's. */
const soundingFrame = (): number => frameOf(device.given[Math.floor(device.playedFrames)] ?? Number.NaN);
const largestStep = (): number => {
  let largest = 0;
  for (let n = 1; n < device.given.length; n++) {
    largest = Math.max(largest, Math.abs((device.given[n] ?? 0) - (device.given[n - 1] ?? 0)));
  }
  return largest;
};

describe("a device's output", () => {
  it("begins with silence up to the moment its first block is due, less what the loop was late", () => {
    lateFrames = 123;
    beat();

    expect(device.given.findIndex((value) => value > 0)).toBe(CUSHION + 960 - 123);
    expect(device.given).toHaveLength(CUSHION + 960 - 123 + 480);
  });

  it("begins with less silence where the device still holds something from before", () => {
    device.leftOver = 100;
    beat();

    expect(device.given.findIndex((value) => value > 0)).toBe(CUSHION + 960 - 100);
  });

  it("sounds each frame at its own time and the device's lag, from the first block on", () => {
    beat(50);

    expect(soundingFrame()).toBeCloseTo(480 * block - 960, -1);
  });

  it("keeps what the device takes only part of, in order and whole", () => {
    device.appetite = 333;
    expect(new Set(beat(40))).toEqual(new Set(["accepted"]));

    const content = device.given.slice(device.given.findIndex((value) => value > 0) + 480);
    expect(
      content.every((value, n) => n === 0 || Math.abs(frameOf(value) - frameOf(content[n - 1] ?? 0) - 1) < 0.5),
    ).toBe(true);
  });

  it("is stalled while the device takes nothing, and takes no second block meanwhile", () => {
    beat(20);
    device.state = "stuck";
    const [first, second, third] = beat(3);

    expect([first, second, third]).toEqual(["accepted", "stalled", "stalled"]);
  });

  it("that ran dry counts it, and begins anew where the others are by then", () => {
    beat(20);
    device.state = "dry";
    beat(60);

    expect(output.health?.underruns).toBe(1);
    expect(soundingFrame()).toBeCloseTo(480 * block - 960, -2);
  });

  it("that begins anew with a block of long ago owes nothing for the time that the engine then leaves out", () => {
    beat(20);
    const before = device.given.length;
    const lateAtFrame = 480 * block + CUSHION;
    block += 100;
    device.playedFrames = before;
    device.state = "dry";
    output.write(new Float32Array(960).fill(valueAt(lateAtFrame)), 480 * block, lateAtFrame);
    beat(10);

    const content = device.given.slice(before).findIndex((value) => value > 0);
    expect(device.given).not.toHaveLength(before);
    expect(content).toBeLessThan(10 * 480);
    expect(Math.abs(soundingFrame() - (480 * block - 960))).toBeLessThan(24);
  });

  it("says what the device says of its end", () => {
    beat(5);
    device.state = "gone";

    expect(beat()).toEqual(["gone"]);
    expect(output.goneReason).toBe("unplugged");
  });

  it.each([
    ["slow", 0.999],
    ["fast", 1.001],
  ])("follows a %s device's clock: each sound stays within 2 ms of its moment, and no step is a click", (_, rate) => {
    beat(20);
    device.rate = rate;
    const errors: number[] = [];
    for (let round = 0; round < 20; round++) {
      beat(50);
      errors.push(Math.abs(soundingFrame() - (480 * block - 960)));
    }

    expect(output.health?.slips).toBeGreaterThan(5);
    expect(output.health?.underruns).toBe(0);
    expect(Math.max(...errors)).toBeLessThan(96);
    // the first block fades in over 480 frames; a splice is no steeper than the content it moves
    expect(largestStep()).toBeLessThan(0.001);
  });

  it("that fell far behind is brought back by a dip, not by a click", () => {
    beat(20);
    device.rate = 0;
    beat(10);
    device.rate = 1;
    beat(100);

    expect(output.health?.slips).toBe(1);
    expect(Math.abs(soundingFrame() - (480 * block - 960))).toBeLessThan(24);
    expect(largestStep()).toBeLessThan(0.001);
  });

  it("that ran ahead waits for its moment", () => {
    beat(20);
    device.playedFrames = device.given.length - 100;
    beat(150);

    expect(output.health?.slips).toBe(1);
    expect(Math.abs(soundingFrame() - (480 * block - 960))).toBeLessThan(24);
    expect(largestStep()).toBeLessThan(0.001);
  });

  it("dropped throws the device's queue away and begins anew", () => {
    beat(20);
    output.drop(480 * block);
    const before = device.given.length;
    beat();

    expect(device.drops).toBe(1);
    expect(device.given.slice(before).findIndex((value) => value > 0)).toBe(CUSHION + 960);
  });

  it("closed lets go of the device", () => {
    output.close();

    expect(device.closed).toBe(true);
  });
});
