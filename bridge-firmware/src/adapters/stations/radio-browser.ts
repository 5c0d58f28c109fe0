// The StationDirectory port on radio-browser.info, a free directory that its listeners keep. The most popular stations
// are fetched in the background, once a week, kept on the disk and searched here: no command waits for the internet,
// and nobody out there hears what the home asks for.
import { fullJitterMs } from "../../core/backoff.ts";
import type { Clock, DirectoryState, Log, StationDirectory } from "../../ports.ts";
import type { AllowedHosts } from "../../sources/stream-url.ts";
import type { DocumentFile } from "../fs/document-file.ts";
import { resolveAll } from "../radio/checked-request.ts";
import { FETCH_LIMITS, type FetchLimits, type FetchOptions, fetchStations } from "./fetch-stations.ts";
import { type Copy, loadCopy } from "./kept-copy.ts";
import { createStationIndex, type StationIndex } from "./station-index.ts";

export type RadioBrowserOptions = {
  readonly url: string;
  /** How many of the most popular are fetched. */
  readonly stations: number;
  readonly allowedHosts: AllowedHosts;
  /** `name/version`, for the people who keep the directory. */
  readonly userAgent: string;
  readonly file: DocumentFile;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly resolve?: FetchOptions["resolve"];
  readonly limits?: FetchLimits;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REFRESH_AFTER_MS = 7 * DAY_MS;
/** Added to that, by chance: bridges that were set up together must not ask together. */
const REFRESH_SPREAD_MS = DAY_MS;
/** A minute at least, then later and later. @see fullJitterMs */
const MIN_RETRY_MS = 60_000;
const RETRY = { firstMs: 60_000, capMs: 6 * HOUR_MS };
/** The calendar clock may be put right at any time: the age of the copy is looked at anew. */
const LOOK_AT_CLOCK_MS = 6 * HOUR_MS;

type Known = {
  readonly copy: Copy;
  readonly index: StationIndex;
  /** Monotonic: since when this run has it. */
  readonly sinceMs: number;
};

/** What changes while it runs. */
type Memory = { known: Known | null; fault: string | null };

/** Resolves when the copy of an earlier run was read, if there is one; fetching goes on by itself. */
export async function openRadioBrowser(options: RadioBrowserOptions): Promise<StationDirectory> {
  const closing = new AbortController();
  const memory = await remember(options);
  const keeping = keepFresh(options, memory, closing.signal);
  return {
    find: (words) => memory.known?.index.find(words) ?? [],
    state: () => toState(memory),
    async close() {
      closing.abort();
      await keeping;
    },
  };
}

function toState({ known, fault }: Memory): DirectoryState {
  return {
    name: "radio-browser",
    stations: known?.copy.stations.length ?? null,
    fetchedAtMs: known?.copy.fetchedAtMs ?? null,
    leftOut: known?.copy.leftOut ?? 0,
    fault,
  };
}

async function remember({ file, clock }: RadioBrowserOptions): Promise<Memory> {
  const loaded = await loadCopy(file);
  if (!loaded.ok) return { known: null, fault: `the copy can't be read: ${loaded.error.message}` };
  return { known: loaded.value && (await toKnown(loaded.value, clock)), fault: null };
}

const toKnown = async (copy: Copy, clock: Clock): Promise<Known> => ({
  copy,
  index: await createStationIndex(copy.stations),
  sinceMs: clock.nowMs(),
});

/** Until it is closed. */
async function keepFresh(options: RadioBrowserOptions, memory: Memory, signal: AbortSignal): Promise<void> {
  const { clock, random } = options;
  const lastsMs = REFRESH_AFTER_MS + random() * REFRESH_SPREAD_MS;
  for (let failures = 0; !signal.aborted; ) {
    const isRetry = failures > 0;
    const waitMs = isRetry ? MIN_RETRY_MS + fullJitterMs(RETRY, failures, random()) : dueInMs(options, memory, lastsMs);
    if (waitMs > 0) await clock.sleep(Math.min(waitMs, LOOK_AT_CLOCK_MS), signal);
    if (signal.aborted) return;
    if (!isRetry && dueInMs(options, memory, lastsMs) > 0) continue;
    failures = (await refresh(options, memory, failures, signal)) ? 0 : failures + 1;
  }
}

function dueInMs({ url, stations, clock }: RadioBrowserOptions, { known }: Memory, lastsMs: number): number {
  if (known === null) return 0;
  const { asked, fetchedAtMs } = known.copy;
  if (asked.url !== url || asked.stations !== stations) return 0;
  // by the calendar, or by what has passed here where the calendar is wrong
  const ageMs = Math.max(clock.epochMs() - fetchedAtMs, clock.nowMs() - known.sinceMs);
  return Math.max(0, lastsMs - ageMs);
}

/** @returns whether there is a new copy now */
async function refresh(
  options: RadioBrowserOptions,
  memory: Memory,
  failures: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { url, stations, file, clock, log, resolve = resolveAll, limits = FETCH_LIMITS } = options;
  const fetched = await fetchStations({ ...options, resolve, limits }, signal);
  if (signal.aborted) return false;
  if (!fetched.ok) {
    const { code, message } = fetched.error;
    memory.fault = message;
    const level = failures === 0 ? "warn" : "debug";
    log[level]({ code, failures: failures + 1 }, `the stations could not be fetched: ${message}`);
    return false;
  }
  const copy: Copy = { version: 1, asked: { url, stations }, fetchedAtMs: clock.epochMs(), ...fetched.value };
  memory.known = await toKnown(copy, clock);
  const saved = await file.save(copy);
  memory.fault = saved.ok ? null : `the copy can't be kept: ${saved.error.message}`;
  if (!saved.ok)
    log.warn({ code: saved.error.code }, "the stations serve until the next start only: they can't be kept");
  log.info({ stations: copy.stations.length, leftOut: copy.leftOut, isKept: saved.ok }, "stations fetched");
  return true;
}
