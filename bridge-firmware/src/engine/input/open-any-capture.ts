// From the description of a live input to what can be read.
import { assertNever } from "@house-band/contract";
import { openBluealsaCapture } from "./bluealsa/open-capture.ts";
import type { OpenCapture } from "./capture.ts";
import { openAlsaCapture } from "./open-alsa-capture.ts";
import { openPipeCapture } from "./open-pipe-capture.ts";

export const openAnyCapture: OpenCapture = async (spec) => {
  switch (spec.kind) {
    case "bluealsa":
      return openBluealsaCapture(spec.pcmPath);
    case "pipe":
      return openPipeCapture(spec);
    case "alsa":
      return openAlsaCapture(spec);
    default:
      return assertNever(spec);
  }
};
