// Messages of a named shadow, in and out. Which of them matter, and what they change, is decided by their readers.
import {
  err,
  ok,
  parseJson,
  type Result,
  SHADOW_NAMES,
  type ShadowName,
  type ThingName,
  topics,
} from "@house-band/contract";
import * as z from "zod/mini";

export type ShadowMessage = {
  readonly shadow: ShadowName;
  readonly reply:
    | { readonly kind: "get-accepted"; readonly desired: unknown; readonly reported: unknown }
    | { readonly kind: "get-rejected"; readonly code: number }
    | { readonly kind: "update-accepted" }
    | { readonly kind: "update-rejected"; readonly code: number; readonly clientToken: string | undefined }
    | { readonly kind: "delta" };
};

/** Metadata doubles a document that is small itself. @see AWS IoT "Device Shadow service quotas" */
const MAX_MESSAGE_BYTES = 131_072;

const ShadowDocument = z.object({
  state: z.object({ desired: z.optional(z.unknown()), reported: z.optional(z.unknown()) }),
});
const Rejection = z.object({ code: z.number(), clientToken: z.optional(z.string()) });

/** Which shadow and which answer a topic means; null for any other topic. @see AWS IoT "Device Shadow MQTT topics" */
export function shadowTopic(thing: ThingName, topic: string): { shadow: ShadowName; suffix: string } | null {
  for (const shadow of SHADOW_NAMES) {
    const prefix = `${topics.shadow(thing, shadow)}/`;
    if (topic.startsWith(prefix)) return { shadow, suffix: topic.slice(prefix.length) };
  }
  return null;
}

/** @returns what the message says, or why it makes no sense. */
export function parseShadowMessage(
  { shadow, suffix }: { readonly shadow: ShadowName; readonly suffix: string },
  payload: Uint8Array,
): Result<ShadowMessage, string> {
  if (suffix === "update/accepted") return ok({ shadow, reply: { kind: "update-accepted" } });
  if (suffix === "update/delta") return ok({ shadow, reply: { kind: "delta" } });
  const json = parseJson(payload, MAX_MESSAGE_BYTES);
  if (!json.ok) return err(json.error.message);
  if (suffix === "get/accepted") {
    const document = ShadowDocument.safeParse(json.value);
    if (!document.success) return err("a shadow document has a state of objects");
    return ok({
      shadow,
      reply: { kind: "get-accepted", desired: undefined, reported: undefined, ...document.data.state },
    });
  }
  const rejection = Rejection.safeParse(json.value);
  const code = rejection.success ? rejection.data.code : 500;
  const clientToken = rejection.success ? rejection.data.clientToken : undefined;
  if (suffix === "get/rejected") return ok({ shadow, reply: { kind: "get-rejected", code } });
  if (suffix === "update/rejected") return ok({ shadow, reply: { kind: "update-rejected", code, clientToken } });
  return err(`${suffix} is no answer of a shadow`);
}

/** The bridge writes `reported` only, and never asks for a version: nobody else writes it. */
export function encodeReported(reported: unknown, clientToken: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ state: { reported }, clientToken }));
}
