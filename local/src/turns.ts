// Says sentences to the stack and finds out what became of each: what was understood, the outcome, when it sounded.
import { setTimeout as sleep } from "node:timers/promises";
import { applyEdit, type Home, type Outcome, type OutcomeCode, type OutcomeState } from "@house-band/contract";
import { decide } from "@house-band/lambda/turn/decide/decide";
import type { VoiceRequest } from "@house-band/lambda/turn/voice-request";
import type { Spoken } from "./alexa/say.ts";
import { EDIT_KINDS, type RequestKind, type RequestReport, readRequest, reportRequest } from "./request-report.ts";
import type { Stack } from "./stack.ts";

export type TurnReport = {
  readonly utterance: string;
  /** As in every log; null where the words never reached the skill. */
  readonly commandId: Outcome["commandId"] | null;
  readonly request: RequestReport;
  readonly speech: string;
  /** Said before the answer was there. */
  readonly progressive: readonly string[];
  readonly endsSession: boolean;
  /** Null where the answer is all there is: a question, a status, help. */
  readonly outcome: TurnOutcome | null;
  /** Nothing was made of the words. */
  readonly isLost: boolean;
  readonly timings: {
    readonly replyMs: number;
    /** From the sentence until the slowest speaker's cone moved; null where nothing began to sound. */
    readonly soundMs: number | null;
  };
};

export type TurnOutcome = {
  readonly state: OutcomeState;
  readonly code: OutcomeCode;
  /** By the speakers' names. */
  readonly perSpeaker: Readonly<Record<string, OutcomeCode>>;
  /** How much later than the group a microphone heard each, in ms, by name; null: not heard. Where it has listened. */
  readonly heardLateMs?: Readonly<Record<string, number | null>>;
};

/** Says one sentence; the report waits for the outcome as long as the music is let play. */
export async function runTurn(
  stack: Stack,
  utterance: string,
  playMs: number,
  signal?: AbortSignal,
): Promise<TurnReport> {
  const before = await stack.home();
  const sound = listenForSound(stack);
  const spoken = await stack.say(utterance);
  await sleep(playMs, undefined, signal ? { signal } : {}).catch(() => undefined); // called off: the report comes sooner
  const echo = stack.ids.echoIdOf(stack.deviceId);
  const request = spoken.envelope === null ? null : readRequest(spoken.envelope, before.home);
  return {
    utterance,
    commandId: commandIdOf(stack, spoken),
    request: request ? reportRequest(request, before.home, echo) : { kind: "none", targets: [] },
    speech: spoken.speech,
    progressive: spoken.progressive,
    endsSession: spoken.endsSession,
    isLost: request?.kind === "fallback",
    outcome: request ? await outcomeOf(stack, spoken, request, before) : null,
    timings: { replyMs: round(spoken.replyMs), soundMs: sound.stop() },
  };
}

/**
 * A turn that did not do what was asked: worth a non-zero exit code. An order that came to nothing (an unknown place, a
 * question instead) has failed, unless it was asked back about and the next turn goes on with it.
 */
export function hasFailed({ outcome, isLost, request, endsSession }: TurnReport, isLast = true): boolean {
  if (isLost) return true;
  if (outcome !== null) return ["failed", "rejected", "expired", "superseded"].includes(outcome.state);
  return !NO_ORDERS.has(request.kind) && (endsSession || isLast);
}

/** Whoever says these wants an answer, and has one. */
const NO_ORDERS: ReadonlySet<RequestKind> = new Set([
  "none",
  "help",
  "cancel",
  "list-speakers",
  "list-groups",
  "whats-playing",
  "speaker-status",
  "pairing-news",
]);

type Before = Awaited<ReturnType<Stack["home"]>>;

/** From the command's record, which the bridge's outcome was written into; edits are the cloud's own. */
async function outcomeOf(
  stack: Stack,
  spoken: Spoken,
  request: VoiceRequest,
  before: Before,
): Promise<TurnOutcome | null> {
  const commandId = commandIdOf(stack, spoken);
  if (commandId === null) return null;
  const record = await stack.store.readCommand({ homeId: before.home.id, commandId }, AbortSignal.timeout(5_000));
  if (!record.ok) throw new Error(record.error.message);
  const outcome = record.value?.outcome;
  if (outcome) return toTurnOutcome(outcome, before.home);
  if (EDIT_KINDS.some((kind) => kind === request.kind)) return editOutcome(stack, request, before, commandId);
  const { requests } = await stack.home();
  return requests.taken.get(commandId)?.kind === "command" ? { state: "accepted", code: "OK", perSpeaker: {} } : null;
}

/** What the Lambda decided of this home, decided once more: an edit leaves no outcome behind. */
function editOutcome(
  stack: Stack,
  request: VoiceRequest,
  before: Before,
  commandId: Outcome["commandId"],
): TurnOutcome | null {
  const echoId = stack.ids.echoIdOf(stack.deviceId);
  const newGroupId = stack.ids.groupIdOf(commandId);
  const newSpeakerId = stack.ids.speakerIdOf(commandId);
  const decision = decide({ snapshot: before, echoId, newGroupId, newSpeakerId, nowMs: Date.now() }, request);
  if (decision.kind !== "edit") return null;
  return applyEdit(before.home, decision.edit).ok
    ? { state: "done", code: "OK", perSpeaker: {} }
    : { state: "failed", code: "CONFLICT", perSpeaker: {} };
}

function commandIdOf(stack: Stack, { envelope }: Spoken): Outcome["commandId"] | null {
  if (typeof envelope !== "object" || envelope === null || !("request" in envelope)) return null;
  const { requestId, timestamp } = envelope.request as { requestId?: string; timestamp?: string }; // of our own making
  return stack.ids.commandIdOf(requestId ?? "", Date.parse(timestamp ?? ""));
}

function toTurnOutcome({ state, code, perSpeaker, measured }: Outcome, { speakers }: Home): TurnOutcome {
  const byName = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(record).map(([id, value]) => [speakers.find((speaker) => speaker.id === id)?.name ?? id, value]),
    );
  const outcome = { state, code, perSpeaker: byName(perSpeaker) };
  if (!measured) return outcome;
  const heard = Object.entries(byName(measured.speakers));
  const heardLateMs = Object.fromEntries(heard.map(([name, { lateMs = null }]) => [name, lateMs]));
  return { ...outcome, heardLateMs };
}

/** When the first zone that starts from now on is heard: written, and then the slowest of its speakers' latencies. */
function listenForSound(stack: Stack) {
  const saidAtMs = performance.now();
  let soundMs: number | null = null;
  const off = stack.onEngineEvent((event) => {
    if (event.kind !== "zone-started" || soundMs !== null) return;
    const members = Object.keys(stack.state().zones[event.zone]?.members ?? {});
    soundMs = round(performance.now() - saidAtMs + slowestMs(stack, members));
  });
  return {
    stop: (): number | null => {
      off();
      return soundMs;
    },
  };
}

function slowestMs(stack: Stack, members: readonly string[]): number {
  const latencies = stack.speakers.filter(({ id }) => members.includes(id)).map((speaker) => speaker.actualLatencyMs);
  return Math.max(0, ...latencies);
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
