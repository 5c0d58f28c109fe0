// Who gets a message: every session with a subscription that stands for its topic and a policy that lets it receive.
// Keeps the retained messages, which AWS gives to subscriptions without wildcards only.
import type { createArns, Policy } from "./policy.ts";
import type { Session } from "./session.ts";
import { createSubscriptionIndex, type SubscriptionIndex } from "./subscription-index.ts";
import { hasWildcard } from "./topic-filter.ts";
import type { Trace } from "./trace.ts";

export type Message = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Null for what the cloud sends itself. */
  readonly clientId: string | null;
  readonly expiresAtMs: number | null;
};

export type Router = {
  readonly sessions: Map<string, Session>;
  /** Of what all of them subscribe to. */
  readonly index: SubscriptionIndex;
  publish(message: Message): void;
  /** `iot:Receive` is asked on every delivery, so that a policy can cut off a living session. */
  mayReceive(session: Session, topic: string): boolean;
  deliverRetained(session: Session, filter: string, qos: 0 | 1): void;
};

export type RouterDeps = {
  readonly policy: Policy;
  readonly arns: ReturnType<typeof createArns>;
  readonly trace: Trace;
  /** Sees every message, before its subscribers do. */
  readonly onMessage: (message: Message) => void;
};

/** A router without sessions and retained messages. */
export function createRouter({ policy, arns, trace, onMessage }: RouterDeps): Router {
  const sessions = new Map<string, Session>();
  const index = createSubscriptionIndex();
  const retained = new Map<string, Message>();

  function mayReceive(session: Session, topic: string): boolean {
    const connection = session.connection();
    return connection !== null && policy.may("iot:Receive", arns.topic(topic), connection);
  }

  function retain(message: Message): void {
    if (message.payload.byteLength === 0) retained.delete(message.topic);
    else retained.set(message.topic, message);
  }

  return {
    sessions,
    index,
    mayReceive,

    publish(message) {
      const { topic, payload, qos, clientId, expiresAtMs } = message;
      trace({ kind: "published", clientId, topic, bytes: payload.byteLength });
      if (message.retain && !topic.startsWith("$")) retain(message);
      onMessage(message);
      // Basic Ingest goes to its rule and to nobody else.
      if (topic.startsWith("$aws/rules/")) return;
      for (const client of index.clientsOf(topic)) {
        const session = sessions.get(client);
        const subscribed = session?.qosFor(topic) ?? null;
        if (!session || subscribed === null || !mayReceive(session, topic)) continue;
        session.deliver({ topic, payload, qos: qos === 1 ? subscribed : 0, retain: false, expiresAtMs });
      }
    },

    deliverRetained(session, filter, qos) {
      const message = retained.get(filter);
      if (message === undefined || hasWildcard(filter) || !mayReceive(session, filter)) return;
      const { payload } = message;
      session.deliver({ topic: filter, payload, qos: message.qos === 1 ? qos : 0, retain: true, expiresAtMs: null });
    },
  };
}
