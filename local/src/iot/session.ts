// One client's side of the broker: whether it is there, what it subscribes to, and what outlives a connection.
// What is sent when is the mailbox's.
import type { DisconnectReason, EffectiveLimits } from "./limits.ts";
import { createMailbox, type Mailbox, type MailboxDeps } from "./mailbox.ts";
import type { PolicyConnection } from "./policy.ts";
import type { Delivery, Transport } from "./sending.ts";
import type { SubscriptionIndex } from "./subscription-index.ts";
import { bestQos } from "./topic-filter.ts";

export type ConnectionInfo = {
  readonly isClean: boolean;
  readonly keepAliveSeconds: number;
  readonly sourceIp: string | null;
  readonly sourcePort: number | null;
};

export type SessionStatus =
  | { readonly kind: "connected"; readonly info: ConnectionInfo; readonly sinceMs: number }
  | {
      readonly kind: "disconnected";
      readonly info: ConnectionInfo;
      readonly sinceMs: number;
      readonly reason: DisconnectReason;
    };

export type SessionDeps = MailboxDeps & {
  /** Is told what the client subscribes to. */
  readonly index: Pick<SubscriptionIndex, "add" | "remove">;
};

export type Session = Pick<Mailbox, "deliverDirect" | "acknowledge"> & {
  readonly clientId: string;
  readonly subscriptions: ReadonlyMap<string, 0 | 1>;
  /** Null before its first time. */
  status(): SessionStatus | null;
  subscribe(filter: string, qos: 0 | 1): void;
  unsubscribe(filter: string): void;
  /** The QoS of the best subscription that stands for the topic; null where there is none. */
  qosFor(topic: string): 0 | 1 | null;
  /** As whom the client connected last; null before its first time. */
  connection(): PolicyConnection | null;
  /** A client was admitted: it goes on where it left, unless it was away for too long or either side wants it clean. */
  resume(connection: PolicyConnection): void;
  /** It subscribes to nothing, and nothing waits for it. */
  reset(): void;
  connected(info: ConnectionInfo, transport: Transport): void;
  disconnected(transport: Transport, reason: DisconnectReason): void;
  /** To a subscriber: queued for a persistent session, else only if it is connected now. */
  deliver(delivery: Delivery): void;
  /** Resolves once the client is cut off. */
  close(): Promise<void>;
};

/** A session of a client that has never been connected. */
export function createSession({ index, ...deps }: SessionDeps): Session {
  const { clientId, limits, nowMs } = deps;
  const subscriptions = new Map<string, 0 | 1>();
  const mailbox = createMailbox(deps);
  let status: SessionStatus | null = null;
  let holder: PolicyConnection | null = null;
  let live: Transport | null = null;

  const unsubscribe = (filter: string): void => {
    subscriptions.delete(filter);
    index.remove(filter, clientId);
  };
  const reset = (): void => {
    for (const filter of subscriptions.keys()) unsubscribe(filter);
    mailbox.empty();
  };

  return {
    clientId,
    subscriptions,
    status: () => status,
    subscribe(filter, qos) {
      subscriptions.set(filter, qos);
      index.add(filter, clientId);
    },
    unsubscribe,
    qosFor: (topic) => bestQos(subscriptions, topic),
    connection: () => holder,
    resume(connection) {
      holder = connection;
      if (isToBeginAnew(connection, status, { nowMs: nowMs(), limits })) reset();
    },
    reset,
    connected(info, transport) {
      if (info.isClean) mailbox.empty();
      status = { kind: "connected", info, sinceMs: nowMs() };
      live = transport;
      mailbox.open(transport);
    },
    disconnected(transport, reason) {
      if (live !== transport || status === null) return;
      live = null;
      mailbox.shut();
      status = { kind: "disconnected", info: status.info, sinceMs: nowMs(), reason };
      if (status.info.isClean) reset();
    },
    deliver: (delivery) => mailbox.deliver(delivery, status !== null && !status.info.isClean),
    deliverDirect: mailbox.deliverDirect,
    acknowledge: mailbox.acknowledge,
    async close() {
      await live?.close();
    },
  };
}

/** Was it away for too long, or does either side want it clean? Pure. */
export function isToBeginAnew(
  { connectAttributes }: Pick<PolicyConnection, "connectAttributes">,
  status: SessionStatus | null,
  { nowMs, limits }: { readonly nowMs: number; readonly limits: Pick<EffectiveLimits, "sessionExpiryMs"> },
): boolean {
  if (!connectAttributes.includes("PersistentConnect") || status?.info.isClean) return true;
  const awayMs = status?.kind === "disconnected" ? nowMs - status.sinceMs : 0;
  return awayMs > limits.sessionExpiryMs;
}
