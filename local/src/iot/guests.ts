// The clients at the broker: how each came in, what it is allowed, how it went.
// aedes calls these hooks; limits and policy decide, sessions remember.
import { TLSSocket } from "node:tls";
import type { Client, ConnectPacket, PublishPacket, Subscription } from "aedes";
import { certificateIdOf } from "./certificates.ts";
import { type Admitted, admit, type DoorDeps } from "./door.ts";
import type { Faults } from "./faults.ts";
import { GatedConnection } from "./gated-connection.ts";
import { type DisconnectReason, Violation } from "./limits.ts";
import type { Presence, PresenceEvents } from "./presence.ts";
import { answerSubscribe, publishViolation } from "./rights.ts";
import type { Router } from "./router.ts";
import type { Transport } from "./sending.ts";
import { createSession, type Session } from "./session.ts";
import type { Trace } from "./trace.ts";

export type GuestsDeps = DoorDeps & { readonly faults: Faults; readonly nowMs: () => number; readonly trace: Trace };

export type Guests = ReturnType<typeof createGuests>;

type Guest = Admitted & {
  readonly session: Session;
  readonly transport: Transport;
  readonly isClean: boolean;
  reason: DisconnectReason | null;
  isWillWanted: boolean;
  /** Null until it was announced. */
  presence: Presence | null;
  /** How the message that is just being sent goes out. */
  sending: { readonly messageId: number; readonly dup: boolean } | null;
};

/** Nobody is connected yet; sessions are kept by the router, and `presence` tells whoever listens. */
export function createGuests(router: Router, presence: PresenceEvents, deps: GuestsDeps) {
  const guests = new WeakMap<Client, Guest>();
  const connected = new Map<string, Client>();

  function giveReason(client: Client | undefined, reason: DisconnectReason): void {
    const guest = client && guests.get(client);
    if (guest) guest.reason ??= reason;
  }

  return {
    welcome(client: Client, packet: ConnectPacket, done: (error: Error | null, ok: boolean) => void): void {
      const { clientId } = packet;
      const admitted = admit(packet, certificateOf(client), deps);
      if (!admitted.ok) {
        const { connackCode, message } = admitted.error;
        deps.trace({ kind: "refused", clientId, note: message });
        // aedes knows no return code 7, so the refusal is written here. @see MQTT 3.1.1 section 3.2
        client.conn.end(Buffer.of(0x20, 2, 0, connackCode), () => done(new Violation("AUTH_ERROR", message), false));
        return;
      }
      giveReason(connected.get(clientId), "DUPLICATE_CLIENTID");
      const session = router.sessions.get(clientId) ?? createSession({ ...deps, index: router.index, clientId });
      router.sessions.set(clientId, session);
      session.resume(admitted.value.connection);
      packet.keepalive = admitted.value.keepAliveSeconds;
      const isClean = packet.clean ?? true;
      const transport = transportOf(client, guests);
      guests.set(client, {
        ...admitted.value,
        session,
        transport,
        isClean,
        reason: null,
        isWillWanted: true,
        presence: null,
        sending: null,
      });
      done(null, true);
    },

    refusePublish(client: Client, packet: PublishPacket): Error | null {
      const guest = guests.get(client);
      if (!guest) return new Violation("AUTH_ERROR", "published before CONNECT");
      // What comes after the end is the Last Will, which AWS does not heed on reserved topics.
      if (client.closed && (!guest.isWillWanted || packet.topic.startsWith("$"))) return new Error("no Last Will");
      const violation = publishViolation(packet, guest.connection, deps);
      if (violation !== null) {
        deps.trace({ kind: "denied", clientId: client.id, topic: packet.topic, note: violation.message });
      }
      return violation;
    },

    subscribe(
      client: Client,
      subscription: Subscription,
      done: (error: Error | null, granted?: Subscription | null) => void,
    ): void {
      const guest = guests.get(client);
      if (!guest) {
        done(new Violation("AUTH_ERROR", "subscribed before CONNECT"));
        return;
      }
      const answer = answerSubscribe(subscription, guest.session.subscriptions, guest.connection, deps);
      if (answer.kind === "granted") {
        guest.session.subscribe(subscription.topic, answer.qos);
        done(null, subscription);
        return;
      }
      const note = answer.kind === "failed" ? answer.note : answer.violation.message;
      deps.trace({ kind: "denied", clientId: client.id, topic: subscription.topic, note });
      if (answer.kind === "failed") done(null, null);
      else done(answer.violation);
    },

    /** CONNACK was sent: what waited for the client may go out. */
    ready(client: Client): void {
      const guest = guests.get(client);
      if (!guest || client.closed) return;
      connected.set(client.id, client);
      const socket = client.conn instanceof GatedConnection ? client.conn.socket : null;
      const { isClean, keepAliveSeconds } = guest;
      const sourceIp = socket?.remoteAddress ?? null;
      deps.trace({ kind: "connected", clientId: client.id });
      guest.presence = presence.connected({ clientId: client.id, ipAddress: sourceIp });
      guest.session.connected(
        {
          isClean,
          keepAliveSeconds,
          sourceIp,
          sourcePort: socket?.remotePort ?? null,
        },
        guest.transport,
      );
    },

    gone(client: Client): void {
      const guest = guests.get(client);
      if (!guest) return;
      if (connected.get(client.id) === client) connected.delete(client.id);
      const saidGoodbye = client.conn instanceof GatedConnection && client.conn.saidGoodbye;
      const reason = guest.reason ?? (saidGoodbye ? "CLIENT_INITIATED_DISCONNECT" : "CONNECTION_LOST");
      deps.trace({ kind: "disconnected", clientId: client.id, note: reason });
      guest.session.disconnected(guest.transport, reason);
      if (guest.presence) presence.disconnected(client.id, guest.presence, reason);
    },

    /** Why a connection is about to end; the first reason given counts. */
    giveReason,

    sessionOf: (client: Client): Session | undefined => guests.get(client)?.session,

    /** The packet id and DUP flag that the client's session chose. */
    sendingOf: (client: Client) => guests.get(client)?.sending,

    /** Cuts a client off; false where it is not connected. */
    async disconnect(
      clientId: string,
      { reason, preventWill }: { readonly reason: DisconnectReason; readonly preventWill: boolean },
    ): Promise<boolean> {
      const client = connected.get(clientId);
      const guest = client && guests.get(client);
      if (!guest) return false;
      guest.isWillWanted = !preventWill;
      giveReason(client, reason);
      await guest.transport.close();
      return true;
    },

    everyone: (): readonly string[] => [...connected.keys()],
  };
}

/** Of whoever came over TLS: the handshake has checked it. */
function certificateOf({ conn }: Client): string | null {
  const socket = conn instanceof GatedConnection ? conn.socket : null;
  return socket instanceof TLSSocket ? certificateIdOf(socket.getPeerCertificate().raw) : null;
}

function transportOf(client: Client, guests: WeakMap<Client, Guest>): Transport {
  return {
    send({ topic, payload, qos, retain }, messageId, dup, written) {
      const guest = guests.get(client);
      if (guest) guest.sending = { messageId, dup };
      // Without a callback aedes would throw at QoS 1.
      client.publish({ cmd: "publish", topic, payload: Buffer.from(payload), qos, retain, dup }, () => written());
    },
    close: () => new Promise((resolve) => client.close(resolve)),
  };
}
