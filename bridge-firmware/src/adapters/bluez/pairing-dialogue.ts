// Whom bluetoothd's questions may be about: the one device that somebody here has chosen, or whoever pairs from its own
// side while the bridge can be seen. Who of them hears a yes is admitted later; what is answered is pairing-questions.ts.
import { toDisplayName } from "@house-band/contract";
import type { PairingEvent } from "../../pairing-port.ts";
import type { Admission } from "./admission.ts";
import type { AgentAnswer, AgentQuestion } from "./agent.ts";
import type { BluezObjects } from "./objects.ts";
import { type Asked, createPairingQuestions, type PairingQuestions } from "./pairing-questions.ts";
import { isSenderAt } from "./senders.ts";
import { type AdapterScope, isSpeakerAt, nameOf } from "./speakers.ts";

export type PairingDialogue = PairingQuestions & {
  /** From now on it is about this device and no other. */
  begin(chosen: Omit<Asked, "caller">): void;
  isBusy(): boolean;
  /** It is about nobody any more, and no question of it stands. */
  end(): void;
};

export type DialogueParts = {
  readonly objects: Pick<BluezObjects, "now">;
  readonly scope: AdapterScope;
  readonly admission: Pick<Admission, "candidate" | "agree" | "isAgreed">;
  /** Does somebody see a caller's question, and can answer? */
  readonly canAsk: () => boolean;
  readonly tell: (event: PairingEvent) => void;
};

/** About nobody at first. */
export function createPairingDialogue({ objects, scope, admission, canAsk, tell }: DialogueParts): PairingDialogue {
  let chosen: Asked | null = null;
  /** Somebody here has the word before any caller. */
  const callerAt = (path: string) => (chosen === null ? admission.candidate(path) : null);
  const asked = (path: string): Asked | null => {
    const address = callerAt(path);
    if (address === null) return chosen;
    const caller = toDisplayName(nameOf(objects.now().get(path)?.device ?? {}));
    return { address, path, canAsk: canAsk(), caller };
  };
  const isTrusted = (path: string): boolean =>
    isSpeakerAt(objects.now(), path, scope) || isSenderAt(objects.now(), path, scope) || admission.isAgreed(path);
  const questions = createPairingQuestions({ asked, isTrusted, tell });
  const decide = async (question: AgentQuestion): Promise<AgentAnswer> => {
    const isCaller = callerAt(question.devicePath) !== null;
    const answer = await questions.decide(question);
    const isYes = answer.kind !== "no" && question.kind !== "authorize-service";
    if (isCaller && isYes) admission.agree(question.devicePath);
    return answer;
  };
  return {
    ...questions,
    decide,
    begin(device) {
      chosen = { ...device, caller: null };
    },
    isBusy: () => chosen !== null,
    end() {
      questions.withdraw();
      chosen = null;
    },
  };
}
