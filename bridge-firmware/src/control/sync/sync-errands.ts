// Commands about how well speakers play together, in the words of outcomes. They pass the model by: what was measured
// comes to it as an input.
import {
  type BridgeState,
  commandSpeakers,
  type LatencyReport,
  type Outcome,
  type SpeakerId,
  WIRE_VERSION,
} from "@house-band/contract";
import type { AcceptedCommand } from "../../cloud/intake.ts";
import type { Order, SyncErrand } from "../../core/errand.ts";
import type { Model } from "../../core/model.ts";
import { presenceOf } from "../../core/probes.ts";
import { duration, summary } from "../../core/to-outcome.ts";
import { toReported } from "../../core/to-reported.ts";
import type { Clock } from "../../ports.ts";
import { type OwnDelays, pictureAheadMs } from "./sound-delay.ts";
import type { SyncDesk } from "./sync-desk.ts";
import type { SyncAnswer } from "./sync-job.ts";

export type SyncErrands = {
  /** Exactly one outcome is told for each. */
  run(accepted: AcceptedCommand<SyncErrand>): void;
  /** Resolves when every one of them has its outcome. */
  idle(): Promise<void>;
};

export type SyncErrandPorts = {
  readonly clock: Clock;
  readonly desk: SyncDesk;
  readonly delays: OwnDelays;
  readonly model: () => Model;
  readonly tell: (outcome: Outcome) => void;
};

type Answer = Pick<
  Outcome,
  "state" | "code" | "perSpeaker" | "measuring" | "measured" | "latencies" | "pictureAheadMs"
>;

/** "I'm listening to Upstairs: 3 speakers, about 25 seconds. Then ask me again", and its way to the Echo. */
const ALEXA_SPEAKS_FOR_MS = 6_000;

/** None is under way at first. */
export function createSyncErrands(ports: SyncErrandPorts): SyncErrands {
  const running = new Set<Promise<void>>();
  return {
    run(accepted) {
      const errand: Promise<void> = carryOut(ports, accepted).then((answer) => {
        running.delete(errand);
        ports.tell(toOutcome(accepted, answer, ports.clock.nowMs()));
      });
      running.add(errand);
    },
    async idle() {
      await Promise.all(running);
    },
  };
}

const NOBODY: ReadonlySet<SpeakerId> = new Set();

/** An order may end a measurement of its speakers. @returns those whose tones have ended with it */
export function yieldToOrder(desk: Pick<SyncDesk, "yieldTo">, order: Order): ReadonlySet<SpeakerId> {
  switch (order.kind) {
    case "stop":
    case "pause":
      return desk.yieldTo({ speakers: commandSpeakers(order), isToPlay: false });
    case "play":
    case "resume":
    case "add-to-playing":
    case "move":
    case "announce":
      return desk.yieldTo({ speakers: commandSpeakers(order), isToPlay: true });
    default:
      return NOBODY;
  }
}

async function carryOut(ports: SyncErrandPorts, accepted: AcceptedCommand<SyncErrand>): Promise<Answer> {
  const { command, receivedAtMs, lateBecause } = accepted;
  const isLate = lateBecause === "EXPIRED" || ports.clock.nowMs() - receivedAtMs > command.ttlMs;
  if (isLate) return { state: "expired", code: "EXPIRED", perSpeaker: {} };
  const { speakers, whileMusicPlays } = command;
  const isToBeApplied = command.kind === "calibrate";
  const spokenForMs = command.origin === "alexa" ? ALEXA_SPEAKS_FOR_MS : 0;
  const answer = await ports.desk.measure({ speakers, whileMusicPlays, isToBeApplied, spokenForMs });
  const model = ports.model();
  const latencies = latenciesOf(toReported(model), commandSpeakers(command));
  const aheadMs = pictureAheadMs(
    ports.delays,
    Object.values(latencies).map(({ ms }) => ms),
  );
  return {
    ...toAnswer(answer, command, model),
    ...(aheadMs !== null && { latencies, pictureAheadMs: aheadMs }),
  };
}

/** Whoever only wants to look is told what is known, microphone or not, of those who are there. */
function toAnswer(answer: SyncAnswer, { kind, speakers }: SyncErrand, model: Model): Answer {
  switch (answer.kind) {
    case "refused": {
      const { code, perSpeaker, measuring } = answer;
      if (kind === "sync-check" && code === "NO_MICROPHONE") {
        return judge({ perSpeaker: Object.fromEntries(speakers.map((id) => [id, presenceOf(model, id)])) });
      }
      const state = code === "TARGET_UNKNOWN" ? "rejected" : "failed";
      return { state, code, perSpeaker, ...(measuring && { measuring }) };
    }
    case "measuring":
      return { ...judge(answer), measuring: answer.measuring };
    case "measured":
      return { ...judge(answer), measured: answer.measured };
    case "played":
      return judge(answer);
  }
}

const judge = ({ perSpeaker }: Pick<SyncAnswer, "perSpeaker">) => ({
  ...summary(Object.values(perSpeaker)),
  perSpeaker: { ...perSpeaker },
});

function latenciesOf(state: BridgeState, speakers: readonly SpeakerId[]): Record<SpeakerId, LatencyReport> {
  return Object.fromEntries(
    speakers.flatMap((id) => {
      const latency = state.speakers[id]?.latency;
      return latency ? [[id, latency] as const] : [];
    }),
  );
}

function toOutcome(
  { command, receivedAtMs, acceptedMs }: AcceptedCommand<SyncErrand>,
  answer: Answer,
  nowMs: number,
): Outcome {
  const timings = { acceptedMs: duration(acceptedMs), settledMs: duration(nowMs - receivedAtMs) };
  return { v: WIRE_VERSION, commandId: command.id, seq: command.seq, ...answer, timings };
}
