// What became of every command this bridge has accepted: read once at the start, kept in step with the store.
// Answers "have I seen this one?"; whether and how a command is carried out is decided elsewhere.
import {
  type Command,
  type CommandId,
  commandSpeakers,
  type HomeId,
  type Outcome,
  SpeakerId,
} from "@house-band/contract";
import type { Clock, Log, Store } from "../ports.ts";
import { JournalRecord } from "./journal-record.ts";

/** What is remembered: a day, and never more than this many commands. */
const KEEP_MS = 86_400_000;
const KEEP_COMMANDS = 2_000;
/** Rewriting costs a flash card more than appending: only when about half of the records could go. */
const REWRITE_AFTER_RECORDS = 3 * KEEP_COMMANDS * 2;

export type JournalEntry = {
  readonly command: Command;
  readonly acceptedAtMs: number;
  readonly outcome: Outcome | null;
  readonly delivered: boolean;
  /** Resolves when the command would survive a power cut, or when it is known that it won't. */
  readonly durable: Promise<void>;
};

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
  readonly entries: Map<CommandId, JournalEntry>;
  readonly seqs: Map<SpeakerId, number>;
  homeId: HomeId | null;
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
    entries: new Map(),
    seqs: new Map(),
    homeId: null,
    records: 0,
    rewriteAfterRecords: REWRITE_AFTER_RECORDS,
    writing: new Set(),
    rewriting: Promise.resolve(),
    isBroken: false,
  };
  const read = await ports.store.readJournal();
  if (!read.ok) ports.log.error({ code: read.error.code }, `the journal can't be read: ${read.error.message}`);
  const records = read.ok ? read.value : [];
  const unknown = records.filter((record) => !replay(state, record)).length;
  if (unknown > 0) ports.log.warn({ records: unknown }, "journal records of another version were left out");
  state.records = records.length;
  return toJournal(ports, state);
}

function toJournal(ports: Ports, state: State): Journal {
  const { entries } = state;
  return {
    find: (id) => entries.get(id),
    accept(command) {
      const atMs = ports.clock.epochMs();
      const durable = append(ports, state, { kind: "accepted", atMs, command });
      const entry = { command, acceptedAtMs: atMs, outcome: null, delivered: false, durable };
      entries.set(command.id, entry);
      raiseSeqs(state, command);
      return entry;
    },
    finish(outcome) {
      change(state, outcome.commandId, { outcome });
      return append(ports, state, { kind: "outcome", atMs: ports.clock.epochMs(), outcome });
    },
    delivered(commandId) {
      if (!entries.has(commandId) || entries.get(commandId)?.delivered) return;
      change(state, commandId, { delivered: true });
      void append(ports, state, { kind: "delivered", commandId });
    },
    newHome(homeId) {
      if (state.homeId === homeId) return;
      state.homeId = homeId;
      state.seqs.clear();
      void append(ports, state, { kind: "home", homeId });
    },
    unfinished: () => [...entries.values()].filter(({ outcome }) => !outcome).map(({ command }) => command),
    undelivered: () =>
      [...entries.values()].flatMap(({ outcome, delivered }) => (outcome && !delivered ? [outcome] : [])),
    highestSeq: () => new Map(state.seqs),
    async idle() {
      await state.rewriting;
      await Promise.all(state.writing);
    },
  };
}

function replay(state: State, raw: unknown): boolean {
  const parsed = JournalRecord.safeParse(raw);
  if (!parsed.success) return false;
  const record = parsed.data;
  switch (record.kind) {
    case "accepted": {
      const { command, atMs } = record;
      const durable = Promise.resolve();
      state.entries.set(command.id, { command, acceptedAtMs: atMs, outcome: null, delivered: false, durable });
      raiseSeqs(state, command);
      return true;
    }
    case "outcome":
      change(state, record.outcome.commandId, { outcome: record.outcome });
      return true;
    case "delivered":
      change(state, record.commandId, { delivered: true });
      return true;
    case "highest-seq":
      for (const [id, seq] of Object.entries(record.seqs)) raiseSeq(state, SpeakerId.parse(id), seq);
      return true;
    case "home":
      if (state.homeId !== record.homeId) state.seqs.clear();
      state.homeId = record.homeId;
      return true;
  }
}

function change(state: State, id: CommandId, changes: Partial<Pick<JournalEntry, "outcome" | "delivered">>): void {
  const entry = state.entries.get(id);
  if (entry) state.entries.set(id, { ...entry, ...changes });
}

/** Counts from acceptance on: after a restart nobody knows which of its speakers a command had reached. */
function raiseSeqs(state: State, command: Command): void {
  for (const id of commandSpeakers(command)) raiseSeq(state, id, command.seq);
}

function raiseSeq(state: State, id: SpeakerId, seq: number): void {
  state.seqs.set(id, Math.max(seq, state.seqs.get(id) ?? 0));
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
  forgetOld(state, ports.clock.epochMs() - KEEP_MS);
  const kept = snapshot(state);
  const rewritten = await ports.store.rewriteJournal(kept);
  state.records = kept.length;
  state.rewriteAfterRecords = Math.max(REWRITE_AFTER_RECORDS, 2 * kept.length);
  if (!rewritten.ok) ports.log.error({ code: rewritten.error.code }, "the journal can't be shortened");
}

/** Commands without an outcome, or whose outcome the cloud does not have, are never old. */
function forgetOld(state: State, beforeMs: number): void {
  const settled = [...state.entries.values()].filter(({ outcome, delivered }) => outcome && delivered);
  const tooMany = settled.length - KEEP_COMMANDS;
  for (const [index, { command, acceptedAtMs }] of settled.entries()) {
    if (index < tooMany || acceptedAtMs < beforeMs) state.entries.delete(command.id);
  }
}

function snapshot(state: State): readonly JournalRecord[] {
  const home: JournalRecord[] = state.homeId ? [{ kind: "home", homeId: state.homeId }] : [];
  const seqs: JournalRecord = { kind: "highest-seq", seqs: Object.fromEntries(state.seqs) };
  return [...home, seqs, ...[...state.entries.values()].flatMap(toRecords)];
}

function toRecords({ command, acceptedAtMs, outcome, delivered }: JournalEntry): readonly JournalRecord[] {
  const accepted: JournalRecord = { kind: "accepted", atMs: acceptedAtMs, command };
  if (!outcome) return [accepted];
  const finished: JournalRecord[] = [accepted, { kind: "outcome", atMs: acceptedAtMs, outcome }];
  return delivered ? [...finished, { kind: "delivered", commandId: command.id }] : finished;
}
