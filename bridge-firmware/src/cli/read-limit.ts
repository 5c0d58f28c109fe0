// Who is never to be louder than what, in the words of a command line. Pure.
import { err, ok, type Result } from "@house-band/contract";
import { namesIn } from "./resolve-names.ts";

export type Limit = { readonly kind: "limit"; readonly capPercent: number; readonly on: readonly string[] };

const EXAMPLE = 'house-band limit "Fire Pit" 60, or 100 for none';

/** Names, then how loud at most: `Patio 60`, `Deck, Patio 60%`. Nobody is limited for want of a name, nor by the 2 of "Patio 2". */
export function readLimit(words: readonly string[], on: readonly string[]): Result<Limit, string> {
  const said = words.join(" ");
  const isApart = words.length > 1 && words.at(-1) === "%";
  const last = isApart ? words.slice(-2).join("") : (words.at(-1) ?? "");
  const [, digits] = /^(\d{1,9})\s*%?$/.exec(last) ?? [];
  if (digits === undefined) return err(`limit "${said}": how loud at most? For example: ${EXAMPLE}`);
  const capPercent = Number(digits);
  if (capPercent < 1 || capPercent > 100) return err(`limit "${said}": expected 1 to 100. For example: ${EXAMPLE}`);
  const names = [...namesIn(words.slice(0, isApart ? -2 : -1).join(" ")), ...on];
  return names.length > 0
    ? ok({ kind: "limit", capPercent, on: names })
    : err(`which speaker? For example: ${EXAMPLE}`);
}
