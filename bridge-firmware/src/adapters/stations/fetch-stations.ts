// The directory's most popular stations, page by page. Either the whole list comes or nothing does: half a list would
// quietly know less than the copy it replaces.
// @see radio-browser.info API documentation, "Advanced station search"
import { err, ok, type Result } from "@house-band/contract";
import type { Clock, StreamFault } from "../../ports.ts";
import type { Station } from "../../sources/stations.ts";
import { type CheckedRequestOptions, type RequestLimits, requestChecked } from "../radio/checked-request.ts";
import { readBody } from "../radio/read-body.ts";
import { type ParsedRows, parseRows } from "./parse-rows.ts";

export type FetchOptions = {
  /** Where the directory's API begins. */
  readonly url: string;
  /** How many of the most popular are wanted. */
  readonly stations: number;
  readonly userAgent: string;
  readonly clock: Pick<Clock, "sleep">;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  readonly limits: FetchLimits;
} & Pick<CheckedRequestOptions, "allowedHosts" | "resolve">;

export type FetchLimits = RequestLimits & {
  /** From the headers of a page to its last byte. */
  readonly bodyMs: number;
  readonly maxPageBytes: number;
  readonly pageRows: number;
  /** Between two pages: the service is free, and others use it too. */
  readonly pauseMs: number;
};

/** A row is about 1.2 KB. */
export const FETCH_LIMITS: FetchLimits = {
  connectMs: 10_000,
  firstByteMs: 20_000,
  bodyMs: 60_000,
  maxPageBytes: 4_194_304,
  pageRows: 500,
  pauseMs: 1_000,
};

export type Fetched = { readonly stations: readonly Station[]; readonly leftOut: number };

/** The list from its beginning, or why it could not be had. A signal that fires is a fault too. */
export async function fetchStations(options: FetchOptions, signal: AbortSignal): Promise<Result<Fetched, StreamFault>> {
  const { stations: wanted, limits, clock } = options;
  const ask = { ...options, resolve: sameOrder(options) };
  const byUrl = new Map<string, Station>();
  let rows = 0;
  while (rows < wanted) {
    if (rows > 0 && !(await clock.sleep(limits.pauseMs, signal))) return broken("it was called off");
    const limit = Math.min(limits.pageRows, wanted - rows);
    const page = await fetchPage(ask, { limit, offset: rows }, signal);
    if (!page.ok) return page;
    // while the pages are fetched the order changes: a station may come twice
    for (const station of page.value.stations) if (!byUrl.has(station.url)) byUrl.set(station.url, station);
    rows += page.value.rows;
    if (page.value.rows < limit) break;
  }
  if (byUrl.size === 0) return broken(rows === 0 ? "the list is empty" : `none of ${rows} entries is of use`);
  const stations = [...byUrl.values()].slice(0, wanted);
  return ok({ stations, leftOut: Math.max(0, rows - stations.length) });
}

type Page = { readonly limit: number; readonly offset: number };

async function fetchPage(
  { url, limits, userAgent, allowedHosts, resolve }: FetchOptions,
  page: Page,
  signal: AbortSignal,
): Promise<Result<ParsedRows, StreamFault>> {
  const headers = { "User-Agent": userAgent, Accept: "application/json" };
  const options = { allowedHosts, resolve, limits, headers, whom: "the directory" };
  const answered = await requestChecked(pageUrl(url, page), options, signal);
  if (!answered.ok) return answered;
  const { response } = answered.value;
  const body = await readBody(response, Buffer.alloc(0), limits.maxPageBytes, limits.bodyMs, signal);
  response.destroy();
  if (!body.ok) return body;
  const rows = parseRows(body.value);
  return rows.ok ? ok(rows.value) : broken(rows.error);
}

function pageUrl(base: string, { limit, offset }: Page): string {
  const query = `hidebroken=true&order=clickcount&reverse=true&limit=${limit}&offset=${offset}`;
  return `${base.replace(/\/+$/u, "")}/json/stations/search?${query}`;
}

/**
 * One of the directory's servers for a whole list, chance decides which: they don't count clicks alike. Node tries the
 * next address where one doesn't answer.
 * @see api.radio-browser.info, "HowTo": randomise the list of servers, go on with the next where a request fails
 */
function sameOrder({ resolve, random }: Pick<FetchOptions, "resolve" | "random">): FetchOptions["resolve"] {
  const known = new Map<string, Awaited<ReturnType<FetchOptions["resolve"]>>>();
  return async (host) => {
    const addresses = known.get(host) ?? turned(await resolve(host), random());
    known.set(host, addresses);
    return addresses;
  };
}

function turned<T>(list: readonly T[], random: number): readonly T[] {
  const from = Math.floor(random * list.length);
  return [...list.slice(from), ...list.slice(0, from)];
}

const broken = (message: string): Result<never, StreamFault> => err({ code: "refused", retryable: true, message });
