// Gets this bridge's certificate: connects with one that may do nothing else, sends the request, registers as a thing.
// @see AWS IoT "Device provisioning MQTT API"
import { randomUUID } from "node:crypto";
import { type Enrolment, err, ok, provisioningTopics, type Result, ThingName } from "@house-band/contract";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import * as z from "zod/mini";
import { toPem } from "./der.ts";
import type { Identity } from "./identity-file.ts";
import { createKeyAndRequest } from "./signing-request.ts";

const CONNECT_WITHIN_MS = 10_000;
/** AWS waits up to 5 s for the hook that decides. */
const ANSWER_WITHIN_MS = 15_000;

const Certified = z.object({
  certificateId: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  certificatePem: z.string().check(z.startsWith("-----BEGIN CERTIFICATE-----"), z.maxLength(16_384)),
  certificateOwnershipToken: z.string().check(z.minLength(1), z.maxLength(8_192)),
});
const Registered = z.object({ thingName: ThingName });
const Rejected = z.object({ errorCode: z.string().check(z.maxLength(80)), errorMessage: z.string() });

/** @returns the new identity, tried out once; or a sentence: what went wrong, and what to do */
export async function provision(enrolment: Enrolment, nowMs: number): Promise<Result<Identity, string>> {
  if (enrolment.expiresAtMs <= nowMs) {
    return err(
      "the enrolment string has expired: each is good for five minutes, so make a new one (this clock right?)",
    );
  }
  try {
    const identity = await withClient(claimOptions(enrolment), (client) => exchange(client, enrolment));
    if (identity.ok) await withClient(ownOptions(identity.value), async () => undefined);
    return identity;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(
      `the cloud at ${enrolment.host} would not have it: ${reason}. Make a new enrolment string and try again.`,
    );
  }
}

async function exchange(client: MqttClient, { host, port, template, authority }: Enrolment) {
  const { privateKey, request } = await createKeyAndRequest("house-band");
  const ask = createAsk(client);
  const certified = await ask(provisioningTopics.certificate, { certificateSigningRequest: request }, Certified);
  if (!certified.ok) return certified;
  const { certificateOwnershipToken, certificatePem: certificate } = certified.value;
  // the cloud chooses the name, by the certificate: nobody can ask for another bridge's
  const registered = await ask(
    provisioningTopics.provision(template),
    { certificateOwnershipToken, parameters: {} },
    Registered,
  );
  if (!registered.ok) return registered;
  const ca = authority ? { authority: toPem("CERTIFICATE", authority) } : {};
  return ok({ thing: registered.value.thingName, url: `mqtts://${host}:${port}`, certificate, privateKey, ...ca });
}

/** One question at a time: publishes it, and waits for its answer on the topics beside it. */
function createAsk(client: MqttClient) {
  return async <T>(topic: string, body: object, schema: z.ZodMiniType<T>): Promise<Result<T, string>> => {
    const answers = [`${topic}/accepted`, `${topic}/rejected`];
    await client.subscribeAsync(answers, { qos: 1 });
    const answered = nextMessage(client, answers);
    await client.publishAsync(topic, JSON.stringify(body), { qos: 1 });
    const { topic: from, payload } = await answered;
    const json: unknown = JSON.parse(payload);
    if (from.endsWith("/rejected")) {
      const rejected = Rejected.safeParse(json);
      const why = rejected.success ? `${rejected.data.errorCode}: ${rejected.data.errorMessage}` : "it did not say why";
      return err(`the cloud refused to enrol this bridge (${why}). Make a new enrolment string and try again.`);
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return ok(parsed.data);
    return err(
      `the cloud gave an answer that can't be used, at ${parsed.error.issues[0]?.path.join(".") ?? "the top"}`,
    );
  };
}

function nextMessage(client: MqttClient, topics: readonly string[]): Promise<{ topic: string; payload: string }> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      client.off("message", onMessage);
      client.off("close", onClose);
    };
    const onMessage = (topic: string, payload: Buffer): void => {
      if (!topics.includes(topic)) return;
      end();
      resolve({ topic, payload: payload.toString("utf8") });
    };
    const onClose = (): void => {
      end();
      reject(new Error("it closed the connection"));
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`it gave no answer within ${ANSWER_WITHIN_MS / 1_000} s`));
    }, ANSWER_WITHIN_MS);
    client.on("message", onMessage);
    client.once("close", onClose);
  });
}

async function withClient<T>({ url, ...options }: ConnectOptions, act: (client: MqttClient) => Promise<T>): Promise<T> {
  // the promise settles once: errors of later have no listener of the library's own
  const own = { ...options, reconnectPeriod: 0, connectTimeout: CONNECT_WITHIN_MS };
  const client = await connectAsync(url, own, false);
  client.on("error", () => undefined);
  try {
    return await act(client);
  } finally {
    await client.endAsync(true);
  }
}

type ConnectOptions = IClientOptions & { readonly url: string };

const common = { protocolVersion: 4, rejectUnauthorized: true } as const;

const claimOptions = ({ host, port, certificate, privateKey, authority }: Enrolment): ConnectOptions => ({
  ...common,
  url: `mqtts://${host}:${port}`,
  clientId: `enrol-${randomUUID()}`,
  clean: true,
  cert: toPem("CERTIFICATE", certificate),
  key: toPem("PRIVATE KEY", privateKey),
  ...(authority && { ca: toPem("CERTIFICATE", authority) }),
});

/** A new certificate that does not let its bridge in would leave it without a cloud: better to know now. */
function ownOptions({ thing, url, certificate, privateKey, authority }: Identity): ConnectOptions {
  const ca = authority === undefined ? {} : { ca: authority };
  return { ...common, url, clientId: thing, cert: certificate, key: privateKey, ...ca };
}
