// The smart-home door is closed for now: a directive gets the protocol's own refusal instead of a crash.
import { randomUUID } from "node:crypto";

/** @see Alexa.ErrorResponse, type INVALID_DIRECTIVE */
export function refuseSmartHome(directive: { readonly messageId: string; readonly correlationToken: string | null }) {
  const { correlationToken } = directive;
  return {
    event: {
      header: {
        namespace: "Alexa",
        name: "ErrorResponse",
        payloadVersion: "3",
        messageId: randomUUID(),
        ...(correlationToken === null ? {} : { correlationToken }),
      },
      payload: { type: "INVALID_DIRECTIVE", message: "House Band has no smart home devices: ask it by its name." },
    },
  };
}
