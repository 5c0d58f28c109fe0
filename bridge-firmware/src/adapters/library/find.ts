// What words mean in a library. A row of small finders, the surest first; each steps aside where it has no answer.
// Pure. Words that fit nothing find nothing: something else than what was asked for is never played instead.
import type { Found } from "@house-band/contract";
import type { Selection } from "../../ports.ts";
import { type Catalogue, type Entry, SHELVES, type ShelfName } from "./catalogue.ts";
import {
  genreKey,
  isMood,
  isUnspaced,
  namesNothing,
  stripFillers,
  toKey,
  toLooseWords,
  toSayable,
  toWords,
  toYears,
  withoutYears,
} from "./words.ts";

/** More than a day of music: of a larger selection every n-th track is taken, so that all of it has its share. */
const MAX_SELECTED_TRACKS = 1_000;

/** Tracks by their index, with what they are to be called. */
type Match = { readonly by: Found["by"]; readonly title: string; readonly tracks: readonly number[] };

type Query = {
  /** As they were said. */
  readonly text: string;
  readonly words: readonly string[];
  /** Without "some" and "music", where that leaves anything. */
  readonly core: readonly string[];
};

type Finder = (catalogue: Catalogue, query: Query) => Match | null;

const FINDERS: readonly Finder[] = [
  exactly,
  asHinted,
  anything,
  fromYears,
  loosely,
  inPart,
  byAnyWords,
  byLetters,
  byMood,
];

/** The tracks that the words ask for, or null where nothing in the library answers to them. */
export function findWords(catalogue: Catalogue, text: string): Selection | null {
  const words = toWords(text);
  const core = stripFillers(words);
  const query = { text, words, core: core.length > 0 ? core : words };
  if (words.length === 0) return null;
  for (const find of FINDERS) {
    const match = find(catalogue, query);
    if (match && match.tracks.length > 0) return toSelection(catalogue, match);
  }
  return null;
}

/** The whole library, in its order. */
export function findAnything(catalogue: Catalogue): Selection {
  return toSelection(catalogue, everything(catalogue));
}

/** The whole name of something, word for word; as it was said first, for a song may be called "Some Music". */
function exactly(catalogue: Catalogue, { words, core }: Query): Match | null {
  for (const key of [toKey(words), toKey(core)]) {
    const match = onShelves(catalogue, SHELVES, (entry) => entry.key === key);
    if (match) return match;
  }
  return null;
}

/** "some music": no song of that name, and no name at all. */
function anything(catalogue: Catalogue, { words }: Query): Match | null {
  return namesNothing(words) ? everything(catalogue) : null;
}

/** "the album …", "songs by …", "… by …": people say themselves what they mean. */
function asHinted(catalogue: Catalogue, { words }: Query): Match | null {
  const phrase = words.join(" ");
  for (const { pattern, shelf } of HINTS) {
    const name = pattern.exec(phrase)?.groups?.name;
    const match = name === undefined ? null : nameOrPart(catalogue, [shelf], name);
    if (match) return match;
  }
  const { work, artist } = /^(?<work>.+) (?:by|from) (?<artist>.+)$/u.exec(phrase)?.groups ?? {};
  if (work === undefined || artist === undefined) return null;
  const theirs = nameOrPart(catalogue, ["artist"], artist);
  if (!theirs) return null;
  if (namesNothing(work.split(" "))) return theirs;
  const works = nameOrPart(catalogue, ["title", "album", "genre"], work);
  return works && { ...works, tracks: works.tracks.filter((track) => theirs.tracks.includes(track)) };
}

const HINTS = [
  { shelf: "title", pattern: /^(?:play )?(?:the )?(?:song|track|title|tune)(?: called| named)? (?<name>.+)$/u },
  { shelf: "album", pattern: /^(?:play )?(?:the )?(?:album|record)(?: called| named)? (?<name>.+)$/u },
  { shelf: "album", pattern: /^(?:the )?(?<name>.+) (?:album|record)$/u },
  { shelf: "artist", pattern: /^(?:the )?(?:artist|band|singer|group)(?: called| named)? (?<name>.+)$/u },
  { shelf: "genre", pattern: /^(?:the )?genre (?<name>.+)$/u },
  { shelf: "folder", pattern: /^(?:the )?folder(?: called| named)? (?<name>.+)$/u },
] as const satisfies readonly { shelf: ShelfName; pattern: RegExp }[];

/** "90s", "nineties rock", "music from 1985": years, of everything or of whatever the other words name. */
function fromYears(catalogue: Catalogue, { text, words }: Query): Match | null {
  const years = words.map(toYears).find((span) => span !== null);
  if (!years) return null;
  const [first, last] = years;
  const rest = withoutYears(words);
  const among = rest.length === 0 ? null : nameOrPart(catalogue, SHELVES, rest.join(" "));
  if (rest.length > 0 && !among) return null;
  const tracks = (among ?? everything(catalogue)).tracks.filter((index) => {
    const year = catalogue.tracks[index]?.year ?? 0;
    return year >= first && year <= last;
  });
  return { by: "words", title: text, tracks };
}

/** The whole name, but for plurals, articles and spellings: "beatle" finds The Beatles. */
function loosely(catalogue: Catalogue, { core }: Query): Match | null {
  return named(catalogue, SHELVES, core.join(" "));
}

/** A part of one name: "coltrane". Where two names have that part, neither is meant more than the other. */
function inPart(catalogue: Catalogue, { core }: Query): Match | null {
  return partOf(catalogue, SHELVES, toLooseWords(core));
}

/** Every track on which all the words are written, wherever. */
function byAnyWords(catalogue: Catalogue, { text, core }: Query): Match | null {
  const words = toLooseWords(core);
  const fits = (written: ReadonlySet<string> | undefined) => words.every((word) => written?.has(word));
  const tracks = catalogue.tracks.flatMap((_, index) => (fits(catalogue.wordsOf[index]) ? [index] : []));
  return { by: "words", title: text, tracks };
}

/** The same for scripts that put no space between words. */
function byLetters(catalogue: Catalogue, { text, core }: Query): Match | null {
  const letters = toKey(core);
  if (!isUnspaced(letters) || letters.length < 2) return null;
  const tracks = catalogue.tracks.flatMap((_, index) =>
    catalogue.unspacedOf[index]?.includes(letters) ? [index] : [],
  );
  return { by: "words", title: text, tracks };
}

/** "relaxing jazz", "jazz for dinner": a genre, and words that only say how it should feel. */
function byMood(catalogue: Catalogue, { words }: Query): Match | null {
  const rest = words.filter((word) => !isMood(word));
  if (rest.length === 0 || rest.length === words.length) return null;
  return named(catalogue, ["genre"], rest.join(" "));
}

const nameOrPart = (catalogue: Catalogue, shelves: readonly ShelfName[], name: string): Match | null =>
  named(catalogue, shelves, name) ?? partOf(catalogue, shelves, toLooseWords(toWords(name)));

/** The first shelf with names that contain all the words decides; of genres all of those, else the only one. */
function partOf(catalogue: Catalogue, shelves: readonly ShelfName[], words: readonly string[]): Match | null {
  for (const shelf of shelves) {
    const fitting = catalogue.shelves[shelf].filter((entry) => words.every((word) => entry.looseWords.has(word)));
    if (fitting.length === 0) continue;
    if (shelf === "genre") return unite("genre", fitting);
    return fitting.length === 1 ? unite(shelf, fitting) : null;
  }
  return null;
}

/** What is called like this on one of the shelves, loosely; a genre brings the genres that contain it. */
function named(catalogue: Catalogue, shelves: readonly ShelfName[], name: string): Match | null {
  const words = toLooseWords(toWords(name));
  const looseKey = toKey(words);
  return (
    onShelves(catalogue, shelves, (entry) => entry.looseKey === looseKey) ??
    onShelves(catalogue, shelves.includes("genre") ? ["genre"] : [], (entry) => entry.looseKey === genreKey(looseKey))
  );
}

function onShelves(catalogue: Catalogue, shelves: readonly ShelfName[], fits: (entry: Entry) => boolean): Match | null {
  for (const shelf of shelves) {
    const fitting = catalogue.shelves[shelf].filter(fits);
    const [first] = fitting;
    if (!first) continue;
    if (shelf !== "genre") return unite(shelf, fitting);
    const family = catalogue.shelves.genre.filter((entry) =>
      [...first.looseWords].every((word) => entry.looseWords.has(word)),
    );
    return { ...unite("genre", [...new Set([...fitting, ...family])]), title: first.name };
  }
  return null;
}

const everything = (catalogue: Catalogue): Match => ({
  by: "anything",
  title: "your music",
  tracks: catalogue.tracks.map((_, index) => index),
});

function unite(shelf: ShelfName, entries: readonly Entry[]): Match {
  const tracks = [...new Set(entries.flatMap((entry) => entry.tracks))].sort((one, other) => one - other);
  return { by: shelf === "folder" ? "words" : shelf, title: entries[0]?.name ?? "", tracks };
}

function toSelection(catalogue: Catalogue, { by, title, tracks }: Match): Selection {
  const chosen = spread(tracks).flatMap((index) => catalogue.tracks[index] ?? []);
  const artists = new Set(chosen.map((track) => track.artist));
  const [artist] = artists;
  const single = (by === "album" || by === "title") && artists.size === 1 && artist;
  return {
    found: { by, title: toSayable(title), trackCount: chosen.length, ...(single ? { artist: toSayable(single) } : {}) },
    tracks: chosen.map((track) => ({
      path: track.path,
      title: track.title,
      ...(track.artist === null ? {} : { artist: track.artist }),
    })),
  };
}

function spread(tracks: readonly number[]): readonly number[] {
  if (tracks.length <= MAX_SELECTED_TRACKS) return tracks;
  const step = tracks.length / MAX_SELECTED_TRACKS;
  return Array.from({ length: MAX_SELECTED_TRACKS }, (_, place) => tracks[Math.floor(place * step)] ?? 0);
}
