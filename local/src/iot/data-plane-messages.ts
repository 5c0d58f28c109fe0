// Publish and SendDirectMessage. The MQTT 5 extras are checked and then dropped, as AWS does for MQTT 3.1.1 receivers.
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Call, DataPlaneDeps } from "./data-plane-call.ts";
import { type Answer, failure, json } from "./data-plane-errors.ts";
import { type EffectiveLimits, publishProblem, topicProblem } from "./limits.ts";

/** The calls that send a message to clients. */
export function createMessageCalls({ broker, limits, nowMs, trace }: DataPlaneDeps) {
  return {
    /** @see AWS IoT Data Plane "Publish" */
    publish({ label: topic, query, headers, payload }: Call): Answer {
      const qos = numberOf(query, "qos", 0);
      if (qos !== 0 && qos !== 1)
        return failure("InvalidRequestException", `qos must be 0 or 1, not ${query.get("qos")}`);
      const problem = publishProblem({ topic, payload, qos }, limits) ?? extrasProblem(query, headers, limits);
      if (problem !== null) return failure("InvalidRequestException", problem);
      const expirySeconds = numberOf(query, "messageExpiry", null);
      if (expirySeconds !== null && !(Number.isInteger(expirySeconds) && expirySeconds >= 0)) {
        return failure("InvalidRequestException", "messageExpiry must be a whole number of seconds");
      }
      const expiresAtMs = expirySeconds === null ? null : nowMs() + expirySeconds * 1_000;
      broker.publish({ topic, payload, qos, retain: query.get("retain") === "true", clientId: null, expiresAtMs });
      return json({});
    },

    /** @see AWS IoT Data Plane "SendDirectMessage" */
    async sendDirect({ label: clientId, query, headers, payload }: Call): Promise<Answer> {
      const topic = query.get("topic") ?? "";
      const isConfirmed = query.get("confirmation") === "true";
      const problem = publishProblem({ topic, payload, qos: 0 }, limits) ?? extrasProblem(query, headers, limits);
      if (problem !== null) return failure("InvalidRequestException", problem);
      const timeoutSeconds = numberOf(query, "timeout", limits.directMessageDefaultSeconds);
      const { directMessageMinSeconds: least, directMessageMaxSeconds: most } = limits;
      if (isConfirmed && !(timeoutSeconds >= least && timeoutSeconds <= most)) {
        return failure("InvalidRequestException", `timeout must be between ${least} and ${most} seconds`);
      }
      const session = broker.session(clientId);
      // What AWS says for a client that is not connected is not documented; nothing is queued in any case.
      if (session?.status()?.kind !== "connected") {
        return failure("ResourceNotFoundException", `No connected client: ${clientId}`);
      }
      if (!broker.mayReceive(session, topic)) {
        return failure("ForbiddenException", `The policy of ${clientId} denies iot:Receive on ${topic}`);
      }
      trace({ kind: "direct-message", clientId, topic, bytes: payload.byteLength });
      const delivery = { topic, payload, retain: false, expiresAtMs: null } as const;
      if (!isConfirmed) {
        session.deliverDirect({ ...delivery, qos: 0 }, () => undefined);
        return sent();
      }
      const isAcknowledged = await within(timeoutSeconds * 1_000, (acknowledged) =>
        session.deliverDirect({ ...delivery, qos: 1 }, acknowledged),
      );
      return isAcknowledged
        ? sent()
        : failure("GatewayTimeoutException", `No PUBACK from ${clientId} within ${timeoutSeconds} s`);
    },
  };
}

const sent = (): Answer => json({ message: "OK", traceId: randomUUID() });

/** True as soon as the callback is called, false once the time is over. */
function within(timeoutMs: number, start: (done: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    start(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

function numberOf<Absent>(query: URLSearchParams, name: string, absent: Absent): number | Absent {
  const text = query.get(name);
  return text === null ? absent : Number(text);
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** What is wrong with the MQTT 5 properties of a message, or null. */
function extrasProblem(query: URLSearchParams, headers: IncomingHttpHeaders, limits: EffectiveLimits): string | null {
  const responseTopic = query.get("responseTopic");
  if (responseTopic !== null) {
    const problem = topicProblem(responseTopic, limits);
    if (problem !== null) return `responseTopic: ${problem}`;
  }
  const correlation = headers["x-amz-mqtt5-correlation-data"];
  if (correlation !== undefined && !BASE64.test(String(correlation))) return "correlationData must be base64";
  const indicator = headers["x-amz-mqtt5-payload-format-indicator"];
  if (indicator !== undefined && indicator !== "UNSPECIFIED_BYTES" && indicator !== "UTF8_DATA") {
    return `payloadFormatIndicator must be UNSPECIFIED_BYTES or UTF8_DATA, not ${String(indicator)}`;
  }
  const properties = headers["x-amz-mqtt5-user-properties"];
  return properties === undefined ? null : userPropertiesProblem(String(properties));
}

/** A base64 JSON array of objects with one text each: `[{"name":"value"}]`. */
function userPropertiesProblem(header: string): string | null {
  const expected = "userProperties must be a JSON array of objects with text values, in base64";
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, "base64").toString("utf8"));
    return Array.isArray(parsed) && parsed.every(isProperty) ? null : expected;
  } catch {
    return expected;
  }
}

const isProperty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
