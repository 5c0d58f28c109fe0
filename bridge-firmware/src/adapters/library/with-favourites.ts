// A library that knows people's own names for music, before all else that it knows.
import { err, ok, type Result } from "@house-band/contract";
import type { FindFault, Library, Selection } from "../../ports.ts";
import type { Favourite } from "../../sources/favourites.ts";
import { byWholeName, withoutKind } from "./find-playlist.ts";
import { toKey, toLooseWords, toWords } from "./words.ts";

/**
 * The library, with favourites for words that are the name of one. "My favourites" is the first of them.
 * @param favourites how they are now; what one of them plays is looked up in the library, never among favourites again
 */
export function withFavourites(library: Library, favourites: () => readonly Favourite[]): Library {
  return {
    scan: (onProgress, signal) => library.scan(onProgress, signal),
    state: () => library.state(),
    find(source) {
      if (source.kind !== "request") return library.find(source);
      const favourite = favouriteCalled(favourites(), source.words);
      return favourite === undefined ? library.find(source) : play(favourite, library);
    },
  };
}

/** Do two names sound the same? */
export const isSameName = (one: string, other: string): boolean => keyOf(one) === keyOf(other);

const keyOf = (name: string): string => toKey(toLooseWords(withoutKind(toWords(name))));

function favouriteCalled(favourites: readonly Favourite[], words: string): Favourite | undefined {
  const called = byWholeName(favourites, words, ({ name }) => name);
  return called ?? (ALL_OF_THEM.has(keyOf(words)) ? favourites[0] : undefined);
}

const ALL_OF_THEM: ReadonlySet<string> = new Set(["favourite", "favorite"]);

function play({ name, plays }: Favourite, library: Library): Result<Selection, FindFault> {
  if (plays.kind === "stream") {
    const tracks = [{ path: plays.url, title: name, live: true }];
    return ok({ found: { by: "favourite", title: name, trackCount: 1 }, tracks });
  }
  const found = library.find({ kind: "request", words: plays.words });
  if (!found.ok) return err(found.error);
  const { tracks } = found.value;
  return ok({ found: { by: "favourite", title: name, trackCount: tracks.length }, tracks });
}
