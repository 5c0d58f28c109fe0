// The smart-home door is closed for now: a directive gets the protocol's own refusal instead of a crash. Who asks is told
// by the same account as at the other door, and a stranger is not told more than that he is one.
import { randomUUID } from "node:crypto";
import type { Log, People } from "./ports.ts";

export type Directive = { readonly correlationToken: string | null; readonly accessToken: string | null };

/** `people` null: accounts are not linked. @see Alexa.ErrorResponse */
export async function answerSmartHome(
  directive: Directive,
  { people, log }: { readonly people: People | null; readonly log: Log },
  signal: AbortSignal,
) {
  const { correlationToken, accessToken: token } = directive;
  const asker = await people?.identify({ alexa: null, token, requestedAtMs: Number.NaN }, signal);
  if (asker && !asker.ok) {
    const { port, code, message: fault } = asker.error;
    log.error({ port, code, fault }, "a port failed during a directive");
    return refusal("INTERNAL_ERROR", "Who asks could not be checked just now.", correlationToken);
  }
  log.warn({}, "a smart home directive was refused");
  return asker && asker.value.kind !== "person"
    ? refusal("INVALID_AUTHORIZATION_CREDENTIAL", "The account is not linked, or not any more.", correlationToken)
    : refusal("INVALID_DIRECTIVE", "House Band has no smart home devices: ask it by its name.", correlationToken);
}

function refusal(type: string, message: string, correlationToken: string | null) {
  return {
    event: {
      header: {
        namespace: "Alexa",
        name: "ErrorResponse",
        payloadVersion: "3",
        messageId: randomUUID(),
        ...(correlationToken === null ? {} : { correlationToken }),
      },
      payload: { type, message },
    },
  };
}
