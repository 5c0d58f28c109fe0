// A stream's beginning, from the address that somebody named: every address is checked before it is connected to
// (checked-request.ts), and playlists are followed only so far. What comes must look like sound.
import type { IncomingMessage } from "node:http";
import { err, ok, type Result } from "@house-band/contract";
import type { StreamFault } from "../../ports.ts";
import { MAX_PLAYLIST_BYTES, parsePlaylistText } from "../../sources/playlist-text.ts";
import { type CheckedRequestOptions, type RequestLimits, requestChecked } from "./checked-request.ts";
import { readBody, readStart } from "./read-body.ts";

export type Upstream = { readonly response: IncomingMessage; readonly start: Buffer };

export type UpstreamLimits = RequestLimits;

export type UpstreamOptions = Pick<CheckedRequestOptions, "allowedHosts" | "resolve" | "limits"> & {
  readonly userAgent: string;
};

export const UPSTREAM_LIMITS: UpstreamLimits = { connectMs: 5_000, firstByteMs: 8_000 };
const MAX_NESTING = 3;
/** Of a playlist's entries, which are usually one stream from several servers. */
const MAX_ENTRIES_TRIED = 3;

/** Connects to where sound begins. The response is paused after its first bytes. */
export async function openUpstream(
  text: string,
  options: UpstreamOptions,
  signal: AbortSignal,
  nesting = 0,
): Promise<Result<Upstream, StreamFault>> {
  const headers = { "User-Agent": options.userAgent, Accept: "*/*", "Icy-MetaData": "1" };
  const opened = await requestChecked(text, { ...options, headers, whom: "the station" }, signal);
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

/** Sound is never text from its first bytes on; playlists, web pages and lists of pieces are. */
export function isText(start: Buffer): boolean {
  const head = start.subarray(0, 64);
  return head.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127 && byte < 255));
}

function dropped(response: IncomingMessage, error: StreamFault): Result<never, StreamFault> {
  response.destroy();
  return err(error);
}

const fault = (code: StreamFault["code"], message: string): Result<never, StreamFault> =>
  err({ code, retryable: false, message });
