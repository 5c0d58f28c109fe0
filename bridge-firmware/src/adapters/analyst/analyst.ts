// Makes measurements of recordings, in a thread of its own: whoever asks has other things to do meanwhile.
import { err, type Result } from "@house-band/contract";
import type { CompareFault, RoomsCompared } from "../../calibration/compare-rooms.ts";
import type { Measurement, MeasurementFault, Recording } from "../../calibration/measurement.ts";
import type { ProbePlan } from "../../calibration/probe-plan.ts";
import { runInThread, type ThreadStop } from "../../worker-thread.ts";

export type AnalystJob =
  | { readonly kind: "heard"; readonly heard: Recording; readonly plan: ProbePlan }
  /** A sound file of whatever format. */
  | { readonly kind: "file"; readonly path: string; readonly plan: ProbePlan }
  /** Two sound files of two rooms. */
  | { readonly kind: "rooms"; readonly paths: readonly [string, string] };

type Analysed = Result<Measurement, MeasurementFault>;
type Compared = Result<RoomsCompared, CompareFault>;

/** A file that its reader piles up objects over ends the thread, not the bridge. Samples and spectra lie outside this heap. */
const LIMITS = { maxOldGenerationSizeMb: 256 } as const;

/** What the slowest machine takes for 32 speakers, several times over. */
const WITHIN_MS = 180_000;

/** Built, this file is part of a bundle at the root of the program; in a checkout it is where it is. */
const IS_BUILT = !import.meta.url.endsWith(".ts");
const THREAD = new URL(IS_BUILT ? "./adapters/analyst/analyst-worker.js" : "./analyst-worker.ts", import.meta.url);

/** The signal ends it at once. @throws where the thread fails: that is a bug */
export async function analyseHeard(
  heard: Recording,
  plan: ProbePlan,
  signal: AbortSignal,
): Promise<Result<Measurement, MeasurementFault | ThreadStop>> {
  const done = await work({ kind: "heard", heard, plan }, signal);
  if (!done.ok) return done;
  if (!done.value.ok) throw new Error(done.value.error);
  return done.value.value;
}

/** @returns the measurement or why there is none; or a sentence about the file */
export async function analyseFile(path: string, plan: ProbePlan): Promise<Result<Analysed, string>> {
  try {
    const done = await work({ kind: "file", path, plan });
    return done.ok ? done.value : err(`it took longer than ${WITHIN_MS / 1_000} s to read: cut it, or record again`);
  } catch (error) {
    // a decoder that breaks over a file takes its thread along
    return err(`it can't be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** @returns how far apart the rooms are or why that can't be told; or a sentence about one of the files */
export async function compareFiles(paths: readonly [string, string]): Promise<Result<Compared, string>> {
  try {
    const done = await work<Compared>({ kind: "rooms", paths });
    return done.ok
      ? done.value
      : err(`they took longer than ${WITHIN_MS / 1_000} s to read: cut them, or record again`);
  } catch (error) {
    return err(`they can't be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

async function work<T = Analysed>(
  job: AnalystJob,
  signal?: AbortSignal,
): Promise<Result<Result<T, string>, ThreadStop>> {
  const ending = { withinMs: WITHIN_MS, ...(signal && { signal }) };
  const said = await runInThread({ module: THREAD, data: job, limits: LIMITS, ...ending });
  return said as Result<Result<T, string>, ThreadStop>; // the thread is this module's own
}
