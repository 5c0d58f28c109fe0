// Outcomes on their way to the cloud: sent at least once, again after every reconnect until they are acknowledged.
import { setMaxListeners } from "node:events";
import { encodeOutcome, type Outcome, type ThingName, topics } from "@house-band/contract";
import type { Clock, CloudLink, Log } from "../ports.ts";

export type Outbox = {
  add(outcome: Outcome): void;
  online(): void;
  offline(): void;
  /** Resolves when nothing is on its way; what could not be sent stays in the journal. */
  close(): Promise<void>;
};

export type OutboxPorts = {
  readonly cloud: CloudLink;
  readonly thing: ThingName;
  readonly clock: Clock;
  readonly log: Log;
  /** The cloud has this outcome. */
  readonly onDelivered: (outcome: Outcome) => void;
};

/** AWS takes 100 unacknowledged publishes of a client; the shadows need some as well. */
const MAX_IN_FLIGHT = 32;
const RETRY_AFTER_MS = 1_000;

type State = {
  readonly queue: Set<Outcome>;
  readonly sending: Map<Outcome, Promise<void>>;
  readonly closing: AbortController;
  isOnline: boolean;
};

/** An empty outbox, which sends nothing before `online`. */
export function createOutbox(ports: OutboxPorts): Outbox {
  const state: State = { queue: new Set(), sending: new Map(), closing: new AbortController(), isOnline: false };
  setMaxListeners(0, state.closing.signal); // every outcome in flight listens: more than Node takes for normal
  return {
    add(outcome) {
      state.queue.add(outcome);
      pump(ports, state);
    },
    online() {
      state.isOnline = true;
      pump(ports, state);
    },
    offline() {
      state.isOnline = false;
    },
    async close() {
      state.closing.abort();
      await Promise.all(state.sending.values());
    },
  };
}

function pump(ports: OutboxPorts, state: State): void {
  if (!state.isOnline || state.closing.signal.aborted) return;
  for (const outcome of state.queue) {
    if (state.sending.size >= MAX_IN_FLIGHT) return;
    if (state.sending.has(outcome)) continue;
    const sending = send(ports, state, outcome).finally(() => {
      state.sending.delete(outcome);
      pump(ports, state);
    });
    state.sending.set(outcome, sending);
  }
}

async function send(ports: OutboxPorts, state: State, outcome: Outcome): Promise<void> {
  const { signal } = state.closing;
  const sent = await ports.cloud.publish(topics.outcome(ports.thing), encodeOutcome(outcome), signal);
  if (sent.ok) {
    state.queue.delete(outcome);
    return ports.onDelivered(outcome);
  }
  ports.log.debug({ commandId: outcome.commandId, code: sent.error.code }, "an outcome was not acknowledged");
  await ports.clock.sleep(RETRY_AFTER_MS, signal);
}
