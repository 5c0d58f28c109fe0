// What a word of an utterance costs where no sample has it: little for politeness, much for what another skill is asked.
import type { Lexicon } from "./lexicon.ts";
import { FOREIGN_WEIGHT, type SampleTrie, weightOf } from "./sample-trie.ts";
import { FILLERS, numberAt, type Word } from "./words.ts";

const UNKNOWN_WORD_COST = 1.05;
/** Left out, these turn an order into its opposite. */
const NEGATIONS: ReadonlySet<string> = new Set(["not", "never", "except", "without", "but", "nor", "neither"]);
/** "Down to twenty" and "down by twenty" differ in this word alone. */
const BEFORE_NUMBERS: ReadonlySet<string> = new Set(["to", "at", "by"]);
const BEFORE_NUMBER_COST = 0.8;
/** Who says "all" means all. */
const QUANTIFIERS: ReadonlySet<string> = new Set(["all", "every", "everything", "both", "each"]);
const QUANTIFIER_COST = 0.7;
const VALUE_WORD_COST = 0.9;
/** Kinds of music and places are the point of an order: a reading that drops one misses it. */
const VALUE_COST = 1.5;

/** The price of a word as one too many. */
export function insertionCost(trie: SampleTrie, lexicon: Lexicon, words: readonly Word[], at: number): number {
  const form = words[at]?.form ?? "";
  if (BEFORE_NUMBERS.has(form) && numberAt(words, at + 1)) return BEFORE_NUMBER_COST;
  if (form === "," || FILLERS.has(form)) return 0.02;
  if (NEGATIONS.has(form)) return FOREIGN_WEIGHT;
  const weight = weightOf(trie, form);
  if (QUANTIFIERS.has(form)) return Math.max(weight ?? 0, QUANTIFIER_COST);
  if (weight !== undefined) return weight;
  if ([...lexicon.values()].some((entry) => !entry.closed && entry.byKey.has(form))) return VALUE_COST;
  return [...lexicon.values()].some((entry) => entry.vocabulary.has(form)) ? VALUE_WORD_COST : UNKNOWN_WORD_COST;
}

/** Words of orders, and more so those of other skills, are seldom part of a place's name; of a title they may be. */
export function strangeness(trie: SampleTrie, form: string, anyWords: boolean): number {
  const weight = weightOf(trie, form);
  if (form === "except") return FOREIGN_WEIGHT;
  if (weight === undefined || FILLERS.has(form)) return 0;
  if (anyWords) return 0.2 * Math.min(weight, 1);
  return isForeign(trie, form) ? 0.35 : 0.8 * weight;
}

/** Said to other skills only. */
export const isForeign = (trie: SampleTrie, form: string): boolean => (weightOf(trie, form) ?? 0) >= FOREIGN_WEIGHT;
