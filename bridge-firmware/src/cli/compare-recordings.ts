// `house-band sync --compare A B`: by how much one room is later than another, by the recordings of two phones. It needs no
// bridge: only the files.
import { basename } from "node:path";
import { assertNever, type Result } from "@house-band/contract";
import { type CompareFault, IN_ROOMS_MS, type RoomsCompared, SIDE_BY_SIDE_MS } from "../calibration/compare-rooms.ts";
import type { CompareRequest } from "./read-measure.ts";
import { EXIT, type Terminal } from "./run-command.ts";

/** How far apart two rooms are, or why two sound files do not tell it; or what is wrong with one of the files. */
export type CompareFiles = (
  paths: readonly [string, string],
) => Promise<Result<Result<RoomsCompared, CompareFault>, string>>;

/** Compares, and says what came of it; the answer is the exit code. */
export async function compareRecordings(
  { paths }: CompareRequest,
  terminal: Terminal,
  compareFiles: CompareFiles,
): Promise<number> {
  const done = await compareFiles(paths);
  if (!done.ok) {
    terminal.err(done.error);
    return EXIT.notDone;
  }
  if (!done.value.ok) {
    for (const line of describe(done.value.error)) terminal.err(line);
    return EXIT.notDone;
  }
  const compared = done.value.value;
  if (terminal.json) terminal.out(JSON.stringify(compared, null, 2));
  else for (const line of render(compared, paths)) terminal.out(line);
  return EXIT.done;
}

/** Nobody hears less, and no recording tells it. */
const LEAST_MS = 0.1;

function render({ lateMs, uncertaintyMs, clockPpm }: RoomsCompared, paths: CompareRequest["paths"]): readonly string[] {
  const [first, second] = paths.map((path) => basename(path));
  const [late, early] = lateMs < 0 ? [first, second] : [second, first];
  const error = Math.max(LEAST_MS, uncertaintyMs).toFixed(1);
  return [
    `${late} is ${Math.abs(lateMs).toFixed(1)} ms later than ${early} (±${error} ms), where the phones lay.`,
    "Each 34 cm that a phone lay farther from its speaker are 1 ms of that, as are 34 cm between the phones when they lay side by side.",
    `The phones' clocks are ${Math.abs(clockPpm).toFixed(0)} parts in a million apart, which is taken out.`,
  ];
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

function describe(fault: CompareFault): readonly string[] {
  switch (fault.kind) {
    case "too-short":
      return [
        `The recordings ran together for ${seconds(fault.togetherMs)}, and ${seconds(fault.neededMs)} are needed.`,
        HOW,
      ];
    case "nothing-in-common":
      return [
        "The recordings have nothing in common: were they made at the same time, with the same music around?",
        HOW,
      ];
    case "not-side-by-side":
      return [
        `In the first ${seconds(SIDE_BY_SIDE_MS)} that both recorded, the phones did not hear the same from one place: without that, nobody can tell their beginnings from the rooms.`,
        HOW,
      ];
    case "not-still":
      return [
        `In the last ${seconds(IN_ROOMS_MS)} that both recorded, a phone did not lie still, or did not hear its room's speaker clearly.`,
        HOW,
      ];
    default:
      return assertNever(fault);
  }
}

const HOW = "How it is done: house-band help sync";
