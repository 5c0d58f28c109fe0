// What makes a recording useless before anything is looked for in it.
import type { MeasurementFault, Recording } from "./measurement.ts";
import { PROBE_MS } from "./probe.ts";
import type { ProbePlan } from "./probe-plan.ts";

/** A converter's end: the last step of 8 bits is nearer to 1 than this. */
const FULL_SCALE = 0.99;
/** So many in a row do not touch it by chance. */
const CLIPPED_RUN = 3;
/** What a slammed door may do. */
export const MAX_CLIPPED_MS = 20;

/** @returns null where it is fit to be looked at. */
export function checkRecording(recording: Recording, plan: ProbePlan): MeasurementFault | null {
  const heardMs = (recording.samples.length / recording.rateHz) * 1_000;
  const lastAtMs = plan.slots.at(-1)?.atMs ?? 0;
  if (heardMs < lastAtMs + PROBE_MS) return { kind: "too-short", heardMs, neededMs: plan.lengthMs };
  const clippedMs = clippedMsOf(recording);
  return clippedMs > MAX_CLIPPED_MS ? { kind: "clipped", clippedMs } : null;
}

/** For so long it is overdriven. */
export const clippedMsOf = ({ samples, rateHz }: Recording): number => (clippedFrames(samples) / rateHz) * 1_000;

/** Samples at full scale in runs, and samples that are no numbers. */
function clippedFrames(samples: Float32Array): number {
  let clipped = 0;
  let run = 0;
  for (const sample of samples) {
    const isAtEnd = !(Math.abs(sample) < FULL_SCALE);
    if (!isAtEnd && run >= CLIPPED_RUN) clipped += run;
    run = isAtEnd ? run + 1 : 0;
  }
  return clipped + (run >= CLIPPED_RUN ? run : 0);
}

/** Its mean level, dB of full scale. */
export function levelDbOf({ samples }: Recording): number {
  let energy = 0;
  for (const sample of samples) energy += Number.isFinite(sample) ? sample * sample : 0;
  return 10 * Math.log10(Math.max(energy / Math.max(1, samples.length), 1e-20));
}
