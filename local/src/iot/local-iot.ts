// AWS IoT Core on a laptop: an MQTT broker, the data plane over HTTP, shadows, rules and the very policy of the cloud.
// Loopback only, free ports, credentials made anew at every start. Ties the parts together, decides nothing.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { startBroker } from "./broker.ts";
import { startDataPlane } from "./data-plane.ts";
import { createFaults, type Faults, type MessageFaults } from "./faults.ts";
import { AWS_LIMITS, type LimitOverrides } from "./limits.ts";
import { createArns, parsePolicy } from "./policy.ts";
import { createRules, type Rule } from "./rules.ts";
import { createShadowStore } from "./shadow-store.ts";
import { createShadowTopics } from "./shadow-topics.ts";
import type { TraceEvent } from "./trace.ts";

export type { FaultCounts, FaultRates, MessageFaults } from "./faults.ts";
export { AWS_LIMITS, type LimitOverrides } from "./limits.ts";
export type { Rule, RuleFailure, RuleMessage } from "./rules.ts";
export type { TraceEvent } from "./trace.ts";

export type LocalIotOptions = {
  /** The IoT policy document that every thing's certificate carries. */
  readonly policy: unknown;
  /** As in the policy's ARNs. */
  readonly region?: string;
  readonly account?: string;
  /** Names of the registered things. */
  readonly things: readonly string[];
  readonly rules: readonly Rule[];
  readonly faults?: MessageFaults;
  readonly onTrace?: (event: TraceEvent) => void;
  /** AWS's limits, moved: for tests that can't wait an hour, or that ask for more than AWS would give. */
  readonly limits?: LimitOverrides;
  readonly nowMs?: () => number;
  /** How long a failed rule action waits before each further try. */
  readonly ruleRetryDelaysMs?: readonly number[];
};

export type Credentials = { readonly username: string; readonly password: string };

export type LocalIot = {
  /** `mqtt://127.0.0.1:{port}`: MQTT 3.1.1. */
  readonly mqttUrl: string;
  /** For `AWS_ENDPOINT_URL_IOT_DATA_PLANE`. */
  readonly dataPlaneUrl: string;
  /** What stands for the thing's certificate until the next start. Throws where the thing is not registered. */
  credentialsFor(thing: string): Credentials;
  /** Changes or ends the faults while everything runs, and counts what they did. */
  readonly faults: Pick<Faults, "set" | "counts">;
  close(): Promise<void>;
};

/** @throws Error where the policy can't be used or no port is free */
export async function startLocalIot(options: LocalIotOptions): Promise<LocalIot> {
  const limits = { ...AWS_LIMITS, ...options.limits };
  const nowMs = options.nowMs ?? Date.now;
  const trace = (event: Omit<TraceEvent, "atMs">) => options.onTrace?.({ atMs: nowMs(), ...event });
  const certificates = createCertificates(options.things);
  const faults = createFaults(options.faults ?? null);
  const rules = createRules(options.rules, faults, options.ruleRetryDelaysMs);
  const shadows = createShadowStore(new Set(options.things), limits, nowMs);
  const publishJson = (topic: string, body: unknown) =>
    broker.publish({
      topic,
      payload: Buffer.from(JSON.stringify(body)),
      qos: 1,
      retain: false,
      clientId: null,
      expiresAtMs: null,
    });
  const shadowTopics = createShadowTopics(shadows, limits, publishJson, nowMs);
  const broker = await startBroker({
    policy: parsePolicy(options.policy),
    arns: createArns(options.region ?? "us-east-1", options.account ?? "000000000000"),
    limits,
    faults,
    nowMs,
    trace,
    authenticate: certificates.thingOf,
    onMessage: ({ topic, payload, clientId }) => {
      shadowTopics.accept({ topic, payload, clientId });
      rules.onMessage({ topic, payload, clientId, timestampMs: nowMs() });
    },
  });
  const dataPlane = await startDataPlane({ broker, shadows, limits, nowMs, trace, publishJson });
  return {
    mqttUrl: `mqtt://127.0.0.1:${broker.port}`,
    dataPlaneUrl: dataPlane.url,
    credentialsFor: certificates.of,
    faults: { set: faults.set, counts: faults.counts },
    async close() {
      await dataPlane.close();
      await broker.close();
      faults.close();
      await rules.close();
    },
  };
}

/** A random user name in the place of the certificate's id, a random password in the place of its key. */
function createCertificates(things: readonly string[]) {
  const byThing = new Map(
    things.map((thing) => [
      thing,
      { username: randomBytes(32).toString("hex"), password: randomBytes(32).toString("base64url") },
    ]),
  );
  const byUsername = new Map([...byThing].map(([thing, { username, password }]) => [username, { thing, password }]));
  return {
    of(thing: string): Credentials {
      const credentials = byThing.get(thing);
      if (credentials) return credentials;
      throw new Error(`No thing is registered as ${JSON.stringify(thing)}: registered are ${things.join(", ")}`);
    },
    thingOf(username: string, password: string): string | null {
      const certificate = byUsername.get(username);
      return certificate && isSame(certificate.password, password) ? certificate.thing : null;
    },
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest();
const isSame = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));
