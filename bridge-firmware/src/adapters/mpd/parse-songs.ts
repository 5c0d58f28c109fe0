// MPD's songs as tracks of the library. @see MPD "Protocol": song metadata, tags

import type { LibraryTrack } from "../library/catalogue.ts";
import { type RawTags, toLibraryTrack } from "../library/library-track.ts";
import type { MpdPair } from "./mpd-connection.ts";

/** One song after the other, each from its `file` on; what is no song is left out. */
export function parseSongs(pairs: readonly MpdPair[]): readonly LibraryTrack[] {
  const songs: { readonly uri: string; readonly tags: Map<string, string[]> }[] = [];
  for (const [key, value] of pairs) {
    if (key === "file") songs.push({ uri: value, tags: new Map() });
    else {
      const tags = songs.at(-1)?.tags;
      tags?.set(key, [...(tags.get(key) ?? []), value]);
    }
  }
  return songs.map(({ uri, tags }) => {
    const folders = uri.split("/");
    const fileName = folders.pop() ?? uri;
    return toLibraryTrack(uri, { folders, fileName }, rawTags(tags));
  });
}

function rawTags(tags: ReadonlyMap<string, readonly string[]>): RawTags {
  const all = (key: string): readonly string[] => tags.get(key) ?? [];
  const year = /\d{4}/u.exec(all("OriginalDate")[0] ?? all("Date")[0] ?? "")?.[0];
  return {
    title: all("Title"),
    artists: all("Artist"),
    albumArtists: all("AlbumArtist"),
    album: all("Album"),
    genres: all("Genre"),
    year: year === undefined ? null : Number(year),
    discNumber: leadingNumber(all("Disc")[0]),
    trackNumber: leadingNumber(all("Track")[0]),
  };
}

/** "3/12" is the third. */
const leadingNumber = (text: string | undefined): number => Number(/^\d+/u.exec(text ?? "")?.[0] ?? 0);
