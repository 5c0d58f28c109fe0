// What MPD knows, asked for in portions: songs (all, or those that have changed) and stored playlists.
import { ok, type Result } from "@house-band/contract";
import type { PortFault } from "../../ports.ts";
import type { LibraryTrack } from "../library/catalogue.ts";
import { type MpdConnection, quote } from "./mpd-connection.ts";
import { parseSongs } from "./parse-songs.ts";
import { firstValue } from "./zone-player.ts";

/** MPD drops a client that is sent more than it takes: a portion stays far below that. */
const PORTION = 2_000;
/** A library beyond this is somebody's whole disk. */
const MAX_SONGS = 100_000;
const MAX_PLAYLISTS = 200;

/** Songs whose files have changed since that moment; all of them since 1970. */
export async function listSongs(
  connection: MpdConnection,
  sinceMs: number,
): Promise<Result<readonly LibraryTrack[], PortFault>> {
  const since = `${new Date(sinceMs).toISOString().slice(0, 19)}Z`;
  const filter = quote(`(modified-since '${since}')`);
  const songs: LibraryTrack[] = [];
  for (let from = 0; from < MAX_SONGS; from += PORTION) {
    const listed = await connection.run(`search ${filter} window ${from}:${from + PORTION}`);
    if (!listed.ok) return listed;
    const some = parseSongs(listed.value);
    songs.push(...some);
    if (some.length < PORTION) break;
  }
  return ok(songs);
}

export type StoredPlaylist = { readonly name: string; readonly songs: readonly LibraryTrack[] };

/** Every stored playlist with its songs, in its own order. */
export async function listPlaylists(connection: MpdConnection): Promise<Result<readonly StoredPlaylist[], PortFault>> {
  const listed = await connection.run("listplaylists");
  if (!listed.ok) return listed;
  const names = listed.value.flatMap(([key, value]) => (key === "playlist" ? [value] : []));
  const playlists: StoredPlaylist[] = [];
  for (const name of names.slice(0, MAX_PLAYLISTS)) {
    const songs = await connection.run(`listplaylistinfo ${quote(name)}`);
    if (songs.ok) playlists.push({ name, songs: parseSongs(songs.value) });
    else if (songs.error.code !== "refused") return songs; // one that is broken is left out, the others are not
  }
  return ok(playlists);
}

export type MpdState = { readonly songs: number; readonly isUpdating: boolean };

/** How many songs there are, and whether MPD is still looking for more. */
export async function readState(connection: MpdConnection): Promise<Result<MpdState, PortFault>> {
  const stats = await connection.run("stats");
  if (!stats.ok) return stats;
  const status = await connection.run("status");
  if (!status.ok) return status;
  return ok({
    songs: Number(firstValue(stats.value, "songs") ?? 0),
    isUpdating: firstValue(status.value, "updating_db") !== undefined,
  });
}
