// Whether what was heard is one of a home's names: normalise, compare, and only then by sound and by distance.
// Decides nothing about speakers or groups; two names that are equally near are both handed back.
import { toNameKey } from "@house-band/contract";
import levenshtein from "damerau-levenshtein";
import { doubleMetaphone } from "double-metaphone";

export type NameMatch<T> =
  | { readonly kind: "one"; readonly item: T }
  | { readonly kind: "several"; readonly items: readonly T[] }
  | { readonly kind: "none" };

type Named = { readonly name: string };

/** Words that say what a thing is, not which one. */
const GENERIC = new Set(["speaker", "speakers", "group", "groups", "zone", "zones"]);
const ARTICLES = new Set(["the", "my", "our", "a", "an", "all", "both", "in", "on", "at", "please", "of"]);

const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"].map(
    (word, number) => [word, String(number)],
  ),
);

/**
 * Looks a heard name up among named things. Exact forms first, then part of a name ("counter" for "Kitchen Counter"),
 * then sound, then at most two slips of the tongue, fewer for short names. A tie is never broken by guessing.
 */
export function matchName<T extends Named>(items: readonly T[], heard: string): NameMatch<T> {
  for (const step of [byKey, bySpokenForm, bySingular, byPart, bySound, byDistance]) {
    const found = step(items, heard);
    if (found.length === 1 && found[0]) return { kind: "one", item: found[0] };
    if (found.length > 1) return { kind: "several", items: found };
  }
  return { kind: "none" };
}

/** The same name to the ear: accents, capitals, punctuation, spaces and articles don't count. */
export function byKey<T extends Named>(items: readonly T[], heard: string): readonly T[] {
  const key = toNameKey(heard);
  return key === "" ? [] : items.filter((item) => toNameKey(item.name) === key);
}

function bySpokenForm<T extends Named>(items: readonly T[], heard: string): readonly T[] {
  const form = spokenWords(heard).join("");
  return form === "" ? [] : items.filter((item) => spokenWords(item.name).join("") === form);
}

function bySingular<T extends Named>(items: readonly T[], heard: string): readonly T[] {
  const form = singularWords(heard).join("");
  return form === "" ? [] : items.filter((item) => singularWords(item.name).join("") === form);
}

/** Every word heard is a word of the name, or the other way round for names of two words and more. */
function byPart<T extends Named>(items: readonly T[], heard: string): readonly T[] {
  const words = singularWords(heard);
  if (words.join("").length < 4) return [];
  const within = items.filter((item) => isSubset(words, singularWords(item.name)));
  if (within.length > 0) return within;
  return items.filter((item) => {
    const name = singularWords(item.name);
    return name.length > 1 && isSubset(name, words);
  });
}

function bySound<T extends Named>(items: readonly T[], heard: string): readonly T[] {
  const form = spokenWords(heard).join("");
  if (!isLatin(form) || form.length < 4) return [];
  const sound = doubleMetaphone(form)[0];
  if (sound.length < 2) return [];
  return items.filter((item) => {
    const name = spokenWords(item.name).join("");
    if (!isLatin(name) || doubleMetaphone(name)[0] !== sound) return false;
    return levenshtein(name, form).steps <= Math.max(1, Math.floor(name.length / 3));
  });
}

function byDistance<T extends Named>(items: readonly T[], heard: string): readonly T[] {
  const form = spokenWords(heard).join("");
  const near = items
    .map((item) => ({ item, name: spokenWords(item.name).join("") }))
    .map(({ item, name }) => ({ item, steps: levenshtein(name, form).steps, allowed: slipsAllowed(name, form) }))
    .filter(({ steps, allowed }) => steps <= allowed);
  const nearest = Math.min(...near.map(({ steps }) => steps));
  return near.filter(({ steps }) => steps === nearest).map(({ item }) => item);
}

/** Short names differ by one sound ("deck", "desk"): no slip there, two only from six letters on. */
function slipsAllowed(name: string, heard: string): number {
  const shorter = Math.min(name.length, heard.length);
  if (shorter <= 4) return 0;
  return Math.max(name.length, heard.length) >= 6 ? 2 : 1;
}

function plainWords(text: string): readonly string[] {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/(\p{L})['’]s?(?!\p{L})/gu, "$1s")
    .replace(/['’]/gu, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => NUMBER_WORDS.get(word) ?? word);
}

function spokenWords(text: string): readonly string[] {
  const words = plainWords(text).filter((word) => !ARTICLES.has(word));
  const specific = words.filter((word) => !GENERIC.has(word));
  return specific.length > 0 ? specific : words;
}

const singularWords = (text: string): readonly string[] =>
  spokenWords(text).map((word) => (word.length > 3 && word.endsWith("s") ? word.slice(0, -1) : word));

const isSubset = (words: readonly string[], of: readonly string[]): boolean =>
  words.length > 0 && words.every((word) => of.includes(word));

const isLatin = (text: string): boolean => /^[a-z0-9]+$/u.test(text);
