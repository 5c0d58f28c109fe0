// What bluez-alsa says of a PCM that somebody plays to, and how its bytes become frames.
// @see bluez-alsa `doc/org.bluealsa.PCM1.7.rst`, the same in 4.0 and 4.3
import { err, ok, type Result } from "@house-band/contract";
import { FORMATS } from "../../outputs/bluealsa/pcm-properties.ts";
import type { BusProperties } from "../../outputs/bluealsa/sd-bus-reply.ts";
import type { PcmFormat } from "../../outputs/pcm/sample-format.ts";
import { ENGINE_RATE_HZ } from "../../protocol.ts";

export type CaptureShape = {
  readonly format: Exclude<PcmFormat, "FLOAT_LE">;
  readonly rateHz: number;
  readonly channels: 1 | 2;
};

/** Rates that A2DP has; a faster one would have to be filtered before it is slowed down. */
const SLOWEST_HZ = 8_000;

/** The PCM's shape, or a sentence that says why it is of no use. */
export function parseCapture(properties: BusProperties): Result<CaptureShape, string> {
  const { Mode, Format, Channels, Codec = "" } = properties;
  // from version 5 on it is called Rate
  const rateHz = Number(properties.Sampling ?? properties.Rate);
  if (Mode !== "source") return err(`nobody plays to it: bluez-alsa calls its mode ${String(Mode)}, not source`);
  if (!(rateHz >= SLOWEST_HZ && rateHz <= ENGINE_RATE_HZ)) {
    return err(
      `it comes at ${rateHz} Hz, ${SLOWEST_HZ} to ${ENGINE_RATE_HZ} can be played: choose another codec than ${Codec}`,
    );
  }
  if (Channels !== 1 && Channels !== 2) return err(`it has ${String(Channels)} channels, 1 or 2 can be played`);
  const format = FORMATS.get(Number(Format));
  if (format === undefined || format === "FLOAT_LE") {
    return err(`the engine does not read its format 0x${Number(Format).toString(16)}`);
  }
  return ok({ format, rateHz, channels: Channels });
}

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
