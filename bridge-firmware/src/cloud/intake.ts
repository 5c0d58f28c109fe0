// From a message to a command that may be carried out: decoded, new, journaled, acknowledged, in order.
// Whatever is wrong with a payload ends here, with a rejection where it said which command it meant to be.
import {
  type Command,
  type CommandId,
  commandSpeakers,
  type DecodeError,
  decodeCommand,
  type Outcome,
  type OutcomeCode,
  WIRE_VERSION,
} from "@house-band/contract";
import type { Clock, Log } from "../ports.ts";
import type { Journal } from "./journal.ts";
import type { JournalEntry } from "./journal-memory.ts";

export type Arrival = { readonly payload: Uint8Array; readonly acknowledge: () => void };

/** A command that was journaled and acknowledged. Times are monotonic. */
export type AcceptedCommand<C extends Command = Command> = {
  readonly command: C;
  readonly receivedAtMs: number;
  readonly acceptedMs: number;
  readonly lateBecause: "EXPIRED" | "SUPERSEDED" | null;
};

export type IntakePorts = {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly onCommand: (accepted: AcceptedCommand) => void;
  readonly onOutcome: (outcome: Outcome) => void;
};

export type Intake = {
  receive(arrival: Arrival): void;
  /** Resolves when everything received so far was handed on. */
  idle(): Promise<void>;
};

/** More than this in a second is a flood: volume changes that a newer one has overtaken are not carried out. */
const FLOOD_PER_S = 20;

/** A clock that shows an earlier year was never set. */
const CLOCK_IS_SET_FROM_MS = Date.UTC(2025, 0, 1);

type Waiting = { readonly command: Command; readonly receivedAtMs: number };

type State = {
  /** Received and not handed on yet, in order of receipt. */
  readonly waiting: Set<Waiting>;
  readonly receiptsMs: number[];
  handingOn: Promise<void>;
};

/** An intake that hands commands on in the order of their receipt, each once. */
export function createIntake(ports: IntakePorts): Intake {
  const state: State = { waiting: new Set(), receiptsMs: [], handingOn: Promise.resolve() };
  return {
    receive: (arrival) => receive(ports, state, arrival),
    idle: () => state.handingOn,
  };
}

function receive(ports: IntakePorts, state: State, { payload, acknowledge }: Arrival): void {
  const isCleared = payload.byteLength === 0; // a retained message was taken back: no command
  const decoded = decodeCommand(payload);
  if (!decoded.ok) {
    if (!isCleared) refuse(ports, decoded.error);
    acknowledge();
    return;
  }
  const known = ports.journal.find(decoded.value.id);
  if (!known) take(ports, state, decoded.value, acknowledge);
  else {
    void known.durable.then(acknowledge);
    answerAgain(ports, known, decoded.value);
  }
}

function answerAgain(ports: IntakePorts, known: JournalEntry, command: Command): void {
  const isTheSame = JSON.stringify(known.command) === JSON.stringify(command);
  ports.log.info({ commandId: command.id, isTheSame }, "a command's id came again");
  if (!isTheSame) ports.onOutcome(rejection(command.id, "CONFLICT"));
  else if (known.outcome) ports.onOutcome(known.outcome);
}

function refuse(ports: IntakePorts, error: DecodeError): void {
  const { commandId, code, message } = error;
  ports.log.warn({ commandId, code }, `not a command: ${message}`);
  if (commandId) ports.onOutcome(rejection(commandId, REJECTED_AS[code]));
}

const REJECTED_AS = {
  "unsupported-version": "UNSUPPORTED_VERSION",
  invalid: "VALUE_RANGE",
  "too-large": "VALUE_RANGE",
  "not-utf8": "VALUE_RANGE",
  "not-json": "VALUE_RANGE",
} as const satisfies Record<DecodeError["code"], OutcomeCode>;

function rejection(commandId: CommandId, code: OutcomeCode): Outcome {
  const timings = { acceptedMs: 0, settledMs: 0 };
  return { v: WIRE_VERSION, commandId, state: "rejected", code, perSpeaker: {}, timings };
}

function take(ports: IntakePorts, state: State, command: Command, acknowledge: () => void): void {
  const waiting = { command, receivedAtMs: ports.clock.nowMs() };
  state.waiting.add(waiting);
  noteReceipt(state, waiting.receivedAtMs);
  const accepted = ports.journal.accept(command).durable.then(() => {
    acknowledge();
    return ports.clock.nowMs() - waiting.receivedAtMs;
  });
  state.handingOn = Promise.all([accepted, state.handingOn]).then(([acceptedMs]) => {
    const lateBecause = whyLate(ports, state, waiting);
    state.waiting.delete(waiting);
    ports.log.info({ commandId: command.id, kind: command.kind, seq: command.seq, acceptedMs }, "command accepted");
    ports.onCommand({ ...waiting, acceptedMs, lateBecause });
  });
}

function noteReceipt(state: State, nowMs: number): void {
  state.receiptsMs.push(nowMs);
  if (state.receiptsMs.length > FLOOD_PER_S + 1) state.receiptsMs.shift();
}

/**
 * Time to live counts from receipt; a message that waited elsewhere for long shows by its age, where both clocks can
 * be believed.
 */
function whyLate(ports: IntakePorts, state: State, waiting: Waiting): AcceptedCommand["lateBecause"] {
  const { command } = waiting;
  const epochMs = ports.clock.epochMs();
  const clocksAreSet = Math.min(epochMs, command.issuedAtMs) >= CLOCK_IS_SET_FROM_MS;
  if (clocksAreSet && epochMs - command.issuedAtMs > command.ttlMs) return "EXPIRED";
  return isOvertaken(state, waiting, ports.clock.nowMs()) ? "SUPERSEDED" : null;
}

function isOvertaken(state: State, { command }: Waiting, nowMs: number): boolean {
  const oldestMs = state.receiptsMs.length > FLOOD_PER_S ? (state.receiptsMs[0] ?? 0) : Number.NEGATIVE_INFINITY;
  if (command.kind !== "set-volume" || nowMs - oldestMs > 1_000) return false;
  return [...state.waiting].some(
    ({ command: other }) =>
      other.kind === "set-volume" &&
      other.seq > command.seq &&
      commandSpeakers(command).every((id) => other.speakers.includes(id)),
  );
}
