// What one output adds to everything it plays, so that a microphone can tell it from the others: its code, in each moment
// and at each pitch softer than the music by the same amount, and nothing where there is no music. The music hides it.
import { createTransform } from "../calibration/transform.ts";
import {
  CODE_FIRST_BIN,
  CODE_FRAMES,
  CODE_HOP_FRAMES,
  CODE_LAST_BIN,
  CODE_SIZE,
  CODE_WINDOW,
  createCode,
  writeCode,
} from "../calibration/watch-code.ts";

/** So many bins to either side of it hide one: 117 Hz, less than a critical band. */
const SMEAR = 2;
/**
 * Makes the code's power that of the music at a gain of 1: both windows, and the transform that is longer than a frame,
 * take their share. 3/8 of CODE_FRAMES, spread over CODE_SIZE, and 3/4 of that.
 */
const EVEN = 1 / Math.sqrt(((3 / 8) * CODE_FRAMES * 0.75) / CODE_SIZE);
/** The code's bins have two numbers of length one each. */
const OF_TWO = Math.SQRT1_2;

export type WatchVoice = {
  readonly seed: number;
  /** Against the music, as a factor. */
  gain: number;
  /** It plays the rest of its last frame with the next block, and is over. */
  isCalledOff: boolean;
  readonly tools: Tools;
  /** The music of the last block and of this one. */
  readonly music: Float32Array;
  /** What of its last frame is still to be played. */
  readonly rest: Float32Array;
  nextFrame: number;
};

type Tools = {
  readonly transform: ReturnType<typeof createTransform>;
  readonly code: Int8Array;
  readonly windowed: Float32Array;
  readonly shaped: Float64Array;
  readonly energies: Float64Array;
};

/** One that has not heard any music yet. */
export function createWatchVoice(seed: number, levelDb: number): WatchVoice {
  const tools: Tools = {
    transform: createTransform(CODE_SIZE),
    code: createCode(),
    windowed: new Float32Array(CODE_FRAMES),
    shaped: new Float64Array(2 * CODE_SIZE),
    energies: new Float64Array(CODE_LAST_BIN + SMEAR + 1),
  };
  const music = new Float32Array(CODE_FRAMES);
  const rest = new Float32Array(CODE_HOP_FRAMES);
  return { seed, gain: toFactor(levelDb), isCalledOff: false, tools, music, rest, nextFrame: 0 };
}

/** Louder or softer from the next frame on: frames overlap, so nothing jumps. */
export function setWatchLevel(voice: WatchVoice, levelDb: number): void {
  voice.gain = toFactor(levelDb);
}

const toFactor = (levelDb: number): number => 10 ** (levelDb / 20);

/** Adds it to the interleaved stereo block that plays at `headFrame`; true while there will be more of it. */
export function mixWatch(voice: WatchVoice, block: Float32Array, headFrame: number): boolean {
  const { music, rest } = voice;
  if (headFrame !== voice.nextFrame) {
    music.fill(0);
    rest.fill(0);
  }
  voice.nextFrame = headFrame + CODE_HOP_FRAMES;
  music.copyWithin(0, CODE_HOP_FRAMES);
  for (let n = 0; n < CODE_HOP_FRAMES; n++) {
    music[CODE_HOP_FRAMES + n] = ((block[2 * n] ?? 0) + (block[2 * n + 1] ?? 0)) / 2;
  }
  const frame = voice.isCalledOff ? null : makeFrame(voice, Math.round(headFrame / CODE_HOP_FRAMES));
  for (let n = 0; n < CODE_HOP_FRAMES; n++) {
    const added = (rest[n] ?? 0) + frameAt(frame, n);
    rest[n] = frameAt(frame, CODE_HOP_FRAMES + n);
    block[2 * n] = within(block[2 * n] ?? 0, added);
    block[2 * n + 1] = within(block[2 * n + 1] ?? 0, added);
  }
  return !voice.isCalledOff;
}

const frameAt = (frame: Float64Array | null, n: number): number =>
  frame === null ? 0 : 2 * (CODE_WINDOW[n] ?? 0) * (frame[2 * n] ?? 0);

/** It makes no sample louder than full scale. */
function within(sample: number, added: number): number {
  const room = 1 - Math.abs(sample);
  return room <= 0 ? sample : sample + Math.max(-room, Math.min(room, added));
}

/** Half of its analytic signal, shaped by the music of two blocks; null where there is none. */
function makeFrame({ music, tools, gain, seed }: WatchVoice, hop: number): Float64Array | null {
  const { transform, windowed, shaped, energies, code } = tools;
  let isSilent = true;
  for (let n = 0; n < CODE_FRAMES; n++) {
    const sample = music[n] ?? 0;
    if (sample !== 0) isSilent = false;
    windowed[n] = sample * (CODE_WINDOW[n] ?? 0);
  }
  if (isSilent) return null;
  const spectrum = transform.forward(windowed);
  for (let bin = CODE_FIRST_BIN - SMEAR; bin < energies.length; bin++) {
    const re = spectrum[2 * bin] ?? 0;
    const im = spectrum[2 * bin + 1] ?? 0;
    energies[bin] = re * re + im * im;
  }
  writeCode(code, seed, hop);
  for (let bin = CODE_FIRST_BIN; bin <= CODE_LAST_BIN; bin++) {
    let sum = 0;
    for (let at = bin - SMEAR; at <= bin + SMEAR; at++) sum += energies[at] ?? 0;
    const length = gain * EVEN * OF_TWO * Math.sqrt(sum / (2 * SMEAR + 1));
    const k = 2 * (bin - CODE_FIRST_BIN);
    shaped[2 * bin] = length * (code[k] ?? 0);
    shaped[2 * bin + 1] = length * (code[k + 1] ?? 0);
  }
  return transform.inverse(shaped);
}
