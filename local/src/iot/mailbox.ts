// What a client is sent: now, if it is connected, and again on its next connection, where it is kept until the client has
// acknowledged it. For whom anything is kept is the session's to say.
import type { Faults } from "./faults.ts";
import type { EffectiveLimits } from "./limits.ts";
import { createPacketIds, createSending, type Delivery, type Entry, type Sending, type Transport } from "./sending.ts";

export type MailboxDeps = {
  readonly clientId: string;
  readonly limits: EffectiveLimits;
  readonly faults: Faults;
  readonly nowMs: () => number;
};

export type Mailbox = {
  /** The client is there: what was kept goes out first. */
  open(transport: Transport): void;
  /** It is gone. */
  shut(): void;
  /** Only QoS 1 is ever kept; where the mailbox is full, it is dropped. */
  deliver(delivery: Delivery, mayKeep: boolean): void;
  /** Never kept; `onAcknowledged` fires at its PUBACK. */
  deliverDirect(delivery: Delivery, onAcknowledged: () => void): void;
  acknowledge(packetId: number): void;
  /** Nothing is kept any more. */
  empty(): void;
};

/** Empty and shut. */
export function createMailbox({ clientId, limits, faults, nowMs }: MailboxDeps): Mailbox {
  const nextId = createPacketIds();
  let kept: Entry[] = [];
  let sending: Sending | null = null;
  const pass = (topic: string, deliver: () => void): void => faults.pass("toBridges", clientId, topic, deliver);
  const onOver = (entry: Entry): void => {
    kept = kept.filter((other) => other !== entry);
  };
  const shut = (): void => {
    sending?.end();
    sending = null;
  };
  return {
    open(transport) {
      shut();
      sending = createSending({ transport, limits, pass, nowMs, nextId, onOver });
      sending.replay(kept);
    },
    shut,
    deliver(delivery, mayKeep) {
      const entry: Entry = { ...delivery, onAcknowledged: null, sent: false, acknowledged: false };
      const isKept = mayKeep && delivery.qos === 1;
      if (isKept && kept.length >= limits.storedMessagesPerSession) return;
      if (isKept) kept.push(entry);
      sending?.hand(entry);
    },
    deliverDirect(delivery, onAcknowledged) {
      sending?.hand({ ...delivery, onAcknowledged, sent: false, acknowledged: false });
    },
    acknowledge: (packetId) => sending?.acknowledge(packetId),
    empty() {
      kept = [];
    },
  };
}
