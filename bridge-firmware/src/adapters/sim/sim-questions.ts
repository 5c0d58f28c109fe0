// The question that a simulated device asks while it is paired: one at a time, and what answers it rightly.
import type { BluetoothAddress } from "@house-band/contract";
import { isAnswerTo, type PairingAnswer, type PairingEvent, type PairingQuestion } from "../../pairing-port.ts";
import type { SimStranger } from "./sim-stranger.ts";

export type SimQuestions = {
  /** True where the answer is right, or none is needed. */
  agree(stranger: SimStranger, canAsk: boolean): Promise<boolean>;
  /** To the question that stands; false where it is no answer to it. */
  answer(address: BluetoothAddress, answer: PairingAnswer): boolean;
  /** Nobody wants to know any more: the device takes it for a no. */
  withdraw(): void;
};

type Standing = {
  readonly address: BluetoothAddress;
  readonly question: PairingQuestion;
  readonly code: string | undefined;
  answered(isRight: boolean): void;
};

/** Nobody is asked anything at first. */
export function createSimQuestions(tell: (event: PairingEvent) => void): SimQuestions {
  let standing: Standing | null = null;
  const end = (isRight: boolean): void => {
    const over = standing;
    standing = null;
    if (over === null) return;
    over.answered(isRight);
    tell({ kind: "question-over", address: over.address });
  };
  return {
    async agree({ address, question, code }, canAsk) {
      if (!question) return true;
      // numbers that nobody compares are taken for the same
      if (!canAsk) return question.kind === "same-passkey";
      return new Promise<boolean>((answered) => {
        standing = { address, question, code, answered };
        tell({ kind: "question", address, question });
      });
    },
    answer(address, answer) {
      if (standing?.address !== address || !isAnswerTo(standing.question, answer)) return false;
      end(isRight(answer, standing.code));
      return true;
    },
    withdraw: () => end(false),
  };
}

const isRight = (answer: PairingAnswer, code: string | undefined): boolean =>
  answer.kind === "yes" || (answer.kind === "code" && answer.code === code);
