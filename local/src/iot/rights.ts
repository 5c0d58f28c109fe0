// What a connected client may publish and subscribe to: limits first, then the policy.
import type { PublishPacket, Subscription } from "aedes";
import { type EffectiveLimits, filterProblem, publishProblem, Violation } from "./limits.ts";
import type { createArns, Policy, PolicyConnection } from "./policy.ts";

export type RightsDeps = {
  readonly policy: Policy;
  readonly arns: ReturnType<typeof createArns>;
  readonly limits: EffectiveLimits;
};

/** Null where the client may publish; else why it is cut off. */
export function publishViolation(
  packet: PublishPacket,
  connection: PolicyConnection,
  { policy, arns, limits }: RightsDeps,
): Violation | null {
  const problem = publishProblem({ ...packet, payload: Buffer.from(packet.payload) }, limits);
  if (problem !== null) return new Violation("CLIENT_ERROR", problem);
  const resource = arns.topic(packet.topic);
  const actions = packet.retain ? (["iot:Publish", "iot:RetainPublish"] as const) : (["iot:Publish"] as const);
  const denied = actions.find((action) => !policy.may(action, resource, connection));
  if (denied === undefined) return null;
  return new Violation("FORBIDDEN_ACCESS", `the policy denies ${denied} on ${packet.topic}`);
}

export type SubscribeAnswer =
  | { readonly kind: "granted"; readonly qos: 0 | 1 }
  /** The SUBACK says 0x80 for this filter; the client stays connected. */
  | { readonly kind: "failed"; readonly note: string }
  | { readonly kind: "cut-off"; readonly violation: Violation };

/** What SUBACK says of one filter. `held` are the client's subscriptions so far. */
export function answerSubscribe(
  { topic: filter, qos }: Subscription,
  held: ReadonlyMap<string, unknown>,
  connection: PolicyConnection,
  { policy, arns, limits }: RightsDeps,
): SubscribeAnswer {
  const problem = qos > 1 ? `QoS ${qos} is not supported: use 0 or 1` : filterProblem(filter, limits);
  if (problem !== null) return { kind: "cut-off", violation: new Violation("CLIENT_ERROR", problem) };
  if (!held.has(filter) && held.size >= limits.subscriptionsPerConnection) {
    return { kind: "failed", note: `at most ${limits.subscriptionsPerConnection} subscriptions are allowed` };
  }
  if (filter.startsWith("$aws/rules/")) return { kind: "failed", note: "Basic Ingest can't be subscribed to" };
  if (!policy.may("iot:Subscribe", arns.topicFilter(filter), connection)) {
    return { kind: "failed", note: "the policy denies iot:Subscribe" };
  }
  return { kind: "granted", qos: qos === 1 ? 1 : 0 };
}
