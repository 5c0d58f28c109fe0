// What the model and the session's dynamic entities know of slot values, and what a run of words costs as one.
// Known values are free, words of known values nearly so, any other words are possible at a price.

import { durationAt } from "./durations.ts";
import type { InteractionModel, TypeValue } from "./model.ts";
import type { SlotKind } from "./sample-trie.ts";
import { FILLERS, keyOf, numberAt, toWords, type Word } from "./words.ts";

export type Match = { readonly name: string; readonly id: string | null };
export type DynamicValues = ReadonlyMap<string, ReadonlyMap<string, readonly Match[]>>;

export type SlotItem = {
  readonly from: number;
  readonly to: number;
  /** A value of the list, or of the session's entities. */
  readonly known: boolean;
  /** Neither that, nor made of words that only such values have. */
  readonly guessed: boolean;
};
export type Span = { readonly end: number; readonly cost: number; readonly items: readonly SlotItem[] };

export type TypeEntry = {
  /** Its values may be made of any words. */
  readonly anyWords: boolean;
  readonly byKey: ReadonlyMap<string, readonly Match[]>;
  readonly vocabulary: ReadonlySet<string>;
  /** A short list is an enumeration: Alexa fills it with its own values only. */
  readonly closed: boolean;
  /** The longest value, in words. */
  readonly longest: number;
  readonly longestGuess: number;
  /** Each word that values of this type are made of, in a value that is none of them. */
  readonly familiarCost: number;
};

export type Lexicon = ReadonlyMap<string, TypeEntry>;

const ENUMERATION_SIZE = 30;
const LONGEST_OPEN_VALUE = 9;
/** Nobody calls a group by a sentence. */
const LONGEST_NEW_NAME = 4;
const SEPARATORS: ReadonlySet<string> = new Set(["and", ",", "plus"]);
/** Said of what plays already, so always one of the list: "stop the car" stops no music. */
const LISTED_ONLY: ReadonlySet<string> = new Set(["KIND_OF_MUSIC"]);
/** A place with one of these is two: "the kitchen and twenty on the deck". */
const NOT_IN_PLACES: ReadonlySet<string> = new Set(["in", "on", "at", "to"]);
const ARTICLES: ReadonlySet<string> = new Set(["the", "my", "our"]);
const NOUNS: ReadonlyMap<string, number> = new Map([
  ["speaker", 0.03],
  ["speakers", 0.03],
  ["group", 0.25],
  ["groups", 0.25],
]);
const NUMBER = "AMAZON.NUMBER";
export const DURATION = "AMAZON.DURATION";
/** Titles and invented names may hold any words, and begin with small ones; names of places hardly ever do. */
const ANY_WORDS: ReadonlySet<string> = new Set(["MUSIC", "NEW_NAME"]);
const NEVER_LAST: ReadonlySet<string> = new Set(
  "please now thanks thank for the a an and kindly then alexa in on at but except never mind not".split(" "),
);

/** After a title that is known by itself, these begin something else: "jazz in …". */
const PLACE_FOLLOWS: ReadonlySet<string> = new Set(["in", "on", "at", "over", "through", "everywhere"]);

/** Costs of guessing: starting an open value, each of its words; and what more words of a known value gain. */
const COST = {
  open: 0.45,
  openList: 0.6,
  familiar: 0.12,
  ofNewName: 0.02,
  word: 0.2,
  small: 0.015,
  listGap: 0.12,
  gain: 0.02,
  swallowed: 0.6,
  uncarried: 0.7,
} as const;

export function createLexicon(model: InteractionModel): Lexicon {
  return new Map([...model.types].map(([name, values]) => [name, toEntry(name, values)]));
}

function toEntry(name: string, values: readonly TypeValue[]): TypeEntry {
  const byKey = new Map<string, Match[]>();
  const vocabulary = new Set<string>();
  let longest = 1;
  for (const value of values) {
    for (const text of [value.name.value, ...value.name.synonyms]) {
      const words = toWords(text);
      longest = Math.max(longest, words.length);
      for (const { form } of words) if (!FILLERS.has(form)) vocabulary.add(form);
      const matches = byKey.get(keyOf(words)) ?? [];
      const match = { name: value.name.value, id: value.id ?? null };
      // The value of that very name is the better match than one that merely has it as a synonym.
      if (text === value.name.value) matches.unshift(match);
      else if (!matches.some((other) => other.name === match.name)) matches.push(match);
      byKey.set(keyOf(words), matches);
    }
  }
  const closed = LISTED_ONLY.has(name) || values.length < ENUMERATION_SIZE;
  const isNewName = name === "NEW_NAME";
  const longestGuess = isNewName ? LONGEST_NEW_NAME : LONGEST_OPEN_VALUE;
  const familiarCost = isNewName ? COST.ofNewName : COST.familiar;
  return { anyWords: ANY_WORDS.has(name), byKey, vocabulary, closed, longest, longestGuess, familiarCost };
}

/** Extra price of a word within an open value. */
export type Strangeness = (form: string, anyWords: boolean) => number;

export type SpanFinder = (start: number, kind: number) => readonly Span[];

/** Prices every reading of the words as a value, or list of values, of a slot's type; each is worked out once. */
export function createSpanFinder(
  words: readonly Word[],
  kinds: readonly SlotKind[],
  lexicon: Lexicon,
  dynamic: DynamicValues,
  strangeness: Strangeness,
): SpanFinder {
  const cache: (readonly Span[] | undefined)[] = [];
  const single = (start: number, type: string, base: number): readonly Span[] => {
    if (type === NUMBER) return numberSpans(words, start);
    if (type === DURATION) return durationSpans(words, start);
    const entry = lexicon.get(type);
    return entry ? valueSpans(words, start, entry, dynamic.get(type), base, strangeness) : [];
  };
  return (start, kind) => {
    const key = start * kinds.length + kind;
    const known = cache[key];
    if (known) return known;
    const { type, multiple } = kinds[kind] ?? { type: "", multiple: false };
    const listItems = (at: number): readonly Span[] => single(at, type, COST.openList);
    const spans = multiple ? listSpans(words, start, listItems) : single(start, type, COST.open);
    cache[key] = spans;
    return spans;
  };
}

function numberSpans(words: readonly Word[], start: number): readonly Span[] {
  const number = numberAt(words, start);
  if (!number) return [];
  const end = start + number.length;
  const items = [{ from: start, to: end, known: true, guessed: false }];
  const cost = -COST.gain * number.length;
  const unit = /^(?:percent|percents|points?)$/u.test(words[end]?.form ?? "");
  return unit
    ? [
        { end, cost, items },
        { end: end + 1, cost, items },
      ]
    : [{ end, cost, items }];
}

function durationSpans(words: readonly Word[], start: number): readonly Span[] {
  const duration = durationAt(words, start);
  if (!duration) return [];
  const end = start + duration.length;
  return [{ end, cost: -COST.gain * duration.length, items: [{ from: start, to: end, known: true, guessed: false }] }];
}

function valueSpans(
  words: readonly Word[],
  start: number,
  entry: TypeEntry,
  dynamic: ReadonlyMap<string, readonly Match[]> | undefined,
  base: number,
  strangeness: Strangeness,
): readonly Span[] {
  const spans: Span[] = [];
  const limit = Math.min(words.length, start + Math.max(LONGEST_OPEN_VALUE, entry.longest));
  const carried = words.slice(0, start).some(({ form }) => form !== "," && !FILLERS.has(form));
  let openCost = base;
  let allFamiliar = true;
  let knownSoFar = false;
  let guessable = !entry.closed && canStart(words[start], entry);
  for (let end = start + 1; end <= limit; end += 1) {
    const last = words[end - 1];
    if (!last || last.form === ",") break;
    guessable &&= (entry.anyWords || !NOT_IN_PLACES.has(last.form)) && end - start <= entry.longestGuess;
    const familiar = entry.vocabulary.has(last.form);
    const small = entry.anyWords && FILLERS.has(last.form);
    const strange = strangeness(last.form, entry.anyWords);
    allFamiliar &&= familiar && strange === 0;
    openCost += small
      ? COST.small
      : (familiar ? entry.familiarCost : COST.word) + (entry.anyWords && familiar ? 0 : strange);
    if (entry.anyWords && knownSoFar && PLACE_FOLLOWS.has(last.form)) openCost += COST.swallowed;
    const key = keyOf(words.slice(start, end));
    const known = isKnownKey(key, last, entry, dynamic);
    knownSoFar = known;
    const items = [{ from: start, to: end, known, guessed: !known && !allFamiliar }];
    if (known) spans.push({ end, cost: -COST.gain * (end - start), items });
    else if (guessable && canEnd(last, entry)) {
      const guess = openCost + (carried ? 0 : COST.uncarried);
      spans.push({ end, cost: allFamiliar ? openCost - base + 0.1 : guess, items });
    }
    const noun = NOUNS.get(words[end]?.form ?? "");
    if (known && noun !== undefined && !entry.anyWords) spans.push({ end: end + 1, cost: noun, items });
  }
  return spans;
}

/** A place's possessive or plural is the place: "the deck's", "the patios". */
function isKnownKey(key: string, last: Word, entry: TypeEntry, dynamic: TypeEntry["byKey"] | undefined): boolean {
  const has = (form: string): boolean => entry.byKey.has(form) || dynamic?.has(form) === true;
  return has(key) || (!entry.anyWords && !entry.closed && last.form.endsWith("s") && has(key.slice(0, -1)));
}

const canStart = (word: Word | undefined, entry: TypeEntry): boolean =>
  word !== undefined && (entry.anyWords ? word.form !== "and" : !FILLERS.has(word.form) && !NEVER_LAST.has(word.form));

const canEnd = (word: Word, entry: TypeEntry): boolean =>
  !NEVER_LAST.has(word.form) && (entry.anyWords || !FILLERS.has(word.form));

/** Several values in a row: parted by "and" or a comma, or, where all are known, by nothing at all. */
function listSpans(words: readonly Word[], start: number, itemsAt: (at: number) => readonly Span[]): readonly Span[] {
  const best = new Map<number, Span>();
  const queue: Span[] = itemsAt(start).filter((span) => isKnown(span) || !holdsSeparator(words, span));
  for (let span = queue.shift(); span !== undefined; span = queue.shift()) {
    const other = best.get(span.end);
    if (other && other.cost <= span.cost) continue;
    best.set(span.end, span);
    if (span.items.length >= 12) continue;
    const next = skipSeparators(words, span.end);
    const separated = next < words.length && SEPARATORS.has(words[span.end]?.form ?? "");
    for (const more of itemsAt(next)) {
      if (!isKnown(more) && (!separated || holdsSeparator(words, more))) continue;
      const gap = separated ? 0 : COST.listGap;
      queue.push({ end: more.end, cost: span.cost + more.cost + gap, items: [...span.items, ...more.items] });
    }
  }
  return [...best.values()];
}

const isKnown = (span: Span): boolean => span.items.every((item) => item.known);

const holdsSeparator = (words: readonly Word[], span: Span): boolean =>
  span.items.some(({ from, to }) => words.slice(from, to).some(({ form }) => form === "and" || form === "plus"));

function skipSeparators(words: readonly Word[], from: number): number {
  let at = from;
  while (SEPARATORS.has(words[at]?.form ?? "")) at += 1;
  if (at === from) return ARTICLES.has(words[at]?.form ?? "") ? at + 1 : at;
  while (["the", "my", "our", "in", "on", "by", "at", "also"].includes(words[at]?.form ?? "")) at += 1;
  return at;
}
