// The microphone that the settings name.
import { assertNever } from "@house-band/contract";
import type { DaemonConfig } from "../config.ts";
import { type Microphone, NO_MICROPHONE } from "../microphone-port.ts";
import { createAlsaMicrophone } from "./alsa/alsa-microphone.ts";
import { firstCaptureDevice } from "./alsa/capture-devices.ts";

/** Nothing is opened before somebody listens: one that is plugged in later is found then. */
export function openMicrophone({ microphone, inputs }: Pick<DaemonConfig, "microphone" | "inputs">): Microphone {
  switch (microphone.kind) {
    case "first":
      return createAlsaMicrophone({ device: () => firstCaptureDevice(undefined, inputs.line.device) });
    case "alsa":
      return createAlsaMicrophone({ device: () => microphone.device });
    case "none":
      return NO_MICROPHONE;
    default:
      return assertNever(microphone);
  }
}
