// The home's favourites as this bridge keeps them: what is told as kept would survive a power cut.
import { err, ok, type Result } from "@house-band/contract";
import type { Log, Store } from "../ports.ts";
import {
  type Favourite,
  FavouritesDocument,
  MAX_FAVOURITES,
  type SameName,
  withFavourite,
  withoutFavourite,
} from "../sources/favourites.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { createTurnstile } from "../turnstile.ts";
import { loadDocument } from "./recall.ts";
import { keepUnknownKeys } from "./unknown-keys.ts";

export interface Favourites {
  /** In the order in which they were made. */
  list(): readonly Favourite[];
  /** Resolves when it is kept; one that is called the same is replaced. */
  keep(favourite: Favourite): Promise<Result<void, FavouriteFault>>;
  /** Resolves when it is gone. */
  remove(name: string): Promise<Result<void, FavouriteFault>>;
}

export type FavouriteFault = {
  readonly code: "full" | "unknown" | "bad-address" | "not-saved";
  /** For people. */
  readonly message: string;
};

/** Of a bridge that keeps none. */
export const NO_FAVOURITES: Favourites = {
  list: () => [],
  keep: async () => fault("not-saved", "this bridge keeps no favourites"),
  remove: async (name) => fault("unknown", `no favourite is called "${name}"`),
};

export type FavouriteRules = {
  readonly isSame: SameName;
  /** Whether this bridge could play the stream at this address, as far as the address tells; else a sentence. */
  readonly checkStream: (url: string) => Result<unknown, string>;
};

/** Reads them once. A document that can't be read is left aside, and said in the log. */
export async function openFavourites(
  ports: { readonly store: Store; readonly log: Log },
  { isSame, checkStream }: FavouriteRules,
): Promise<Favourites> {
  const store = keepUnknownKeys(ports.store);
  const inTurn = createTurnstile();
  const there = await store.load("favourites");
  const read = (raw: unknown) => FavouritesDocument.safeParse(raw);
  const document = await loadDocument(
    { store: { ...store, load: async () => there }, log: ports.log },
    "favourites",
    read,
  );
  /** A later version may have written them, or the disk fails: what is there is not to be lost. */
  const isUnreadable = document === null && !(there.ok && there.value === null);
  let now: readonly Favourite[] = document?.favourites ?? [];

  async function save(favourites: readonly Favourite[]): Promise<Result<void, FavouriteFault>> {
    if (isUnreadable) return fault("not-saved", "the favourites that are kept can't be read: see house-band logs");
    const saved = await store.save("favourites", toDocument(favourites));
    if (!saved.ok) return fault("not-saved", `the favourites can't be saved: ${saved.error.message}`);
    now = favourites;
    return ok(undefined);
  }

  return {
    list: () => now,
    keep: (favourite) =>
      inTurn(async () => {
        const { plays } = favourite;
        const playable = plays.kind === "stream" ? checkStream(plays.url) : ok(undefined);
        if (!playable.ok) return fault("bad-address", playable.error);
        const next = withFavourite(now, favourite, isSame);
        if (next === null) return fault("full", `there are ${MAX_FAVOURITES} favourites already: remove one first`);
        return save(next);
      }),
    remove: (name) =>
      inTurn(async () => {
        if (isUnreadable) return save(now);
        const next = withoutFavourite(now, name, isSame);
        if (next !== null) return save(next);
        const names = now.map((favourite) => favourite.name);
        return fault("unknown", `no favourite is called "${name}"${didYouMean(name, names)}`);
      }),
  };
}

const toDocument = (favourites: readonly Favourite[]): FavouritesDocument => ({
  version: 1,
  favourites: [...favourites],
});

const fault = (code: FavouriteFault["code"], message: string): Result<never, FavouriteFault> => err({ code, message });
