// Reads WAV recordings a stretch at a time, so that an hour of eleven speakers fits in memory.
// Tolerates the header of a recorder that was killed; leaves all judgement of the sound to others.
import { type FileHandle, open } from "node:fs/promises";
import { err, ok, type Result } from "@house-band/contract";

export type WavFile = {
  readonly rateHz: number;
  readonly channelCount: number;
  readonly frameCount: number;
  /** The mean of the channels, −1 … 1; frames before the start or past the end are silence. */
  readMono(startFrame: number, frames: number): Promise<Float32Array>;
  close(): Promise<void>;
};

type Format = {
  readonly encoding: "int" | "float";
  readonly channelCount: number;
  readonly rateHz: number;
  readonly bits: number;
};

const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe;
/** More header than any writer makes; what follows is not looked through. */
const MAX_HEADER_BYTES = 1 << 20;

/**
 * Opens a PCM WAV file (8, 16, 24, 32 bit, or 32-bit float; RIFF as Microsoft defines it).
 * @returns the open file, or a sentence saying what it is instead.
 * @see "Multimedia Programming Interface and Data Specifications 1.0", WAVE format
 */
export async function openWav(path: string): Promise<Result<WavFile, string>> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    return err(`can't be opened: ${String(error)}`);
  }
  const layout = await readLayout(handle);
  if (!layout.ok) {
    await handle.close();
    return layout;
  }
  const { format, dataStart, frameCount } = layout.value;
  return ok({
    rateHz: format.rateHz,
    channelCount: format.channelCount,
    frameCount,
    readMono: (startFrame, frames) => readMono({ handle, format, dataStart, frameCount }, startFrame, frames),
    close: () => handle.close(),
  });
}

type Layout = { readonly format: Format; readonly dataStart: number; readonly frameCount: number };

async function readLayout(handle: FileHandle): Promise<Result<Layout, string>> {
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.min(size, MAX_HEADER_BYTES));
  await handle.read(bytes, 0, bytes.length, 0);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE") {
    return err(size === 0 ? "is empty" : "is not a WAV file (no RIFF/WAVE at its start)");
  }
  let format: Format | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString("latin1", at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (id === "fmt ") {
      const parsed = parseFormat(bytes.subarray(at + 8, at + 8 + length));
      if (!parsed.ok) return parsed;
      format = parsed.value;
    }
    if (id === "data") return layoutOf(format, at + 8, length, size);
    at += 8 + length + (length % 2);
  }
  return err("has no sound in it (no data chunk)");
}

/** A recorder that was killed leaves 0 or a stale length: what the file really holds is what counts. */
function layoutOf(
  format: Format | null,
  dataStart: number,
  statedBytes: number,
  fileBytes: number,
): Result<Layout, string> {
  if (!format) return err("has its sound before its format");
  const held = fileBytes - dataStart;
  const bytes = statedBytes === 0 || statedBytes > held ? held : statedBytes;
  return ok({ format, dataStart, frameCount: Math.floor(bytes / bytesPerFrame(format)) });
}

function parseFormat(chunk: Buffer): Result<Format, string> {
  if (chunk.length < 16) return err(`has a format of ${chunk.length} bytes, expected 16 or more`);
  const tag = chunk.readUInt16LE(0);
  const code = tag === FORMAT_EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const format = {
    encoding: code === FORMAT_FLOAT ? ("float" as const) : ("int" as const),
    channelCount: chunk.readUInt16LE(2),
    rateHz: chunk.readUInt32LE(4),
    bits: chunk.readUInt16LE(14),
  };
  const known =
    (code === FORMAT_PCM && [8, 16, 24, 32].includes(format.bits)) || (code === FORMAT_FLOAT && format.bits === 32);
  if (!known) return err(`holds format ${code} with ${format.bits} bits, expected PCM of 8 to 32 bits or 32-bit float`);
  if (format.channelCount < 1 || format.channelCount > 32)
    return err(`has ${format.channelCount} channels, expected 1 to 32`);
  if (format.rateHz < 1_000 || format.rateHz > 768_000) return err(`has a rate of ${format.rateHz} Hz`);
  return ok(format);
}

const bytesPerFrame = (format: Format): number => (format.bits / 8) * format.channelCount;

async function readMono(
  file: Layout & { readonly handle: FileHandle },
  startFrame: number,
  frames: number,
): Promise<Float32Array> {
  const mono = new Float32Array(frames);
  const from = Math.max(0, startFrame);
  const until = Math.min(file.frameCount, startFrame + frames);
  if (until <= from) return mono;
  const frameBytes = bytesPerFrame(file.format);
  const bytes = Buffer.alloc((until - from) * frameBytes);
  await file.handle.read(bytes, 0, bytes.length, file.dataStart + from * frameBytes);
  const sampleBytes = file.format.bits / 8;
  for (let frame = 0; frame < until - from; frame++) {
    let sum = 0;
    for (let channel = 0; channel < file.format.channelCount; channel++) {
      sum += sampleAt(bytes, frame * frameBytes + channel * sampleBytes, file.format);
    }
    mono[frame + from - startFrame] = sum / file.format.channelCount;
  }
  return mono;
}

function sampleAt(bytes: Buffer, at: number, format: Format): number {
  if (format.encoding === "float") return bytes.readFloatLE(at);
  if (format.bits === 8) return (bytes.readUInt8(at) - 128) / 128;
  if (format.bits === 16) return bytes.readInt16LE(at) / 32_768;
  return format.bits === 24 ? bytes.readIntLE(at, 3) / 8_388_608 : bytes.readInt32LE(at) / 2_147_483_648;
}
