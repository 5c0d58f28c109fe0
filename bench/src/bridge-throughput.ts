// How many commands and events a second the bridge carries: its own work with ports that answer at once, then with its
// journal on a real disk, and what the disk takes of it.
import { mkdir } from "node:fs/promises";
import type { Command, Outcome } from "@house-band/contract";
import { addressOf, command, KITCHEN, PATIO, play } from "../../test/bridge-firmware/fakes/home.ts";
import { createFakeStore } from "../../test/bridge-firmware/fakes/ports.ts";
import type { Bench, BenchOptions, BenchResult } from "./bench.ts";
import { median, quantile, rounded } from "./bench.ts";
import { type JournalCost, measureJournal, withFileStore } from "./journal-cost.ts";
import { type MemoryBridge, startMemoryBridge } from "./memory-bridge.ts";
import { RESULTS_DIRECTORY } from "./report.ts";

export const bridgeThroughput: Bench = {
  name: "bridge-throughput",
  what: "commands and events a second through the bridge, and the journal's price",
  run,
};

const SIZES = {
  full: { commands: 5_000, onDisk: 1_000, events: 20_000, appends: 300 },
  quick: { commands: 1_000, onDisk: 200, events: 4_000, appends: 100 },
};
const WARM_UP = 200;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const sizes = quick ? SIZES.quick : SIZES.full;
  await mkdir(RESULTS_DIRECTORY, { recursive: true });
  progress("in memory");
  const inMemory = await withBridge(createFakeStore(), async (bridge) => ({
    oneByOne: await commandsPerS(bridge, sizes.commands, 1),
    atOnce: await commandsPerS(bridge, sizes.commands, 50),
    events: await eventsPerS(bridge, sizes.events),
  }));
  progress("with the journal on disk");
  const onDisk = await withFileStore(RESULTS_DIRECTORY, (store) =>
    withBridge(store, async (bridge) => ({
      oneByOne: await commandsPerS(bridge, sizes.onDisk, 1),
      atOnce: await commandsPerS(bridge, sizes.onDisk, 50),
    })),
  );
  progress("the journal alone");
  return toResult({ inMemory, onDisk, journal: await measureJournal(RESULTS_DIRECTORY, sizes.appends) });
}

async function withBridge<T>(
  store: Parameters<typeof startMemoryBridge>[0],
  work: (bridge: CommandedBridge) => Promise<T>,
): Promise<T> {
  const bridge = await startMemoryBridge(store);
  const commanded = { ...bridge, next: createCommands() };
  try {
    for (let count = 0; count < WARM_UP; count++) await commanded.send(commanded.next());
    return await work(commanded);
  } finally {
    await bridge.stop();
  }
}

type CommandedBridge = MemoryBridge & { readonly next: () => Command };

/** What people say in an evening, over and over; each of them can be done where it stands. */
function createCommands(): () => Command {
  const speakers = [PATIO, KITCHEN];
  const steps: readonly ((number: number) => Command)[] = [
    (number) => play(number, PATIO, KITCHEN),
    (number) => command(number, "set-volume", { speakers, volumePercent: 20 + (number % 50) }),
    (number) => command(number, "pause", { speakers }),
    (number) => command(number, "resume", { speakers }),
    (number) => command(number, "adjust-volume", { speakers: [PATIO], deltaPercent: number % 2 ? 5 : -5 }),
    (number) => command(number, "next", { speakers }),
    (number) => command(number, "mute", { speakers }),
    (number) => command(number, "unmute", { speakers }),
  ];
  let number = 0;
  return () => {
    number += 1;
    const step = steps[(number - 1) % steps.length];
    if (!step) throw new RangeError("there are no commands to send");
    return { ...step(number), issuedAtMs: Date.now() };
  };
}

/** `atOnce` commands are on their way together; every one of them must come to an outcome. */
async function commandsPerS({ send, next }: CommandedBridge, count: number, atOnce: number): Promise<number> {
  const startMs = performance.now();
  for (let sent = 0; sent < count; sent += atOnce) {
    const commands = Array.from({ length: atOnce }, next);
    const outcomes = await Promise.all(commands.map(send));
    const failed = outcomes.find((outcome) => !isExpected(outcome, atOnce));
    if (failed) throw new Error(`a command was not carried out: ${JSON.stringify(failed)}`);
  }
  return count / ((performance.now() - startMs) / 1_000);
}

/** In a flood, a newer command may overtake an older one: that is an answer too. */
const isExpected = ({ state }: Outcome, atOnce: number): boolean =>
  state === "done" || (atOnce > 1 && state === "superseded");

/** A playing speaker's link is lost and comes back, again and again. */
async function eventsPerS({ bluetooth, send, next }: CommandedBridge, count: number): Promise<number> {
  let playing = next();
  while (playing.kind !== "play") playing = next();
  await send(playing);
  const address = addressOf(PATIO);
  const startMs = performance.now();
  for (let rung = 0; rung < count; rung += 2) {
    bluetooth.vanish(address);
    bluetooth.comeBack(address);
    if (rung % 100 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return count / ((performance.now() - startMs) / 1_000);
}

type Measured = {
  readonly inMemory: { readonly oneByOne: number; readonly atOnce: number; readonly events: number };
  readonly onDisk: { readonly oneByOne: number; readonly atOnce: number };
  readonly journal: JournalCost;
};

function toResult({ inMemory, onDisk, journal }: Measured): BenchResult {
  const { appendMs, bareMs, batchedMs } = journal;
  const times = (name: string, values: readonly number[]) => [
    name,
    rounded(median(values), 3),
    rounded(quantile(values, 0.95), 3),
    rounded(quantile(values, 0.99), 3),
  ];
  return {
    tables: [
      {
        title: "Through the whole bridge, a second",
        head: ["ports", "commands, one by one", "commands, 50 at once", "link events"],
        rows: [
          ["all in memory", Math.round(inMemory.oneByOne), Math.round(inMemory.atOnce), Math.round(inMemory.events)],
          ["journal on disk", Math.round(onDisk.oneByOne), Math.round(onDisk.atOnce), null],
        ],
      },
      {
        title: "One record made durable",
        head: ["how", "median ms", "p95 ms", "p99 ms"],
        rows: [
          times("journal append", appendMs),
          times("bare write and fdatasync", bareMs),
          ["journal append, 64 together, each", rounded(batchedMs, 4), null, null],
        ],
      },
    ],
    figures: {
      commandsPerS: inMemory.oneByOne,
      commandsAtOncePerS: inMemory.atOnce,
      linkEventsPerS: inMemory.events,
      commandsOnDiskPerS: onDisk.oneByOne,
      commandsOnDiskAtOncePerS: onDisk.atOnce,
      appendMedianMs: median(appendMs),
      appendP99Ms: quantile(appendMs, 0.99),
      bareSyncMedianMs: median(bareMs),
      batchedAppendMs: batchedMs,
    },
    notes: [
      "A command counts when its outcome was published. A command on disk costs two journal appends before that: accepted, and its outcome.",
      `The disk is that of ${RESULTS_DIRECTORY}; a flash card's figures are its own.`,
    ],
  };
}
