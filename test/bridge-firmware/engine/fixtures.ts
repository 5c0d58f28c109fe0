// Sound files made for a test and recordings read back; nothing here uses the code under test to say what is right.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, ZoneMember } from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId, type ZoneId } from "@house-band/contract";

export const RATE_HZ = 48_000;

// Taken out once: looking them up in a test's own global object takes longer than the sine itself.
const { sin, imul, PI } = Math;

export type Sides = { readonly left: Float32Array; readonly right: Float32Array };

export function createFolder(): { readonly path: (name: string) => string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "house-band-engine-"));
  return { path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function sine(hz: number, seconds: number, amplitude = 0.5, rateHz = RATE_HZ): Float32Array {
  const samples = new Float32Array(Math.round(seconds * rateHz));
  for (let n = 0; n < samples.length; n++) samples[n] = amplitude * sin((2 * PI * hz * n) / rateHz);
  return samples;
}

/** The largest jump between two samples of such a sine at half of full scale, in 16-bit steps. */
export const sineStep = (hz: number): number => 0.5 * 32_768 * 2 * PI * (hz / RATE_HZ);

/** Repeatable noise, low-passed a little: it has one place only where it matches itself. */
export function noise(seconds: number, seed: number, amplitude = 0.5): Float32Array {
  let state = seed;
  let last = 0;
  const samples = new Float32Array(Math.round(seconds * RATE_HZ));
  for (let n = 0; n < samples.length; n++) {
    state = (imul(state, 1_664_525) + 1_013_904_223) | 0;
    last = 0.7 * last + 0.3 * (state / 0x8000_0000);
    samples[n] = amplitude * last;
  }
  return samples;
}

/** Encodes a sample into `bytes` at `at`. */
type SampleWriter = (bytes: Buffer, at: number, value: number) => void;

export type WavCoding = {
  readonly bits: 8 | 16 | 24 | 32 | 64;
  readonly float?: boolean;
  readonly extensible?: boolean;
  readonly rateHz?: number;
};

export function writeWav(path: string, channels: readonly Float32Array[], coding: WavCoding = { bits: 16 }): void {
  writeFileSync(path, wavBytes(channels, coding));
}

export function wavBytes(channels: readonly Float32Array[], coding: WavCoding): Buffer {
  const { bits, float = false, extensible = false, rateHz = RATE_HZ } = coding;
  const frames = channels[0]?.length ?? 0;
  const frameBytes = (channels.length * bits) / 8;
  const format = Buffer.alloc(extensible ? 40 : 16);
  const tag = float ? 3 : 1;
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels.length, 2);
  format.writeUInt32LE(rateHz, 4);
  format.writeUInt32LE(rateHz * frameBytes, 8);
  format.writeUInt16LE(frameBytes, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(tag, 24);
  }
  if (bits === 32 && float)
    return chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), chunk("fmt ", format), chunk("data", floats(channels))]));
  const data = Buffer.alloc(frames * frameBytes);
  const write = sampleWriter(bits, float);
  for (let n = 0; n < frames; n++) {
    for (const [index, channel] of channels.entries())
      write(data, n * frameBytes + (index * bits) / 8, channel[n] ?? 0);
  }
  const body = Buffer.concat([Buffer.from("WAVE"), chunk("fmt ", format), chunk("data", data)]);
  return chunk("RIFF", body);
}

/** Little-endian, as is every machine that these tests run on. */
function floats(channels: readonly Float32Array[]): Buffer {
  const frames = channels[0]?.length ?? 0;
  const all = new Float32Array(frames * channels.length);
  for (const [index, channel] of channels.entries()) {
    for (let n = 0; n < frames; n++) all[n * channels.length + index] = channel[n] ?? 0;
  }
  return Buffer.from(all.buffer);
}

function sampleWriter(bits: WavCoding["bits"], float: boolean): SampleWriter {
  if (float)
    return (bytes, at, value) => void (bits === 64 ? bytes.writeDoubleLE(value, at) : bytes.writeFloatLE(value, at));
  if (bits === 8) return (bytes, at, value) => void bytes.writeUInt8(Math.round(value * 127) + 128, at);
  if (bits === 24) return (bytes, at, value) => void bytes.writeIntLE(Math.round(value * 8_388_607), at, 3);
  if (bits === 32) return (bytes, at, value) => void bytes.writeInt32LE(Math.round(value * 2_147_483_647), at);
  return (bytes, at, value) => void bytes.writeInt16LE(Math.round(value * 32_767), at);
}

function chunk(id: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 0, "latin1");
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** A recording of the engine's, as far as it is there: 16-bit stereo with a 44-byte header. */
export function readRecording(path: string): { left: Int16Array; right: Int16Array; frames: number } {
  const bytes = readFileSync(path);
  const frames = bytes.length < 44 ? 0 : Math.min(bytes.readUInt32LE(40), bytes.length - 44) >> 2;
  const left = new Int16Array(frames);
  const right = new Int16Array(frames);
  for (let n = 0; n < frames; n++) {
    left[n] = bytes.readInt16LE(44 + 4 * n);
    right[n] = bytes.readInt16LE(46 + 4 * n);
  }
  return { left, right, frames };
}

/**
 * How much later `other` is than `one`, in samples with their fraction: best match of one stretch within ±`reach`,
 * refined by a parabola through the best three.
 */
export function skewSamples(one: Int16Array, other: Int16Array, from: number, length: number, reach = 200): number {
  const scores: number[] = [];
  for (let lag = -reach; lag <= reach; lag++) {
    let score = 0;
    for (let n = from; n < from + length; n++) score += (one[n] ?? 0) * (other[n + lag] ?? 0);
    scores.push(score);
  }
  const best = scores.indexOf(Math.max(...scores));
  const [before = 0, top = 0, after = 0] = [scores[best - 1], scores[best], scores[best + 1]];
  const curve = before - 2 * top + after;
  return best - reach + (curve === 0 ? 0 : (before - after) / (2 * curve));
}

export const sameSamples = (one: Int16Array, other: Int16Array): boolean =>
  one.length > 0 && one.length === other.length && one.every((sample, n) => sample === other[n]);

/** The largest jump from one sample to the next: a click is a jump that the music itself never makes. */
export function largestStep(samples: Int16Array, from = 0, to = samples.length): number {
  let largest = 0;
  for (let n = from + 1; n < to; n++) {
    const step = (samples[n] ?? 0) - (samples[n - 1] ?? 0);
    if (step > largest) largest = step;
    else if (-step > largest) largest = -step;
  }
  return largest;
}

/** First sample louder than `threshold`, or −1. */
export const firstSound = (samples: Int16Array, threshold = 30, from = 0): number =>
  samples.findIndex((sample, n) => n >= from && Math.abs(sample) > threshold);

/** Longest run of samples no louder than `threshold`, within a stretch. */
export function longestSilence(samples: Int16Array, from: number, to: number, threshold = 0): number {
  let longest = 0;
  let run = 0;
  for (let n = from; n < to; n++) {
    run = Math.abs(samples[n] ?? 0) <= threshold ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

export const member = (output: string, latencyMs: number, more: Partial<ZoneMember> = {}): ZoneMember => ({
  output,
  channel: "stereo",
  volumePercent: 100,
  muted: false,
  latencyMs,
  ...more,
});

export const zoneId = (): ZoneId => newZoneId();

/** Events without the ones that come every second. */
export const news = (events: readonly EngineEvent[]): EngineEvent[] =>
  events.filter((event) => event.kind !== "status" && event.kind !== "position" && event.kind !== "ready");
