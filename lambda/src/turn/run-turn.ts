// One turn: load the home, decide, act, speak the outcome. Whatever the world does, there is an answer in time.
import { type HomeId, ok, type Result } from "@house-band/contract";
import type { DemoHomes, HomeSnapshot, PortFault, RecordKey } from "../ports.ts";
import { renderOfDemo } from "../speech/render.ts";
import {
  act,
  actAgain,
  closing,
  closingWith,
  logFault,
  type Progress,
  silent,
  standingDown,
  type TurnPorts,
} from "./act/act.ts";
import { claimHome } from "./act/claim-home.ts";
import { mayChange } from "./act/other-delivery.ts";
import { decide } from "./decide/decide.ts";
import { caughtUp } from "./freshness.ts";
import { fillHole } from "./hear/fill-hole.ts";
import { lookAgain } from "./look-again.ts";
import { speakMeanwhile } from "./meanwhile.ts";
import type { Reply, Turn } from "./turn.ts";
import type { VoiceRequest } from "./voice-request.ts";

/** Alexa gives up after about eight seconds; nothing of ours may come near that. */
export const DEADLINE_MS = 6_500;

/** @param budgetMs how long the answer may take, at most {@link DEADLINE_MS} */
export async function runTurn(turn: Turn, ports: TurnPorts, budgetMs: number): Promise<Reply> {
  // another delivery may do it in the meantime, which nobody knows as long as nothing is claimed
  const heard = fillHole(turn.pending, turn.request);
  const progress: Progress = { ifLate: { kind: mayChange(heard) ? "unsure" : "too-slow" } };
  const overdue = new AbortController();
  const answered = new AbortController();
  const over = new AbortController();
  const late = ports.clock.sleep(Math.min(budgetMs, DEADLINE_MS), over.signal).then((): Reply => {
    overdue.abort();
    return closing(turn, progress.ifLate);
  });
  const meanwhile = speakMeanwhile(turn, heard, ports, answered.signal);
  try {
    const reply = await Promise.race([answer({ turn, ports, progress, heard, signal: overdue.signal }), late]);
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
  /** Fires when the answer is due. */
  readonly signal: AbortSignal;
};

async function answer({ turn, ports, progress, heard, signal }: Answering): Promise<Reply> {
  if (heard.kind === "cancel") return closing(turn, { kind: "goodbye" });
  if (heard.kind === "navigate-home") return silent;
  if (heard.kind === "claim") return claimHome({ turn, ports, signal }, heard.code);
  const homeId = await findHomeId(turn, ports, signal);
  if (!homeId.ok) {
    logFault(ports, turn, homeId.error);
    return closing(turn, { kind: mayChange(heard) ? "unsure" : "cloud-trouble" });
  }
  const answering = { turn, ports, progress, heard, signal };
  return homeId.value ? answerIn(homeId.value, answering) : answerWithoutHome(answering);
}

/** In a demo home, where the deployment has any, and said to be of one; else with how to come to a home. */
async function answerWithoutHome(answering: Answering): Promise<Reply> {
  const { turn, ports, heard, signal } = answering;
  if (!ports.demo || turn.userId === null) return closing(turn, { kind: "needs-setup" });
  const opened = await ports.demo.open(ports.ids.userKeyOf(turn.userId), signal);
  if (!opened.ok) {
    logFault(ports, turn, opened.error);
    return closing(turn, { kind: "cloud-trouble" });
  }
  const { homeId, link, saveEdit } = opened.value;
  const own = { ...ports, link, store: { ...ports.store, saveEdit } };
  const reply = await answerIn(homeId, { ...answering, ports: own }, ports.demo);
  const isWelcome = heard.kind === "launch" || heard.kind === "help";
  return reply.ssml === null ? reply : { ...reply, ssml: renderOfDemo(reply.ssml, isWelcome, turn.locale) };
}

async function answerIn(
  homeId: HomeId,
  { turn, ports, progress, heard, signal }: Answering,
  demo: DemoHomes | null = null,
): Promise<Reply> {
  const key: RecordKey = {
    homeId,
    commandId: ports.ids.commandIdOf(turn.requestId, turn.requestedAtMs),
  };
  const fail = (fault: PortFault): Promise<Reply> => {
    logFault(ports, turn, fault);
    if (mayChange(heard)) return standingDown(turn, ports, key, signal);
    return Promise.resolve(closing(turn, { kind: "cloud-trouble" }));
  };
  const [snapshot, record] = await Promise.all([
    ports.store.load(homeId, "eventual", signal),
    ports.store.readCommand(key, signal),
  ]);
  if (!snapshot.ok) return fail(snapshot.error);
  if (!record.ok) return fail(record.error);
  if (!snapshot.value) return closing(turn, { kind: "needs-setup" });
  if (record.value?.reply) return closingWith(record.value.reply);
  const current = isAboutState(heard) ? await upToDate(ports, snapshot.value, signal) : snapshot.value;
  const decision = decide(
    {
      snapshot: current,
      echoId: turn.deviceId === null ? null : ports.ids.echoIdOf(turn.deviceId),
      newGroupId: ports.ids.groupIdOf(key.commandId),
      newSpeakerId: ports.ids.speakerIdOf(key.commandId),
      nowMs: ports.clock.epochMs(),
    },
    heard,
  );
  if (demo !== null && decision.kind === "command" && !demo.does(decision.draft.kind)) {
    return closing(turn, { kind: "demo-cannot" });
  }
  const acting = { turn, ports, progress, signal, key, snapshot: current, heard };
  const { requests } = snapshot.value;
  if (record.value || requests.taken.has(key.commandId)) return actAgain(acting, decision, requests);
  const { requestId } = turn;
  ports.log.info({ requestId, commandId: key.commandId, request: heard.kind, decision: decision.kind }, "turn decided");
  return act(acting, decision);
}

async function upToDate(ports: TurnPorts, snapshot: HomeSnapshot, signal: AbortSignal): Promise<HomeSnapshot> {
  return lookAgain(ports, await caughtUp(ports, snapshot, signal), signal);
}

/** Answered from the bridge's report alone: a command goes to the bridge, which knows. */
const isAboutState = ({ kind }: VoiceRequest): boolean =>
  kind === "whats-playing" || kind === "speaker-status" || kind === "launch";

function findHomeId(
  turn: Turn,
  { store, ids }: TurnPorts,
  signal: AbortSignal,
): Promise<Result<HomeId | null, PortFault>> {
  return turn.userId === null ? Promise.resolve(ok(null)) : store.findHomeId(ids.userKeyOf(turn.userId), signal);
}
