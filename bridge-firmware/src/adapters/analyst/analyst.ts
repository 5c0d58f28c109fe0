// Makes measurements of recordings, in a thread of its own: whoever asks has other things to do meanwhile.
import { err, type Result } from "@house-band/contract";
import type { Measurement, MeasurementFault, Recording } from "../../calibration/measurement.ts";
import type { ProbePlan } from "../../calibration/probe-plan.ts";
import { runInThread } from "../../worker-thread.ts";

export type AnalystJob =
  | { readonly kind: "heard"; readonly heard: Recording; readonly plan: ProbePlan }
  /** A sound file of whatever format. */
  | { readonly kind: "file"; readonly path: string; readonly plan: ProbePlan };

type Analysed = Result<Measurement, MeasurementFault>;

/** A file that its reader piles up objects over ends the thread, not the bridge. Samples and spectra lie outside this heap. */
const LIMITS = { maxOldGenerationSizeMb: 256 } as const;

/** Built, this file is part of a bundle at the root of the program; in a checkout it is where it is. */
const IS_BUILT = !import.meta.url.endsWith(".ts");
const THREAD = new URL(IS_BUILT ? "./adapters/analyst/analyst-worker.js" : "./analyst-worker.ts", import.meta.url);

/** @throws where the thread fails: that is a bug */
export async function analyseHeard(heard: Recording, plan: ProbePlan): Promise<Analysed> {
  const done = await work({ kind: "heard", heard, plan });
  if (!done.ok) throw new Error(done.error);
  return done.value;
}

/** @returns the measurement or why there is none; or a sentence about the file */
export async function analyseFile(path: string, plan: ProbePlan): Promise<Result<Analysed, string>> {
  try {
    return await work({ kind: "file", path, plan });
  } catch (error) {
    // a decoder that breaks over a file takes its thread along
    return err(`it can't be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

async function work(job: AnalystJob): Promise<Result<Analysed, string>> {
  const said = await runInThread({ module: THREAD, data: job, limits: LIMITS });
  return said as Result<Analysed, string>; // the thread is this module's own
}
