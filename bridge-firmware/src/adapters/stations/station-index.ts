// Thousands of stations, found by their words at once: a whole name before a kind of music before a part of a name, and
// of equals the one that more people listen to. Made in slices, so that whoever waits for the daemon does not notice.
import type { StationMatch } from "../../ports.ts";
import type { Station } from "../../sources/stations.ts";
import { withoutKind } from "../library/find-playlist.ts";
import { genreKey, namesNothing, toKey, toLooseWords, toWords } from "../library/words.ts";

export type StationIndex = {
  /** The likeliest first, {@link MAX_MATCHES} at most. */
  find(text: string): readonly StationMatch[];
};

export const MAX_MATCHES = 5;

/** Some milliseconds of work. */
const SLICE = 100;

/** Places in the list, in its order. */
type Places = Map<string, number[]>;
type Shelves = { readonly names: Places; readonly tags: Places; readonly words: Places };

/** @param stations the most popular first */
export async function createStationIndex(stations: readonly Station[]): Promise<StationIndex> {
  const shelves: Shelves = { names: new Map(), tags: new Map(), words: new Map() };
  const keyOfTag = memoised(tagKey);
  for (const [place, station] of stations.entries()) {
    if (place % SLICE === SLICE - 1) await letOthersRun();
    for (const key of nameKeys(station.name)) put(shelves.names, key, place, MAX_MATCHES);
    for (const key of new Set(station.tags.map(keyOfTag))) put(shelves.tags, key, place, MAX_MATCHES);
    for (const word of new Set(partWords(station.name))) put(shelves.words, word, place, Number.POSITIVE_INFINITY);
  }
  return { find: (text) => findIn(stations, shelves, text) };
}

function findIn(stations: readonly Station[], shelves: Shelves, text: string): readonly StationMatch[] {
  const found = new Map<number, StationMatch>();
  const add = (by: StationMatch["by"], places: readonly number[] | undefined): void => {
    for (const place of places ?? []) {
      const station = stations[place];
      if (station && !found.has(place)) found.set(place, { by, station });
    }
  };
  for (const key of nameKeys(text)) add("name", shelves.names.get(key));
  // "some music" describes no station; one may be called so
  const isVague = namesNothing(toWords(text));
  if (!isVague) add("tag", shelves.tags.get(tagKey(text)));
  if (!isVague && found.size < MAX_MATCHES) add("part", placesOfAll(shelves.words, partWords(text)));
  return [...found.values()].slice(0, MAX_MATCHES);
}

/** From word for word to loosely: "the jazz radio" is first "Jazz Radio", then whatever else is called jazz. */
function nameKeys(name: string): readonly string[] {
  const words = toWords(name);
  const core = withoutKind(words);
  return [`all ${toKey(words)}`, `core ${toKey(core)}`, `loose ${toKey(toLooseWords(core))}`];
}

const tagKey = (text: string): string => genreKey(toKey(toLooseWords(withoutKind(toWords(text)))));

const partWords = (text: string): readonly string[] => toLooseWords(withoutKind(toWords(text)));

/** Where all of the words are, the first few places; the rarest word leads. */
function placesOfAll(places: Places, words: readonly string[]): readonly number[] {
  const [rarest = [], ...others] = words
    .map((word) => places.get(word) ?? [])
    .sort((one, other) => one.length - other.length);
  const alsoIn = others.map((other) => new Set(other));
  return rarest.filter((place) => alsoIn.every((one) => one.has(place))).slice(0, MAX_MATCHES);
}

function put(places: Places, key: string, place: number, atMost: number): void {
  const known = places.get(key);
  if (known === undefined) places.set(key, [place]);
  else if (known.length < atMost) known.push(place);
}

/** The same few thousand tags come again and again. */
function memoised(make: (text: string) => string): (text: string) => string {
  const made = new Map<string, string>();
  return (text) => {
    const key = made.get(text) ?? make(text);
    made.set(text, key);
    return key;
  };
}

const letOthersRun = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
