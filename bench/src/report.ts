// What a bench leaves behind: tables on stdout for people, one JSON file per bench for comparing runs.
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tableLines } from "@house-band/bridge-firmware/text/table";
import type { Verdict } from "./bars.ts";
import type { Bench, BenchResult } from "./bench.ts";

export const RESULTS_DIRECTORY = fileURLToPath(new URL("../results/", import.meta.url));

export type Run = {
  readonly bench: Bench;
  readonly result: BenchResult;
  readonly verdicts: readonly Verdict[];
  readonly quick: boolean;
  readonly startedAt: Date;
  readonly durationMs: number;
};

/** The bench's tables and remarks, as text. */
export function toText({ bench, result, durationMs }: Run): string {
  const tables = result.tables.flatMap(({ title, head, rows }) => [title, ...tableLines(head, rows), ""]);
  const heading = `${bench.name}: ${bench.what} (${(durationMs / 1_000).toFixed(0)} s)`;
  return ["", heading, "", ...tables, ...result.notes.map((note) => `- ${note}`)].join("\n");
}

/** Every bar that was judged, as text. */
export function verdictText(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ bench, promise, bar, measured, kept }) => [
    kept ? "kept" : "MISSED",
    bench,
    promise,
    bar,
    measured,
  ]);
  return ["", ...tableLines(["", "bench", "promise", "bar", "measured"], rows)].join("\n");
}

/** @returns the path of the JSON file. */
export async function saveResult({ bench, result, verdicts, quick, startedAt, durationMs }: Run): Promise<string> {
  await mkdir(RESULTS_DIRECTORY, { recursive: true });
  const path = join(RESULTS_DIRECTORY, `${bench.name}.json`);
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const document = {
    name: bench.name,
    what: bench.what,
    startedAt: startedAt.toISOString(),
    durationMs,
    quick,
    platform: `${process.platform} ${process.arch}`,
    machine,
    ...result,
    bars: verdicts,
  };
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
  return path;
}
