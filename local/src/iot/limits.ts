// What AWS IoT Core allows, as numbers, and how it closes a connection that asks for more.
// One figure is stricter than AWS may be (shadow depth, see below); none is looser.
import { isTopicFilter } from "./topic-filter.ts";

export type Limits = typeof AWS_LIMITS;

/** @see AWS IoT Core "Message broker and protocol limits and quotas", "Device Shadow service limits" */
export const AWS_LIMITS = {
  payloadBytes: 131_072,
  topicBytes: 256,
  topicSlashes: 7,
  filtersPerSubscribe: 8,
  subscriptionsPerConnection: 50,
  unacknowledgedPerClient: 100,
  bytesPerSecond: 524_288,
  /** A keep-alive outside this range is moved to its nearer end. */
  keepAliveMinSeconds: 30,
  keepAliveMaxSeconds: 1_200,
  sessionExpiryMs: 3_600_000,
  replayPerSecond: 10,
  /** AWS drops beyond a quota it does not publish; this one keeps a laptop's memory bounded. */
  storedMessagesPerSession: 1_000,
  disconnectedKnownMs: 1_800_000,
  /** "Approximately one hour": after that the connections of a client are counted anew. */
  presenceCountedMs: 3_600_000,
  directMessageMinSeconds: 1,
  directMessageMaxSeconds: 15,
  directMessageDefaultSeconds: 5,
  shadowDocumentBytes: 8_192,
  /** AWS documents 6 in one place and 8 in another: what works with 6 works with both. */
  shadowDepth: 6,
  clientTokenBytes: 64,
  shadowRequestsInFlight: 10,
  shadowVersionKeptMs: 172_800_000,
} as const satisfies Record<string, number>;

export type LimitOverrides = { readonly [Name in keyof Limits]?: number };
export type EffectiveLimits = { readonly [Name in keyof Limits]: number };

/** @see AWS IoT "Lifecycle events", reasons for disconnection */
export type DisconnectReason =
  | "AUTH_ERROR"
  | "CLIENT_ERROR"
  | "CLIENT_INITIATED_DISCONNECT"
  | "CONNECTION_LOST"
  | "DUPLICATE_CLIENTID"
  | "FORBIDDEN_ACCESS"
  | "MQTT_KEEP_ALIVE_TIMEOUT"
  | "SERVER_INITIATED_DISCONNECT"
  | "API_INITIATED_DISCONNECT";

/** What a client did that AWS answers by closing its connection. */
export class Violation extends Error {
  readonly reason: DisconnectReason;
  constructor(reason: DisconnectReason, message: string) {
    super(message);
    this.name = "Violation";
    this.reason = reason;
  }
}

/** Says what is wrong with a published message, or null where nothing is. */
export function publishProblem(
  message: { readonly topic: string; readonly payload: Uint8Array; readonly qos: number },
  limits: EffectiveLimits,
): string | null {
  if (message.qos > 1) return `QoS ${message.qos} is not supported: use 0 or 1`;
  if (message.payload.byteLength > limits.payloadBytes) {
    return `the payload has ${message.payload.byteLength} bytes, at most ${limits.payloadBytes} are allowed`;
  }
  return topicProblem(message.topic, limits);
}

/**
 * Says what is wrong with a topic to publish to, or null. The first three levels of Basic Ingest are not counted.
 * @see AWS IoT "MQTT topics", "Basic Ingest"
 */
export function topicProblem(topic: string, limits: EffectiveLimits): string | null {
  if (topic === "") return "the topic is empty";
  if (/[+#\0]/.test(topic)) return `the topic ${JSON.stringify(topic)} holds a wildcard or a NUL`;
  const counted = topic.startsWith("$aws/rules/") ? topic.split("/").slice(3).join("/") : topic;
  return lengthProblem("topic", counted, limits);
}

/** Says what is wrong with a filter to subscribe to, or null. */
export function filterProblem(filter: string, limits: EffectiveLimits): string | null {
  if (!isTopicFilter(filter)) return `${JSON.stringify(filter)} is not a topic filter`;
  return lengthProblem("filter", filter, limits);
}

function lengthProblem(what: "topic" | "filter", text: string, limits: EffectiveLimits): string | null {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.topicBytes) return `the ${what} has ${bytes} bytes, at most ${limits.topicBytes} are allowed`;
  const slashes = text.split("/").length - 1;
  if (slashes <= limits.topicSlashes) return null;
  return `the ${what} ${JSON.stringify(text)} has ${slashes} slashes, at most ${limits.topicSlashes} are allowed`;
}
