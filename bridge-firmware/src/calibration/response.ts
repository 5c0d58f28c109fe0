// What lies between a speaker and the microphone, as a calibration has heard it: the direct sound and the echoes that follow
// it closely, without colour. By it the same speaker is found again while music plays, however late it is then.
import type { Deconvolver } from "./deconvolve.ts";
import { readAt } from "./read-at.ts";

/** Of a response, and of everything that is compared with one. */
export const RESPONSE_RATE_HZ = 16_000;
/** 64 ms: most of what a room adds to a sound. */
export const RESPONSE_FRAMES = 1_024;
/** Where in it the direct sound is. */
export const RESPONSE_ARRIVAL = 64;
/** The band that counts. */
export const RESPONSE_FROM_HZ = 1_000;
export const RESPONSE_TO_HZ = 7_500;

/**
 * Of one probe: `flat` is its deconvolved spectrum, flattened; it is overwritten.
 * @param arrivalFrame the direct sound's place in the piece
 * @returns RESPONSE_FRAMES values whose squares add up to 1
 */
export function responseOf(flat: Float64Array, arrivalFrame: number, deconvolver: Deconvolver): Float32Array {
  const { rateHz, transform } = deconvolver;
  const binsPerHz = transform.size / rateHz;
  flat.fill(0, 0, 2 * Math.ceil(RESPONSE_FROM_HZ * binsPerHz)).fill(0, 2 * Math.floor(RESPONSE_TO_HZ * binsPerHz));
  const analytic = transform.inverse(flat);
  const real = Float32Array.from({ length: transform.size }, (_, n) => analytic[2 * n] ?? 0);
  const step = rateHz / RESPONSE_RATE_HZ;
  const response = readAt(real, arrivalFrame - RESPONSE_ARRIVAL * step, step, RESPONSE_FRAMES);
  const energy = response.reduce((sum, value) => sum + value * value, 0);
  return response.map((value) => value / Math.sqrt(Math.max(energy, Number.MIN_VALUE)));
}
