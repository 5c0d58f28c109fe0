// A claim's code as people say it: digits, alone or in groups, or words for digits.
import { CLAIM_CODE_DIGITS } from "@house-band/contract";

const DIGITS = new Map(
  ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].map((word, digit) => [word, digit]),
);
const NOUGHTS: ReadonlySet<string> = new Set(["oh", "o", "nought"]);
/** Between the groups of a code. */
const SMALL: ReadonlySet<string> = new Set(["and", "then", "dash"]);

/** @returns its digits, or null where these words are no code */
export function parseClaimCode(text: string): string | null {
  const words = text
    .toLowerCase()
    .split(/[\s,.-]+/u)
    .filter((word) => word !== "" && !SMALL.has(word));
  const digits = words.map((word) => (NOUGHTS.has(word) ? "0" : String(DIGITS.get(word) ?? word))).join("");
  return /^\d+$/u.test(digits) && digits.length === CLAIM_CODE_DIGITS ? digits : null;
}
