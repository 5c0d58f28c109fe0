// One turn: load the home, decide, act, speak the outcome. Whatever the world does, there is an answer in time.
import { type CommandId, type HomeId, ok } from "@house-band/contract";
import type { DemoHomes, HomeSnapshot, PortFault, RecordKey, UserKey } from "../ports.ts";
import { renderOfDemo } from "../speech/render.ts";
import { act, actAgain, closing, closingWith, logFault, type Progress, silent, type TurnPorts } from "./act/act.ts";
import { claimHome } from "./act/claim-home.ts";
import { mayChange } from "./act/other-delivery.ts";
import { type Unlinked, whoAsks } from "./act/who-asks.ts";
import { decide } from "./decide/decide.ts";
import { caughtUp } from "./freshness.ts";
import { fillHole } from "./hear/fill-hole.ts";
import { lookAgain } from "./look-again.ts";
import { speakMeanwhile } from "./meanwhile.ts";
import type { Decision, Reply, Turn } from "./turn.ts";
import type { VoiceRequest } from "./voice-request.ts";

/** Alexa gives up after about eight seconds; nothing of ours may come near that. */
export const DEADLINE_MS = 6_500;

/** @param budgetMs how long the answer may take, at most {@link DEADLINE_MS} */
export async function runTurn(turn: Turn, ports: TurnPorts, budgetMs: number): Promise<Reply> {
  // another delivery may do it in the meantime, which nobody knows as long as nothing is claimed
  const heard = fillHole(turn.pending, turn.request);
  const progress: Progress = { ifLate: { kind: mayChange(heard) ? "unsure" : "too-slow" } };
  const heardAtMs = ports.clock.epochMs();
  const overdue = new AbortController();
  const answered = new AbortController();
  const over = new AbortController();
  const late = ports.clock.sleep(Math.min(budgetMs, DEADLINE_MS), over.signal).then((): Reply => {
    overdue.abort();
    return closing(turn, progress.ifLate);
  });
  const meanwhile = speakMeanwhile(turn, heard, ports, answered.signal);
  try {
    const reply = await Promise.race([
      answer({ turn, ports, progress, heard, heardAtMs, signal: overdue.signal }),
      late,
    ]);
    answered.abort();
    // Alexa takes no progressive speech after the answer, so one that is being sent is waited for.
    await Promise.race([meanwhile, late]);
    return reply;
  } finally {
    answered.abort();
    over.abort();
  }
}

type Answering = {
  readonly turn: Turn;
  readonly ports: TurnPorts;
  readonly progress: Progress;
  /** The request, with an answer to a question put into the request that was asked back about. */
  readonly heard: VoiceRequest;
  /** Epoch. */
  readonly heardAtMs: number;
  /** Fires when the answer is due. */
  readonly signal: AbortSignal;
};

async function answer(answering: Answering): Promise<Reply> {
  const { turn, ports, heard, signal } = answering;
  if (heard.kind === "cancel") return closing(turn, { kind: "goodbye" });
  if (heard.kind === "navigate-home") return silent;
  const asker = await whoAsks(turn, ports, signal);
  if (!asker.ok) {
    logFault(ports, turn, asker.error);
    return closing(turn, { kind: "cannot-identify" });
  }
  if (asker.value.kind !== "person") return answerUnlinked(asker.value, answering);
  const { user } = asker.value;
  if (heard.kind === "claim") return claimHome({ turn, ports, signal, user }, heard.code);
  const homeId = user === null ? ok(null) : await ports.store.findHomeId(user, signal);
  if (!homeId.ok) {
    logFault(ports, turn, homeId.error);
    return closing(turn, { kind: mayChange(heard) ? "unsure" : "cloud-trouble" });
  }
  if (homeId.value) return answerIn(homeId.value, answering);
  return (await answerInDemo(user, answering, true)) ?? closing(turn, { kind: "needs-setup" });
}

/** Explained, or shown in a demo home; nothing else works, and the way to link an account goes to the Alexa app. */
async function answerUnlinked({ kind, alexa }: Unlinked, answering: Answering): Promise<Reply> {
  const { turn, heard } = answering;
  const isWelcome = heard.kind === "launch" || heard.kind === "help";
  const mayBeShown = kind === "unlinked" && heard.kind !== "claim" && (await hasNoHome(alexa, answering));
  const shown = mayBeShown ? await answerInDemo(alexa, answering, false) : null;
  if (shown) return isWelcome ? { ...shown, card: "link-account" } : shown;
  const say = { kind: kind === "refused" ? "link-again" : isWelcome ? "link-welcome" : "link-first" } as const;
  return { ...closing(turn, say), card: "link-account" };
}

/** Whoever has one, from before accounts were linked, would take the demo home for it. */
async function hasNoHome(alexa: UserKey | null, { ports, signal }: Answering): Promise<boolean> {
  if (!ports.demo || alexa === null) return false;
  const own = await ports.store.findHomeId(alexa, signal);
  return own.ok && own.value === null;
}

/** In a demo home, where the deployment has any, and said to be of one; else null. */
async function answerInDemo(user: UserKey | null, answering: Answering, isLinked: boolean): Promise<Reply | null> {
  const { turn, ports, heard, signal } = answering;
  if (!ports.demo || user === null) return null;
  const opened = await ports.demo.open(user, signal);
  if (!opened.ok) {
    logFault(ports, turn, opened.error);
    return closing(turn, { kind: "cloud-trouble" });
  }
  const { homeId, link, saveEdit } = opened.value;
  const own = { ...ports, link, store: { ...ports.store, saveEdit } };
  const reply = await answerIn(homeId, { ...answering, ports: own }, ports.demo);
  const isWelcome = heard.kind === "launch" || heard.kind === "help";
  return reply.ssml === null
    ? reply
    : { ...reply, ssml: renderOfDemo(reply.ssml, { isWelcome, isLinked }, turn.locale) };
}

async function answerIn(homeId: HomeId, answering: Answering, demo: DemoHomes | null = null): Promise<Reply> {
  const { turn, ports, progress, heard, heardAtMs, signal } = answering;
  const commandId = ports.ids.commandIdOf(turn.requestId, turn.requestedAtMs);
  const key: RecordKey = { homeId, commandId };
  const [snapshot, record] = await Promise.all([
    ports.store.load(homeId, "eventual", signal),
    ports.store.readCommand(key, signal),
  ]);
  if (!snapshot.ok) return afterFault(answering, key, snapshot.error);
  if (!record.ok) return afterFault(answering, key, record.error);
  if (!snapshot.value) return closing(turn, { kind: "needs-setup" });
  if (record.value?.reply) return closingWith(record.value.reply);
  const current = isAboutState(heard) ? await upToDate(ports, snapshot.value, signal) : snapshot.value;
  const decision = decideIn(current, answering, commandId);
  if (demo !== null && decision.kind === "command" && !demo.does(decision.draft.kind)) {
    return closing(turn, { kind: "demo-cannot" });
  }
  const acting = { turn, ports, progress, signal, key, snapshot: current, heard };
  const { requests } = snapshot.value;
  if (record.value || requests.taken.has(commandId)) return actAgain(acting, decision, requests);
  const isDemo = demo !== null && { isDemo: true };
  const known = { requestId: turn.requestId, commandId, thing: current.home.bridge, heardAtMs, ...isDemo };
  ports.log.info({ ...known, request: heard.kind, decision: decision.kind }, "turn decided");
  return act(acting, decision);
}

function decideIn(snapshot: HomeSnapshot, { turn, ports, heard }: Answering, commandId: CommandId): Decision {
  return decide(
    {
      snapshot,
      echoId: turn.deviceId === null ? null : ports.ids.echoIdOf(turn.deviceId),
      newGroupId: ports.ids.groupIdOf(commandId),
      newSpeakerId: ports.ids.speakerIdOf(commandId),
      nowMs: ports.clock.epochMs(),
    },
    heard,
  );
}

/** Nothing was done here. Another delivery of this request may be at it: what became of it shows once the home can be read. */
async function afterFault(answering: Answering, key: RecordKey, fault: PortFault): Promise<Reply> {
  const { turn, ports, progress, heard, signal } = answering;
  logFault(ports, turn, fault);
  if (!mayChange(heard)) return closing(turn, { kind: "cloud-trouble" });
  const withdrawn = await ports.store.withdraw(key, signal);
  if (withdrawn.ok && withdrawn.value === "withdrawn") return closing(turn, { kind: "cloud-trouble" });
  const home = await ports.store.load(key.homeId, "latest", signal);
  if (!home.ok || !home.value) return closing(turn, { kind: "unsure" });
  const acting = { turn, ports, progress, signal, key, snapshot: home.value, heard };
  return actAgain(acting, decideIn(home.value, answering, key.commandId), home.value.requests);
}

async function upToDate(ports: TurnPorts, snapshot: HomeSnapshot, signal: AbortSignal): Promise<HomeSnapshot> {
  return lookAgain(ports, await caughtUp(ports, snapshot, signal), signal);
}

/** Answered from the bridge's report alone: a command goes to the bridge, which knows. */
const isAboutState = ({ kind }: VoiceRequest): boolean =>
  kind === "whats-playing" || kind === "speaker-status" || kind === "launch";
