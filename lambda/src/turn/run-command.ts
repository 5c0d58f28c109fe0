// Carries out one command: claim it, send it once, wait for its outcome, say what is known. Time is the caller's signal.
import {
  type Command,
  type CommandId,
  DEFAULT_TTL_MS,
  err,
  type Outcome,
  ok,
  type Result,
  WIRE_VERSION,
} from "@house-band/contract";
import type { BridgeLink, Clock, Delivery, HomeSnapshot, HomeStore, PortFault, RecordKey } from "../ports.ts";
import type { SpeechIntent } from "../speech/intents.ts";
import { isFinal, toOutcomeSaid } from "./speak-outcome.ts";
import type { CommandDraft, Decision } from "./turn.ts";

/** How long an outcome is waited for, once the command is on its way. */
const OUTCOME_WAIT_MS = 2_500;
/** A connected speaker is done within milliseconds; what takes longer takes much longer. */
const FIRST_POLL_MS = 10;
const SLOWEST_POLL_MS = 250;
const POLL_GROWTH = 1.3;

export type CommandPorts = { readonly store: HomeStore; readonly link: BridgeLink; readonly clock: Clock };

export type CommandRun = {
  readonly key: RecordKey;
  readonly snapshot: HomeSnapshot;
  readonly decision: Extract<Decision, { kind: "command" }>;
  /** Fires when the answer is due: nothing may be sent after that. */
  readonly signal: AbortSignal;
  /** Told what is true to say, should time run out, from here on. */
  readonly onUnderWay: (ifLate: SpeechIntent) => void;
};

export type CommandResult = {
  readonly say: SpeechIntent;
  /** Where the cloud itself knows how it ended, because the command never reached the bridge. */
  readonly ownOutcome: Outcome | null;
};

/** Sends one command once, waits for its outcome as long as the turn may, and comes back with what is true to say. */
export async function runCommand(ports: CommandPorts, run: CommandRun): Promise<CommandResult> {
  const { key, snapshot, decision, signal } = run;
  const opening = {
    key,
    thing: snapshot.home.bridge,
    lastSpeakers: decision.lastSpeakers,
    nowMs: ports.clock.epochMs(),
  };
  const opened = await ports.store.openCommand(opening, signal);
  if (!opened.ok) return told({ kind: "cloud-trouble" });
  if (signal.aborted) return told({ kind: "too-slow" });
  // Another delivery of the same request has sent it, or was cut off before it could: its outcome tells.
  if (opened.value.kind === "exists") {
    run.onUnderWay({ kind: "unsure" });
    return told((await awaitOutcome(ports, run, OUTCOME_WAIT_MS)) ?? { kind: "unsure" });
  }
  const command = toCommand(decision.draft, key.commandId, opened.value.seq, ports.clock.epochMs());
  run.onUnderWay({ kind: "unconfirmed" });
  return afterSending(ports, run, command.seq, await ports.link.send(snapshot.home.bridge, command, signal));
}

async function afterSending(
  ports: CommandPorts,
  run: CommandRun,
  seq: number,
  sent: Result<Delivery, PortFault>,
): Promise<CommandResult> {
  if (!sent.ok) return told({ kind: "cloud-trouble" });
  if (sent.value === "offline") {
    const ownOutcome = offlineOutcome(run.key.commandId, seq);
    return told(toOutcomeSaid(run.snapshot.home, run.decision, ownOutcome), ownOutcome);
  }
  // "unknown" has used up its time already: one more look, and no second message.
  const waitMs = sent.value === "unknown" ? FIRST_POLL_MS : OUTCOME_WAIT_MS;
  return told((await awaitOutcome(ports, run, waitMs)) ?? { kind: "unconfirmed" });
}

const told = (say: SpeechIntent, ownOutcome: Outcome | null = null): CommandResult => ({ say, ownOutcome });

/** What may be said of the outcome; null where there is none within the time. */
async function awaitOutcome(ports: CommandPorts, run: CommandRun, waitMs: number): Promise<SpeechIntent | null> {
  const untilMs = ports.clock.nowMs() + waitMs;
  for (let pauseMs = FIRST_POLL_MS; !run.signal.aborted; pauseMs = Math.min(pauseMs * POLL_GROWTH, SLOWEST_POLL_MS)) {
    await ports.clock.sleep(Math.min(pauseMs, Math.max(0, untilMs - ports.clock.nowMs())), run.signal);
    const outcome = await readOutcome(ports.store, run);
    if (outcome.ok) return toOutcomeSaid(run.snapshot.home, run.decision, outcome.value);
    if (ports.clock.nowMs() >= untilMs) break;
  }
  return null;
}

/** A read that fails is like a record that says nothing yet: there may be time for another one. */
async function readOutcome(store: HomeStore, { key, signal }: CommandRun): Promise<Result<Outcome, "not-yet">> {
  const record = await store.readCommand(key, signal);
  const outcome = record.ok ? (record.value?.outcome ?? null) : null;
  return outcome && isFinal(outcome) ? ok(outcome) : err("not-yet");
}

function toCommand(draft: CommandDraft, id: CommandId, seq: number, issuedAtMs: number): Command {
  return { v: WIRE_VERSION, id, seq, issuedAtMs, ttlMs: DEFAULT_TTL_MS, origin: "alexa", ...draft };
}

const offlineOutcome = (commandId: CommandId, seq: number): Outcome => ({
  v: WIRE_VERSION,
  commandId,
  seq,
  state: "failed",
  code: "BRIDGE_OFFLINE",
  perSpeaker: {},
  timings: { acceptedMs: 0, settledMs: 0 },
});
