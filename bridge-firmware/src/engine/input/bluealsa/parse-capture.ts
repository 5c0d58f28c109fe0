// What bluez-alsa says of a PCM that somebody plays to.
// @see bluez-alsa `doc/org.bluealsa.PCM1.7.rst`, the same in 4.0 and 4.3
import { err, ok, type Result } from "@house-band/contract";
import { FORMATS } from "../../outputs/bluealsa/pcm-properties.ts";
import type { BusProperties } from "../../outputs/bluealsa/sd-bus-reply.ts";
import { ENGINE_RATE_HZ } from "../../protocol.ts";
import type { CaptureShape } from "../capture-shape.ts";

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
