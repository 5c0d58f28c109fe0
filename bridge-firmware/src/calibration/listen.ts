// One probe of the recording, closely: when its direct sound came, how sure that is, and how loud it was.
import { type Arrival, BEFORE_MS, findArrival } from "./arrival.ts";
import { createDeconvolver } from "./deconvolve.ts";
import { createLoudnessMeter } from "./loudness.ts";
import type { Heard, Recording } from "./measurement.ts";
import { responseOf } from "./response.ts";

export type ProbeHeard = Arrival & Heard & { readonly response: Float32Array };

export type Listener = {
  /** @param sightedAtMs where the probe or an echo of it was sighted, since the recording's beginning */
  listen(sightedAtMs: number): ProbeHeard;
};

/** The probe, what stands before it, and a room's first reverberation. */
const PIECE_PROBES = 1.3;

/** @param clockPpm how much faster the recording's clock runs than the bridge's */
export function createListener({ samples, rateHz }: Recording, clockPpm: number): Listener {
  const deconvolver = createDeconvolver({ rateHz, clockPpm, probes: PIECE_PROBES });
  const meter = createLoudnessMeter(deconvolver);
  return {
    listen(sightedAtMs) {
      const fromFrame = Math.round(((sightedAtMs - BEFORE_MS) * rateHz) / 1_000);
      const spectrum = deconvolver.deconvolve(samples, fromFrame);
      const flat = spectrum.slice();
      const arrival = findArrival(flat, fromFrame, deconvolver);
      const arrivalMs = arrival.atMs - (fromFrame / rateHz) * 1_000;
      const loudness = meter.measure(deconvolver.transform.inverse(spectrum), arrivalMs);
      // the search for the arrival has made it flat
      const response = responseOf(flat, (arrivalMs * rateHz) / 1_000, deconvolver);
      return { ...arrival, ...loudness, response };
    },
  };
}
