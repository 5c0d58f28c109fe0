// The message broker: aedes speaks MQTT, guests come and go, sessions keep what waits, the router hands out.
// Ties them together and listens; decides nothing of its own.
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Aedes } from "aedes";
import { listenOnLoopback } from "../loopback.ts";
import { createEmitter, createPersistence, type RoutedPacket } from "./aedes-ports.ts";
import { GatedConnection } from "./gated-connection.ts";
import { createGuests, type Guests, type GuestsDeps } from "./guests.ts";
import { Violation } from "./limits.ts";
import { createPresence } from "./presence.ts";
import { createRouter, type Message, type Router } from "./router.ts";
import type { Session } from "./session.ts";
import type { PublishJson } from "./shadow-topics.ts";

export type BrokerDeps = GuestsDeps & {
  readonly onMessage: (message: Message) => void;
  /** With it, certificates are taken on a port of their own; all of them must be signed by `ca`. */
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string } | null;
};

/** What AWS IoT itself says, as JSON at QoS 1. */
export const toPublishJson =
  ({ publish }: Pick<Router, "publish">): PublishJson =>
  (topic, body) =>
    publish({
      topic,
      payload: Buffer.from(JSON.stringify(body)),
      qos: 1,
      retain: false,
      clientId: null,
      expiresAtMs: null,
    });

export type Broker = Pick<Router, "publish" | "mayReceive"> & {
  readonly port: number;
  /** Null without TLS. */
  readonly tlsPort: number | null;
  session(clientId: string): Session | undefined;
  /** As DeleteConnection does; false where the client is not connected. */
  disconnect(clientId: string, options: { readonly preventWill: boolean }): Promise<boolean>;
  close(): Promise<void>;
};

/** Listens on a free port of the loopback interface, and on another with TLS where there is a certificate for it. */
export async function startBroker(deps: BrokerDeps): Promise<Broker> {
  const router = createRouter(deps);
  const guests = createGuests(router, createPresence(toPublishJson(router), deps.limits, deps.nowMs), deps);
  const aedes = await startAedes(router, guests);
  const welcome = (socket: Socket): void => {
    socket.setNoDelay(true);
    aedes.handle(new GatedConnection(socket, deps.limits));
  };
  const server = createServer(welcome);
  const secure = deps.tls && createTlsServer({ ...deps.tls, requestCert: true, rejectUnauthorized: true }, welcome);
  const servers = secure ? [server, secure] : [server];
  const port = await listenOnLoopback(server);
  const tlsPort = secure ? await listenOnLoopback(secure) : null;
  return {
    port,
    tlsPort,
    publish: router.publish,
    mayReceive: router.mayReceive,
    session: (clientId) => router.sessions.get(clientId),
    disconnect: (clientId, { preventWill }) =>
      guests.disconnect(clientId, { reason: "API_INITIATED_DISCONNECT", preventWill }),
    async close() {
      const stopped = servers.map((one) => new Promise<void>((resolve) => one.close(() => resolve())));
      const farewell = { reason: "SERVER_INITIATED_DISCONNECT", preventWill: true } as const;
      await Promise.all(guests.everyone().map((clientId) => guests.disconnect(clientId, farewell)));
      await new Promise<void>((resolve) => aedes.close(resolve));
      await Promise.all(stopped);
    },
  };
}

async function startAedes(router: Router, guests: Guests): Promise<Aedes> {
  const aedes = await Aedes.createBroker({
    mq: createEmitter((packet) => router.publish(toMessage(packet))),
    persistence: createPersistence((clientId) => router.sessions.get(clientId)),
    preConnect: guests.welcome,
    authorizePublish: (client, packet, done) => done(client === null ? null : guests.refusePublish(client, packet)),
    authorizeSubscribe: guests.subscribe,
    authorizeForward: (client, packet) => ({ ...packet, ...guests.sendingOf(client) }),
  });
  aedes.on("clientReady", guests.ready);
  aedes.on("clientDisconnect", guests.gone);
  aedes.on("keepaliveTimeout", (client) => guests.giveReason(client, "MQTT_KEEP_ALIVE_TIMEOUT"));
  aedes.on("clientError", (client, error) => {
    if (error instanceof Violation) guests.giveReason(client, error.reason);
  });
  aedes.on("subscribe", (subscriptions, client) => {
    const session = guests.sessionOf(client);
    for (const { topic, qos } of subscriptions) {
      // aedes writes 128, "failure", in the place of a QoS it did not grant.
      if (session && qos <= 1) router.deliverRetained(session, topic, qos === 1 ? 1 : 0);
    }
  });
  aedes.on("unsubscribe", (filters, client) => {
    for (const filter of filters) guests.sessionOf(client)?.unsubscribe(filter);
  });
  return aedes;
}

function toMessage({ topic, payload, qos, retain, clientId }: RoutedPacket): Message {
  return {
    topic,
    payload: Buffer.from(payload),
    qos: qos === 0 ? 0 : 1,
    retain,
    clientId: clientId ?? null,
    expiresAtMs: null,
  };
}
