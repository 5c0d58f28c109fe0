// From a sentence to the spoken reply through the whole product on this machine: Alexa's part, the Lambda, the cloud,
// the bridge and its engine, and back. How long it takes, and what a command costs in calls to the cloud.
import { DEFAULT_WRITE_AHEAD_MS } from "@house-band/bridge-firmware/engine/protocol";
import { type Stack, startStack } from "@house-band/local/stack";
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { quantile, rounded } from "./bench.ts";
import { type CallCounter, type Calls, createCallCounter } from "./count-calls.ts";
import { prepareDemoHome } from "./demo-home.ts";
import { SENTENCES, type Sentence } from "./sentences.ts";

export const turn: Bench = {
  name: "turn",
  what: "utterance to spoken reply through the whole local stack, and calls per command",
  run,
};

const TURNS = { full: 1_000, quick: 200 };

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const home = await prepareDemoHome(progress);
  const counter = createCallCounter();
  const stack = await startStack({
    ...home,
    onStep: progress,
  });
  try {
    const turns: Turn[] = [];
    const count = quick ? TURNS.quick : TURNS.full;
    while (turns.length < count) {
      const sentence = SENTENCES[turns.length % SENTENCES.length];
      if (!sentence) throw new RangeError("there is nothing to say");
      turns.push(await takeTurn(stack, counter, sentence));
      if (turns.length % 100 === 0) progress(`${turns.length} of ${count} turns`);
    }
    return toResult(turns);
  } finally {
    await stack.close();
    counter.close();
  }
}

type Turn = {
  readonly sentence: Sentence;
  /** From the words to the reply, understanding them included. */
  readonly replyMs: number;
  /** Until the first sound was written to every speaker; null where no zone began. */
  readonly writtenMs: number | null;
  readonly speech: string;
  readonly calls: Calls;
};

async function takeTurn(stack: Stack, counter: CallCounter, sentence: Sentence): Promise<Turn> {
  const startMs = performance.now();
  let writtenMs: number | null = null;
  const off = stack.onEngineEvent(({ kind }) => {
    if (kind === "zone-started") writtenMs ??= performance.now() - startMs;
  });
  const { value, calls } = await counter.count(() => stack.say(`Alexa, ask House Band to ${sentence.words}`));
  const replyMs = performance.now() - startMs;
  off();
  return { sentence, replyMs, writtenMs, speech: value.speech, calls };
}

function toResult(turns: readonly Turn[]): BenchResult {
  const replies = turns.map(({ replyMs }) => replyMs);
  const commands = turns.filter(({ sentence }) => sentence.kind === "command");
  const wrong = turns.filter(({ sentence, speech }) => !sentence.expects.test(speech));
  // A sample written to all speakers is heard when the slowest one has taken its time, and what was written before it
  // has been heard: less than this where nothing played yet.
  const beyondMs = turns.flatMap(({ writtenMs }) => (writtenMs === null ? [] : [writtenMs + DEFAULT_WRITE_AHEAD_MS]));
  const most = (operation: string) => Math.max(...commands.map(({ calls }) => calls.get(operation) ?? 0));
  return {
    tables: [replyTable(turns), callTable(commands)],
    figures: {
      turns: turns.length,
      replyP50Ms: quantile(replies, 0.5),
      replyP99Ms: quantile(replies, 0.99),
      replyMaxMs: quantile(replies, 1),
      soundBeyondLatencyP50Ms: quantile(beyondMs, 0.5),
      soundBeyondLatencyP95Ms: quantile(beyondMs, 0.95),
      unexpectedReplies: wrong.length,
      maxQueriesPerCommand: most("Query"),
      maxSendsPerCommand: Math.max(...commands.map(({ calls }) => sumOf(calls, SENDS))),
      maxManyItemReadsPerCommand: Math.max(...commands.map(({ calls }) => sumOf(calls, MANY_ITEM_READS))),
    },
    notes: [
      `Sound begins ${rounded(quantile(beyondMs, 0.5), 0)} ms (p50), ${rounded(quantile(beyondMs, 0.95), 0)} ms (p95) after the sentence, plus the slowest speaker's own latency.`,
      "The first turn loads the Lambda's lazy parts and is counted.",
      ...wrong.slice(0, 3).map(({ sentence, speech }) => `Not the expected reply to “${sentence.words}”: “${speech}”`),
    ],
  };
}

const SENDS = ["SendDirectMessage", "Publish"];
const MANY_ITEM_READS = ["Scan", "BatchGetItem", "TransactGetItems"];

const sumOf = (calls: Calls, operations: readonly string[]): number =>
  operations.reduce((sum, operation) => sum + (calls.get(operation) ?? 0), 0);

function replyTable(turns: readonly Turn[]): BenchTable {
  const row = (name: string, some: readonly Turn[]) => {
    const replies = some.map(({ replyMs }) => replyMs);
    return [name, some.length, ...[0.5, 0.95, 0.99, 1].map((share) => rounded(quantile(replies, share), 0))];
  };
  const ofKind = (kind: Sentence["kind"]) => turns.filter(({ sentence }) => sentence.kind === kind);
  const plays = turns.filter(({ writtenMs }) => writtenMs !== null);
  return {
    title: "Utterance to spoken reply",
    head: ["turns", "count", "p50 ms", "p95 ms", "p99 ms", "max ms"],
    rows: [
      row("all", turns),
      row("commands", ofKind("command")),
      row("of them, those that start music", plays),
      row("edits of the home", ofKind("edit")),
      row("questions", ofKind("question")),
    ],
  };
}

function callTable(commands: readonly Turn[]): BenchTable {
  const operations = [...new Set(commands.flatMap(({ calls }) => [...calls.keys()]))].sort();
  const rows = operations.map((operation) => {
    const counts = commands.map(({ calls }) => calls.get(operation) ?? 0);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    return [operation, rounded(mean, 2), Math.max(...counts)];
  });
  return {
    title: `What the Lambda calls for one command (${commands.length} commands)`,
    head: ["operation", "mean per command", "most per command"],
    rows,
  };
}
