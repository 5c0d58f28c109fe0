// What bluez-alsa says of a PCM, and whether the engine can play into it.
// @see bluez-alsa `doc/org.bluealsa.PCM1.7.rst`, the same in 4.0 and 4.3
import { err, ok, type Result } from "@house-band/contract";
import { ENGINE_RATE_HZ } from "../../protocol.ts";
import { CHANNELS, type PcmFormat } from "../pcm/sample-format.ts";
import type { BusProperties } from "./sd-bus-reply.ts";

export type PcmShape = {
  readonly format: PcmFormat;
  /** Its encoder takes so many frames at a time; what is left over waits in it for more. */
  readonly encoderFrames: number;
};

/** @see bluez-alsa `ba-transport-pcm.h` BA_TRANSPORT_PCM_FORMAT: sign, endianness, bytes, bits */
export const FORMATS: ReadonlyMap<number, PcmFormat> = new Map([
  [0x8210, "S16_LE"],
  [0x8318, "S24_3LE"],
  [0x8418, "S24_LE"],
  [0x8420, "S32_LE"],
]);

/** @see bluez-alsa `a2dp-sbc.c`, `a2dp-ldac.c`, `a2dp-aptx.c`; SBC: 16 blocks of 8 subbands, its choice */
const ENCODER_FRAMES: ReadonlyMap<string, number> = new Map([
  ["SBC", 128],
  ["LDAC", 128],
  ["aptX", 4],
  ["aptX-HD", 4],
]);

/** The PCM's shape, or a sentence that says why it is of no use. */
export function parsePcm(properties: BusProperties): Result<PcmShape, string> {
  const { Mode, Format, Channels, Codec = "" } = properties;
  // from version 5 on it is called Rate
  const rateHz = properties.Sampling ?? properties.Rate;
  if (Mode !== "sink") return err(`it is no speaker: bluez-alsa calls its mode ${String(Mode)}, not sink`);
  if (rateHz !== ENGINE_RATE_HZ) {
    return err(
      `it plays at ${String(rateHz)} Hz and the engine at ${ENGINE_RATE_HZ} Hz: choose that rate for its codec ${Codec}`,
    );
  }
  if (Channels !== CHANNELS) return err(`it plays ${String(Channels)} channel(s) and the engine ${CHANNELS}`);
  const format = FORMATS.get(Number(Format));
  if (format === undefined) return err(`the engine does not write its format 0x${Number(Format).toString(16)}`);
  return ok({ format, encoderFrames: ENCODER_FRAMES.get(String(Codec)) ?? 1 });
}
