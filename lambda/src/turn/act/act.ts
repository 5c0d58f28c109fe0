// Does what was decided and says what became of it; what was to be done is decided before.
import { assertNever, type Home, isFinal, type Result } from "@house-band/contract";
import type { ClaimStore } from "../../claim-ports.ts";
import type {
  AlexaEvents,
  BridgeLink,
  Clock,
  DemoHomes,
  HomeSnapshot,
  HomeStore,
  Ids,
  Log,
  People,
  PortFault,
  RecordKey,
  RequestNotes,
} from "../../ports.ts";
import type { SpeechIntent } from "../../speech/intents.ts";
import { render } from "../../speech/render.ts";
import { echoNote } from "../places/just-now.ts";
import { spokenNames } from "../places/spoken-names.ts";
import type { Decision, Reply, Turn } from "../turn.ts";
import type { VoiceRequest } from "../voice-request.ts";
import { askReady, followUp } from "./follow-up.ts";
import { standDown, watchRecord } from "./other-delivery.ts";
import { repeat } from "./repeat.ts";
import { runCommand } from "./run-command.ts";
import { runEdit } from "./run-edit.ts";
import { toOutcomeSaid } from "./speak-outcome.ts";

export type TurnPorts = {
  readonly store: HomeStore;
  readonly link: BridgeLink;
  readonly claims: ClaimStore;
  /** Absent: whoever has no home hears how to come to one. */
  readonly demo?: DemoHomes;
  /** Absent: people are told apart by Alexa's user id alone. */
  readonly people?: People;
  readonly alexa: AlexaEvents;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
};

/** What is true to say, should time run out now. */
export type Progress = { ifLate: SpeechIntent };

export type Acting = {
  readonly turn: Turn;
  readonly ports: TurnPorts;
  readonly progress: Progress;
  /** Fires when the answer is due. */
  readonly signal: AbortSignal;
  readonly key: RecordKey;
  readonly snapshot: HomeSnapshot;
  readonly heard: VoiceRequest;
};

/** The bridge's copy of the configuration may follow later: it must not hold up the answer for long. */
const SHADOW_TIMEOUT_MS = 1_500;

/** Nothing is said, and the session is over. */
export const silent: Reply = { ssml: null, endsSession: true, pending: null, names: null };

/** Says this whole SSML document and ends the session. */
export const closingWith = (ssml: string): Reply => ({ ...silent, ssml });

/** Says this in the language of the turn and ends the session. */
export const closing = (turn: Turn, say: SpeechIntent): Reply => closingWith(render(say, turn.locale));

/** Carries out one decision. Faults of the ports end up in the reply and the log; it throws for bugs only. */
export async function act(acting: Acting, decision: Decision): Promise<Reply> {
  const { turn } = acting;
  switch (decision.kind) {
    case "answer":
      return closing(turn, decision.say);
    case "silence":
      return silent;
    case "ask":
      return asking(acting, decision);
    case "await-pairing":
      return awaitPairing(acting, decision.step);
    case "command": {
      const [reply] = await Promise.all([command(acting, decision), repairShadow(acting)]);
      return reply;
    }
    case "edit":
      return edit(acting, decision);
    default:
      return assertNever(decision);
  }
}

function asking({ turn, snapshot }: Acting, { say, pending }: Extract<Decision, { kind: "ask" }>): Reply {
  return { ssml: render(say, turn.locale), endsSession: false, pending, names: spokenNames(snapshot.home) };
}

/** How long somebody who asks may wait for an answer: longer than a poll, shorter than silence that worries. */
const READY_WAIT_MS = 3_500;

async function awaitPairing(
  acting: Acting,
  step: Extract<Decision, { kind: "await-pairing" }>["step"],
): Promise<Reply> {
  const { turn, ports, signal, snapshot } = acting;
  const key = { homeId: snapshot.home.id, commandId: step.commandId };
  const outcome = await watchRecord(ports, {
    key,
    waitMs: READY_WAIT_MS,
    signal,
    read: (record) => (record.outcome && isFinal(record.outcome.state) ? record.outcome : null),
  });
  if (!outcome) return asking(acting, askReady(step));
  const deed = { kind: "pair", where: { kind: "on", names: [step.name] } } as const;
  return closing(turn, toOutcomeSaid(snapshot.home, { deed, unknown: [] }, outcome, ports.clock.epochMs()));
}

async function command(acting: Acting, decision: Extract<Decision, { kind: "command" }>): Promise<Reply> {
  const { turn, ports, progress, signal, key, snapshot } = acting;
  const onUnderWay = (ifLate: SpeechIntent): void => {
    progress.ifLate = ifLate;
  };
  const echoId = turn.deviceId === null ? null : ports.ids.echoIdOf(turn.deviceId);
  const lastEcho = echoNote({ snapshot, echoId, nowMs: ports.clock.epochMs() }, decision);
  const result = await runCommand(ports, { key, snapshot, decision, lastEcho, signal, onUnderWay });
  if (result.kind === "repeat") return actAgain(acting, decision, result.requests);
  if (result.kind === "not-begun") {
    const withdrawn = await ports.store.withdraw(key, signal);
    if (withdrawn.ok && withdrawn.value === "exists") return actAgain(acting, decision, snapshot.requests);
    return closing(turn, { kind: withdrawn.ok ? "cloud-trouble" : "unsure" });
  }
  const { requestId } = turn;
  const outcome = result.say.kind === "outcome" ? result.say.code : result.say.kind;
  ports.log.info({ requestId, commandId: key.commandId, request: decision.draft.kind, outcome }, "command answered");
  const isOpen = result.outcome !== null || result.say.kind === "unconfirmed";
  const question = isOpen
    ? followUp(snapshot.home, decision, key.commandId, { outcome: result.outcome, said: result.say })
    : null;
  return question ? asking(acting, question) : closing(turn, result.say);
}

/** Says what another delivery of this request has come to. @param requests the newest there are */
export async function actAgain(acting: Acting, decision: Decision, requests: RequestNotes): Promise<Reply> {
  const { turn, ports, key, snapshot, heard, signal } = acting;
  const repeated = await repeat(ports, { key, snapshot, requests, heard, decision, signal });
  const { requestId } = turn;
  ports.log.info({ requestId, commandId: key.commandId, request: heard.kind }, "a request came again");
  switch (repeated.kind) {
    case "reply":
      return closingWith(repeated.ssml);
    case "say":
      return closing(turn, repeated.say);
    case "ask":
      return asking(acting, repeated);
    default:
      return assertNever(repeated);
  }
}

/** A port failed before this turn did anything. */
export async function standingDown(turn: Turn, ports: TurnPorts, key: RecordKey, signal: AbortSignal): Promise<Reply> {
  return closingWith(await standDown(ports, { key, signal, render: (say) => render(say, turn.locale) }));
}

async function edit(acting: Acting, decision: Extract<Decision, { kind: "edit" }>): Promise<Reply> {
  const { turn, ports, progress, signal, key, snapshot } = acting;
  const result = await runEdit(ports, {
    key,
    snapshot,
    decision,
    signal,
    render: (say) => render(say, turn.locale),
    onSaved: (home, success) => {
      progress.ifLate = success;
      return publishConfig(acting, home);
    },
  });
  if (result.kind === "not-saved") return standingDown(turn, ports, key, signal);
  return result.kind === "repeat" ? closingWith(result.ssml) : closing(turn, result.say);
}

/** An edit of before whose way to the bridge failed. */
async function repairShadow(acting: Acting): Promise<void> {
  const { home, shadowRevision } = acting.snapshot;
  if (shadowRevision < home.revision) await publishConfig(acting, home);
}

async function publishConfig({ turn, ports, key, signal }: Acting, home: Home): Promise<void> {
  const patience = new AbortController();
  const settled = new AbortController();
  const published = await Promise.race([
    publishAndNote(ports, home, AbortSignal.any([signal, patience.signal])),
    ports.clock.sleep(SHADOW_TIMEOUT_MS, settled.signal).then(() => null),
  ]);
  patience.abort();
  settled.abort();
  const known = { requestId: turn.requestId, commandId: key.commandId };
  if (published === null) ports.log.warn(known, "the config shadow took too long: it follows with a later turn");
  else if (!published.ok) logFault(ports, turn, published.error);
}

async function publishAndNote(
  { link, store }: TurnPorts,
  home: Home,
  signal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const published = await link.publishConfig(home, signal);
  return published.ok ? store.noteShadow(home.id, home.revision, signal) : published;
}

/** One line for whoever runs the skill; the reply tells the user. */
export function logFault({ log, ids }: TurnPorts, turn: Turn, { port, code, message }: PortFault): void {
  const { requestId } = turn;
  const commandId = ids.commandIdOf(requestId, turn.requestedAtMs);
  log.error({ requestId, commandId, port, code, fault: message }, "a port failed during a turn");
}
