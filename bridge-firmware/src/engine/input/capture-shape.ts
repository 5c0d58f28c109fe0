// The shape of what is captured, and how its bytes become frames.
import type { PcmFormat } from "../outputs/pcm/sample-format.ts";

export type CaptureShape = {
  readonly format: Exclude<PcmFormat, "FLOAT_LE">;
  readonly rateHz: number;
  readonly channels: 1 | 2;
};

const SAMPLE_BYTES = { S16_LE: 2, S24_3LE: 3, S24_LE: 4, S32_LE: 4 } as const satisfies Record<
  CaptureShape["format"],
  number
>;

/** Bytes of one frame. */
export const captureFrameBytes = ({ format, channels }: CaptureShape): number => channels * SAMPLE_BYTES[format];

const READ = {
  S16_LE: (bytes: Buffer, at: number) => bytes.readInt16LE(at) / 0x8000,
  S24_3LE: (bytes: Buffer, at: number) => bytes.readIntLE(at, 3) / 0x80_0000,
  // the uppermost byte is not said to repeat the sign
  S24_LE: (bytes: Buffer, at: number) => bytes.readIntLE(at, 3) / 0x80_0000,
  S32_LE: (bytes: Buffer, at: number) => bytes.readInt32LE(at) / 0x8000_0000,
} as const satisfies Record<CaptureShape["format"], (bytes: Buffer, at: number) => number>;

/** Writes `frames` of interleaved stereo, 1 is full scale; one channel is heard on both sides. */
export function decodeCapture(
  { format, channels }: CaptureShape,
  bytes: Buffer,
  frames: number,
  out: Float32Array,
): void {
  const read = READ[format];
  const sampleBytes = SAMPLE_BYTES[format];
  const right = channels === 2 ? sampleBytes : 0;
  for (let n = 0, at = 0; n < frames; n++, at += channels * sampleBytes) {
    out[2 * n] = read(bytes, at);
    out[2 * n + 1] = read(bytes, at + right);
  }
}
