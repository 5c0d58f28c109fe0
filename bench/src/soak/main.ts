// `npm run soak -- [--minutes N] [--load] [--virtual]`: the engine plays for hours, and every minute is written down.
// Exit code 0: all bars kept; 1: one missed; 2: called wrongly. Ctrl-C ends it early and tells what there is.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { judge } from "../bars.ts";
import { RESULTS_DIRECTORY, type Run, saveResult, toText, verdictText } from "../report.ts";
import { soakChart } from "./chart.ts";
import { type Minute, toResult } from "./minutes.ts";
import { playInRealTime } from "./real-time.ts";
import { playInVirtualTime } from "./virtual-time.ts";

const USAGE = `Usage: npm run soak -- [--minutes N] [--load] [--virtual]

  --minutes N   how long it plays (240)
  --load        every core is kept busy by something else
  --virtual     by a virtual clock, as fast as it goes: for the memory, not for the time`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = read(args);
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${USAGE}\n`);
    return 2;
  }
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const busy = options.load ? keepBusy() : [];
  const directory = await mkdtemp(join(tmpdir(), "house-band-soak-"));
  const minutes: Minute[] = [];
  const record = createRecord(options, minutes);
  try {
    const play = options.virtual ? playInVirtualTime : playInRealTime;
    await play({ directory, minutes: options.minutes, signal: stopping.signal }, async (minute) => {
      minutes.push(minute);
      await record();
    });
  } finally {
    for (const child of busy) child.kill("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  }
  const run = await record();
  if (!run) return 1;
  process.stdout.write(`${toText(run)}\n${verdictText(run.verdicts)}\n`);
  return run.verdicts.some(({ kept }) => !kept) ? 1 : 0;
}

type Options = { readonly minutes: number; readonly load: boolean; readonly virtual: boolean };

function read(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: "string", default: "240" },
        load: { type: "boolean", default: false },
        virtual: { type: "boolean", default: false },
      },
    });
    const minutes = Number(values.minutes);
    if (!Number.isInteger(minutes) || minutes < 2 || minutes > 340) {
      return `--minutes ${values.minutes}: expected a whole number from 2 to 340 (a recording ends after six hours)`;
    }
    if (values.load && values.virtual) return "--load says nothing of a virtual clock: choose one of them";
    return { minutes, load: values.load, virtual: values.virtual };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Figures and picture are on disk after every minute: an early end loses nothing. */
function createRecord({ load, virtual }: Options, minutes: readonly Minute[]): () => Promise<Run | null> {
  const name = virtual ? "soak-virtual" : load ? "soak-load" : "soak";
  const what = `eight speakers in two zones for hours${virtual ? " of virtual time" : load ? ", every core busy" : ""}`;
  const startedAt = new Date();
  const startMs = performance.now();
  return async () => {
    if (minutes.length === 0) return null;
    const result = toResult(minutes, [
      virtual
        ? "Virtual time: memory of this whole process, the bench included; nothing is recorded."
        : "Two of the four speakers of each zone are recorded; one of them leaves and comes back every five minutes and is not counted among the drop-outs.",
    ]);
    const durationMs = performance.now() - startMs;
    const bench = { name, what, run: async () => result };
    const run = { bench, result, verdicts: judge(name, result), quick: false, startedAt, durationMs };
    await mkdir(RESULTS_DIRECTORY, { recursive: true });
    await saveResult(run);
    await writeFile(join(RESULTS_DIRECTORY, `${name}-minutes.json`), `${JSON.stringify(minutes)}\n`);
    await writeFile(join(RESULTS_DIRECTORY, `${name}.svg`), soakChart(what, minutes));
    return run;
  };
}

/** One process a core that does nothing but use it, at ordinary priority. */
const keepBusy = (): readonly ChildProcess[] =>
  cpus().map(() => spawn(process.execPath, ["-e", "for (;;) Math.sqrt(Math.random());"], { stdio: "ignore" }));
