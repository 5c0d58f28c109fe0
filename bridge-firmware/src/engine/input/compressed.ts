// FLAC, MP3, Ogg Vorbis and Ogg Opus by their WebAssembly decoders, loaded when the first such file comes.
// A file is fed in pieces and sound comes out in pieces: no file is ever in memory as a whole.
import { assertNever } from "@house-band/contract";
import type { ByteSource } from "./byte-source.ts";
import type { ChannelOrder } from "./downmix.ts";
import type { AudioFormat } from "./sniff.ts";

export type CompressedFormat = Exclude<AudioFormat, "wav">;

type Decoded = {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  readonly errors: readonly { readonly message: string }[];
};

type Decoder = {
  readonly order: ChannelOrder;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  /** What is left when the file is over. */
  flush(): Promise<Decoded | null>;
  free(): void;
};

export type CompressedPiece = {
  readonly channels: readonly Float32Array[];
  readonly rateHz: number;
  readonly order: ChannelOrder;
};

/** About a second of MP3. What comes first is smaller: a zone begins as soon as it has a fifth of a second in hand. */
const READ_BYTES = 16_384;
const FIRST_READ_BYTES = 4_096;

/**
 * The file's sound from byte `fromByte` on. Damaged stretches are passed over.
 * @throws Error where nothing at all could be decoded, with the decoder's own words
 */
export async function* readCompressed(
  file: ByteSource,
  format: CompressedFormat,
  fromByte: number,
): AsyncGenerator<CompressedPiece> {
  const decoder = await createDecoder(format);
  let complaint = "no sound in it";
  let hasSound = false;
  try {
    for await (const bytes of readPieces(file, fromByte)) {
      const decoded = await decoder.decode(bytes);
      complaint = decoded.errors[0]?.message ?? complaint;
      if (decoded.samplesDecoded === 0) continue;
      hasSound = true;
      yield toPiece(decoded, decoder.order);
    }
    const rest = await decoder.flush();
    if (rest !== null && rest.samplesDecoded > 0) {
      hasSound = true;
      yield toPiece(rest, decoder.order);
    }
  } finally {
    decoder.free();
  }
  if (!hasSound) throw new Error(complaint);
}

/** Compiles the commonest decoder; a second use finds it compiled. */
export async function compileMp3(): Promise<void> {
  const decoder = await createMp3Decoder();
  decoder.free();
}

const toPiece = ({ channelData, sampleRate }: Decoded, order: ChannelOrder): CompressedPiece => ({
  channels: channelData,
  rateHz: sampleRate,
  order,
});

async function* readPieces(file: ByteSource, fromByte: number): AsyncGenerator<Uint8Array> {
  for (let at = fromByte; ; ) {
    const bytes = new Uint8Array(at === fromByte ? FIRST_READ_BYTES : READ_BYTES);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
    if (bytesRead === 0) return;
    yield bytes.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function createDecoder(format: CompressedFormat): Promise<Decoder> {
  switch (format) {
    case "mp3":
      return createMp3Decoder();
    case "flac":
    case "ogg-flac": {
      const { FLACDecoder } = await import("@wasm-audio-decoders/flac");
      return toDecoder(new FLACDecoder(), "wave");
    }
    case "ogg-vorbis": {
      const { OggVorbisDecoder } = await import("@wasm-audio-decoders/ogg-vorbis");
      return toDecoder(new OggVorbisDecoder(), "vorbis");
    }
    case "ogg-opus": {
      const { OggOpusDecoder } = await import("ogg-opus-decoder");
      return toDecoder(new OggOpusDecoder(), "vorbis");
    }
    default:
      return assertNever(format);
  }
}

/** The one without a flush: it keeps nothing back. */
async function createMp3Decoder(): Promise<Decoder> {
  const { MPEGDecoder } = await import("mpg123-decoder");
  const decoder = new MPEGDecoder();
  await decoder.ready;
  return {
    order: "wave",
    decode: (bytes) => decoder.decode(bytes),
    flush: async () => null,
    free: () => decoder.free(),
  };
}

type LibraryDecoder = Pick<Decoder, "decode" | "flush" | "free"> & { readonly ready: Promise<void> };

async function toDecoder(library: LibraryDecoder, order: ChannelOrder): Promise<Decoder> {
  await library.ready;
  return {
    order,
    decode: (bytes) => library.decode(bytes),
    flush: () => library.flush(),
    free: () => library.free(),
  };
}
