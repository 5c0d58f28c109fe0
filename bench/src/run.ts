// `npm run bench -- [name …] [--quick]`: runs benches one after the other, prints what they found and whether the
// promises hold. Exit code 0: all bars kept; 1: one missed or a bench failed; 2: it was called wrongly.
import { parseArgs } from "node:util";
import { judge, type Verdict } from "./bars.ts";
import type { Bench } from "./bench.ts";
import { bridgeThroughput } from "./bridge-throughput.ts";
import { bridges } from "./bridges.ts";
import { calibration } from "./calibration.ts";
import { cloud } from "./cloud.ts";
import { engineCpu } from "./engine-cpu.ts";
import { engineRestart } from "./engine-restart.ts";
import { engineSkew } from "./engine-skew.ts";
import { hearing } from "./hearing.ts";
import { lambdaStart } from "./lambda-start.ts";
import { type Run, saveResult, toText, verdictText } from "./report.ts";
import { sources } from "./sources.ts";
import { syncPeers } from "./sync-peers.ts";
import { syncWatch } from "./sync-watch.ts";
import { turn } from "./turn.ts";

const BENCHES: readonly Bench[] = [
  lambdaStart,
  hearing,
  turn,
  engineSkew,
  engineCpu,
  engineRestart,
  sources,
  bridgeThroughput,
  cloud,
  bridges,
  calibration,
  syncWatch,
];
/** Only by name: they run other people's programs, which must be installed. */
const BESIDE_OTHERS: readonly Bench[] = [syncPeers];

const USAGE = `Usage: npm run bench -- [name …] [--quick]

Without a name all of these run:
${listOf(BENCHES)}
By name only, since other people's programs must be installed for it:
${listOf(BESIDE_OTHERS)}

  --quick   fewer repetitions, the same bars`;

function listOf(benches: readonly Bench[]): string {
  return benches.map(({ name, what }) => `  ${name.padEnd(18)} ${what}`).join("\n");
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const chosen = choose(args);
  if (typeof chosen === "string") {
    process.stderr.write(`${chosen}\n\n${USAGE}\n`);
    return 2;
  }
  if (chosen.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const verdicts: Verdict[] = [];
  let failures = 0;
  for (const [index, bench] of chosen.benches.entries()) {
    const place = `${index + 1}/${chosen.benches.length} ${bench.name}`;
    const run = await runOne(bench, chosen.quick, (message) => process.stderr.write(`${place}: ${message}\n`));
    if (run) verdicts.push(...run.verdicts);
    else failures += 1;
  }
  if (verdicts.length > 0) process.stdout.write(`${verdictText(verdicts)}\n`);
  return failures > 0 || verdicts.some(({ kept }) => !kept) ? 1 : 0;
}

function choose(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { quick: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    });
    const all = [...BENCHES, ...BESIDE_OTHERS];
    const unknown = positionals.filter((name) => !all.some((bench) => bench.name === name));
    if (unknown.length > 0) return `There is no bench called ${unknown.join(" or ")}.`;
    const benches = positionals.length === 0 ? BENCHES : all.filter(({ name }) => positionals.includes(name));
    return { quick: values.quick, help: values.help, benches };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A bench that fails does not keep the others from running; null where it did. */
async function runOne(bench: Bench, quick: boolean, progress: (message: string) => void): Promise<Run | null> {
  const startedAt = new Date();
  const startMs = performance.now();
  try {
    progress(bench.what);
    const result = await bench.run({ quick, progress });
    const durationMs = performance.now() - startMs;
    const run = { bench, result, verdicts: judge(bench.name, result), quick, startedAt, durationMs };
    const path = await saveResult(run);
    process.stdout.write(`${toText(run)}\n`);
    progress(`written to ${path}`);
    return run;
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    progress(`failed, no figures: ${reason}`);
    return null;
  }
}
