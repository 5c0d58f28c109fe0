// What one command asks of the cloud, by a trace of ten thousand, and what a month of it costs at AWS's list prices.
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { rounded } from "./bench.ts";
import { ASSUMED, type Bill, billFor, type CommandUse, monthOf, type Sizes } from "./cloud/cost.ts";
import { PRICES } from "./cloud/prices.ts";
import { type Trace, takeTrace } from "./cloud/trace.ts";
import type { Calls } from "./count-calls.ts";

export const cloud: Bench = {
  name: "cloud",
  what: "what a command asks of DynamoDB and AWS IoT, and what a home costs a month",
  run,
};

const COMMANDS = { full: 10_000, quick: 1_000 };
const COMMANDS_PER_DAY = 20;
const HOMES = [1, 1_000, 1_000_000];

const SENDS = ["SendDirectMessage", "Publish"];
const WRITES = ["PutItem", "UpdateItem", "DeleteItem"];
const ONE_ITEM_READS = ["GetItem"];
const MANY_ITEMS = ["Scan", "BatchGetItem", "TransactGetItems", "BatchWriteItem", "TransactWriteItems"];

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const trace = await takeTrace(quick ? COMMANDS.quick : COMMANDS.full, progress);
  const sizes = sizesOf(trace);
  const use = useOf(trace);
  const month = monthOf(use, sizes, COMMANDS_PER_DAY);
  const bills = HOMES.map((homes) => billFor(month, homes));
  const most = (names: readonly string[]) => Math.max(...trace.commands.map((calls) => sumOf(calls, names)));
  const perDay = [5, 60].map((commands) => {
    const [bill] = [billFor(monthOf(use, sizes, commands), 1_000)];
    return `${commands} a day: ${rounded(bill.centsPerHome, 2)} cents`;
  });
  return {
    tables: [callTable(trace), useTable(use, sizes), billTable(bills, month), priceTable()],
    figures: {
      commands: trace.commands.length,
      unexpectedReplies: trace.unexpected.length,
      maxQueriesPerCommand: most(["Query"]),
      maxSendsPerCommand: most(SENDS),
      maxWritesPerCommand: most(WRITES),
      maxManyItemCallsPerCommand: most(MANY_ITEMS),
      meanReadsPerCommand: use.reads,
      centsPerHomeAlone: bills[0]?.centsPerHome ?? Number.NaN,
      centsPerHomeOfThousand: bills[1]?.centsPerHome ?? Number.NaN,
      centsPerHomeOfMillion: bills[2]?.centsPerHome ?? Number.NaN,
    },
    notes: [
      `A home of ${COMMANDS_PER_DAY} commands a day. Beside it, of a thousand homes: ${perDay.join("; ")} a home and month.`,
      `Assumed, not measured: ${ASSUMED.voiceSeconds} s of the voice function and ${ASSUMED.ingestSeconds} s of the ingest per call at ${ASSUMED.memoryGb} GB, ${ASSUMED.logBytesPerVoice} and ${ASSUMED.logBytesPerIngest} bytes of log, ${ASSUMED.reconnectsPerDay} reconnects a day.`,
      "No free tier is counted, and no alarm (0.10 a month each, the first ten of an account free), which is per account and not per home.",
      "The engine of this trace answers at once; while a command takes longer on a real bridge, its record is read again, at most every 250 ms for 2.5 s.",
      ...trace.unexpected.slice(0, 3).map((one) => `Not the expected reply to ${one}`),
    ],
  };
}

const sumOf = (calls: Calls, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (calls.get(name) ?? 0), 0);

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

function useOf({ commands, spaced }: Trace): CommandUse {
  const perCommand = (names: readonly string[]) => mean(commands.map((calls) => sumOf(calls, names)));
  return {
    writes: perCommand(WRITES),
    queries: perCommand(["Query"]),
    reads: perCommand(ONE_ITEM_READS),
    sends: perCommand(SENDS),
    ruleMessages: mean(spaced.map(({ ingested }) => ingested)),
    stateMessages: mean(spaced.map(({ states }) => states)),
    shadowUpdates: mean(spaced.map(({ shadowUpdates }) => shadowUpdates)),
  };
}

function sizesOf({ items, shadowBytes }: Trace): Sizes {
  const meanOf = (kind: string) => items.get(kind)?.meanBytes ?? Number.NaN;
  const ofHome = [...items].filter(([kind]) => kind.startsWith("HOME "));
  return {
    home: ofHome.reduce((sum, [, { totalBytes }]) => sum + totalBytes, 0),
    meta: meanOf("HOME META"),
    command: meanOf("CMD CMD"),
    state: meanOf("HOME STATE"),
    shadow: shadowBytes,
  };
}

function callTable({ commands }: Trace): BenchTable {
  const operations = [...new Set(commands.flatMap((calls) => [...calls.keys()]))].sort();
  return {
    title: `What the voice function calls for one command (${commands.length} commands)`,
    head: ["operation", "mean", "most"],
    rows: operations.map((operation) => {
      const counts = commands.map((calls) => calls.get(operation) ?? 0);
      return [operation, rounded(mean(counts), 3), Math.max(...counts)];
    }),
  };
}

function useTable(use: CommandUse, sizes: Sizes): BenchTable {
  return {
    title: "What comes back of one command, and how large things are",
    head: ["", "mean"],
    rows: [
      ["messages to the ingest function by a rule", rounded(use.ruleMessages, 2)],
      ["of them, states", rounded(use.stateMessages, 2)],
      ["updates of the state shadow", rounded(use.shadowUpdates, 2)],
      ["a home in the table, bytes", Math.round(sizes.home)],
      ["of it, the state of its bridge, bytes", Math.round(sizes.state)],
      ["of it, the item that a command writes, bytes", Math.round(sizes.meta)],
      ["a command's record, bytes", Math.round(sizes.command)],
      ["the state shadow, bytes", Math.round(sizes.shadow)],
    ],
  };
}

function billTable(bills: readonly Bill[], month: ReturnType<typeof monthOf>): BenchTable {
  const lines = bills[0]?.lines ?? [];
  const usdOf = (bill: Bill, name: string) => bill.lines.find((line) => line.name === name)?.usd ?? Number.NaN;
  const money = (usd: number) => (usd < 1 ? rounded(usd, 5) : usd < 1_000 ? rounded(usd, 2) : Math.round(usd));
  return {
    title: `What a month costs, US dollars (${COMMANDS_PER_DAY} commands a day)`,
    head: ["", "units a home", ...bills.map(({ homes }) => `${homes.toLocaleString("en-US")} homes`)],
    rows: [
      ...lines.map(({ name }) => [
        PRICES[name].what.split(" (")[0] ?? name,
        Number(month[name].toPrecision(3)),
        ...bills.map((bill) => money(usdOf(bill, name))),
      ]),
      ["sum", "", ...bills.map(({ usd }) => money(usd))],
      ["cents a home", "", ...bills.map(({ centsPerHome }) => rounded(centsPerHome, 2))],
    ],
  };
}

function priceTable(): BenchTable {
  return {
    title: "Prices",
    head: ["", "US dollars", "per", "read", "where"],
    rows: Object.values(PRICES).map(({ what, tiers, per, unit, source, readOn }) => [
      what.split(" (")[0] ?? what,
      tiers.map(({ usd }) => usd).join(", "),
      `${per.toLocaleString("en-US")} ${unit}`,
      readOn,
      source,
    ]),
  };
}
