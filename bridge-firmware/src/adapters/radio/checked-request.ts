// One request to an address that somebody else wrote: it is checked before it is connected to, the connection goes to
// the very address that was checked, and redirects are followed only so far and checked alike. What comes is for the
// caller to judge.
import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { err, ok, type Result } from "@house-band/contract";
import type { StreamFault } from "../../ports.ts";
import { type AllowedHosts, mayConnect, parseStreamUrl, type StreamUrl } from "../../sources/stream-url.ts";
import { parseUrl } from "../../text/parse-url.ts";

export type RequestLimits = { readonly connectMs: number; readonly firstByteMs: number };

export type CheckedRequestOptions = {
  readonly allowedHosts: AllowedHosts;
  /** Every address of a name. */
  readonly resolve: (host: string) => Promise<readonly Address[]>;
  readonly limits: RequestLimits;
  readonly headers: Readonly<Record<string, string>>;
  /** What faults call whoever is asked: "the station". */
  readonly whom: string;
};

export type Address = { readonly address: string; readonly family: number };

/** A good answer, of which nothing was read yet, and the address that gave it. */
export type Answered = { readonly response: IncomingMessage; readonly url: URL };

const MAX_REDIRECTS = 3;
const MAX_HEADER_BYTES = 16_384;

/** The system's own resolver. */
export const resolveAll: CheckedRequestOptions["resolve"] = (host) => lookup(host, { all: true, verbatim: true });

/** Asks until an answer is good, by way of redirects where there are some. */
export async function requestChecked(
  first: string,
  options: CheckedRequestOptions,
  signal: AbortSignal,
): Promise<Result<Answered, StreamFault>> {
  let text = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const parsed = parseStreamUrl(text, options.allowedHosts);
    if (!parsed.ok) return fault(redirects === 0 ? "bad-address" : "forbidden-address", parsed.error);
    const answered = await ask(parsed.value, options, signal);
    if (!answered.ok) return answered;
    const response = answered.value;
    const { statusCode = 0, headers } = response;
    if (statusCode >= 200 && statusCode < 300) return ok({ response, url: parsed.value.url });
    response.destroy();
    const { location } = headers;
    if (statusCode < 300 || statusCode >= 400 || location === undefined) return refusedWith(statusCode, options);
    const next = parseUrl(location, parsed.value.url);
    if (next === null) return fault("bad-address", "it is redirected to no address");
    text = /^[a-z]+:/iu.test(location) ? location : next.href;
  }
  return fault("refused", `it is redirected more than ${MAX_REDIRECTS} times`);
}

function refusedWith(status: number, { whom }: CheckedRequestOptions): Result<never, StreamFault> {
  const isTheirTrouble = status >= 500 || status === 429;
  return fault("refused", `${whom}'s server answers with ${status}`, isTheirTrouble);
}

/** One request to one checked address. */
function ask(
  { url, host, port }: StreamUrl,
  options: CheckedRequestOptions,
  signal: AbortSignal,
): Promise<Result<IncomingMessage, StreamFault>> {
  return new Promise((resolve) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)({
      host,
      port,
      path: `${url.pathname}${url.search}`,
      agent: false,
      signal,
      lookup: checkedLookup(options),
      maxHeaderSize: MAX_HEADER_BYTES,
      headers: { Host: url.host, ...options.headers },
    });
    const { whom } = options;
    const late = (ms: number, what: string) =>
      setTimeout(() => request.destroy(new Late(`${what} for ${ms / 1_000} s`)), ms);
    let timer = late(options.limits.connectMs, `${whom}'s server can't be reached`);
    const connected = (): void => {
      clearTimeout(timer);
      timer = late(options.limits.firstByteMs, `${whom}'s server has not answered`);
    };
    const done = (result: Result<IncomingMessage, StreamFault>): void => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on("socket", (socket) => socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected));
    request.on("response", (response) => {
      response.on("error", () => undefined); // its end tells the story
      done(ok(response));
    });
    request.on("error", (error) => done(toFault(error, whom)));
    request.end();
  });
}

class Late extends Error {}
class Forbidden extends Error {}

/** The one look-up there is: what it answers is checked, and is what is connected to. */
function checkedLookup({ resolve, allowedHosts, whom }: CheckedRequestOptions): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => mayConnect(address, host, allowedHosts))) {
          callback(new Forbidden(`${whom}'s name leads into a network that is not public`), "", 0);
        } else if (all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, "", 0),
    );
  };
}

function toFault(error: Error, whom: string): Result<never, StreamFault> {
  if (error instanceof Late) return fault("too-slow", error.message, true);
  if (error instanceof Forbidden) return fault("forbidden-address", error.message);
  const code = "code" in error ? String(error.code) : "";
  if (code === "HPE_HEADER_OVERFLOW")
    return fault("too-large", `its headers are longer than ${MAX_HEADER_BYTES} bytes`);
  if (code.startsWith("HPE_")) return fault("not-a-stream", `${whom}'s server does not speak HTTP`);
  if (/CERT|SELF_SIGNED|ERR_TLS/u.test(code)) return fault("refused", `${whom}'s certificate is not good (${code})`);
  return fault("unreachable", `${whom}'s server can't be reached (${code || "broken off"})`, true);
}

const fault = (code: StreamFault["code"], message: string, retryable = false): Result<never, StreamFault> =>
  err({ code, retryable, message });
