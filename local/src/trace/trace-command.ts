// Finds a command's road: the stack, the functions' lines, the record, in this order, each by what was found before.
import { type CommandId, isFinal, ok, timeOfCommand } from "@house-band/contract";
import type { Try } from "@house-band/infra/deploy/ports";
import { findStack } from "./find-stack.ts";
import type { Found } from "./found.ts";
import { type LogName, type RoadLine, readLine } from "./log-lines.ts";
import { createLogReader, type LogRead, type LogReader } from "./read-logs.ts";
import { readRecord } from "./read-record.ts";
import { type Road, thingIn, toRoad } from "./road.ts";

export type TraceWish = {
  readonly commandId: CommandId;
  /** Where `npm run deploy` has put the stack, as far as this checkout remembers. */
  readonly deployedTo: string | null;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** Told what is being read. */
  readonly onStep: (step: string) => void;
};

/** Alexa's clock and the functions' may differ, and its time is cut to the second. */
const BEFORE_MS = 60_000;
/** A command that takes longest, calibration, is over by then. */
const LIFE_MS = 900_000;
/** A bridge that was cut off tells the outcome when it is back; later than this the table would not take it. */
const LATE_MS = 86_400_000;

/** Reads until it is known, or until something refuses. */
export async function traceCommand(wish: TraceWish): Try<Road> {
  const { commandId, signal, onStep } = wish;
  onStep("looking for the stack");
  const stack = await findStack(wish.deployedTo);
  if (!stack.ok) return stack;
  const reader = createLogReader();
  try {
    const read = await readLines(reader, stack.value.logs, wish);
    if (!read.ok) return read;
    const { lines, isCutShort } = read.value;
    const thing = thingIn(lines);
    if (thing !== null) onStep("reading the table");
    const record = thing === null ? null : await readRecord(stack.value.tableName, { commandId, thing }, signal);
    const recordTrouble = record === null || record.ok ? null : `${record.error.what}. ${record.error.todo}`;
    const found: Found = { commandId, lines, isCutShort, recordTrouble, ...(record?.ok ? record.value : NO_RECORD) };
    return ok(toRoad(found, wish.nowMs));
  } finally {
    reader.close();
  }
}

const NO_RECORD = { homeId: null, record: null, names: {} };

type Lines = { readonly lines: readonly RoadLine[]; readonly isCutShort: boolean };

/** Of a command that was sent and has no outcome yet, the ingest may have heard later. */
async function readLines(reader: LogReader, groups: Readonly<Record<LogName, string>>, wish: TraceWish): Try<Lines> {
  const { commandId, nowMs } = wish;
  const askedAtMs = timeOfCommand(commandId);
  const fromMs = Math.max(0, askedAtMs - BEFORE_MS);
  const read = (log: LogName, from: number, untilMs: number): Try<LogRead> => {
    wish.onStep(`reading the ${log} function's log`);
    const onPage = (pages: number): void => {
      if (pages > 1) wish.onStep(`reading the ${log} function's log: ${pages} pages`);
    };
    return reader.read({ log, group: groups[log], commandId, fromMs: from, untilMs, signal: wish.signal, onPage });
  };
  const soonMs = askedAtMs + LIFE_MS;
  const voice = await read("voice", fromMs, soonMs);
  if (!voice.ok) return voice;
  const ingest = await read("ingest", fromMs, soonMs);
  if (!ingest.ok) return ingest;
  const first = toLines([voice.value, ingest.value], commandId);
  if (!isWaitingForOutcome(first.lines) || nowMs < soonMs) return ok(first);
  const late = await read("ingest", soonMs, Math.min(nowMs, askedAtMs + LATE_MS));
  return late.ok ? ok(toLines([voice.value, ingest.value, late.value], commandId)) : late;
}

const isWaitingForOutcome = (lines: readonly RoadLine[]): boolean =>
  lines.some((line) => line.message === "command sent" && line.delivery !== "offline") &&
  !lines.some((line) => line.message === "an outcome was taken in" && isFinal(line.state));

function toLines(read: readonly LogRead[], commandId: CommandId): Lines {
  const lines = read.flatMap(({ events }) => events.flatMap((event) => readLine(event, commandId) ?? []));
  return { lines, isCutShort: read.some(({ isCutShort }) => isCutShort) };
}
