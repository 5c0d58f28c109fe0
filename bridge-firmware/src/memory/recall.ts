// The model a daemon starts with: what its documents and its journal say, checked against today's home and music.
import { ConfigDesired, ok, type Result, type Source } from "@house-band/contract";
import { selectSound } from "../core/built-in-sounds.ts";
import { EMPTY_MODEL, type Model, type Selection } from "../core/model.ts";
import { reduce } from "../core/reduce.ts";
import type { Clock, DocumentName, FindFault, Library, Log } from "../ports.ts";
import { PlaybackDocument, restorePlayback, restoreSpeakers, SpeakersDocument } from "./documents.ts";
import { LatenciesDocument, restoreLatencies } from "./latencies-document.ts";
import type { KeepingStore } from "./unknown-keys.ts";

/**
 * After a crash the music goes on. After a longer absence, or one nobody can tell the length of, it waits to be asked:
 * power that comes back at night must not wake the house.
 */
const RESUME_WITHIN_MS = 120_000;

type RecallPorts = {
  readonly store: KeepingStore;
  readonly library: Library;
  readonly clock: Clock;
  readonly log: Log;
};

/** The bridge's copy of the home; null where it never had one, or where none of it can be read. */
export function recallHome(ports: Pick<RecallPorts, "store" | "log">): Promise<ConfigDesired | null> {
  return loadDocument(ports, "home", (raw) => ConfigDesired.safeParse(raw));
}

/** Needs the library to have been read: zones are remembered by what was asked for, and found anew. */
export async function recallModel(
  ports: RecallPorts,
  home: ConfigDesired | null,
  highestSeq: Model["highestSeq"],
  resume: boolean,
): Promise<Model> {
  const nowMs = ports.clock.nowMs();
  const empty: Model = { ...EMPTY_MODEL, homeId: home?.homeId ?? null, highestSeq };
  const atHome = home ? reduce(empty, { kind: "config", config: home }, nowMs) : empty;
  const speakers = await loadDocument(ports, "speakers", (raw) => SpeakersDocument.safeParse(raw));
  const latencies = await loadDocument(ports, "latencies", (raw) => LatenciesDocument.safeParse(raw));
  const turned = speakers ? restoreSpeakers(atHome, speakers, { nowMs, epochMs: ports.clock.epochMs() }) : atHome;
  const known = latencies ? restoreLatencies(turned, latencies, ports.clock.epochMs()) : turned;
  const playback = await loadDocument(ports, "playback", (raw) => PlaybackDocument.safeParse(raw));
  if (!playback) return known;
  const find = (source: Source) => {
    const found = selectFrom(ports.library, source);
    return found.ok ? found.value : null;
  };
  const epochMs = ports.clock.epochMs();
  const awayMs = epochMs - playback.savedAtMs;
  const wasJustHere = awayMs >= 0 && awayMs <= RESUME_WITHIN_MS;
  return restorePlayback(known, playback, { find, resume: resume && wasJustHere, nowMs, epochMs });
}

/** What a source means here, with at least one track to play: in the library, but for what the bridge makes itself. */
export function selectFrom(library: Library, source: Source): Result<Selection, FindFault> {
  if (source.kind === "sound") return ok(selectSound(source.sound));
  const found = library.find(source);
  if (!found.ok) return found;
  if (found.value.tracks.length === 0) return { ok: false, error: "NO_SOURCE" };
  return ok({ source, found: found.value.found, tracks: found.value.tracks });
}

type Parsed<T> = { readonly success: true; readonly data: T } | { readonly success: false };

/** Null where there is none, or none that this version can read: the log says which. */
export async function loadDocument<T>(
  ports: Pick<RecallPorts, "store" | "log">,
  document: DocumentName,
  parse: (raw: unknown) => Parsed<T>,
): Promise<T | null> {
  const loaded = await ports.store.load(document);
  if (!loaded.ok) {
    ports.log.error({ document, code: loaded.error.code }, `can't be read: ${loaded.error.message}`);
    return null;
  }
  if (loaded.value === null) return null;
  const parsed = parse(loaded.value);
  if (parsed.success) {
    ports.store.understood(document, loaded.value, parsed.data);
    return parsed.data;
  }
  ports.log.error({ document }, "is not what this version writes: left aside");
  return null;
}
