// Gets this bridge's certificate: connects with one that may do nothing else, sends the request, registers as a thing.
// @see AWS IoT "Device provisioning MQTT API"
import { randomUUID } from "node:crypto";
import { type Enrolment, err, ok, type Result } from "@house-band/contract";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { ANSWER_WITHIN_MS, type Answered, type Ask, answersTo, isAccepted } from "../mqtt/ask.ts";
import { toPem } from "./der.ts";
import { exchange } from "./exchange.ts";
import type { Identity } from "./identity-file.ts";

const CONNECT_WITHIN_MS = 10_000;

/** @returns the new identity, tried out once; or a sentence: what went wrong, and what to do */
export async function provision(enrolment: Enrolment, nowMs: number): Promise<Result<Identity, string>> {
  if (enrolment.expiresAtMs <= nowMs) {
    return err(
      "the enrolment string has expired: each is good for five minutes, so make a new one (this clock right?)",
    );
  }
  try {
    const identity = await withClient(claimOptions(enrolment), (client) => enrolBy(askBy(client), enrolment));
    if (identity.ok) await withClient(ownOptions(identity.value), async () => undefined);
    return identity;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(
      `the cloud at ${enrolment.host} would not have it: ${reason}. Make a new enrolment string and try again.`,
    );
  }
}

async function enrolBy(ask: Ask, { host, port, template, authority }: Enrolment): Promise<Result<Identity, string>> {
  const certified = await exchange(ask, template);
  if (!certified.ok) {
    const { kind, why } = certified.error;
    if (kind === "failed") throw new Error(why);
    return err(`the cloud refused to enrol this bridge (${why}). Make a new enrolment string and try again.`);
  }
  const ca = authority ? { authority: toPem("CERTIFICATE", authority) } : {};
  return ok({ ...certified.value, url: `mqtts://${host}:${port}`, ...ca });
}

/** On a connection that is for asking alone. @throws where it ends, or nothing is answered */
function askBy(client: MqttClient): Ask {
  return async (topic, body) => {
    const answers = answersTo(topic);
    await client.subscribeAsync([...answers], { qos: 1 });
    const answered = nextAnswer(client, answers);
    await client.publishAsync(topic, JSON.stringify(body), { qos: 1 });
    return ok(await answered);
  };
}

function nextAnswer(client: MqttClient, topics: readonly string[]): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      client.off("message", onMessage);
      client.off("close", onClose);
    };
    const onMessage = (topic: string, payload: Buffer): void => {
      if (!topics.includes(topic)) return;
      end();
      resolve({ isAccepted: isAccepted(topic), payload: payload.toString("utf8") });
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
