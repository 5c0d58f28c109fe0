// Playlists by their name: word for word first, then loosely, then by a part that only one of them has. Pure.
import { err, ok, type Result } from "@house-band/contract";
import type { Selection } from "../../ports.ts";
import type { LibraryTrack } from "./catalogue.ts";
import { stripFillers, toKey, toLooseWords, toSayable, toWords } from "./words.ts";

export type Playlist = { readonly name: string; readonly songs: readonly LibraryTrack[] };

/** More than anybody listens to at a stretch. */
const MAX_TRACKS = 1_000;

/** The playlist that the words name, in its own order. */
export function findPlaylist(playlists: readonly Playlist[], text: string): Result<Selection, "NO_SOURCE"> {
  const playlist = byName(playlists, text, ({ name }) => name);
  const tracks = playlist ? toTracks(playlist.songs).slice(0, MAX_TRACKS) : [];
  if (!playlist || tracks.length === 0) return err("NO_SOURCE");
  const found = { by: "playlist", title: toSayable(playlist.name), trackCount: tracks.length } as const;
  return ok({ found, tracks });
}

/** The one thing that is called like this, or whose name holds all the words when no other's does. */
export function byName<T>(things: readonly T[], text: string, nameOf: (thing: T) => string): T | undefined {
  const said = withoutKind(toWords(text));
  const loose = toLooseWords(said);
  const named = things.map((thing) => ({ thing, words: withoutKind(toWords(nameOf(thing))) }));
  const exact = named.find(({ words }) => toKey(words) === toKey(said));
  const loosely = exact ?? named.find(({ words }) => toKey(toLooseWords(words)) === toKey(loose));
  if (loosely) return loosely.thing;
  const holding = named.filter(({ words }) => loose.every((word) => toLooseWords(words).includes(word)));
  return loose.length > 0 && holding.length === 1 ? holding[0]?.thing : undefined;
}

/** "my playlist summer", "the summer playlist" and "radio summer": what it is called, without what it is. */
function withoutKind(words: readonly string[]): readonly string[] {
  const core = stripFillers(words);
  const named = core.filter((word) => !KINDS.has(word));
  return named.length > 0 ? named : words;
}

const KINDS: ReadonlySet<string> = new Set(["playlist", "radio", "station", "channel"]);

/** Songs as the engine plays them. Addresses of the web are streams; any other scheme is nobody's music. */
export function toTracks(songs: readonly LibraryTrack[]): Selection["tracks"] {
  return songs.flatMap(({ path, title, artist }) => {
    const isStream = /^https?:/iu.test(path);
    if (!isStream && /^(?:[a-z][a-z0-9+.-]*:|\/)/iu.test(path)) return [];
    return [{ path, title, ...(artist === null ? {} : { artist }), ...(isStream ? { live: true } : {}) }];
  });
}
