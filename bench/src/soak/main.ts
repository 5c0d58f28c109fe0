// `npm run soak -- …`: the engine plays for hours, and every minute is written down.
// Exit code 0: no bar missed (`--priority none` has none); 1: one missed; 2: called wrongly. Ctrl-C ends it early and tells what there is.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { judge } from "../bars.ts";
import { toText, verdictText } from "../report.ts";
import { soakChart } from "./chart.ts";
import { keepEveryCoreBusy } from "./load.ts";
import { type Minute, toResult } from "./minutes.ts";
import { nameOf, notesOn, readOptions, type SoakOptions, USAGE } from "./options.ts";
import { playInRealTime } from "./real-time.ts";
import { createRecord, loadMinutes, MINUTES_SUFFIX } from "./record.ts";
import { playInVirtualTime } from "./virtual-time.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === "help") {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${USAGE}\n`);
    return 2;
  }
  return options.show === null ? await soak(options) : await show(options.show);
}

async function soak(options: SoakOptions): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const busy = options.load ? keepEveryCoreBusy() : [];
  const directory = await mkdtemp(join(tmpdir(), "house-band-soak-"));
  const minutes: Minute[] = [];
  const record = createRecord({ name: nameOf(options), what: whatOf(options), notes: notesOn(options) }, minutes);
  try {
    const play = options.virtual ? playInVirtualTime : playInRealTime;
    await play({ ...options, directory, signal: stopping.signal }, async (minute) => {
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

/** An earlier run again, with a new picture beside its minutes. */
async function show(path: string): Promise<number> {
  const minutes = await loadMinutes(path);
  const name = basename(path, MINUTES_SUFFIX);
  const result = toResult(minutes, []);
  const bench = { name, what: "eight speakers in two zones", run: async () => result };
  const durationMs = 60_000 * (minutes.at(-1)?.atMinute ?? 0);
  const verdicts = judge(name, result);
  const picture = join(path, "..", `${name}.svg`);
  await writeFile(picture, soakChart(bench.what, minutes));
  const run = { bench, result, verdicts, quick: false, startedAt: new Date(), durationMs };
  process.stdout.write(`${toText(run)}\n${verdictText(verdicts)}\n\n${picture}\n`);
  return verdicts.some(({ kept }) => !kept) ? 1 : 0;
}

function whatOf({ virtual, load }: SoakOptions): string {
  return `eight speakers in two zones${virtual ? ", virtual time" : load ? ", every core busy" : ""}`;
}
