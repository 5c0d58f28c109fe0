// A broker that a test can bend: plain aedes, with the moments written down at which it got something.
import { createServer, type Socket } from "node:net";
import { Aedes, type AedesOptions } from "aedes";

export type TestBroker = Awaited<ReturnType<typeof startBroker>>;

export async function startBroker(options: AedesOptions = {}) {
  const aedes = await Aedes.createBroker(options);
  const sockets = new Set<Socket>();
  const published: { readonly topic: string; readonly payload: Uint8Array }[] = [];
  const acknowledged: number[] = [];
  const connects: string[] = [];
  aedes.on("publish", ({ topic, payload }, client) => {
    if (client) published.push({ topic, payload: new Uint8Array(Buffer.from(payload)) });
  });
  aedes.on("clientReady", ({ id }) => connects.push(id));
  aedes.on("ack", () => acknowledged.push(Date.now()));
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    aedes,
    published,
    acknowledged,
    connects,
    sockets,
    send: (topic: string, payload: Uint8Array) =>
      new Promise<void>((resolve, reject) => {
        const packet = {
          cmd: "publish" as const,
          qos: 1 as const,
          topic,
          payload: Buffer.from(payload),
          dup: false,
          retain: false,
        };
        aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    /** Cuts every connection there is, and resolves when they are gone. */
    async breakAll() {
      const gone = [...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve).destroy()));
      await Promise.all(gone);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}
