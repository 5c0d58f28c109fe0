// How many commands and events a second the bridge carries: its own work with ports that answer at once, then with its
// journal on a real disk, and what the disk takes of it.
import { mkdir } from "node:fs/promises";
import type { Command } from "@house-band/contract";
import { addressOf, command, KITCHEN, PATIO, play } from "../../test/bridge-firmware/fakes/home.ts";
import { createFakeStore } from "../../test/bridge-firmware/fakes/ports.ts";
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { median, quantile, rounded } from "./bench.ts";
import { BATCH, type JournalCost, measureJournal, withFileStore } from "./journal-cost.ts";
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
/** On their way together: a household shouting. */
const FLOOD = 50;
/** Compiled by then. */
const WARM_UP = 3_000;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const sizes = quick ? SIZES.quick : SIZES.full;
  await mkdir(RESULTS_DIRECTORY, { recursive: true });
  progress("warming up");
  await withBridge(createFakeStore(), (bridge) => measureCommands(bridge, WARM_UP, 1));
  progress("in memory");
  const inMemory = await withBridge(createFakeStore(), async (bridge) => ({
    oneByOne: await measureCommands(bridge, sizes.commands, 1),
    atOnce: await measureCommands(bridge, sizes.commands, FLOOD),
    events: await eventsPerS(bridge, sizes.events),
  }));
  progress("with the journal on disk");
  const onDisk = await withFileStore(RESULTS_DIRECTORY, (store) =>
    withBridge(store, async (bridge) => ({
      oneByOne: await measureCommands(bridge, sizes.onDisk, 1),
      atOnce: await measureCommands(bridge, sizes.onDisk, FLOOD),
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
  try {
    return await work({ ...bridge, next: createCommands() });
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

type Rate = {
  readonly perS: number;
  readonly cpuMsEach: number;
  /** In a flood a newer command may overtake an older one, which is an answer too. */
  readonly supersededShare: number;
};

/** `atOnce` commands are on their way together; every one of them must come to a good end. */
async function measureCommands({ send, next }: CommandedBridge, count: number, atOnce: number): Promise<Rate> {
  const startMs = performance.now();
  const cpuBefore = process.cpuUsage();
  let superseded = 0;
  for (let sent = 0; sent < count; sent += atOnce) {
    const outcomes = await Promise.all(Array.from({ length: atOnce }, next).map(send));
    const overtaken = outcomes.filter(({ state }) => state === "superseded").length;
    const failed = outcomes.find(({ state }) => state !== "done" && (atOnce === 1 || state !== "superseded"));
    if (failed) throw new Error(`a command was not carried out: ${JSON.stringify(failed)}`);
    superseded += overtaken;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perS: count / ((performance.now() - startMs) / 1_000),
    cpuMsEach: (user + system) / 1_000 / count,
    supersededShare: superseded / count,
  };
}

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
  readonly inMemory: { readonly oneByOne: Rate; readonly atOnce: Rate; readonly events: number };
  readonly onDisk: { readonly oneByOne: Rate; readonly atOnce: Rate };
  readonly journal: JournalCost;
};

function toResult(measured: Measured): BenchResult {
  const { inMemory, onDisk, journal } = measured;
  return {
    tables: [rateTable(measured), journalTable(journal)],
    figures: {
      commandsPerS: inMemory.oneByOne.perS,
      commandCpuMs: inMemory.oneByOne.cpuMsEach,
      commandsAtOncePerS: inMemory.atOnce.perS,
      linkEventsPerS: inMemory.events,
      commandsOnDiskPerS: onDisk.oneByOne.perS,
      commandsOnDiskAtOncePerS: onDisk.atOnce.perS,
      appendMedianMs: median(journal.appendMs),
      appendP99Ms: quantile(journal.appendMs, 0.99),
      bareSyncMedianMs: median(journal.bareMs),
      batchedAppendMs: journal.batchedMs,
    },
    notes: [
      "A command counts when its outcome was published. On disk that is after two journal appends: accepted, and its outcome.",
      `Of ${FLOOD} at once, ${Math.round(100 * inMemory.atOnce.supersededShare)} % were overtaken by a newer one and answered so.`,
      `The disk is that of ${RESULTS_DIRECTORY}; a flash card's figures are its own.`,
    ],
  };
}

function rateTable({ inMemory, onDisk }: Measured): BenchTable {
  const row = (name: string, { perS, cpuMsEach }: Rate) => [name, Math.round(perS), rounded(cpuMsEach, 3)];
  return {
    title: "Through the whole bridge",
    head: ["what", "a second", "CPU ms each"],
    rows: [
      row("commands, one by one, all in memory", inMemory.oneByOne),
      row(`commands, ${FLOOD} at once, all in memory`, inMemory.atOnce),
      row("commands, one by one, journal on disk", onDisk.oneByOne),
      row(`commands, ${FLOOD} at once, journal on disk`, onDisk.atOnce),
      ["link lost or back while it plays, all in memory", Math.round(inMemory.events), null],
    ],
  };
}

function journalTable({ appendMs, bareMs, batchedMs }: JournalCost): BenchTable {
  const row = (name: string, values: readonly number[]) => [
    name,
    ...[0.5, 0.95, 0.99].map((share) => rounded(quantile(values, share), 3)),
  ];
  return {
    title: "One record made durable",
    head: ["how", "median ms", "p95 ms", "p99 ms"],
    rows: [
      row("journal append", appendMs),
      row("bare write and fdatasync", bareMs),
      [`journal append, ${BATCH} together, each`, rounded(batchedMs, 4), null, null],
    ],
  };
}
