// When an encoder began, found out by looking at its pipe: against an encoder in a few lines that reads as bluez-alsa's do.
import {
  createEncoderStart,
  type EncoderStart,
} from "@house-band/bridge-firmware/engine/outputs/bluealsa/encoder-start";
import { describe, expect, it } from "@jest/globals";

const WRITTEN = 5_000;
const PIECE = 128;
/** Five pieces fit into a packet. */
const BUFFER = 5 * PIECE;
/** 0.12 ms. */
const CLOSE_FRAMES = 6;

type Encoder = {
  /** When its schedule begins. */
  readonly beganFrame: number;
  /** How much earlier its first read was. */
  readonly interruptedFrames?: number;
  /** How much later than they could its later reads come. */
  readonly lateFrames?: readonly number[];
  readonly heldFrames?: number;
};

/** All moments at which it reads, and how many frames it has read then. */
function readsOf({ beganFrame, interruptedFrames = 0, lateFrames = [], heldFrames = 0 }: Encoder) {
  const reads = [{ atFrame: beganFrame - interruptedFrames, readFrames: BUFFER - heldFrames }];
  for (let n = 0; n < 150; n++) {
    const had = heldFrames + (reads.at(-1)?.readFrames ?? 0);
    const left = had % PIECE;
    reads.push({
      atFrame: beganFrame + had - left + (lateFrames[n] ?? 0),
      readFrames: had - heldFrames + BUFFER - left,
    });
  }
  return reads;
}

/** Looks when it is asked for, each look half a frame long; while the machine `hangs` later. @returns how often it looked */
function findOut(
  start: EncoderStart,
  encoder: Encoder,
  hangs: readonly [from: number, until: number] = [0, 0],
): number {
  const reads = readsOf(encoder);
  let looks = 0;
  let again: number | null = 1;
  for (let at = WRITTEN; again !== null; looks++) {
    at += again;
    if (at > hangs[0] && at < hangs[1]) at = hangs[1];
    const seen = reads.findLast(({ atFrame }) => atFrame <= at);
    again = start.look(at - 0.25, seen?.readFrames ?? 0, () => at + 0.25);
  }
  return looks;
}

const begin = (heldFrames = 0): EncoderStart =>
  createEncoderStart({ writtenFrame: WRITTEN, encoderFrames: PIECE, heldFrames });

describe("when an encoder began", () => {
  it("is when it was written to, where it reads at once: to the sample", () => {
    const start = begin();
    findOut(start, { beganFrame: WRITTEN + 0.1 });

    expect(start.startFrame).toBe(WRITTEN);
  });

  it.each([30.3, 200.3, 990.3])("is known closely, after few looks, where it reads %s frames later", (lateFrames) => {
    const start = begin();
    const looks = findOut(start, { beganFrame: WRITTEN + lateFrames });

    expect(Math.abs(start.startFrame - (WRITTEN + lateFrames))).toBeLessThan(CLOSE_FRAMES);
    expect(looks).toBeLessThan(120);
  });

  it("is not its first read, where it was interrupted before it looked at its clock", () => {
    const start = begin();
    findOut(start, { beganFrame: WRITTEN + 265.3, interruptedFrames: 65 });

    expect(Math.abs(start.startFrame - (WRITTEN + 265.3))).toBeLessThan(CLOSE_FRAMES);
  });

  it("is not moved by reads that come late: none comes early", () => {
    const start = begin();
    findOut(start, { beganFrame: WRITTEN + 200.3, lateFrames: [90, 5, 300, 0, 60, 1, 400, 0, 0, 35, 2] });

    expect(Math.abs(start.startFrame - (WRITTEN + 200.3))).toBeLessThan(CLOSE_FRAMES);
  });

  it("is put right once the machine is less busy: at first all reads are late", () => {
    const start = begin();
    const lateFrames = Array.from({ length: 16 }, (_, n) => 150 + 40 * (n % 3));
    findOut(start, { beganFrame: WRITTEN + 200.3, lateFrames });

    expect(Math.abs(start.startFrame - (WRITTEN + 200.3))).toBeLessThan(CLOSE_FRAMES);
  });

  it.each([
    ["its first read", WRITTEN + 50, WRITTEN + 500],
    ["some of its reads", WRITTEN + 600, WRITTEN + 2_000],
  ])("comes out of later reads where the machine hangs at %s", (_, from, until) => {
    const start = begin();
    findOut(start, { beganFrame: WRITTEN + 200.3 }, [from, until]);

    expect(Math.abs(start.startFrame - (WRITTEN + 200.3))).toBeLessThan(CLOSE_FRAMES);
  });

  it("counts what the encoder held from before: that is sent first", () => {
    const start = begin(100);
    findOut(start, { beganFrame: WRITTEN + 200.3, heldFrames: 100 });

    expect(Math.abs(start.startFrame - (WRITTEN + 200.3))).toBeLessThan(CLOSE_FRAMES);
  });

  it("of one that reads nothing is looked for no longer than a second and a half, and stays what was thought", () => {
    const start = begin();
    const looks = findOut(start, { beganFrame: Number.POSITIVE_INFINITY });

    expect(start.startFrame).toBe(WRITTEN);
    expect(looks).toBeLessThan(250);
  });
});
