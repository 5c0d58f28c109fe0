// AWS IoT Core on a laptop: an MQTT broker, the data plane over HTTP, shadows, rules and the very policy of the cloud.
// Loopback only, free ports, credentials made anew at every start. Ties the parts together, decides nothing.
import { toPem } from "@house-band/bridge-firmware/adapters/identity/der";
import { type Enrolment, provisioningTopics } from "@house-band/contract";
import { type Broker, startBroker, toPublishJson } from "./broker.ts";
import { type Certificates, createCertificates } from "./certificates.ts";
import { startControlPlane } from "./control-plane.ts";
import { startDataPlane } from "./data-plane.ts";
import { createFaults, type Faults, type MessageFaults } from "./faults.ts";
import type { JsonObject } from "./json.ts";
import { AWS_LIMITS, type LimitOverrides } from "./limits.ts";
import { createArns, type Policy, parsePolicy } from "./policy.ts";
import { CLAIM_LIFE_MS, createProvisioning, type ProvisioningOptions } from "./provisioning.ts";
import { createRules, type Rule } from "./rules.ts";
import { createShadowStore } from "./shadow-store.ts";
import { createShadowTopics } from "./shadow-topics.ts";
import type { Credentials } from "./thing-credentials.ts";
import type { TraceEvent } from "./trace.ts";
import { type Authority, createAuthority, issueServer } from "./x509.ts";

export type { FaultCounts, FaultRates, MessageFaults } from "./faults.ts";
export { AWS_LIMITS, type LimitOverrides } from "./limits.ts";
export type { Rule, RuleFailure, RuleMessage } from "./rules.ts";
export type { Credentials } from "./thing-credentials.ts";
export type { TraceEvent } from "./trace.ts";

export type LocalIotOptions = {
  /** The IoT policy document, or the documents, that every thing's certificate carries. */
  readonly policy: unknown;
  /** As in the policy's ARNs. */
  readonly region?: string;
  readonly account?: string;
  /** Names of the registered things. */
  readonly things: readonly string[];
  readonly rules: readonly Rule[];
  /** How bridges are enrolled: with it, they come in over TLS, with certificates of their own. */
  readonly provisioning?: ProvisioningOptions;
  readonly faults?: MessageFaults;
  readonly onTrace?: (event: TraceEvent) => void;
  /** AWS's limits, moved: for tests that can't wait an hour, or that ask for more than AWS would give. */
  readonly limits?: LimitOverrides;
  readonly nowMs?: () => number;
  /** How long a failed rule action waits before each further try. */
  readonly ruleRetryDelaysMs?: readonly number[];
};

export type LocalProvisioning = {
  /** `mqtts://127.0.0.1:{port}`: MQTT 3.1.1 over TLS, with a certificate of the client's. */
  readonly mqttsUrl: string;
  /** As the control plane's CreateProvisioningClaim does, with all that a bridge must be told. */
  createClaim(): Enrolment;
  /** As UpdateCertificate does with REVOKED: whoever is connected with it is cut off. */
  revoke(certificateId: string): Promise<void>;
  /** As ListThingPrincipals does, those that are active. */
  certificatesOf(thing: string): readonly string[];
};

export type LocalIot = {
  /** `mqtt://127.0.0.1:{port}`: MQTT 3.1.1. */
  readonly mqttUrl: string;
  /** For `AWS_ENDPOINT_URL_IOT_DATA_PLANE`. */
  readonly dataPlaneUrl: string;
  /** For `AWS_ENDPOINT_URL_IOT`: the certificates of things. */
  readonly controlPlaneUrl: string;
  /** What stands for the thing's certificate until the next start. Throws where the thing is not registered. */
  credentialsFor(thing: string): Credentials;
  /** Null where nobody can be enrolled. */
  readonly provisioning: LocalProvisioning | null;
  /** Changes or ends the faults while everything runs, and counts what they did. */
  readonly faults: Pick<Faults, "set" | "counts">;
  close(): Promise<void>;
};

/** @throws Error where the policy can't be used or no port is free */
export async function startLocalIot(options: LocalIotOptions): Promise<LocalIot> {
  const limits = { ...AWS_LIMITS, ...options.limits };
  const nowMs = options.nowMs ?? Date.now;
  const trace = (event: Omit<TraceEvent, "atMs">) => options.onTrace?.({ atMs: nowMs(), ...event });
  const things = new Set(options.things);
  const authority = createAuthority(nowMs);
  const certificates = createCertificates(things, authority, nowMs);
  const faults = createFaults(options.faults ?? null);
  const rules = createRules(options.rules, faults, options.ruleRetryDelaysMs);
  const shadows = createShadowStore(things, limits, nowMs);
  const publishJson = toPublishJson({ publish: (message) => broker.publish(message) });
  const shadowTopics = createShadowTopics(shadows, limits, publishJson, nowMs);
  const provisioning = options.provisioning
    ? createProvisioning(options.provisioning, {
        certificates,
        nowMs,
        register: (thing) => void things.add(thing),
        answer: (clientId, topic, body) => tellOne(broker, clientId, topic, body),
      })
    : null;
  const arns = createArns(options.region ?? "us-east-1", options.account ?? "000000000000");
  const broker = await startBroker({
    policy: policyOf(options, arns),
    arns,
    tls: options.provisioning ? tlsOf(authority, nowMs()) : null,
    limits,
    faults,
    nowMs,
    trace,
    authenticate: certificates.principalOf,
    onMessage: ({ topic, payload, clientId }) => {
      const certificateId = clientId === null ? null : (broker.session(clientId)?.connection()?.certificateId ?? null);
      if (clientId !== null) provisioning?.accept({ topic, payload, clientId, certificateId });
      shadowTopics.accept({ topic, payload, clientId });
      rules.onMessage({ topic, payload, clientId, principal: certificateId, timestampMs: nowMs() });
    },
  });
  const cutOff = async (certificateId: string): Promise<void> => {
    const thing = certificates.thingOf(certificateId);
    const holder = thing === null ? null : broker.session(thing)?.connection()?.certificateId;
    if (thing !== null && holder === certificateId) await broker.disconnect(thing, { preventWill: false });
  };
  const controlPlane = await startControlPlane({
    certificates,
    arnOf: arns.certificate,
    isThing: (thing) => things.has(thing),
    onInactive: (certificateId) => void cutOff(certificateId),
  });
  const dataPlane = await startDataPlane({ broker, shadows, limits, nowMs, trace, publishJson });
  return {
    mqttUrl: `mqtt://127.0.0.1:${broker.port}`,
    dataPlaneUrl: dataPlane.url,
    controlPlaneUrl: controlPlane.url,
    credentialsFor: certificates.credentialsFor,
    provisioning: options.provisioning
      ? provisioningOf(options.provisioning, { broker, certificates, authority, cutOff })
      : null,
    faults: { set: faults.set, counts: faults.counts },
    async close() {
      await controlPlane.close();
      await dataPlane.close();
      await broker.close();
      faults.close();
      await rules.close();
    },
  };
}

const LOOPBACK = "127.0.0.1";

function tlsOf(authority: Authority, nowMs: number) {
  const ca = toPem("CERTIFICATE", authority.certificate);
  return { ...issueServer(authority, LOOPBACK, nowMs + 30 * 86_400_000), ca };
}

/** A claim may ask for an identity under any client id, and hear the answers; a bridge may what its policy says. */
function policyOf({ policy, provisioning }: LocalIotOptions, arns: ReturnType<typeof createArns>): Policy {
  const ofBridges = parsePolicy(policy);
  if (!provisioning) return ofBridges;
  const topics = [provisioningTopics.certificate, provisioningTopics.provision(provisioning.template)];
  const answers = topics.flatMap((topic) => [`${topic}/accepted`, `${topic}/rejected`]);
  const allow = (Action: string, Resource: readonly string[]) => ({ Effect: "Allow", Action, Resource });
  const ofClaims = parsePolicy({
    Version: "2012-10-17",
    Statement: [
      allow("iot:Connect", [arns.client("*")]),
      allow("iot:Publish", topics.map(arns.topic)),
      allow("iot:Subscribe", answers.map(arns.topicFilter)),
      allow("iot:Receive", answers.map(arns.topic)),
    ],
  });
  return {
    may: (action, resource, connection) =>
      (connection.thing === null ? ofClaims : ofBridges).may(action, resource, connection),
  };
}

/** An answer is heard by whoever asked, where it listens, and by nobody else. */
function tellOne(broker: Broker, clientId: string, topic: string, body: JsonObject): void {
  const session = broker.session(clientId);
  const qos = session?.qosFor(topic) ?? null;
  if (!session || qos === null || !broker.mayReceive(session, topic)) return;
  session.deliver({ topic, payload: Buffer.from(JSON.stringify(body)), qos, retain: false, expiresAtMs: null });
}

function provisioningOf(
  { template, claimLifeMs = CLAIM_LIFE_MS }: ProvisioningOptions,
  {
    broker,
    certificates,
    authority,
    cutOff,
  }: {
    broker: Broker;
    certificates: Certificates;
    authority: Authority;
    cutOff: (certificateId: string) => Promise<void>;
  },
): LocalProvisioning {
  const port = broker.tlsPort ?? 0;
  return {
    mqttsUrl: `mqtts://${LOOPBACK}:${port}`,
    createClaim() {
      const { certificate, privateKey, expiresAtMs } = certificates.issueClaim(claimLifeMs);
      const where = { host: LOOPBACK, port, template, expiresAtMs };
      return { ...where, certificate, privateKey, authority: authority.certificate };
    },
    async revoke(certificateId) {
      certificates.setStatus(certificateId, "revoked");
      await cutOff(certificateId);
    },
    certificatesOf: certificates.activeOf,
  };
}
