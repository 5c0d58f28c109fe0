// A speaker that exists in software. It plays its queue at the engine's pace, like a Bluetooth encoder that is paced by
// the system's clock, and its sound leaves the cone a fixed time later: its actual latency, a little different with
// every new link. The engine is told none of this; the recording is the only witness.
import { createDriftResampler, pullableFrames, pullFrames, pushFrames } from "../dsp/drift-resampler.ts";
import { fractionalKernel, interpolate, TAPS, TAPS_AFTER, TAPS_BEFORE } from "../dsp/fractional-delay.ts";
import { BLOCK_FRAMES, ENGINE_RATE_HZ, type OutputSpec } from "../protocol.ts";
import type { Output, WriteResult } from "./output.ts";
import type { Recorder } from "./recorder.ts";

export type EmulatedSpec = Extract<OutputSpec, { kind: "emulated" }>;

export interface EmulatedOutput extends Output {
  /** What was on its way to the cone when the link broke is not heard. */
  breakLink(nowFrame: number): void;
}

export type EmulatedOptions = {
  readonly spec: EmulatedSpec;
  /** How many links this speaker had before: each has a latency of its own. */
  readonly linkCount: number;
  readonly recorder: Recorder | null;
};

/** One link to an emulated speaker, up from the start. */
export function createEmulatedOutput({ spec, linkCount, recorder }: EmulatedOptions): EmulatedOutput {
  const cone = recorder === null ? null : coneOf(spec, linkLatencyFrames(spec, linkCount), recorder);
  let queueEndFrame = 0;
  let linkUp = true;
  return {
    goneReason: "the radio link is down",
    write(block, nowFrame): WriteResult {
      if (!linkUp) return "gone";
      const atFrame = Math.max(queueEndFrame, nowFrame);
      if (recorder?.isOn()) cone?.play(atFrame, block);
      queueEndFrame = atFrame + BLOCK_FRAMES;
      return "accepted";
    },
    drop(nowFrame) {
      queueEndFrame = Math.min(queueEndFrame, nowFrame);
    },
    breakLink(nowFrame) {
      linkUp = false;
      recorder?.cut(nowFrame);
    },
    close() {
      // What is in the speaker's own buffer is heard to its end, as a real speaker's is.
      linkUp = false;
    },
  };
}

/** The latency of one link, in frames with their fraction; the same seed and count give the same one. */
function linkLatencyFrames(spec: EmulatedSpec, linkCount: number): number {
  const offMs = (2 * chance(spec.seed, linkCount) - 1) * spec.jitterMs;
  return (Math.max(0, spec.actualLatencyMs + offMs) * ENGINE_RATE_HZ) / 1_000;
}

type Cone = { play(atFrame: number, block: Float32Array): void };

/** Where a speaker's sound is recorded, and how loud, as long as its latency is this. */
type Place = { readonly latencyFrames: number; readonly gain: number; readonly recorder: Recorder };

function coneOf({ driftPpm = 0, sensitivityDb = 0 }: EmulatedSpec, latencyFrames: number, recorder: Recorder): Cone {
  const place = { latencyFrames, gain: 10 ** (sensitivityDb / 20), recorder };
  return driftPpm === 0 ? createCone(place) : createDriftingCone(place, driftPpm);
}

/** By a clock of its own: the longer a stream lasts, the later it is. */
function createDriftingCone({ latencyFrames, gain, recorder }: Place, driftPpm: number): Cone {
  const ratio = 1 / (1 + driftPpm * 1e-6);
  let resampler = createDriftResampler(QUEUE_FRAMES);
  let outFrame = 0;
  let nextFrame = -1;
  const begin = (atFrame: number): void => {
    resampler = createDriftResampler(QUEUE_FRAMES);
    outFrame = Math.ceil(atFrame + latencyFrames);
    const late = outFrame - atFrame - latencyFrames;
    resampler.fraction = late;
  };
  return {
    play(atFrame, block) {
      if (atFrame !== nextFrame) begin(atFrame);
      nextFrame = atFrame + BLOCK_FRAMES;
      pushFrames(resampler, block, BLOCK_FRAMES);
      const frames = pullableFrames(resampler, ratio);
      const heard = new Float32Array(2 * frames);
      pullFrames(resampler, heard, frames, ratio);
      for (let n = 0; n < heard.length; n++) heard[n] = gain * (heard[n] ?? 0);
      recorder.put(outFrame, heard);
      outFrame += frames;
    },
  };
}

/** More than a block, and what the resampler looks ahead. */
const QUEUE_FRAMES = 2_048;

/** Delays by `latencyFrames`, fraction included, and records `gain` times what it is given. */
function createCone({ latencyFrames, gain, recorder }: Place): Cone {
  const wholeFrames = Math.floor(latencyFrames);
  const fraction = latencyFrames - wholeFrames;
  const kernel = fraction < 1e-3 ? null : fractionalKernel(1 - fraction).map((tap) => gain * tap);
  const sides = [createSide(), createSide()] as const;
  const silence = new Float32Array(2 * BLOCK_FRAMES);
  const heard = new Float32Array(2 * BLOCK_FRAMES);
  let nextFrame = 0;

  const playBetween = (atFrame: number, block: Float32Array, between: Float64Array): void => {
    for (const [index, side] of sides.entries()) interpolateSide(side, index, block, between, heard);
    recorder.put(atFrame + wholeFrames + 1 - TAPS_AFTER, heard);
  };
  return {
    play(atFrame: number, block: Float32Array): void {
      if (kernel === null) {
        for (let n = 0; n < heard.length; n++) heard[n] = gain * (block[n] ?? 0);
        recorder.put(atFrame + wholeFrames, heard);
      } else {
        if (atFrame !== nextFrame && nextFrame > 0) playBetween(nextFrame, silence, kernel);
        playBetween(atFrame, block, kernel);
      }
      nextFrame = atFrame + BLOCK_FRAMES;
    },
  };
}

type Side = { readonly raw: Float32Array; readonly out: Float32Array };

/** `raw` holds the end of the last block, then this one. */
const createSide = (): Side => ({
  raw: new Float32Array(BLOCK_FRAMES + TAPS - 1),
  out: new Float32Array(BLOCK_FRAMES),
});

function interpolateSide(
  { raw, out }: Side,
  index: number,
  block: Float32Array,
  kernel: Float64Array,
  heard: Float32Array,
): void {
  raw.copyWithin(0, BLOCK_FRAMES);
  for (let n = 0; n < BLOCK_FRAMES; n++) raw[TAPS - 1 + n] = block[2 * n + index] ?? 0;
  interpolate(kernel, raw, TAPS_BEFORE, out, BLOCK_FRAMES);
  for (let n = 0; n < BLOCK_FRAMES; n++) heard[2 * n + index] = out[n] ?? 0;
}

/** A number in 0 … 1 that depends on nothing but its arguments. @see mulberry32, public domain */
function chance(seed: number, count: number): number {
  let state = (seed + Math.imul(count + 1, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 0x1_0000_0000;
}
