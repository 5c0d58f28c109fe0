// One turn: load the home, decide, act, speak the outcome. Whatever the world does, there is an answer in time.
import { type HomeId, ok, type Result } from "@house-band/contract";
import type { PortFault, RecordKey } from "../ports.ts";
import { act, closing, closingWith, logFault, type Progress, silent, type TurnPorts } from "./act.ts";
import { decide } from "./decide.ts";
import { fillHole } from "./fill-hole.ts";
import { caughtUp } from "./freshness.ts";
import { speakMeanwhile } from "./meanwhile.ts";
import type { Reply, Turn } from "./turn.ts";
import type { VoiceRequest } from "./voice-request.ts";

/** Alexa gives up after about eight seconds; nothing of ours may come near that. */
export const DEADLINE_MS = 6_500;

/** @param budgetMs how long the answer may take, at most {@link DEADLINE_MS} */
export async function runTurn(turn: Turn, ports: TurnPorts, budgetMs: number): Promise<Reply> {
  const progress: Progress = { ifLate: { kind: "too-slow" } };
  const overdue = new AbortController();
  const answered = new AbortController();
  const over = new AbortController();
  const late = ports.clock.sleep(Math.min(budgetMs, DEADLINE_MS), over.signal).then((): Reply => {
    overdue.abort();
    return closing(turn, progress.ifLate);
  });
  const meanwhile = speakMeanwhile(turn, ports, answered.signal);
  try {
    const reply = await Promise.race([answer(turn, ports, progress, overdue.signal), late]);
    answered.abort();
    // Alexa takes no progressive speech after the answer, so one that is being sent is waited for.
    await Promise.race([meanwhile, late]);
    return reply;
  } finally {
    answered.abort();
    over.abort();
  }
}

async function answer(turn: Turn, ports: TurnPorts, progress: Progress, signal: AbortSignal): Promise<Reply> {
  const heard = fillHole(turn.pending, turn.request);
  if (heard.kind === "cancel") return closing(turn, { kind: "goodbye" });
  if (heard.kind === "navigate-home") return silent;
  const homeId = await findHomeId(turn, ports, signal);
  if (!homeId.ok) return faulty(turn, ports, homeId.error);
  if (!homeId.value) return closing(turn, { kind: "needs-setup" });
  const key: RecordKey = {
    homeId: homeId.value,
    commandId: ports.ids.commandIdOf(turn.requestId, turn.requestedAtMs),
  };
  const [snapshot, record] = await Promise.all([
    ports.store.load(homeId.value, "eventual", signal),
    ports.store.readCommand(key, signal),
  ]);
  if (!snapshot.ok) return faulty(turn, ports, snapshot.error);
  if (!record.ok) return faulty(turn, ports, record.error);
  if (!snapshot.value) return closing(turn, { kind: "needs-setup" });
  if (record.value?.reply) return closingWith(record.value.reply);
  const current = isAboutState(heard) ? await caughtUp(ports, snapshot.value, signal) : snapshot.value;
  const decision = decide(
    {
      snapshot: current,
      echoId: turn.deviceId === null ? null : ports.ids.echoIdOf(turn.deviceId),
      newGroupId: ports.ids.groupIdOf(key.commandId),
      nowMs: ports.clock.epochMs(),
    },
    heard,
  );
  const { requestId } = turn;
  ports.log.info({ requestId, commandId: key.commandId, request: heard.kind, decision: decision.kind }, "turn decided");
  return act({ turn, ports, progress, signal, key, snapshot: current }, decision);
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

function faulty(turn: Turn, ports: TurnPorts, fault: PortFault): Reply {
  logFault(ports, turn, fault);
  return closing(turn, { kind: "cloud-trouble" });
}
