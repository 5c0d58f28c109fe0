// The library's tracks in the order they play, and shelves by which they are found. Pure: files are read elsewhere.
import { assertNever } from "@house-band/contract";
import { genreKey, isUnspaced, toKey, toLooseWords, toWords } from "./words.ts";

/** A file that can be played, and what is known of it. */
export type LibraryTrack = {
  readonly path: string;
  readonly title: string;
  readonly artist: string | null;
  /** Everyone it may be asked for by: its artists, and the album's. */
  readonly artists: readonly string[];
  readonly album: string | null;
  readonly genres: readonly string[];
  readonly year: number | null;
  readonly discNumber: number;
  readonly trackNumber: number;
  /** The folders it lies in, below the library's own; the last one holds the file. */
  readonly folders: readonly string[];
  readonly fileName: string;
};

export const SHELVES = ["genre", "artist", "album", "title", "folder"] as const;
export type ShelfName = (typeof SHELVES)[number];

/** One genre, artist, album, title or folder: its tracks by their index, in playing order. */
export type Entry = {
  readonly name: string;
  readonly key: string;
  readonly looseKey: string;
  readonly looseWords: ReadonlySet<string>;
  readonly tracks: number[];
};

export type Catalogue = {
  readonly tracks: readonly LibraryTrack[];
  readonly shelves: Readonly<Record<ShelfName, readonly Entry[]>>;
  /** All that is written on a track, as loose words. */
  readonly wordsOf: readonly ReadonlySet<string>[];
  /** The same as one string, for scripts without spaces; empty where it has none of those. */
  readonly unspacedOf: readonly string[];
};

/** Orders the tracks and puts each on every shelf it belongs to. */
export function createCatalogue(unordered: readonly LibraryTrack[]): Catalogue {
  const tracks = [...unordered]
    .map((track) => ({ track, rank: rankOf(track) }))
    .sort((a, b) => compare(a.rank, b.rank));
  const ordered = tracks.map(({ track }) => track);
  const texts = ordered.map((track) => SHELVES.flatMap((shelf) => namesOn(track, shelf)).concat(track.fileName));
  return {
    tracks: ordered,
    shelves: {
      genre: fillShelf(ordered, "genre"),
      artist: fillShelf(ordered, "artist"),
      album: fillShelf(ordered, "album"),
      title: fillShelf(ordered, "title"),
      folder: fillShelf(ordered, "folder"),
    },
    wordsOf: texts.map((names) => new Set(names.flatMap((name) => toLooseWords(toWords(name))))),
    unspacedOf: texts.map((names) => (names.some(isUnspaced) ? toKey(names.flatMap(toWords)) : "")),
  };
}

function fillShelf(tracks: readonly LibraryTrack[], shelf: ShelfName): readonly Entry[] {
  const entries = new Map<string, Entry>();
  tracks.forEach((track, index) => {
    for (const name of namesOn(track, shelf)) {
      const entry = toEntry(name, shelf);
      if (entry.key === "") continue;
      const known = entries.get(entry.key) ?? entry;
      entries.set(entry.key, known);
      if (known.tracks.at(-1) !== index) known.tracks.push(index);
    }
  });
  return [...entries.values()];
}

function toEntry(name: string, shelf: ShelfName): Entry {
  const words = toWords(name);
  const looseWords = toLooseWords(words);
  const looseKey = toKey(looseWords);
  return {
    name,
    key: toKey(words),
    looseKey: shelf === "genre" ? genreKey(looseKey) : looseKey,
    looseWords: new Set(looseWords),
    tracks: [],
  };
}

function namesOn(track: LibraryTrack, shelf: ShelfName): readonly string[] {
  switch (shelf) {
    case "genre":
      return track.genres;
    case "artist":
      return track.artists;
    case "album":
      return track.album === null ? [] : [track.album];
    case "title":
      return [track.title];
    case "folder":
      return track.folders;
    default:
      return assertNever(shelf);
  }
}

type Rank = readonly (string | number)[];

/** By artist, album, disc and number; what says none of these, by where it lies. */
const rankOf = (track: LibraryTrack): Rank => [
  toKey(toWords(track.artist ?? track.folders.join(" "))),
  toKey(toWords(track.album ?? "")),
  track.discNumber,
  track.trackNumber,
  toKey(toWords(track.title)),
  track.path,
];

function compare(one: Rank, other: Rank): number {
  for (const [index, mine] of one.entries()) {
    const theirs = other[index] ?? 0;
    if (mine < theirs) return -1;
    if (mine > theirs) return 1;
  }
  return 0;
}
