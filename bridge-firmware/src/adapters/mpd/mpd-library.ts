// The Library port on MPD's database: MPD reads the files, this keeps a copy of what it found and answers from memory.
// What words mean is the library's own (find.ts). Changes are followed as MPD tells of them.
import { err, ok, type Result } from "@house-band/contract";
import type { Clock, FindFault, Library, Log, PortFault, ScanProgress, ScanSummary, Selection } from "../../ports.ts";
import { type Catalogue, createCatalogue, type LibraryTrack } from "../library/catalogue.ts";
import { findAnything, findWords } from "../library/find.ts";
import { findPlaylist, findPlaylistNamed } from "../library/find-playlist.ts";
import { createScanRecord } from "../library/scan-record.ts";
import { walk } from "../library/walk.ts";
import { listPlaylists, listSongs, readState, type StoredPlaylist } from "./list-mpd.ts";
import type { MpdConnection } from "./mpd-connection.ts";
import { createMpdLink } from "./mpd-link.ts";

export interface MpdLibrary extends Library {
  close(): Promise<void>;
}

export type MpdLibraryOptions = {
  readonly socketPath: string;
  /** MPD's own music folder: to count what is there, and to name what MPD can't read. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
};

type Known = {
  readonly catalogue: Catalogue;
  readonly playlists: readonly StoredPlaylist[];
  readonly readAtMs: number;
};

type Tell = (progress: ScanProgress) => void;

const LOOK_AGAIN_MS = 200;
const READ_AGAIN_AFTER_MS = 1_000;
/** Clocks of disks are coarse, and a file may change while it is listed. */
const OVERLAP_MS = 10_000;

/** Not ready until it was scanned, or until MPD told what it knew before; from then on it follows what MPD finds. */
export function createMpdLibrary(options: MpdLibraryOptions): MpdLibrary {
  const { socketPath, clock, log } = options;
  const closing = new AbortController();
  const link = createMpdLink({
    address: { socketPath, watch: ["database", "stored_playlist"] },
    prepare: async () => ok(undefined),
    clock,
    log,
  });
  const record = createScanRecord();
  let known: Known | null = null;
  let following: Promise<void> | null = null;

  const follow = async (): Promise<void> => {
    let hasMissed = false;
    for (;;) {
      const linked = await link.get(closing.signal);
      if (linked === null) return;
      const { connection } = linked;
      if (!hasMissed && !(await connection.changed())) hasMissed = true;
      else {
        // files may have come and gone while MPD was not there: it looks only when it is told to
        if (hasMissed) await connection.run("update");
        const read = await readAll(connection, hasMissed ? null : known, clock);
        hasMissed = !read.ok;
        if (read.ok) known = read.value;
        else {
          log.warn({ code: read.error.code }, `the library could not be read again: ${read.error.message}`);
          await clock.sleep(READ_AGAIN_AFTER_MS, closing.signal);
        }
      }
    }
  };

  /** Begins again when MPD is lost in the middle: nobody would ask a second time. */
  const look = async (onProgress: Tell, signal: AbortSignal): Promise<Result<Scanned, PortFault>> => {
    for (;;) {
      const linked = await link.get(signal);
      if (linked === null) return err(calledOff);
      known ??= await readBefore(linked.connection, clock);
      const scanned = await scan(linked.connection, options, onProgress, signal);
      if (scanned.ok || !scanned.error.retryable || signal.aborted) return scanned;
      log.warn({ code: scanned.error.code }, `looking through the music begins again: ${scanned.error.message}`);
      await clock.sleep(READ_AGAIN_AFTER_MS, signal);
    }
  };

  return {
    scan: (tell, signal = closing.signal) =>
      record.follow(tell, async (onProgress) => {
        const scanned = await look(onProgress, signal);
        if (!scanned.ok) return scanned;
        known = scanned.value.known;
        following ??= follow();
        return ok(scanned.value.summary);
      }),
    state: () => ({ ...record.state(), tracks: known?.catalogue.tracks.length ?? null }),
    find(source): Result<Selection, FindFault> {
      if (known === null) return err("LIBRARY_NOT_READY");
      const { catalogue, playlists } = known;
      if (source.kind === "playlist") return findPlaylist(playlists, source.words);
      if (source.kind === "anything") {
        return catalogue.tracks.length === 0 ? err("EMPTY_LIBRARY") : ok(findAnything(catalogue));
      }
      // stations, sounds and whoever plays to the bridge are not MPD's
      if (source.kind !== "request") return err("NO_SOURCE");
      // what somebody put together and gave a name is meant before a genre or a song of that name
      const named = findPlaylistNamed(playlists, source.words);
      if (named.ok) return named;
      const selection = findWords(catalogue, source.words);
      if (selection) return ok(selection);
      const playlist = findPlaylist(playlists, source.words);
      return playlist.ok || catalogue.tracks.length > 0 ? playlist : err("EMPTY_LIBRARY");
    },
    async close() {
      closing.abort();
      await link.close();
      await following;
    },
  };
}

/** What MPD has known since it last ran: music can play while it looks again. Null where that is nothing. */
async function readBefore(connection: MpdConnection, clock: Clock): Promise<Known | null> {
  const read = await readAll(connection, null, clock);
  return read.ok && read.value.catalogue.tracks.length > 0 ? read.value : null;
}

type Scanned = { readonly known: Known; readonly summary: ScanSummary };

/** Has MPD look at every file, and copies what it knows then. Its progress is the number of songs it has found. */
async function scan(
  connection: MpdConnection,
  { directory, clock }: MpdLibraryOptions,
  onProgress: Tell,
  signal: AbortSignal,
): Promise<Result<Scanned, PortFault>> {
  const files = await filesBelow(directory, signal);
  const total = files.length;
  let done = 0;
  onProgress({ done, total });
  const reach = (count: number): void => {
    while (done < Math.min(count, total) && !signal.aborted) onProgress({ done: ++done, total });
  };
  const begun = await connection.run("update");
  if (!begun.ok) return begun;
  for (;;) {
    if (signal.aborted) return err(calledOff);
    const state = await readState(connection);
    if (!state.ok) return state;
    if (!state.value.isUpdating) break;
    reach(state.value.songs);
    await clock.sleep(LOOK_AGAIN_MS, signal);
  }
  const read = await readAll(connection, null, clock);
  if (!read.ok) return read;
  reach(total);
  if (signal.aborted) return err(calledOff);
  const songs = new Set(read.value.catalogue.tracks.map(({ path }) => path));
  const skipped = files
    .filter((file) => !songs.has(file))
    .map((file) => ({ file, reason: "MPD finds no sound in it" }));
  return ok({ known: read.value, summary: { tracks: songs.size, skipped } });
}

/** Empty where the folder is not this user's to read: then nobody can say what MPD has left out. */
async function filesBelow(directory: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return (await walk(directory, signal)).files.map(({ name }) => name);
  } catch {
    return [];
  }
}

/** What has changed is read and put in place; where that does not add up, files have gone, and all is read. */
async function readAll(
  connection: MpdConnection,
  before: Known | null,
  clock: Clock,
): Promise<Result<Known, PortFault>> {
  const readAtMs = clock.epochMs();
  const playlists = await listPlaylists(connection);
  if (!playlists.ok) return playlists;
  const state = await readState(connection);
  if (!state.ok) return state;
  if (before !== null) {
    const changed = await listSongs(connection, before.readAtMs - OVERLAP_MS);
    if (!changed.ok) return changed;
    const tracks = merge(before.catalogue.tracks, changed.value);
    const catalogue = changed.value.length === 0 ? before.catalogue : createCatalogue(tracks);
    if (tracks.length === state.value.songs) return ok({ catalogue, playlists: playlists.value, readAtMs });
  }
  const songs = await listSongs(connection, 0);
  return songs.ok ? ok({ catalogue: createCatalogue(songs.value), playlists: playlists.value, readAtMs }) : songs;
}

function merge(before: readonly LibraryTrack[], changed: readonly LibraryTrack[]): readonly LibraryTrack[] {
  const byPath = new Map(before.map((track) => [track.path, track]));
  for (const track of changed) byPath.set(track.path, track);
  return [...byPath.values()];
}

const calledOff: PortFault = {
  port: "library",
  code: "unavailable",
  retryable: true,
  message: "the scan was called off: the library is as it was before",
};
