// Streams for MPD, which looks names up and follows redirects by itself: it is given an address on this machine, good
// for one request, behind which is a connection that this bridge has made to an address that it has checked.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ok } from "@house-band/contract";
import type { StreamRelay } from "../../ports.ts";
import type { AllowedHosts } from "../../sources/stream-url.ts";
import { resolveAll } from "./checked-request.ts";
import {
  openUpstream,
  UPSTREAM_LIMITS,
  type Upstream,
  type UpstreamLimits,
  type UpstreamOptions,
} from "./open-upstream.ts";

export type StreamRelayOptions = {
  readonly allowedHosts: AllowedHosts;
  readonly resolve?: UpstreamOptions["resolve"];
  readonly limits?: RelayLimits;
};

export type RelayLimits = UpstreamLimits & {
  /** Of a stream that plays: no longer without a byte. */
  readonly stallMs: number;
  /** An offer that nobody takes up is withdrawn. */
  readonly fetchedWithinMs: number;
};

export const RELAY_LIMITS: RelayLimits = { ...UPSTREAM_LIMITS, stallMs: 10_000, fetchedWithinMs: 10_000 };

const USER_AGENT = "HouseBand/0.1 (MPD)";

/** Listens on this machine only. */
export async function createStreamRelay(options: StreamRelayOptions): Promise<StreamRelay> {
  const { allowedHosts, resolve = resolveAll, limits = RELAY_LIMITS } = options;
  const offers = new Map<string, Upstream>();
  const server = createServer((request, response) => {
    const token = request.url?.slice(1) ?? "";
    const upstream = offers.get(token);
    offers.delete(token);
    if (upstream === undefined || request.method !== "GET") response.writeHead(404).end();
    else pass(upstream, response, limits.stallMs);
  });
  await new Promise<void>((resolveListening, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolveListening);
  });
  const { port } = server.address() as AddressInfo; // a server that listens on a port has one

  return {
    async open({ url, isStrangers = false }, signal) {
      const hosts = isStrangers ? [] : allowedHosts;
      const opened = await openUpstream(url, { allowedHosts: hosts, resolve, limits, userAgent: USER_AGENT }, signal);
      if (!opened.ok) return opened;
      const token = randomBytes(16).toString("hex");
      offers.set(token, opened.value);
      const close = (): void => {
        clearTimeout(timer);
        offers.delete(token);
        opened.value.response.destroy();
      };
      const timer = setTimeout(() => offers.has(token) && close(), limits.fetchedWithinMs);
      return ok({ localUrl: `http://127.0.0.1:${port}/${token}`, close });
    },
    async close() {
      for (const { response } of offers.values()) response.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolveClosed) => server.close(() => resolveClosed()));
    },
  };
}

/** Hands on what comes, as fast as it is taken; a station that sends nothing for too long is cut off. */
function pass({ response: upstream, start }: Upstream, response: ServerResponse, stallMs: number): void {
  response.writeHead(200, passedHeaders(upstream));
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => upstream.destroy(), stallMs);
  };
  const offer = (piece: Buffer): void => {
    if (response.write(piece)) {
      watch();
      return;
    }
    clearTimeout(timer); // MPD takes no more for now: the silence is ours
    upstream.pause();
    response.once("drain", () => {
      upstream.resume();
      watch();
    });
  };
  upstream.on("data", offer);
  upstream.once("close", () => {
    clearTimeout(timer);
    response.end();
  });
  response.once("close", () => {
    clearTimeout(timer);
    upstream.destroy();
  });
  offer(start);
  if (upstream.readableEnded || upstream.destroyed)
    response.end(); // so short that its start is all of it
  else upstream.resume();
}

/** What names the sound and its titles. A type that would make MPD read a list, and open what it names, is left out. */
function passedHeaders({ headers }: IncomingMessage): Record<string, string> {
  const passed: Record<string, string> = { Connection: "close" };
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith("icy-") && typeof value === "string") passed[name] = value;
  }
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^audio\/(?!.*(?:url|scpls|xspf|playlist|asx))[\w.+-]+$|^application\/ogg$/u.test(type))
    passed["Content-Type"] = type;
  return passed;
}
