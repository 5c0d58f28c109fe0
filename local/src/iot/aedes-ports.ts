// aedes' two extension points, filled so that it speaks MQTT and leaves routing and sessions to us.
// Its own routing would deliver retained messages to wildcards, match `a` by `a/#`, replay without pace, and drop a
// QoS 1 message that a later QoS 0 one overtook; AWS does none of that.
import { Readable } from "node:stream";
import type { Client } from "aedes";
import type { Session } from "./session.ts";

export type RoutedPacket = {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly clientId?: string;
};

/** Stands in for mqemitter. aedes' own `$SYS` chatter goes nowhere. @see mqemitter README "API" */
export function createEmitter(route: (packet: RoutedPacket) => void) {
  return {
    on: (_topic: string, _listener: unknown, done?: () => void) => later(done),
    removeListener: (_topic: string, _listener: unknown, done?: () => void) => later(done),
    emit(packet: RoutedPacket, done?: () => void) {
      if (!packet.topic.startsWith("$SYS/")) route(packet);
      done?.();
    },
    close: (done?: () => void) => later(done),
  };
}

function later(done: (() => void) | undefined): void {
  if (done) setImmediate(done);
}

type ClientRef = { readonly id: string };

/** Stands in for aedes-persistence. @see aedes-persistence README "API" */
export function createPersistence(sessionOf: (clientId: string) => Session | undefined) {
  const nothing = async () => undefined;
  return {
    async setup() {
      // aedes insists on an async function; there is nothing to prepare.
    },
    subscriptionsByClient: async ({ id }: ClientRef) =>
      [...(sessionOf(id)?.subscriptions ?? [])].map(([topic, qos]) => ({ topic, qos, rh: 0, rap: true, nl: false })),
    subscriptionsByTopic: async () => [],
    addSubscriptions: nothing,
    removeSubscriptions: nothing,
    cleanSubscriptions: nothing,
    outgoingEnqueue: nothing,
    outgoingEnqueueCombi: nothing,
    outgoingUpdate: nothing,
    outgoingStream: () => Readable.from([]),
    /** A PUBACK arrived. */
    async outgoingClearMessageId({ id }: Client, packet: { readonly messageId?: number }) {
      if (packet.messageId !== undefined) sessionOf(id)?.acknowledge(packet.messageId);
      return packet;
    },
    storeRetained: nothing,
    createRetainedStreamCombi: () => Readable.from([]),
    cleanIncoming: nothing,
    putWill: nothing,
    delWill: nothing,
    streamWill: () => Readable.from([]),
    destroy: nothing,
  };
}
