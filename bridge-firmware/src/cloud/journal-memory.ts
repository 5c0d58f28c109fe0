// What the journal knows, in memory: every command with its outcome, and the highest sequence number of each speaker.
// Made from the journal's records and turned back into them; how these get onto a disk is the journal's business.
import {
  assertNever,
  type Command,
  type CommandId,
  commandSpeakers,
  type HomeId,
  type Outcome,
  SpeakerId,
} from "@house-band/contract";
import { JournalRecord } from "./journal-record.ts";

/** What is remembered: a day, and never more than this many commands. */
const KEEP_MS = 86_400_000;
export const KEEP_COMMANDS = 2_000;

export type JournalEntry = {
  readonly command: Command;
  readonly acceptedAtMs: number;
  readonly outcome: Outcome | null;
  /** When its outcome was known; null before. */
  readonly overAtMs: number | null;
  readonly delivered: boolean;
  /** When the cloud had its outcome; null before, and where nobody noted it. */
  readonly deliveredAtMs: number | null;
  /** Resolves when the command would survive a power cut, or when it is known that it won't. */
  readonly durable: Promise<void>;
};

export type JournalMemory = {
  readonly entries: Map<CommandId, JournalEntry>;
  readonly seqs: Map<SpeakerId, number>;
  homeId: HomeId | null;
};

/** Knows nothing yet. */
export const createMemory = (): JournalMemory => ({ entries: new Map(), seqs: new Map(), homeId: null });

/** Takes in one record of the disk, in the order of writing; false where it makes no sense to this version. */
export function replay(memory: JournalMemory, raw: unknown): boolean {
  const parsed = JournalRecord.safeParse(raw);
  if (!parsed.success) return false;
  const record = parsed.data;
  switch (record.kind) {
    case "accepted": {
      const { command, atMs } = record;
      const durable = Promise.resolve();
      memory.entries.set(command.id, newEntry(command, atMs, durable));
      raiseSeqs(memory, command);
      return true;
    }
    case "outcome":
      changeEntry(memory, record.outcome.commandId, { outcome: record.outcome, overAtMs: record.atMs });
      return true;
    case "delivered":
      changeEntry(memory, record.commandId, { delivered: true, deliveredAtMs: record.atMs ?? null });
      return true;
    case "highest-seq":
      for (const [id, seq] of Object.entries(record.seqs)) raiseSeq(memory, SpeakerId.parse(id), seq);
      return true;
    case "home":
      if (memory.homeId !== record.homeId) enterHome(memory, record.homeId);
      return true;
    default:
      return assertNever(record);
  }
}

/** Of a command that was taken in at this moment, epoch. */
export const newEntry = (command: Command, acceptedAtMs: number, durable: Promise<void>): JournalEntry => ({
  ...{ command, acceptedAtMs, durable },
  ...{ outcome: null, overAtMs: null, delivered: false, deliveredAtMs: null },
});

/** Notes what became of a command; of one that is not known, nothing. */
export function changeEntry(
  memory: JournalMemory,
  id: CommandId,
  changes: Partial<Pick<JournalEntry, "outcome" | "overAtMs" | "delivered" | "deliveredAtMs">>,
): void {
  const entry = memory.entries.get(id);
  if (entry) memory.entries.set(id, { ...entry, ...changes });
}

/** Counts from acceptance on: after a restart nobody knows which of its speakers a command had reached. */
export function raiseSeqs(memory: JournalMemory, command: Command): void {
  for (const id of commandSpeakers(command)) raiseSeq(memory, id, command.seq);
}

function raiseSeq(memory: JournalMemory, id: SpeakerId, seq: number): void {
  memory.seqs.set(id, Math.max(seq, memory.seqs.get(id) ?? 0));
}

/** Sequence numbers belong to a home: another one begins anew. */
export function enterHome(memory: JournalMemory, homeId: HomeId): void {
  memory.homeId = homeId;
  memory.seqs.clear();
}

/**
 * Forgets what is more than a day old or more than is kept. Commands without an outcome, or whose outcome the cloud
 * does not have, are never old. `nowMs` is epoch, as are the records.
 */
export function forgetOld(memory: JournalMemory, nowMs: number): void {
  const settled = [...memory.entries.values()].filter(({ outcome, delivered }) => outcome && delivered);
  const tooMany = settled.length - KEEP_COMMANDS;
  for (const [index, { command, acceptedAtMs }] of settled.entries()) {
    if (index < tooMany || acceptedAtMs < nowMs - KEEP_MS) memory.entries.delete(command.id);
  }
}

/** All that is known, as the records of a new journal. */
export function toRecords(memory: JournalMemory): readonly JournalRecord[] {
  const home: JournalRecord[] = memory.homeId ? [{ kind: "home", homeId: memory.homeId }] : [];
  const seqs: JournalRecord = { kind: "highest-seq", seqs: Object.fromEntries(memory.seqs) };
  return [...home, seqs, ...[...memory.entries.values()].flatMap(entryRecords)];
}

function entryRecords(entry: JournalEntry): readonly JournalRecord[] {
  const { command, acceptedAtMs, outcome, overAtMs, delivered, deliveredAtMs } = entry;
  const accepted: JournalRecord = { kind: "accepted", atMs: acceptedAtMs, command };
  if (!outcome) return [accepted];
  const finished: JournalRecord[] = [accepted, { kind: "outcome", atMs: overAtMs ?? acceptedAtMs, outcome }];
  if (!delivered) return finished;
  const told = deliveredAtMs === null ? {} : { atMs: deliveredAtMs };
  return [...finished, { kind: "delivered", commandId: command.id, ...told }];
}
