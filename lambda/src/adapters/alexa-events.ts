// Alexa's directive service: says something while the full answer is still being worked on.
import { err, ok } from "@house-band/contract";
import type { AlexaEvents } from "../ports.ts";

/** @see Alexa "Progressive Response API Reference": POST {apiEndpoint}/v1/directives, 204 on success */
export function createAlexaEvents(): AlexaEvents {
  return {
    async speakMeanwhile(request, ssml, signal) {
      const fault = { port: "alexa", retryable: false } as const;
      try {
        const response = await fetch(new URL("/v1/directives", request.apiEndpoint), {
          method: "POST",
          signal,
          headers: { authorization: `Bearer ${request.apiAccessToken}`, "content-type": "application/json" },
          body: JSON.stringify({
            header: { requestId: request.requestId },
            directive: { type: "VoicePlayer.Speak", speech: ssml },
          }),
        });
        await response.body?.cancel();
        if (response.ok) return ok(undefined);
        return err({ ...fault, code: "refused", message: `Alexa answered ${response.status}, expected 204` });
      } catch (cause) {
        const code = signal.aborted ? "timeout" : "unavailable";
        return err({ ...fault, code, message: "Alexa's directive service could not be reached", cause });
      }
    },
  };
}
