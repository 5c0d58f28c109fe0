// What a soak leaves on disk after every minute, so that an early end loses nothing: figures, minutes, a picture. And the
// way back: an earlier run's minutes as they were.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { judge } from "../bars.ts";
import { RESULTS_DIRECTORY, type Run, saveResult } from "../report.ts";
import { soakChart } from "./chart.ts";
import { Minute, toResult } from "./minutes.ts";

export type RecordOptions = { readonly name: string; readonly what: string; readonly notes: readonly string[] };

/** Call it after each minute: it writes what there is by then; null before the first. */
export function createRecord({ name, what, notes }: RecordOptions, minutes: readonly Minute[]) {
  const startedAt = new Date();
  const startMs = performance.now();
  return async (): Promise<Run | null> => {
    if (minutes.length === 0) return null;
    const result = toResult(minutes, notes);
    const durationMs = performance.now() - startMs;
    const bench = { name, what, run: async () => result };
    const run = { bench, result, verdicts: judge(name, result), quick: false, startedAt, durationMs };
    await mkdir(RESULTS_DIRECTORY, { recursive: true });
    await saveResult(run);
    await writeFile(join(RESULTS_DIRECTORY, `${name}${MINUTES_SUFFIX}`), `${JSON.stringify(minutes)}\n`);
    await writeFile(join(RESULTS_DIRECTORY, `${name}.svg`), soakChart(what, minutes));
    return run;
  };
}

export const MINUTES_SUFFIX = "-minutes.json";

/** @throws Error where there is no such file, or it holds something else. */
export const loadMinutes = async (path: string): Promise<readonly Minute[]> =>
  z
    .array(Minute)
    .min(1)
    .parse(JSON.parse(await readFile(path, "utf8")));
