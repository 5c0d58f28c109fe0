// Radio stations of a test's own on this machine: some that play, and everything that goes wrong with stations.
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";

export type RadioServer = {
  readonly host: string;
  readonly url: (path: string) => string;
  /** Paths in the order they were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
};

/** Answers by `paths`; anything else is not found. */
export async function startRadioServer(paths: Readonly<Record<string, RequestListener>>): Promise<RadioServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = paths[path];
    if (answer === undefined) response.writeHead(404).end("not found");
    else answer(request, response);
  });
  const host = await listen(server);
  return {
    host,
    url: (path) => `http://${host}${path}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server that says whatever it says, HTTP or not. */
export async function startRawServer(speak: (socket: Socket) => void): Promise<Omit<RadioServer, "asked">> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => speak(socket));
  });
  const host = await listen(server);
  return {
    host,
    url: (path) => `http://${host}${path}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port, so it has one
}

export const audio = (bytes = 4_096): Buffer => Buffer.alloc(bytes, Buffer.from([0xff, 0xfb, 0x90, 0x64, 0x00]));

export const redirect =
  (location: string): RequestListener =>
  (_request, response) =>
    response.writeHead(302, { Location: location }).end();

export const serve =
  (type: string, body: string | Buffer): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { "Content-Type": type }).end(body);
