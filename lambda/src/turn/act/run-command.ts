// Carries out one command: take it up, send it once, wait for its outcome, say what is known. Time is the caller's signal.
import {
  type Command,
  type CommandId,
  DEFAULT_TTL_MS,
  isFinal,
  type Outcome,
  type Result,
  WIRE_VERSION,
} from "@house-band/contract";
import type {
  BridgeLink,
  Clock,
  Delivery,
  HomeSnapshot,
  HomeStore,
  PortFault,
  RecordKey,
  RequestNotes,
} from "../../ports.ts";
import type { SpeechIntent } from "../../speech/intents.ts";
import { offlineForMs } from "../decide/decide-answer.ts";
import type { CommandDraft, Decision } from "../turn.ts";
import { writeDecided } from "./decided.ts";
import { FIRST_POLL_MS, watchRecord } from "./other-delivery.ts";
import { toOutcomeSaid } from "./speak-outcome.ts";

/** How long an outcome is waited for, once the command is on its way. */
const OUTCOME_WAIT_MS = 2_500;
/** What the bridge itself waits for: a speaker that is seen, a key that is agreed on, a chime, a microphone. */
const LONGER_WAIT_MS = 4_500;
const TAKES_LONGER: ReadonlySet<CommandDraft["kind"]> = new Set([
  "discover",
  "pair",
  "identify",
  "announce",
  "calibrate",
  "sync-check",
]);

export type CommandPorts = { readonly store: HomeStore; readonly link: BridgeLink; readonly clock: Clock };

export type CommandRun = {
  readonly key: RecordKey;
  readonly snapshot: HomeSnapshot;
  readonly decision: Extract<Decision, { kind: "command" }>;
  /** By which Echo it came. */
  readonly lastEcho: string;
  /** Fires when the answer is due: nothing may be sent after that. */
  readonly signal: AbortSignal;
  /** Told what is true to say, should time run out, from here on. */
  readonly onUnderWay: (ifLate: SpeechIntent) => void;
};

export type CommandResult =
  | {
      readonly kind: "say";
      readonly say: SpeechIntent;
      /** The bridge's, where there is one. */
      readonly outcome: Outcome | null;
    }
  /** Another delivery of the same request has it, or had it when it was cut off. */
  | { readonly kind: "repeat"; readonly requests: RequestNotes }
  /** The store failed before anything was sent from here. */
  | { readonly kind: "not-begun" };

/** Sends one command once, waits for its outcome as long as the turn may, and comes back with what is true to say. */
export async function runCommand(ports: CommandPorts, run: CommandRun): Promise<CommandResult> {
  const { key, snapshot, decision, lastEcho, signal } = run;
  const opening = {
    ...{ key, known: snapshot.requests, decided: writeDecided(decision) },
    ...{ lastSpeakers: decision.lastSpeakers, lastEcho },
    nowMs: ports.clock.epochMs(),
  };
  const opened = await ports.store.openCommand(opening, signal);
  if (!opened.ok) return { kind: "not-begun" };
  if (opened.value.kind === "exists") return { kind: "repeat", requests: opened.value.requests };
  if (signal.aborted) return told({ kind: "too-slow" });
  const command = toCommand(decision.draft, key.commandId, opened.value.seq, ports.clock.epochMs());
  run.onUnderWay({ kind: "unconfirmed" });
  const sentAtMs = ports.clock.nowMs();
  const sent = await ports.link.send(snapshot.home.bridge, command, signal);
  return afterSending(ports, run, sent, ports.clock.nowMs() - sentAtMs);
}

async function afterSending(
  ports: CommandPorts,
  run: CommandRun,
  sent: Result<Delivery, PortFault>,
  tookMs: number,
): Promise<CommandResult> {
  if (!sent.ok) return told({ kind: "cloud-trouble" });
  if (sent.value === "offline") {
    const { bridge } = run.snapshot;
    const forMs = bridge && offlineForMs(bridge, ports.clock.epochMs());
    return told({ kind: "bridge-offline", forMs });
  }
  // "unknown" has mostly used up its time already: one more look at least, and no second message.
  const usedMs = sent.value === "unknown" ? tookMs : 0;
  const waitMs = Math.max(FIRST_POLL_MS, waitFor(run.decision.draft) - usedMs);
  return (await awaitOutcome(ports, run, waitMs)) ?? told({ kind: "unconfirmed" });
}

const waitFor = ({ kind }: CommandDraft): number => (TAKES_LONGER.has(kind) ? LONGER_WAIT_MS : OUTCOME_WAIT_MS);

const told = (say: SpeechIntent, outcome: Outcome | null = null): CommandResult => ({ kind: "say", say, outcome });

/** What may be said of the outcome; null where there is none within the time. */
const awaitOutcome = (ports: CommandPorts, run: CommandRun, waitMs: number): Promise<CommandResult | null> =>
  watchRecord<CommandResult>(ports, {
    key: run.key,
    waitMs,
    signal: run.signal,
    read: ({ outcome }) => {
      if (!outcome || !isFinal(outcome.state)) return null;
      return told(toOutcomeSaid(run.snapshot.home, run.decision, outcome, ports.clock.epochMs()), outcome);
    },
  });

function toCommand(draft: CommandDraft, id: CommandId, seq: number, issuedAtMs: number): Command {
  return { v: WIRE_VERSION, id, seq, issuedAtMs, ttlMs: DEFAULT_TTL_MS, origin: "alexa", ...draft };
}
