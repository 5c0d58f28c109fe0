// A stream's beginning, from the address that somebody named: every address is checked before it is connected to, the
// connection goes to the very address that was checked, and redirects and playlists are followed only so far.
// What comes must look like sound.
import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { err, ok, type Result } from "@house-band/contract";
import type { StreamFault } from "../../ports.ts";
import { MAX_PLAYLIST_BYTES, parsePlaylistText } from "../../sources/playlist-text.ts";
import { type AllowedHosts, mayConnect, parseStreamUrl, type StreamUrl } from "../../sources/stream-url.ts";
import { readBody, readStart } from "./read-body.ts";

export type Upstream = { readonly response: IncomingMessage; readonly start: Buffer };

export type UpstreamLimits = { readonly connectMs: number; readonly firstByteMs: number };

export type UpstreamOptions = {
  readonly allowedHosts: AllowedHosts;
  /** Every address of a name. */
  readonly resolve: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  readonly limits: UpstreamLimits;
  readonly userAgent: string;
};

export const UPSTREAM_LIMITS: UpstreamLimits = { connectMs: 5_000, firstByteMs: 8_000 };
const MAX_REDIRECTS = 3;
const MAX_NESTING = 3;
const MAX_HEADER_BYTES = 16_384;
/** Of a playlist's entries, which are usually one stream from several servers. */
const MAX_ENTRIES_TRIED = 3;

/** The system's own resolver. */
export const resolveAll: UpstreamOptions["resolve"] = (host) => lookup(host, { all: true, verbatim: true });

/** Connects to where sound begins. The response is paused after its first bytes. */
export async function openUpstream(
  text: string,
  options: UpstreamOptions,
  signal: AbortSignal,
  nesting = 0,
): Promise<Result<Upstream, StreamFault>> {
  const opened = await followRedirects(text, options, signal);
  if (!opened.ok) return opened;
  const { response, url } = opened.value;
  const start = await readStart(response, options.limits.firstByteMs, signal);
  if (!start.ok) return dropped(response, start.error);
  if (!isText(start.value)) return ok({ response, start: start.value });
  const body = await readBody(response, start.value, MAX_PLAYLIST_BYTES, options.limits.firstByteMs, signal);
  response.destroy();
  if (!body.ok) return body;
  const entries = parsePlaylistText(body.value, url);
  if (entries === null || entries.length === 0)
    return fault("not-a-stream", "what comes from there is text, not sound");
  if (nesting >= MAX_NESTING) return fault("not-a-stream", `playlists of playlists, more than ${MAX_NESTING} deep`);
  return firstThatOpens(entries.slice(0, MAX_ENTRIES_TRIED), options, signal, nesting + 1);
}

async function firstThatOpens(
  entries: readonly string[],
  options: UpstreamOptions,
  signal: AbortSignal,
  nesting: number,
): Promise<Result<Upstream, StreamFault>> {
  let last: Result<Upstream, StreamFault> = fault("not-a-stream", "the playlist is empty");
  for (const entry of entries) {
    last = await openUpstream(entry, options, signal, nesting);
    if (last.ok) return last;
  }
  return last;
}

type Answered = { readonly response: IncomingMessage; readonly url: URL };

async function followRedirects(
  first: string,
  options: UpstreamOptions,
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
    if (statusCode < 300 || statusCode >= 400 || location === undefined) return refusedWith(statusCode);
    if (!URL.canParse(location, parsed.value.url.href)) return fault("bad-address", "it is redirected to no address");
    text = /^[a-z]+:/iu.test(location) ? location : new URL(location, parsed.value.url).href;
  }
  return fault("refused", `it is redirected more than ${MAX_REDIRECTS} times`);
}

function refusedWith(status: number): Result<never, StreamFault> {
  const isTheirTrouble = status >= 500 || status === 429;
  return fault("refused", `the station's server answers with ${status}`, isTheirTrouble);
}

/** One request to one checked address. */
function ask(
  { url, host, port }: StreamUrl,
  options: UpstreamOptions,
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
      headers: { Host: url.host, "User-Agent": options.userAgent, Accept: "*/*", "Icy-MetaData": "1" },
    });
    const late = (ms: number, what: string) =>
      setTimeout(() => request.destroy(new Late(`${what} for ${ms / 1_000} s`)), ms);
    let timer = late(options.limits.connectMs, "the station's server can't be reached");
    const connected = (): void => {
      clearTimeout(timer);
      timer = late(options.limits.firstByteMs, "the station's server has not answered");
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
    request.on("error", (error) => done(toFault(error)));
    request.end();
  });
}

class Late extends Error {}
class Forbidden extends Error {}

/** The one look-up there is: what it answers is checked, and is what is connected to. */
function checkedLookup({ resolve, allowedHosts }: UpstreamOptions): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => mayConnect(address, host, allowedHosts))) {
          callback(new Forbidden("the station's name leads into a network that is not public"), "", 0);
        } else if (all) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, "", 0),
    );
  };
}

function toFault(error: Error): Result<never, StreamFault> {
  if (error instanceof Late) return fault("too-slow", error.message, true);
  if (error instanceof Forbidden) return fault("forbidden-address", error.message);
  const code = "code" in error ? String(error.code) : "";
  if (code === "HPE_HEADER_OVERFLOW")
    return fault("too-large", `its headers are longer than ${MAX_HEADER_BYTES} bytes`);
  if (code.startsWith("HPE_")) return fault("not-a-stream", "the station's server does not speak HTTP");
  if (/CERT|SELF_SIGNED|ERR_TLS/u.test(code))
    return fault("refused", `the station's certificate is not good (${code})`);
  return fault("unreachable", `the station's server can't be reached (${code || "broken off"})`, true);
}

/** Sound is never text from its first bytes on; playlists, web pages and lists of pieces are. */
export function isText(start: Buffer): boolean {
  const head = start.subarray(0, 64);
  return head.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127 && byte < 255));
}

function dropped(response: IncomingMessage, error: StreamFault): Result<never, StreamFault> {
  response.destroy();
  return err(error);
}

const fault = (code: StreamFault["code"], message: string, retryable = false): Result<never, StreamFault> =>
  err({ code, retryable, message });
