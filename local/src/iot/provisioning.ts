// Fleet provisioning: a certificate for a signing request, and a thing for a certificate, if the hook lets it.
// @see AWS IoT "Device provisioning MQTT API", "Pre-provisioning hooks"
import { randomBytes } from "node:crypto";
import { err, ok, provisioningTopics, type Result } from "@house-band/contract";
import * as z from "zod";
import type { Certificates } from "./certificates.ts";
import type { JsonObject } from "./json.ts";
import { readSigningRequest } from "./signing-request.ts";

/** What the hook is asked. */
export type HookRequest = {
  readonly claimCertificateId: string;
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly templateArn: string;
  readonly clientId: string;
  readonly parameters: Readonly<Record<string, string>>;
};

export type ProvisioningTemplate = {
  readonly template: string;
  readonly templateArn: string;
  /** The Lambda that decides. */
  readonly hook: (request: HookRequest) => Promise<unknown>;
};

/** The template that claims are for. */
export type ProvisioningOptions = ProvisioningTemplate & {
  /** By which a bridge that is in gets another certificate. */
  readonly rotation?: ProvisioningTemplate;
  /** Of a claim: five minutes on AWS. */
  readonly claimLifeMs?: number;
  /** Of an ownership token: an hour on AWS. */
  readonly tokenLifeMs?: number;
};

export const CLAIM_LIFE_MS = 300_000;
const TOKEN_LIFE_MS = 3_600_000;

const HookAnswer = z.object({
  allowProvisioning: z.boolean(),
  parameterOverrides: z.record(z.string(), z.string()).default({}),
});
const CertificateRequest = z.object({ certificateSigningRequest: z.string() });
const ProvisionRequest = z.object({
  certificateOwnershipToken: z.string(),
  parameters: z.record(z.string(), z.string()).default({}),
});

type Rejection = { readonly statusCode: number; readonly errorCode: string; readonly errorMessage: string };

export type Asked = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly clientId: string;
  readonly certificateId: string | null;
};

/** @param answer goes to the client that asked, and to nobody else */
export function createProvisioning(
  options: ProvisioningOptions,
  deps: {
    readonly certificates: Certificates;
    readonly register: (thing: string) => void;
    readonly answer: (clientId: string, topic: string, body: JsonObject) => void;
    readonly nowMs: () => number;
  },
) {
  const { certificates, nowMs } = deps;
  const tokens = new Map<string, { readonly certificateId: string; readonly pem: string; readonly untilMs: number }>();

  function certify(body: unknown): Result<JsonObject, Rejection> {
    const asked = CertificateRequest.safeParse(body);
    const key = asked.success ? readSigningRequest(asked.data.certificateSigningRequest) : err("no signing request");
    if (!key.ok)
      return err({ statusCode: 400, errorCode: "InvalidCertificateSigningRequest", errorMessage: key.error });
    const { id, pem } = certificates.issuePending(key.value);
    const token = randomBytes(96).toString("base64url");
    tokens.set(token, { certificateId: id, pem, untilMs: nowMs() + (options.tokenLifeMs ?? TOKEN_LIFE_MS) });
    return ok({ certificateId: id, certificatePem: pem, certificateOwnershipToken: token });
  }

  const templates = [options, ...(options.rotation ? [options.rotation] : [])].map(
    (one) => [provisioningTopics.provision(one.template), one] as const,
  );

  async function provision(
    body: unknown,
    {
      template,
      asked: { clientId, certificateId },
    }: { readonly template: ProvisioningTemplate; readonly asked: Asked },
  ): Promise<Result<JsonObject, Rejection>> {
    const request = ProvisionRequest.safeParse(body);
    const owned = request.success ? tokens.get(request.data.certificateOwnershipToken) : undefined;
    if (!request.success || !owned || owned.untilMs <= nowMs()) {
      return err({ statusCode: 400, errorCode: "InvalidCertificateOwnershipToken", errorMessage: "it is not valid" });
    }
    const { parameters } = request.data;
    const answer = HookAnswer.safeParse(
      await template.hook({
        claimCertificateId: certificateId ?? "",
        certificateId: owned.certificateId,
        certificatePem: owned.pem,
        templateArn: template.templateArn,
        clientId,
        parameters,
      }),
    );
    if (!answer.success || !answer.data.allowProvisioning) {
      return err({ statusCode: 403, errorCode: "AccessDenied", errorMessage: "the hook did not allow it" });
    }
    const thing = { ...parameters, ...answer.data.parameterOverrides }.ThingName;
    if (!thing) return err({ statusCode: 400, errorCode: "InvalidParameters", errorMessage: "ThingName is missing" });
    tokens.delete(request.data.certificateOwnershipToken);
    deps.register(thing);
    certificates.activate(owned.certificateId, thing);
    return ok({ deviceConfiguration: {}, thingName: thing });
  }

  async function answer(asked: Asked): Promise<void> {
    const body = toJson(asked.payload);
    const template = templates.find(([topic]) => topic === asked.topic)?.[1];
    const answered = template ? await provision(body, { template, asked }) : certify(body);
    if (answered.ok) deps.answer(asked.clientId, `${asked.topic}/accepted`, answered.value);
    else deps.answer(asked.clientId, `${asked.topic}/rejected`, { ...answered.error });
  }

  return {
    /** True where the topic asks for an identity. */
    accept(asked: Asked): boolean {
      const topics = [provisioningTopics.certificate, ...templates.map(([topic]) => topic)];
      if (!topics.includes(asked.topic)) return false;
      // Like AWS, never before the publisher had its PUBACK.
      setImmediate(() => {
        answer(asked).catch((cause: unknown) => {
          const errorMessage = cause instanceof Error ? cause.message : String(cause);
          const failed = { statusCode: 500, errorCode: "InternalFailure", errorMessage };
          deps.answer(asked.clientId, `${asked.topic}/rejected`, failed);
        });
      });
      return true;
    },
  };
}

function toJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
}
