// One client's side of the broker: its subscriptions, what waits for it, what it has not acknowledged yet.
// Decides what is sent when; the MQTT bytes are aedes' business.
import type { Faults } from "./faults.ts";
import type { DisconnectReason, EffectiveLimits } from "./limits.ts";
import type { PolicyConnection } from "./policy.ts";
import type { SubscriptionIndex } from "./subscription-index.ts";
import { filterMatches } from "./topic-filter.ts";

export type Delivery = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly expiresAtMs: number | null;
};

/** How a session reaches its connected client. `written` is called when the socket has taken the packet. */
export type Transport = {
  send(delivery: Delivery, messageId: number, dup: boolean, written: () => void): void;
  close(): Promise<void>;
};

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

export type SessionDeps = {
  readonly clientId: string;
  readonly limits: EffectiveLimits;
  readonly faults: Faults;
  /** Is told what the client subscribes to. */
  readonly index: Pick<SubscriptionIndex, "add" | "remove">;
  readonly nowMs: () => number;
};

export type Session = ReturnType<typeof createSession>;

type Entry = Delivery & { readonly onAcknowledged: (() => void) | null; sent: boolean; acknowledged: boolean };
type Live = {
  readonly transport: Transport;
  readonly outbox: Entry[];
  readonly inFlight: Map<number, Entry>;
  isWriting: boolean;
  replay: NodeJS.Timeout | null;
};

const MAX_MESSAGE_ID = 65_535;

/** A session of a client that has never been connected. */
export function createSession({ clientId, limits, faults, index, nowMs }: SessionDeps) {
  const subscriptions = new Map<string, 0 | 1>();
  /** QoS 1 that a persistent session has not acknowledged. */
  let stored: Entry[] = [];
  let status: SessionStatus | null = null;
  let holder: PolicyConnection | null = null;
  let live: Live | null = null;
  let lastMessageId = 0;

  const isPersistent = () => status !== null && !status.info.isClean;
  const isExpired = (entry: Entry) => entry.expiresAtMs !== null && entry.expiresAtMs <= nowMs();

  function unsubscribe(filter: string): void {
    subscriptions.delete(filter);
    index.remove(filter, clientId);
  }

  function reset(): void {
    for (const filter of subscriptions.keys()) unsubscribe(filter);
    stored = [];
  }

  function nextMessageId(inFlight: ReadonlyMap<number, Entry>): number {
    do lastMessageId = (lastMessageId % MAX_MESSAGE_ID) + 1;
    while (inFlight.has(lastMessageId));
    return lastMessageId;
  }

  function hand(entry: Entry): void {
    const connection = live;
    if (connection === null) return;
    faults.pass("toBridges", clientId, entry.topic, () => {
      if (connection !== live) return;
      connection.outbox.push(entry);
      pump(connection);
    });
  }

  function pump(connection: Live): void {
    if (connection.isWriting || connection !== live) return;
    const entry = connection.outbox[0];
    if (entry === undefined) return;
    if (entry.qos === 1 && connection.inFlight.size >= limits.unacknowledgedPerClient) return;
    connection.outbox.shift();
    if (isExpired(entry)) {
      forget(entry);
      pump(connection);
      return;
    }
    const messageId = nextMessageId(connection.inFlight);
    if (entry.qos === 1) connection.inFlight.set(messageId, entry);
    connection.isWriting = true;
    connection.transport.send(entry, messageId, entry.sent, () => {
      connection.isWriting = false;
      pump(connection);
    });
    entry.sent = true;
  }

  function forget(entry: Entry): void {
    stored = stored.filter((other) => other !== entry);
  }

  /** Oldest first, and no faster than AWS does. */
  function replay(connection: Live): void {
    const waiting = [...stored];
    const next = () => {
      const entry = waiting.shift();
      connection.replay = null;
      if (entry === undefined || connection !== live) return;
      if (isExpired(entry)) forget(entry);
      else if (!entry.acknowledged) hand(entry);
      if (waiting.length > 0) connection.replay = setTimeout(next, 1_000 / limits.replayPerSecond);
    };
    next();
  }

  return {
    clientId,
    subscriptions: subscriptions as ReadonlyMap<string, 0 | 1>,
    status: () => status,

    subscribe(filter: string, qos: 0 | 1): void {
      subscriptions.set(filter, qos);
      index.add(filter, clientId);
    },
    unsubscribe,

    /** The QoS of the best subscription that stands for the topic; null where there is none. */
    qosFor(topic: string): 0 | 1 | null {
      const matching = [...subscriptions].filter(([filter]) => filterMatches(filter, topic));
      if (matching.length === 0) return null;
      return matching.some(([, qos]) => qos === 1) ? 1 : 0;
    },

    /** As whom the client connected last; null before its first time. */
    connection: () => holder,

    /** A client was admitted: it goes on where it left, unless it was away for too long or either side wants it clean. */
    resume(connection: PolicyConnection): void {
      holder = connection;
      const awayMs = status?.kind === "disconnected" ? nowMs() - status.sinceMs : 0;
      const isClean = !connection.connectAttributes.includes("PersistentConnect");
      if (isClean || status?.info.isClean || awayMs > limits.sessionExpiryMs) reset();
    },

    reset,

    connected(info: ConnectionInfo, transport: Transport): void {
      if (info.isClean) stored = [];
      status = { kind: "connected", info, sinceMs: nowMs() };
      live = { transport, outbox: [], inFlight: new Map(), isWriting: false, replay: null };
      replay(live);
    },

    disconnected(transport: Transport, reason: DisconnectReason): void {
      if (live === null || live.transport !== transport || status === null) return;
      if (live.replay !== null) clearTimeout(live.replay);
      live = null;
      status = { kind: "disconnected", info: status.info, sinceMs: nowMs(), reason };
      if (status.info.isClean) reset();
    },

    /** To a subscriber: queued for a persistent session, else only if it is connected now. */
    deliver(delivery: Delivery): void {
      const entry: Entry = { ...delivery, onAcknowledged: null, sent: false, acknowledged: false };
      const isStored = delivery.qos === 1 && isPersistent();
      if (isStored && stored.length >= limits.storedMessagesPerSession) return;
      if (isStored) stored.push(entry);
      hand(entry);
    },

    /** To this client and nobody else, never queued; `onAcknowledged` fires at its PUBACK. */
    deliverDirect(delivery: Delivery, onAcknowledged: () => void): void {
      hand({ ...delivery, onAcknowledged, sent: false, acknowledged: false });
    },

    acknowledge(messageId: number): void {
      const connection = live;
      const entry = connection?.inFlight.get(messageId);
      if (!connection || !entry) return;
      connection.inFlight.delete(messageId);
      entry.acknowledged = true;
      forget(entry);
      entry.onAcknowledged?.();
      pump(connection);
    },

    /** Resolves once the client is cut off. */
    async close(): Promise<void> {
      await live?.transport.close();
    },
  };
}
