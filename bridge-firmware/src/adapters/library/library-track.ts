// Tags as they were read, made into a track of the library: what can be said is kept, and what is not written anywhere
// is taken from the file's name.
import type { LibraryTrack } from "./catalogue.ts";
import { toSayable } from "./words.ts";

/** As a reader found them, the more important of several values first; empty where there is none. */
export type RawTags = {
  readonly title: readonly string[];
  readonly artists: readonly string[];
  readonly albumArtists: readonly string[];
  readonly album: readonly string[];
  readonly genres: readonly string[];
  readonly year: number | null;
  readonly discNumber: number;
  readonly trackNumber: number;
};

/** @param place where the file lies below the library: what an untagged file is called by. */
export function toLibraryTrack(
  path: string,
  { folders, fileName }: Pick<LibraryTrack, "folders" | "fileName">,
  tags: RawTags,
): LibraryTrack {
  const [title = null] = clean(tags.title);
  const [artist = null] = clean([...tags.artists.slice(0, 1), ...tags.albumArtists]);
  const named = title === null && artist === null ? fromFileName(fileName) : { title: titleOf(fileName), artist };
  return {
    path,
    title: title ?? named.title,
    artist: artist ?? named.artist,
    artists: clean([...tags.artists.slice(1), ...tags.artists.slice(0, 1), ...tags.albumArtists, named.artist ?? ""]),
    album: clean(tags.album)[0] ?? null,
    genres: clean(tags.genres.flatMap((genre) => genre.split(/[;,|/]/u))),
    year: tags.year,
    discNumber: tags.discNumber,
    trackNumber: tags.trackNumber,
    folders,
    fileName,
  };
}

const clean = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.map(toSayable).filter((text) => text !== "")),
];

/** "03 - Miles Davis - So What.flac" */
function fromFileName(fileName: string): { readonly title: string; readonly artist: string | null } {
  const title = titleOf(fileName);
  const [artist, ...rest] = title.split(" - ");
  return artist && rest.length > 0 ? { artist, title: rest.join(" - ") } : { artist: null, title };
}

function titleOf(fileName: string): string {
  const bare = fileName.replace(/\.[^.]+$/u, "").replace(/_/gu, " ");
  return toSayable(bare.replace(/^\d{1,3}\s*[-.)]?\s+(?=\S)/u, "")) || "untitled";
}
