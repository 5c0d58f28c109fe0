// A file with another tone on each side, and what came of them in a recording.
import { closeSync, openSync, readSync, statSync, writeFileSync } from "node:fs";

export const LEFT_HZ = 441;
export const RIGHT_HZ = 1_102.5;
/** Of full scale. */
export const AMPLITUDE = 0.25;
const FILE_RATE_HZ = 44_100;
/** Whole periods of both. */
const PATTERN_FRAMES = 200;

/** 16-bit stereo at 44.1 kHz: `LEFT_HZ` on the left, `RIGHT_HZ` on the right. */
export function writeTones(path: string, seconds: number): void {
  const frames = FILE_RATE_HZ * seconds;
  const bytes = Buffer.alloc(44 + 4 * frames);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  for (const [value, at] of [
    [16, 16],
    [FILE_RATE_HZ, 24],
    [4 * FILE_RATE_HZ, 28],
  ] as const) {
    bytes.writeUInt32LE(value, at);
  }
  for (const [value, at] of [
    [1, 20],
    [2, 22],
    [4, 32],
    [16, 34],
  ] as const) {
    bytes.writeUInt16LE(value, at);
  }
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(4 * frames, 40);
  const pattern = Buffer.alloc(4 * PATTERN_FRAMES);
  for (let n = 0; n < PATTERN_FRAMES; n++) {
    pattern.writeInt16LE(toInt16(Math.sin((2 * Math.PI * LEFT_HZ * n) / FILE_RATE_HZ)), 4 * n);
    pattern.writeInt16LE(toInt16(Math.sin((2 * Math.PI * RIGHT_HZ * n) / FILE_RATE_HZ)), 4 * n + 2);
  }
  bytes.fill(pattern, 44);
  writeFileSync(path, bytes);
}

const toInt16 = (value: number): number => Math.round(value * AMPLITUDE * 32_767);

export type Stereo = { readonly rateHz: number; readonly left: Float64Array; readonly right: Float64Array };

const HEADER_BYTES = 44;
const ENGINE_RATE_HZ = 48_000;
const FRAME_BYTES = 4;

/** How much of the engine's recording is written. */
export const recordedSeconds = (path: string): number =>
  Math.max(0, statSync(path).size - HEADER_BYTES) / (FRAME_BYTES * ENGINE_RATE_HZ);

/** A part of it, 16-bit stereo, as far as it is written. */
export function readRecording(path: string, fromSeconds: number, seconds: number): Stereo {
  const bytes = Buffer.alloc(FRAME_BYTES * Math.round(seconds * ENGINE_RATE_HZ));
  const file = openSync(path, "r");
  const from = HEADER_BYTES + FRAME_BYTES * Math.round(fromSeconds * ENGINE_RATE_HZ);
  const frames = Math.floor(readSync(file, bytes, 0, bytes.length, from) / FRAME_BYTES);
  closeSync(file);
  const side = (offset: number) =>
    Float64Array.from({ length: frames }, (_, n) => bytes.readInt16LE(FRAME_BYTES * n + offset) / 32_768);
  return { rateHz: ENGINE_RATE_HZ, left: side(0), right: side(2) };
}

/** Where sound begins in these 4 seconds, in seconds of the whole; null where there is none yet. */
export function onsetSeconds(path: string, fromSeconds: number): number | null {
  const { left, rateHz } = readRecording(path, fromSeconds, 4);
  const at = left.findIndex((sample) => Math.abs(sample) > 0.02);
  return at < 0 ? null : fromSeconds + at / rateHz;
}

/** How loud it is, in dB of a full-scale sine: whatever the pitch, which the bridge's clock may have moved a little. */
function loudnessDb(samples: Float64Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return 10 * Math.log10(2 * power + 1e-12);
}

/** How loud one tone is, in dB of full scale: the windowed DFT at its frequency. */
function levelDb(samples: Float64Array, rateHz: number, toneHz: number): number {
  let [real, imaginary, sum] = [0, 0, 0];
  for (let n = 0; n < samples.length; n++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / samples.length);
    const phase = (2 * Math.PI * toneHz * n) / rateHz;
    real += window * (samples[n] ?? 0) * Math.cos(phase);
    imaginary += window * (samples[n] ?? 0) * Math.sin(phase);
    sum += window;
  }
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / sum + 1e-12);
}

/** The two tones on their own sides, against what was played, and each on the other's. `stereo`: a second of them. */
export function compareTones({ left, right, rateHz }: Stereo) {
  const part = (side: Float64Array, seconds: number) => side.subarray(0, Math.round(seconds * rateHz));
  const playedDb = 20 * Math.log10(AMPLITUDE);
  const [leftDb, rightDb] = [loudnessDb(part(left, 1)), loudnessDb(part(right, 1))];
  // a quarter of a second: the tone may be a little off its frequency
  const leaks = [
    levelDb(part(left, 0.25), rateHz, RIGHT_HZ) - rightDb,
    levelDb(part(right, 0.25), rateHz, LEFT_HZ) - leftDb,
  ];
  return { leftDb: leftDb - playedDb, rightDb: rightDb - playedDb, crosstalkDb: Math.max(...leaks) };
}
