// A request's body to a favourite, or to the name of one, or the field that is wrong with it.
import type { Result } from "@house-band/contract";
import * as z from "zod/mini";
import type { FavouriteFault } from "../memory/favourites.ts";
import { Favourite } from "../sources/favourites.ts";
import type { ControlError } from "./control-error.ts";
import { parseBody } from "./parse-body.ts";

const Named = z.strictObject({ name: Favourite.shape.name });
const [words, stream] = Favourite.shape.plays.def.options;
const Body = z.strictObject({
  ...Favourite.shape,
  plays: z.discriminatedUnion("kind", [z.strictObject(words.shape), z.strictObject(stream.shape)]),
});

export const parseFavourite = (body: unknown): Result<Favourite, ControlError> => parseBody(Body, body);

export const parseFavouriteName = (body: unknown): Result<{ readonly name: string }, ControlError> =>
  parseBody(Named, body);

/** What went wrong with the favourites, as the door tells it. */
export function toControlError({ code, message }: FavouriteFault): ControlError {
  return { code: CODES[code], message };
}

const CODES = {
  full: "BAD_REQUEST",
  unknown: "NOT_FOUND",
  "bad-address": "BAD_REQUEST",
  "not-saved": "NOT_SAVED",
} as const satisfies Record<FavouriteFault["code"], ControlError["code"]>;
