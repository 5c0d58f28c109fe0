// A request that another delivery has taken up: what became of it is said once more, and nothing is done. What is not
// known is not said: whether the other delivery came as far as sending shows by the bridge's outcome alone.
import { isFinal, type Outcome, timeOfCommand } from "@house-band/contract";
import type { BridgeLink, HomeSnapshot, RecordKey, RequestNotes, StoredReply } from "../../ports.ts";
import type { SpeechIntent } from "../../speech/intents.ts";
import { offlineForMs } from "../decide/decide-answer.ts";
import type { Decision } from "../turn.ts";
import type { VoiceRequest } from "../voice-request.ts";
import { type Asked, readDecided } from "./decided.ts";
import { followUp } from "./follow-up.ts";
import { OTHER_DELIVERY_WAIT_MS, type RecordPorts, watchRecord } from "./other-delivery.ts";
import { toOutcomeSaid } from "./speak-outcome.ts";

export type Repeat = {
  readonly key: RecordKey;
  readonly snapshot: HomeSnapshot;
  /** The newest there are: newer than the snapshot's, perhaps. */
  readonly requests: RequestNotes;
  readonly heard: VoiceRequest;
  /** What this delivery would do: the home may have changed since the other one decided. */
  readonly decision: Decision;
  readonly signal: AbortSignal;
};

export type Repeated =
  | { readonly kind: "reply"; readonly ssml: StoredReply }
  | { readonly kind: "say"; readonly say: SpeechIntent }
  | Extract<Decision, { kind: "ask" }>;

type RepeatPorts = RecordPorts & { readonly link: Pick<BridgeLink, "findConnection"> };

/** Waits for the outcome as long as a turn may. */
export async function repeat(ports: RepeatPorts, again: Repeat): Promise<Repeated> {
  const { key, requests, signal } = again;
  if (requests.taken.get(key.commandId)?.kind === "withdrawn") return { kind: "say", say: { kind: "cloud-trouble" } };
  const found = await watchRecord<StoredReply | Outcome>(ports, {
    ...{ key, signal },
    waitMs: OTHER_DELIVERY_WAIT_MS,
    read: ({ reply, outcome }) => reply ?? (outcome && isFinal(outcome.state) ? outcome : null),
  });
  if (typeof found === "string") return { kind: "reply", ssml: found };
  if (found === null) return { kind: "say", say: await withoutOutcome(ports, again) };
  return afterOutcome(ports, again, found);
}

function afterOutcome({ clock }: RepeatPorts, again: Repeat, outcome: Outcome): Repeated {
  const { key, decision, snapshot } = again;
  const asked = askedFor(again);
  if (asked === null) return { kind: "say", say: { kind: "unsure" } };
  const say = toOutcomeSaid(snapshot.home, asked, outcome, clock.epochMs());
  const question =
    decision.kind === "command"
      ? followUp(snapshot.home, { ...decision, ...asked }, key.commandId, { outcome, said: say })
      : null;
  return question ?? { kind: "say", say };
}

/** As it was decided then; where that is forgotten, as it would be now. */
function askedFor({ key, requests, snapshot, heard, decision }: Repeat): Asked | null {
  const decided = readDecided(requests, key.commandId, { home: snapshot.home, heard });
  return decided ?? (decision.kind === "command" ? decision : null);
}

/** A bridge that has been away since before anybody spoke can't have it: messages to who is away are not kept. */
async function withoutOutcome(ports: RepeatPorts, { key, snapshot, signal }: Repeat): Promise<SpeechIntent> {
  const found = await ports.link.findConnection(snapshot.home.bridge, signal);
  const isAway = found.ok && !found.value.isConnected && (found.value.sinceMs ?? 0) < timeOfCommand(key.commandId);
  if (!isAway) return { kind: "unsure" };
  const { bridge } = snapshot;
  return { kind: "bridge-offline", forMs: bridge && offlineForMs(bridge, ports.clock.epochMs()) };
}
