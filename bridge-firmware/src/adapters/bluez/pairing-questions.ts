// Who answers bluetoothd's questions while a device is paired: by rule where nobody can be asked, else the people. Yes is
// said only to the one device that somebody has asked for, or waits for; and to nobody for a service that is not sound.
import type { BluetoothAddress } from "@house-band/contract";
import { isAnswerTo, type PairingAnswer, type PairingEvent, type PairingQuestion } from "../../pairing-port.ts";
import type { AgentAnswer, AgentQuestion } from "./agent.ts";
import { isAudioService } from "./names.ts";

export type Asked = {
  readonly address: BluetoothAddress;
  readonly path: string;
  readonly canAsk: boolean;
  /** What it calls itself, where it pairs from its own side; null where somebody here has chosen it. */
  readonly caller: string | null;
};

export type PairingQuestions = {
  decide(question: AgentQuestion): Promise<AgentAnswer>;
  /** To the question that stands; false where it is no answer to it. */
  answer(address: BluetoothAddress, answer: PairingAnswer): boolean;
  /** Nobody wants to know any more. */
  withdraw(): void;
};

export type QuestionParts = {
  /** What is being paired now, within its window, or may pair itself: that device, or another. */
  readonly asked: (devicePath: string) => Asked | null;
  /** A speaker, or a sender, that is paired; or that has paired from its own side, and may be one. */
  readonly isTrusted: (devicePath: string) => boolean;
  readonly tell: (event: PairingEvent) => void;
};

const YES: AgentAnswer = { kind: "yes" };
const NO: AgentAnswer = { kind: "no" };
/** What speakers from before Secure Simple Pairing have. @see BlueZ plugins/autopair.c */
const COMMON_PIN: AgentAnswer = { kind: "code", code: "0000" };

type Standing = {
  readonly address: BluetoothAddress;
  readonly question: PairingQuestion;
  answered(answer: AgentAnswer): void;
};

/** Nobody is asked anything at first. */
export function createPairingQuestions({ asked, isTrusted, tell }: QuestionParts): PairingQuestions {
  let standing: Standing | null = null;
  const end = (answer: AgentAnswer): void => {
    const over = standing;
    standing = null;
    if (over === null) return;
    over.answered(answer);
    tell({ kind: "question-over", address: over.address });
  };
  const ask = (address: BluetoothAddress, question: PairingQuestion): Promise<AgentAnswer> => {
    end(NO);
    return new Promise((answered) => {
      standing = { address, question, answered };
      tell({ kind: "question", address, question });
    });
  };
  const show = (address: BluetoothAddress, code: string): AgentAnswer => {
    // told again for every digit that is typed there
    const isShown = standing?.question.kind === "type-there" && standing.question.code === code;
    if (!isShown) void ask(address, { kind: "type-there", code });
    return YES;
  };
  return {
    async decide(question) {
      const device = asked(question.devicePath);
      if (question.kind === "authorize-service" && !isAudioService(question.uuid)) return NO;
      if (question.kind === "authorize-service" && isTrusted(question.devicePath)) return YES;
      if (device === null || device.path !== question.devicePath) return NO;
      switch (question.kind) {
        case "authorize":
          if (device.caller === null || !device.canAsk) return YES;
          return ask(device.address, { kind: "may-pair", name: device.caller });
        case "authorize-service":
          return device.caller === null ? YES : NO;
        case "same-passkey":
          return device.canAsk ? ask(device.address, { kind: "same-passkey", passkey: question.passkey }) : YES;
        case "enter-pin":
          return device.canAsk ? ask(device.address, { kind: "enter-pin" }) : COMMON_PIN;
        case "enter-passkey":
          return device.canAsk ? ask(device.address, { kind: "enter-passkey" }) : NO;
        case "type-there":
          return device.canAsk ? show(device.address, question.code) : NO;
      }
    },
    answer(address, answer) {
      if (standing === null || standing.address !== address || !isAnswerTo(standing.question, answer)) return false;
      end(answer);
      return true;
    },
    withdraw: () => end(NO),
  };
}
