// Music that people have given a name of their own: "Sunday mix" is jazz by Miles Davis, "the news" is a station's
// address. A list of the bridge's, in the order in which they were made. Pure.
import * as z from "zod/mini";

/** More than anybody remembers the names of. */
export const MAX_FAVOURITES = 100;
const MAX_NAME_LENGTH = 60;
const MAX_WORDS_LENGTH = 140;
const MAX_URL_LENGTH = 2_000;

const text = (maxLength: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(maxLength),
    // names are spoken and printed
    z.refine((value) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value), { error: "expected text of one line" }),
  );

export const Favourite = z.object({
  /** As people say it. */
  name: text(MAX_NAME_LENGTH).check(
    z.refine((name) => /[\p{L}\p{N}]/u.test(name), { error: "expected a name that can be said" }),
  ),
  plays: z.discriminatedUnion("kind", [
    /** What else they would have to say. */
    z.object({ kind: z.literal("words"), words: text(MAX_WORDS_LENGTH) }),
    /** A radio stream, or a playlist that names one. */
    z.object({ kind: z.literal("stream"), url: text(MAX_URL_LENGTH) }),
  ]),
});
export type Favourite = z.infer<typeof Favourite>;

export const FavouritesDocument = z.object({
  version: z.literal(1),
  favourites: z.array(Favourite).check(z.maxLength(MAX_FAVOURITES)),
});
export type FavouritesDocument = z.infer<typeof FavouritesDocument>;

/** The list with this one in it: in the place of one that is called the same, else at its end. Null where it is full. */
export function withFavourite(
  favourites: readonly Favourite[],
  favourite: Favourite,
  isSame: SameName,
): readonly Favourite[] | null {
  const isIt = ({ name }: Favourite): boolean => isSame(name, favourite.name);
  if (favourites.some(isIt)) return favourites.map((one) => (isIt(one) ? favourite : one));
  return favourites.length < MAX_FAVOURITES ? [...favourites, favourite] : null;
}

/** The list without the one of this name; null where there is none. */
export function withoutFavourite(
  favourites: readonly Favourite[],
  name: string,
  isSame: SameName,
): readonly Favourite[] | null {
  const left = favourites.filter((one) => !isSame(one.name, name));
  return left.length < favourites.length ? left : null;
}

/** Whether two names sound the same. */
export type SameName = (one: string, other: string) => boolean;
