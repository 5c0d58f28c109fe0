// How much later or earlier which speakers shall sound, in the words of a command line. Pure.
import { err, ok, type Result } from "@house-band/contract";
import { namesIn } from "./resolve-names.ts";

export type Nudge = { readonly kind: "nudge"; readonly deltaMs: number; readonly on: readonly string[] };

const EXAMPLE = 'house-band nudge "Fire Pit" +10 (later by 10 ms), or -10 (earlier)';
/** What the contract takes for a nudge. */
const MOST_MS = 500;

/** Names, then how much: `Deck +10`, `Deck, Patio -2.5ms`, `Deck 10 ms later`. Positive: later. */
export function readNudge(words: readonly string[], on: readonly string[]): Result<Nudge, string> {
  const said = words.join(" ");
  const [, named = "", sign = "", digits, word] =
    /^(.*?)\s*([+-]?)(\d+(?:\.\d+)?)\s*(?:ms)?(?:\s+(later|earlier))?$/i.exec(said) ?? [];
  if (digits === undefined) return err(`nudge "${said}": by how much? For example: ${EXAMPLE}`);
  // a bare number does not say which way, and two words for it may contradict one another
  if ((sign === "") === (word === undefined)) return err(`nudge "${said}": later or earlier? For example: ${EXAMPLE}`);
  const names = [...namesIn(named), ...on];
  if (names.length === 0) return err(`which speaker? For example: ${EXAMPLE}`);
  const isEarlier = sign === "-" || word?.toLowerCase() === "earlier";
  const ms = Number(digits);
  if (ms > MOST_MS) return err(`nudge "${said}": at most ${MOST_MS} ms at a time`);
  return ok({ kind: "nudge", deltaMs: isEarlier ? -ms : ms, on: names });
}
