// A cloud that sends a bridge whatever it likes: an MQTT broker without a policy, a shadow or a schema.
import { createServer, type Socket } from "node:net";
import { decodeOutcome, type Outcome, type ThingName, topics } from "@house-band/contract";
import { Aedes } from "aedes";
import { listenOnLoopback } from "../../local/src/loopback.ts";
import { until } from "../port-contracts/cloud-link.ts";

/** Longer than the bridge waits for its own disk. */
const PATIENCE_MS = 10_000;

export type HostileCloud = Awaited<ReturnType<typeof startHostileCloud>>;

/** Listens on a free port of the loopback interface; what it got of the bridge can be read. */
export async function startHostileCloud(thing: ThingName) {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  const port = await listenOnLoopback(server);
  const outcomes: Outcome[] = [];
  const reports: string[] = [];
  const state = { sent: 0, acknowledged: 0, connections: 0, cutOffs: 0 };
  const clientIds = new Set<string>();
  aedes.on("ack", (packet) => {
    if (packet && "cmd" in packet && packet.cmd === "publish") state.acknowledged += 1;
  });
  aedes.on("clientReady", ({ id }) => {
    clientIds.add(id);
    state.connections += 1;
  });
  aedes.on("publish", ({ topic, payload }, client) => {
    if (!client) return;
    if (topic === `${topics.shadow(thing, "config")}/update`) reports.push(payload.toString());
    if (topic !== topics.outcome(thing)) return;
    const decoded = decodeOutcome(Buffer.from(payload));
    if (!decoded.ok) throw new Error(`an outcome that is none: ${decoded.error.message}`);
    outcomes.push(decoded.value);
  });
  return {
    mqttUrl: `mqtt://127.0.0.1:${port}`,
    clientIds: clientIds as ReadonlySet<string>,
    outcomes: outcomes as readonly Outcome[],
    /** What the bridge has reported of its configuration, as JSON. */
    reports: reports as readonly string[],
    state: state as Readonly<typeof state>,
    send(topic: string, payload: Uint8Array): void {
      state.sent += 1;
      const packet = {
        cmd: "publish",
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        dup: false,
      } as const;
      aedes.publish(packet, (error) => {
        if (error) throw error;
      });
    },
    /**
     * Resolves when the bridge has acknowledged everything but the last `waiting` messages. What it could not write
     * to a slow disk within two seconds it acknowledges when it comes again, after a reconnect.
     */
    async settled(waiting = 0): Promise<void> {
      const isSettled = () => state.sent - state.acknowledged <= waiting;
      for (let tries = 0; tries < 10 && !isSettled(); tries += 1) {
        await until(isSettled, PATIENCE_MS).catch(() => {
          state.cutOffs += 1;
          for (const socket of sockets) socket.destroy();
        });
      }
      await until(isSettled, PATIENCE_MS);
    },
    async close() {
      await new Promise<void>((resolve) => aedes.close(resolve));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
