// What became of every command this bridge has accepted: read once at the start, kept in step with the store.
// Answers "have I seen this one?"; whether and how a command is carried out is decided elsewhere.
import type { Command, CommandId, HomeId, Outcome, SpeakerId } from "@house-band/contract";
import type { Clock, Log, Store } from "../ports.ts";
import {
  changeEntry,
  createMemory,
  enterHome,
  forgetOld,
  type JournalEntry,
  type JournalMemory,
  KEEP_COMMANDS,
  newEntry,
  raiseSeqs,
  replay,
  toRecords,
} from "./journal-memory.ts";
import type { JournalRecord } from "./journal-record.ts";

/** Rewriting costs a flash card more than appending: only when about half of the records could go. */
const REWRITE_AFTER_RECORDS = 3 * KEEP_COMMANDS * 2;

export type Journal = {
  find(id: CommandId): JournalEntry | undefined;
  /** Takes a command in. Await `durable` before the broker is told. */
  accept(command: Command): JournalEntry;
  /** The one final outcome; resolves when it would survive a power cut. */
  finish(outcome: Outcome): Promise<void>;
  /** The cloud has it: it is not sent again after a restart. */
  delivered(id: CommandId): void;
  /** Commands of another home count from one again. */
  newHome(homeId: HomeId): void;
  /** What a restart has to put right: accepted and never finished, finished and never delivered. */
  unfinished(): readonly Command[];
  undelivered(): readonly Outcome[];
  highestSeq(): ReadonlyMap<SpeakerId, number>;
  /** Resolves when everything written so far is on disk. */
  idle(): Promise<void>;
};

type State = {
  readonly memory: JournalMemory;
  records: number;
  rewriteAfterRecords: number;
  readonly writing: Set<Promise<void>>;
  /** Appends wait for a rewrite, so that it never loses one. */
  rewriting: Promise<void>;
  isBroken: boolean;
};

type Ports = { readonly store: Store; readonly clock: Clock; readonly log: Log };

/** Reads the journal. What can't be understood (a newer version's, a damaged one) is left out and said. */
export async function openJournal(ports: Ports): Promise<Journal> {
  const state: State = {
    memory: createMemory(),
    records: 0,
    rewriteAfterRecords: REWRITE_AFTER_RECORDS,
    writing: new Set(),
    rewriting: Promise.resolve(),
    isBroken: false,
  };
  const read = await ports.store.readJournal();
  if (!read.ok) ports.log.error({ code: read.error.code }, `the journal can't be read: ${read.error.message}`);
  const records = read.ok ? read.value : [];
  const unknown = records.filter((record) => !replay(state.memory, record)).length;
  if (unknown > 0) ports.log.warn({ records: unknown }, "journal records of another version were left out");
  state.records = records.length;
  return toJournal(ports, state);
}

function toJournal(ports: Ports, state: State): Journal {
  const { memory } = state;
  const { entries, seqs } = memory;
  return {
    find: (id) => entries.get(id),
    accept(command) {
      const atMs = ports.clock.epochMs();
      const durable = append(ports, state, { kind: "accepted", atMs, command });
      const entry = newEntry(command, atMs, durable);
      entries.set(command.id, entry);
      raiseSeqs(memory, command);
      return entry;
    },
    finish(outcome) {
      const atMs = ports.clock.epochMs();
      changeEntry(memory, outcome.commandId, { outcome, overAtMs: atMs });
      return append(ports, state, { kind: "outcome", atMs, outcome });
    },
    delivered(commandId) {
      if (!entries.has(commandId) || entries.get(commandId)?.delivered) return;
      const atMs = ports.clock.epochMs();
      changeEntry(memory, commandId, { delivered: true, deliveredAtMs: atMs });
      void append(ports, state, { kind: "delivered", commandId, atMs });
    },
    newHome(homeId) {
      if (memory.homeId === homeId) return;
      enterHome(memory, homeId);
      void append(ports, state, { kind: "home", homeId });
    },
    unfinished: () => [...entries.values()].filter(({ outcome }) => !outcome).map(({ command }) => command),
    undelivered: () =>
      [...entries.values()].flatMap(({ outcome, delivered }) => (outcome && !delivered ? [outcome] : [])),
    highestSeq: () => new Map(seqs),
    async idle() {
      await state.rewriting;
      await Promise.all(state.writing);
    },
  };
}

/** A store that fails is said once: the bridge goes on from memory, since music must not stop for a full disk. */
function append(ports: Ports, state: State, record: JournalRecord): Promise<void> {
  const writing: Promise<void> = write(ports, state, record).finally(() => state.writing.delete(writing));
  state.writing.add(writing);
  return writing;
}

async function write(ports: Ports, state: State, record: JournalRecord): Promise<void> {
  await state.rewriting;
  const written = await ports.store.appendJournal(record);
  const { isBroken } = state;
  state.isBroken = !written.ok;
  if (!written.ok && !isBroken) {
    ports.log.error({ code: written.error.code }, `the journal can't be written: ${written.error.message}`);
  }
  state.records += 1;
  if (written.ok && state.records > state.rewriteAfterRecords) state.rewriting = rewrite(ports, state);
}

async function rewrite(ports: Ports, state: State): Promise<void> {
  state.records = 0;
  forgetOld(state.memory, ports.clock.epochMs());
  const kept = toRecords(state.memory);
  const rewritten = await ports.store.rewriteJournal(kept);
  state.records = kept.length;
  state.rewriteAfterRecords = Math.max(REWRITE_AFTER_RECORDS, 2 * kept.length);
  if (!rewritten.ok) ports.log.error({ code: rewritten.error.code }, "the journal can't be shortened");
}
