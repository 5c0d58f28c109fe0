// Servers of the local cloud: on this machine alone, on a port that is free, and never taking more than they should.
import type { IncomingMessage } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** Listens on a free port of the loopback interface. @returns the port */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port; // a server that listens on TCP has no other kind of address
}

/**
 * A request's body; null where it is larger than `maxBytes`: what is left of it is read and dropped, so that the sender
 * hears the answer.
 * @throws the connection's error where it breaks off
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : null;
}
