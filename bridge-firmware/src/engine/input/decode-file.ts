// A file to interleaved stereo at the engine's rate, from any moment on, whatever it is called and however it is coded.
import { open } from "node:fs/promises";
import type { ByteSource } from "./byte-source.ts";
import { readCompressed } from "./compressed.ts";
import { type ChannelOrder, MAX_CHANNELS, toStereo } from "./downmix.ts";
import type { Resampler, Resamplers } from "./resample.ts";
import { type AudioFormat, describeUnknown, id3Length, SNIFF_BYTES, sniffFormat } from "./sniff.ts";
import { Unplayable } from "./unplayable.ts";
import { readWavFormat, readWavSamples } from "./wav-file.ts";

type Piece = {
  readonly channels: readonly Float32Array[];
  readonly rateHz: number;
  readonly order: ChannelOrder;
};

/**
 * Pieces of the file's sound from `startMs` on: interleaved stereo at ENGINE_RATE_HZ. The first piece comes even when
 * nothing is left after `startMs`: it is empty then.
 * @throws {Unplayable} or a system or decoder error; `reasonOf` puts any of them into words
 */
export async function* decodeFile(path: string, startMs: number, resamplers: Resamplers): AsyncGenerator<Float32Array> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    yield* decode(file, size, startMs, resamplers);
  } finally {
    await file.close();
  }
}

/** The same of what is open already. */
export async function* decode(
  file: ByteSource,
  fileBytes: number,
  startMs: number,
  resamplers: Resamplers,
): AsyncGenerator<Float32Array> {
  const { format, offset } = await identify(file);
  const pieces =
    format === "wav" ? wavPieces(file, fileBytes, startMs) : skipStart(readCompressed(file, format, offset), startMs);
  yield* toEngineRate(pieces, resamplers);
}

async function identify(file: ByteSource): Promise<{ format: AudioFormat; offset: number }> {
  const start = await readHead(file, 0);
  const offset = id3Length(start);
  const head = offset === 0 ? start : await readHead(file, offset);
  const format = sniffFormat(head);
  if (format === null) throw new Unplayable(describeUnknown(head));
  return { format, offset };
}

async function readHead(file: ByteSource, at: number): Promise<Uint8Array> {
  const head = new Uint8Array(SNIFF_BYTES);
  const { bytesRead } = await file.read(head, 0, SNIFF_BYTES, at);
  return head.subarray(0, bytesRead);
}

async function* wavPieces(file: ByteSource, fileBytes: number, startMs: number): AsyncGenerator<Piece> {
  const format = await readWavFormat(file, fileBytes);
  if (format.dataBytes < (format.channels * format.bitsPerSample) / 8) throw new Unplayable("the file holds no sound");
  const fromFrame = Math.round((startMs * format.rateHz) / 1_000);
  yield { channels: [], rateHz: format.rateHz, order: "wave" };
  for await (const channels of readWavSamples(file, format, fromFrame)) {
    yield { channels, rateHz: format.rateHz, order: "wave" };
  }
}

/** Compressed sound can't be entered in its middle: what comes before `startMs` is decoded and dropped. */
async function* skipStart(pieces: AsyncIterable<Piece>, startMs: number): AsyncGenerator<Piece> {
  let skippedMs = 0;
  for await (const piece of pieces) {
    const frames = piece.channels[0]?.length ?? 0;
    const dropFrames = Math.min(frames, Math.round(((startMs - skippedMs) * piece.rateHz) / 1_000));
    if (dropFrames <= 0) {
      yield piece;
      continue;
    }
    skippedMs += (dropFrames * 1_000) / piece.rateHz;
    yield { ...piece, channels: piece.channels.map((channel) => channel.subarray(dropFrames)) };
  }
}

/** A rate may change within a file, where two were joined: then a new resampler takes over. */
async function* toEngineRate(pieces: AsyncIterable<Piece>, resamplers: Resamplers): AsyncGenerator<Float32Array> {
  let resampler: Resampler | null = null;
  let rateHz = 0;
  for await (const piece of pieces) {
    if (piece.channels.length > MAX_CHANNELS) {
      throw new Unplayable(`${piece.channels.length} channels, at most ${MAX_CHANNELS} can be played`);
    }
    if (resampler === null || piece.rateHz !== rateHz) {
      if (resampler !== null) yield resampler.finish();
      rateHz = piece.rateHz;
      resampler = await resamplers.take(rateHz);
    }
    yield resampler.push(toStereo(piece.channels, piece.order));
  }
  if (resampler !== null) yield resampler.finish();
}
