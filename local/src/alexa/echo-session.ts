// What an Echo keeps between two turns, and what becomes of it by an answer of the skill, or by silence. Pure.
import { type PendingDialog, pendingOf } from "./dialog.ts";
import type { RequestBody } from "./envelope.ts";
import { dialogMoveOf, type SkillResponse, toPlainSpeech } from "./response.ts";

export type EchoSession = {
  readonly id: string;
  readonly attributes: unknown;
  readonly reprompt: string;
  readonly wasReprompted: boolean;
  readonly dialog: PendingDialog | null;
};

/** Null: the skill has ended it, or was told that it is over. */
export function sessionAfter(read: SkillResponse, body: RequestBody, id: string): EchoSession | null {
  const { sessionAttributes, response } = read;
  if (body.kind === "session-ended" || response.shouldEndSession !== false) return null;
  return {
    id,
    attributes: sessionAttributes,
    reprompt: toPlainSpeech(response.reprompt?.outputSpeech),
    wasReprompted: false,
    dialog: pendingOf(dialogMoveOf(read), body),
  };
}

/** Silence is answered by the reprompt, once; null where there is none, or it was not heeded. */
export const reprompted = (session: EchoSession): EchoSession | null =>
  session.reprompt === "" || session.wasReprompted ? null : { ...session, wasReprompted: true };
