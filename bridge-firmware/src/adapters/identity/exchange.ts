// A certificate for a new key of this machine: the request is certified, then registered by a template. The same two
// questions whether a bridge is enrolled or changes its certificate. @see AWS IoT "Device provisioning MQTT API"
import { err, ok, provisioningTopics, type Result, ThingName } from "@house-band/contract";
import * as z from "zod/mini";
import type { Ask } from "../mqtt/ask.ts";
import { createKeyAndRequest } from "./signing-request.ts";

export type Certified = {
  readonly thing: ThingName;
  /** PEM. */
  readonly certificate: string;
  /** PKCS #8, PEM: secret. */
  readonly privateKey: string;
};

export type ExchangeFault =
  /** The cloud said no, and this is why. */
  | { readonly kind: "refused"; readonly why: string }
  /** It did not answer, or not in a way that can be used. */
  | { readonly kind: "failed"; readonly why: string };

const CertifiedAnswer = z.object({
  certificatePem: z.string().check(z.startsWith("-----BEGIN CERTIFICATE-----"), z.maxLength(16_384)),
  certificateOwnershipToken: z.string().check(z.minLength(1), z.maxLength(8_192)),
});
const RegisteredAnswer = z.object({ thingName: ThingName });
const RejectedAnswer = z.object({ errorCode: z.string().check(z.maxLength(80)), errorMessage: z.string() });

/** The cloud chooses the name: nobody can ask for another bridge's. */
export async function exchange(
  ask: Ask,
  template: string,
  signal?: AbortSignal,
): Promise<Result<Certified, ExchangeFault>> {
  const { privateKey, request } = await createKeyAndRequest("house-band");
  const csr = { certificateSigningRequest: request };
  const until: Ask = (topic, body) => ask(topic, body, signal);
  const certified = await question(until, provisioningTopics.certificate, csr, CertifiedAnswer);
  if (!certified.ok) return certified;
  const { certificateOwnershipToken, certificatePem: certificate } = certified.value;
  const owned = { certificateOwnershipToken, parameters: {} };
  const registered = await question(until, provisioningTopics.provision(template), owned, RegisteredAnswer);
  if (!registered.ok) return registered;
  return ok({ thing: registered.value.thingName, certificate, privateKey });
}

async function question<T>(
  ask: Ask,
  topic: string,
  body: object,
  schema: z.ZodMiniType<T>,
): Promise<Result<T, ExchangeFault>> {
  const answered = await ask(topic, body);
  if (!answered.ok) return err({ kind: "failed", why: answered.error });
  const json = toJson(answered.value.payload);
  if (!answered.value.isAccepted) {
    const rejected = RejectedAnswer.safeParse(json);
    const why = rejected.success ? `${rejected.data.errorCode}: ${rejected.data.errorMessage}` : "it did not say why";
    return err({ kind: "refused", why });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const where = parsed.error.issues[0]?.path.join(".") || "the top";
  return err({ kind: "failed", why: `it gave an answer that can't be used, at ${where}` });
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
