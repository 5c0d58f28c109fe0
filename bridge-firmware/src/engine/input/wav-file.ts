// WAV files, read piece by piece: 8 to 32 bit, float, extensible, RF64, any rate, up to eight channels. A file that is
// cut short plays as far as it goes; one whose header can't be true is refused.
// Our own reader: the WAV libraries of npm want the whole file in memory, and an hour of music is 600 MB.
import type { ByteSource } from "./byte-source.ts";
import { MAX_CHANNELS } from "./downmix.ts";
import { Unplayable } from "./unplayable.ts";

export type WavFormat = {
  readonly rateHz: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  readonly isFloat: boolean;
  /** Where the samples lie in the file. */
  readonly dataStart: number;
  readonly dataBytes: number;
};

/** Rates that exist; beyond them a header is damaged. */
const RATE_LIMITS_HZ = { min: 4_000, max: 384_000 } as const;
const MAX_CHUNKS = 1_000;
const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** @throws {Unplayable} where the header makes no sense. @see IBM and Microsoft "RIFF WAVE"; EBU Tech 3306 (RF64) */
export async function readWavFormat(file: ByteSource, fileBytes: number): Promise<WavFormat> {
  let format: Omit<WavFormat, "dataStart" | "dataBytes"> | null = null;
  let at = 12;
  for (let count = 0; count < MAX_CHUNKS && at + 8 <= fileBytes; count++) {
    const header = await readAt(file, at, 8);
    const id = header.toString("latin1", 0, 4);
    const bytes = header.readUInt32LE(4);
    if (id === "data") {
      if (format === null) throw new Unplayable("the WAV file has samples but no format before them");
      return { ...format, dataStart: at + 8, dataBytes: dataBytesOf(bytes, fileBytes - at - 8) };
    }
    if (id === "fmt ") format = parseFormat(await readAt(file, at + 8, Math.min(bytes, 40)));
    at += 8 + bytes + (bytes % 2);
  }
  throw new Unplayable("the WAV file has no samples");
}

/** Pieces of about a fifth of a second, which is what a zone begins with: one array per channel, from `fromFrame` on. */
export async function* readWavSamples(
  file: ByteSource,
  format: WavFormat,
  fromFrame: number,
): AsyncGenerator<Float32Array[]> {
  const frameBytes = (format.channels * format.bitsPerSample) / 8;
  const piece = Buffer.alloc(frameBytes * Math.ceil(format.rateHz / 5));
  const end = format.dataStart + format.dataBytes - (format.dataBytes % frameBytes);
  for (let at = format.dataStart + fromFrame * frameBytes; at < end; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, end - at), at);
    const frames = Math.floor(bytesRead / frameBytes);
    if (frames === 0) return;
    yield toChannels(piece, frames, format);
    at += frames * frameBytes;
  }
}

/** Recorders that never came to fix their header leave 0 or the largest number: then it is all that is there. */
function dataBytesOf(claimed: number, available: number): number {
  return claimed === 0 || claimed > available ? available : claimed;
}

function parseFormat(chunk: Buffer): Omit<WavFormat, "dataStart" | "dataBytes"> {
  if (chunk.length < 16) throw new Unplayable(`the WAV file's format has ${chunk.length} bytes, expected at least 16`);
  const declared = chunk.readUInt16LE(0);
  const tag = declared === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : declared;
  const channels = chunk.readUInt16LE(2);
  const rateHz = chunk.readUInt32LE(4);
  const bitsPerSample = chunk.readUInt16LE(14);
  const widths = tag === PCM ? [8, 16, 24, 32] : tag === FLOAT ? [32, 64] : [];
  if (!widths.includes(bitsPerSample)) {
    throw new Unplayable(`WAV coding ${tag} with ${bitsPerSample} bits can't be played; convert it to 16-bit PCM`);
  }
  if (channels < 1 || channels > MAX_CHANNELS) {
    throw new Unplayable(`the WAV file claims ${channels} channels, 1 to ${MAX_CHANNELS} can be played`);
  }
  if (rateHz < RATE_LIMITS_HZ.min || rateHz > RATE_LIMITS_HZ.max) {
    throw new Unplayable(`the WAV file claims ${rateHz} samples a second, 4,000 to 384,000 can be played`);
  }
  return { rateHz, channels, bitsPerSample, isFloat: tag === FLOAT };
}

function toChannels(bytes: Buffer, frames: number, { channels, bitsPerSample, isFloat }: WavFormat): Float32Array[] {
  const samples = isFloat
    ? readFloats(bytes, bitsPerSample, frames * channels)
    : readIntegers(bytes, bitsPerSample, frames * channels);
  return Array.from({ length: channels }, (_, channel) => {
    const one = new Float32Array(frames);
    for (let n = 0; n < frames; n++) one[n] = samples[n * channels + channel] ?? 0;
    return one;
  });
}

/** Full scale is 1. What is not a number is silence. */
function readFloats(bytes: Buffer, bitsPerSample: number, count: number): Float32Array {
  const samples = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    const sample = bitsPerSample === 32 ? bytes.readFloatLE(4 * n) : bytes.readDoubleLE(8 * n);
    samples[n] = sample - sample === 0 ? sample : 0; // neither NaN nor infinite
  }
  return samples;
}

/** Eight bits are unsigned, all else is signed; the last byte is the highest. */
function readIntegers(bytes: Buffer, bitsPerSample: number, count: number): Float32Array {
  const samples = new Float32Array(count);
  const width = bitsPerSample / 8;
  const scale = 2 ** -31;
  const flip = width === 1 ? 0x80 : 0;
  for (let n = 0; n < count; n++) {
    let value = 0;
    for (let at = n * width; at < (n + 1) * width; at++) value = (value >>> 8) | (((bytes[at] ?? 0) ^ flip) << 24);
    samples[n] = value * scale;
  }
  return samples;
}

async function readAt(file: ByteSource, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}
