// What a device that is being paired asks, asked again of whoever sits before the terminal.
import type { PairingNews } from "../control/pairing/pairing-views.ts";
import type { PairingClient } from "./client.ts";
import { complain, type Terminal } from "./run-command.ts";

export type Dialogue = {
  /** Resolves with one line; null where nobody is there to answer, or when the signal fires. */
  readonly ask: (question: string, signal?: AbortSignal) => Promise<string | null>;
  readonly isThere: boolean;
};

type Question = Extract<PairingNews, { kind: "question" }>["question"];

function toText(address: string, question: Exclude<Question, { kind: "type-there" }>): string {
  switch (question.kind) {
    case "same-passkey":
      return `Does it show ${question.passkey}? [y/N] `;
    case "may-pair":
      return `Pair with ${question.name || address}? [y/N] `;
    case "enter-pin":
      return "Its PIN: ";
    case "enter-passkey":
      return "Its passkey: ";
  }
}

/** Whatever the devices ask is asked here, one after the other. */
export function answerQuestions(
  pairing: PairingClient,
  terminal: Terminal,
  dialogue: Dialogue,
): (news: PairingNews) => void {
  let asking: AbortController | null = null;
  const ask = async (address: string, question: Question) => {
    if (question.kind === "type-there") {
      terminal.err(`Type ${question.code} at the speaker.`);
      return;
    }
    asking = new AbortController();
    const isYesNo = question.kind === "same-passkey" || question.kind === "may-pair";
    const said = await dialogue.ask(toText(address, question), asking.signal);
    if (said === null) return;
    const isYes = /^y/iu.test(said.trim());
    const answer = isYesNo ? ({ kind: isYes ? "yes" : "no" } as const) : ({ kind: "code", code: said.trim() } as const);
    const taken = await pairing.answer(address, answer);
    if (!taken.ok) complain(taken.error, terminal);
  };
  return (news) => {
    if (news.kind === "question") void ask(news.address, news.question);
    if (news.kind === "question-over") asking?.abort();
  };
}
