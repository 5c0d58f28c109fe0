// An utterance → intent and slots, as Alexa would: by likeness to the shipped model's samples, not by equality with one.
// What is unlike all of them, or like the samples of Fallback, is Fallback.
import { createAligner, type FilledSlot, type Reading } from "./align.ts";
import { type Judged, readBreath } from "./breath.ts";
import { type CarriedWords, createCarrierPhrases, SEARCH_QUERY } from "./carrier-phrases.ts";
import { durationAt } from "./durations.ts";
import { createLexicon, createSpanFinder, DURATION, type DynamicValues, type Lexicon, type Match } from "./lexicon.ts";
import type { InteractionModel } from "./model.ts";
import { dropsRefusal } from "./refusals.ts";
import { compileSamples, FALLBACK_INTENT, type SampleTrie, TWO_ORDERS_INTENT, weightOf } from "./sample-trie.ts";
import { isSmallTalk } from "./small-talk.ts";
import { insertionCost, isForeign, strangeness } from "./word-costs.ts";
import { FILLERS, joined, keyOf, numberAt, toWords, type Word } from "./words.ts";

export type HeardValue = {
  readonly value: string;
  /** Matches of the model's own list and of the session's entities; null where the type has no such list. */
  readonly staticMatches: readonly Match[] | null;
  readonly dynamicMatches: readonly Match[] | null;
};

export type HeardSlot = { readonly name: string; readonly type: string; readonly values: readonly HeardValue[] };

export type Understanding = {
  readonly intent: string;
  readonly slots: readonly HeardSlot[];
  /** Cost of the reading, and of the next intent's: 0 is a sample word by word. */
  readonly cost: number;
  readonly nextCost: number;
};

export type Resolver = {
  /** Reads one utterance; `dynamic` are the values the skill sent for this session. */
  resolve(utterance: string, dynamic?: DynamicValues): Understanding;
};

/** An utterance is longer than this only by mistake. */
const MAX_WORDS = 40;
/** A word of this weight is said for one intent only. */
const CERTAIN_WEIGHT = 1.2;
/** Less is no order. */
const ORDER_WEIGHT = 0.4;
/** "play" is followed by a title more often than by anything else; "in" is mostly followed by a place. */
const TRUST = { title: 0.35, place: 0.7 } as const;

/** How much may be amiss: a little always, and the more the sentence has that fits, the more. */
const TOLERANCE = { least: 0.35, perFit: 0.6, perFitGuessing: 0.2, most: 1.9 } as const;

/** An answer to a question needs no words around it; an order does. */
export type ResolverOptions = { readonly bareOpenValues: boolean };

/** Compiles the model once (some tens of milliseconds); resolving takes a few. */
export function createResolver(
  model: InteractionModel,
  options: ResolverOptions = { bareOpenValues: false },
): Resolver {
  const trie = compileSamples(model);
  const lexicon = createLexicon(model);
  const variants = createVariants(trie, lexicon);
  const align = createAligner(trie);
  const carriedIn = createCarrierPhrases(model);
  const twoOrders = model.intents.some(({ name }) => name === TWO_ORDERS_INTENT) ? TWO_ORDERS_INTENT : FALLBACK_INTENT;
  const read = (words: readonly Word[], dynamic: DynamicValues): Judgement => {
    const spans = createSpanFinder(words, trie.kinds, lexicon, dynamic, (form, anyWords) =>
      strangeness(trie, form, anyWords),
    );
    const insertCost = (at: number): number => insertionCost(trie, lexicon, words, at);
    const readings = align({ words, spans, insertCost, variants });
    const plausible = readings.filter((reading) => isPlausible(reading, words, { trie, lexicon, options }));
    return judge(choose(plausible), words, { trie, lexicon, options });
  };
  return {
    resolve(utterance, dynamic = new Map()) {
      const carried = carriedIn(toWords(utterance));
      if (carried) return toCarried(carried);
      const { intent, reading, words, nextCost } = readBreath({
        words: toWords(utterance).slice(0, MAX_WORDS),
        read: (part) => read(part, dynamic),
        isForeign: (form) => isForeign(trie, form),
        twoOrders: { ...NOT_UNDERSTOOD, intent: twoOrders },
        fallbackIntent: FALLBACK_INTENT,
      });
      if (!reading) return { intent, slots: [], cost: nextCost, nextCost: 0 };
      const slots = reading.slots.map((slot) => toHeard(slot, words, lexicon, dynamic));
      return { intent: reading.intent, slots, cost: reading.cost, nextCost };
    },
  };
}

/** No value of it is in any list. */
function toCarried({ intent, slot, value }: CarriedWords): Understanding {
  const values = [{ value, staticMatches: null, dynamicMatches: null }];
  return { intent, slots: [{ name: slot, type: SEARCH_QUERY, values }], cost: 0, nextCost: Number.POSITIVE_INFINITY };
}

type Choice = { readonly reading: Reading | null; readonly nextCost: number };

/** A reading with what is said of it before its slots are looked up. */
type Judgement = Judged & Choice & { readonly words: readonly Word[] };

const NOT_UNDERSTOOD: Judgement = {
  intent: FALLBACK_INTENT,
  cost: Number.POSITIVE_INFINITY,
  guessed: false,
  invented: false,
  isOrder: false,
  namesPlace: false,
  reading: null,
  nextCost: Number.POSITIVE_INFINITY,
  words: [],
};

function choose(readings: readonly Reading[]): Choice {
  const best = readings[0];
  const fallback = readings.find(({ intent }) => intent === FALLBACK_INTENT);
  if (!best || best.intent === FALLBACK_INTENT || (fallback && fallback.cost < best.cost)) {
    return { reading: null, nextCost: best?.cost ?? Number.POSITIVE_INFINITY };
  }
  const next = readings.find(({ intent }) => intent !== best.intent);
  return { reading: best, nextCost: next?.cost ?? Number.POSITIVE_INFINITY };
}

function judge(choice: Choice, words: readonly Word[], { trie, lexicon }: Knowledge): Judgement {
  const { reading } = choice;
  if (!reading) return { ...NOT_UNDERSTOOD, ...choice };
  const matched = reading.matched.reduce((sum, at) => sum + (weightOf(trie, words[at]?.form ?? "") ?? 0), 0);
  const typed = reading.slots.map((slot) => lexicon.get(slot.type));
  const namesMusic = reading.slots.some((slot, at) => typed[at]?.anyWords && slot.items.every((item) => item.known));
  const namesPlace = typed.some((entry) => entry && !entry.anyWords && !entry.closed);
  return {
    ...choice,
    words,
    intent: reading.intent,
    cost: reading.cost,
    guessed: reading.slots.some((slot, at) => !typed[at]?.anyWords && slot.items.some((item) => item.guessed)),
    invented: reading.slots.some((slot) => slot.items.some((item) => item.guessed)),
    namesPlace: reading.slots.some((slot) => isPlaceKnown(slot, lexicon)),
    isOrder: matched >= ORDER_WEIGHT || typed.some((entry) => entry?.closed) || (namesMusic && namesPlace),
  };
}

type Knowledge = { readonly trie: SampleTrie; readonly lexicon: Lexicon; readonly options: ResolverOptions };

function isPlausible(reading: Reading, words: readonly Word[], knowledge: Knowledge): boolean {
  const { trie, lexicon, options } = knowledge;
  const matched = reading.matched.reduce((sum, at) => sum + (weightOf(trie, words[at]?.form ?? "") ?? 0), 0);
  if (reading.matched.length === 0 && reading.slots.length === 0) return false;
  if (dropsRefusal(reading, words, lexicon) || isSmallTalk(reading, { words, trie, lexicon })) return false;
  const guessed = reading.slots.filter(({ items }) => items.some((item) => item.guessed));
  if (guessed.length > 0 && !options.bareOpenValues) {
    if (
      (matched < 0.25 && !guessed.some((slot) => lexicon.get(slot.type)?.anyWords)) ||
      guessed.some((slot) => isFarFetched(reading, slot, words, knowledge))
    )
      return false;
  }
  const loose = reading.slots.every(({ items }) => items.some((item) => !item.known));
  if (reading.slots.length > 0 && loose && matched < 0.25 && !options.bareOpenValues) return false;
  const fit = matched + reading.slots.reduce((sum, slot) => sum + fitOf(slot, lexicon), 0);
  const perFit = guessed.some((slot) => !lexicon.get(slot.type)?.anyWords)
    ? TOLERANCE.perFitGuessing
    : TOLERANCE.perFit;
  return reading.mismatch <= Math.min(TOLERANCE.most, TOLERANCE.least + perFit * fit);
}

/** Words of other skills' sentences within a guess: believed where the word before it announces just such a value. */
function isFarFetched(reading: Reading, slot: FilledSlot, words: readonly Word[], knowledge: Knowledge): boolean {
  const { trie, lexicon } = knowledge;
  const entry = lexicon.get(slot.type);
  const first = slot.items[0]?.from ?? 0;
  const foreign = slot.items.some(({ from, to, guessed }) =>
    words.slice(from, to).some(({ form }) => guessed && isForeign(trie, form) && !entry?.byKey.has(form)),
  );
  const before = reading.matched.findLast((at) => at < first && !FILLERS.has(words[at]?.form ?? ""));
  const wishedFor =
    WISHES.has(words[first - 1]?.form ?? "") && reading.slots.some((other) => isPlaceKnown(other, lexicon));
  const announced = before !== undefined || wishedFor || [first - 1, first].some((at) => words[at]?.form === "some");
  if (entry?.anyWords === true && !announced) return true;
  const certain = reading.matched.some((at) => (weightOf(trie, words[at]?.form ?? "") ?? 0) >= CERTAIN_WEIGHT);
  // A title may be made of any words, and a new name too; a place that is called so is hardly ever one.
  if (!foreign || (certain && entry?.anyWords === true)) return false;
  const { ofUses, ofSlots } = trie.announces(words[before ?? -1]?.form ?? "", slot.type);
  return entry?.anyWords === true ? ofSlots < TRUST.title : ofUses < TRUST.place;
}

/** "We want … in the kitchen". */
const WISHES: ReadonlySet<string> = new Set(["want", "like", "love", "need", "have", "hear"]);

const isPlaceKnown = ({ type, items }: FilledSlot, lexicon: Lexicon): boolean =>
  lexicon.get(type)?.anyWords === false && items.every(({ known }) => known);

/** A place alone says little about what is wanted; a level, a direction or a kind of music says much. */
function fitOf(slot: FilledSlot, lexicon: Lexicon): number {
  if (slot.items.some((item) => item.guessed)) return 0.1;
  const entry = lexicon.get(slot.type);
  return entry && !entry.closed && !entry.anyWords ? 0.5 : 1;
}

function toHeard(slot: FilledSlot, words: readonly Word[], lexicon: Lexicon, dynamic: DynamicValues): HeardSlot {
  const entry = lexicon.get(slot.type);
  const values = slot.items.map(({ from, to }): HeardValue => {
    const part = words.slice(from, to);
    if (slot.type === DURATION)
      return { value: durationAt(words, from)?.iso ?? "?", staticMatches: null, dynamicMatches: null };
    if (!entry) return { value: numberAt(words, from)?.digits ?? "?", staticMatches: null, dynamicMatches: null };
    const key = keyOf(part);
    const own = dynamic.get(slot.type);
    const asOne = (values: ReadonlyMap<string, readonly Match[]>): readonly Match[] =>
      values.get(key) ?? (key.endsWith("s") ? values.get(key.slice(0, -1)) : undefined) ?? [];
    return {
      value: joined(part),
      staticMatches: asOne(entry.byKey),
      dynamicMatches: own ? asOne(own) : null,
    };
  });
  return { name: slot.slot, type: slot.type, values };
}

/** Inflections ("muting") and slips of one letter ("resum"), for words neither samples nor values know. */
function createVariants(trie: SampleTrie, lexicon: Lexicon) {
  const byStem = new Map<string, string[]>();
  for (const form of trie.wordIds.keys()) byStem.set(stemOf(form), [...(byStem.get(stemOf(form)) ?? []), form]);
  const cache = new Map<string, readonly { form: string; cost: number }[]>();
  return (form: string) => {
    const cached = cache.get(form);
    if (cached) return cached;
    const stems = (byStem.get(stemOf(form)) ?? [])
      .filter((other) => other !== form)
      .map((other) => ({ form: other, cost: 0.2 }));
    const isNew = !trie.wordIds.has(form) && ![...lexicon.values()].some((entry) => entry.vocabulary.has(form));
    const near = isNew && stems.length === 0 && form.length >= 5 ? nearForms(trie, form) : [];
    const found = [...stems, ...near];
    if (cache.size > 5_000) cache.clear();
    cache.set(form, found);
    return found;
  };
}

const nearForms = (trie: SampleTrie, form: string) =>
  [...trie.wordIds.keys()]
    .filter((other) => Math.abs(other.length - form.length) <= 1 && other.length >= 5)
    .filter((other) => isOneSlipApart(other, form))
    .map((other) => ({ form: other, cost: 0.3 }));

const stemOf = (form: string): string =>
  form.length <= 4 ? form.replace(/s$/u, "") : form.replace(/(?:ing|ed|es|s|e)$/u, "").replace(/(.)\1$/u, "$1");

/** One letter more, less, other, or two exchanged. */
function isOneSlipApart(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return a !== b;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
