// Whether a reading overlooks that somebody is talking about something: asks, tells or has an opinion, and orders nothing.
import type { Reading } from "./align.ts";
import type { Lexicon } from "./lexicon.ts";
import { type SampleTrie, weightOf } from "./sample-trie.ts";
import { FILLERS, type Word } from "./words.ts";

const QUESTION = /^(?:what|who|which|where|when|why|how|is|are|do|does|did|was|were|has|have|should|will)$/u;
/** "Will you", "have the kitchen play": polite orders begin like questions. */
const POLITE = /^(?:will|have)$/u;
const OPINION =
  /^(?:i|we|they|he|she|everybody|everyone|nobody) (?:really |do |also |always |never |all )?(?:like|love|hate|enjoy|prefer|adore|miss|think|wonder)s?\b(?! (?:to|it if))/u;

/** Told, and never ordered. */
const TOLD =
  /^(?:i|we|they|he|she|you) (?:had|saw|went|bought|met|left|found|plays?|works?|lives?|(?!need|want|lik|chang|finish|turn)\p{L}+ed)\b/u;

/** Lighter words are said in many orders. */
const TELLING_WEIGHT = 0.5;

export type Heard = { readonly words: readonly Word[]; readonly trie: SampleTrie; readonly lexicon: Lexicon };

/** What a sentence begins with tells what it is: a reading that leaves that out has not understood it. */
export function isSmallTalk(reading: Reading, heard: Heard): boolean {
  const isRead = readBy(reading);
  return (
    overlooksQuestion(heard, isRead) ||
    overlooksSubject(heard, isRead) ||
    isOpinion(reading, heard) ||
    knowsNoPlace(reading, heard)
  );
}

type IsRead = (at: number) => boolean;

const readBy =
  ({ matched, replaced, slots }: Reading): IsRead =>
  (at) =>
    matched.includes(at) ||
    (at === 0 && replaced.includes(at)) ||
    slots.some(({ items }) => items.some(({ from, to }) => from <= at && at < to));

/** "Do you like jazz" is not "jazz". */
function overlooksQuestion({ words }: Heard, isRead: IsRead): boolean {
  const first = words[0]?.form ?? "";
  return QUESTION.test(first) && !POLITE.test(first) && !isRead(0);
}

/** "My brother plays the guitar" is not "play the guitar": nobody knows the word it is about. */
function overlooksSubject({ words, trie, lexicon }: Heard, isRead: IsRead): boolean {
  const at = words.findIndex(({ form }) => form !== "," && !FILLERS.has(form));
  const form = words[at]?.form ?? "";
  const known = weightOf(trie, form) !== undefined || [...lexicon.values()].some(({ byKey }) => byKey.has(form));
  return at >= 0 && !known && !isRead(at);
}

/** "I like music" wishes for nothing; "I'd like music" does. */
function isOpinion({ matched }: Reading, { words, trie }: Heard): boolean {
  const said = words.map(({ form }) => form).join(" ");
  if (TOLD.test(said)) return true;
  return OPINION.test(said) && matched.every((at) => (weightOf(trie, words[at]?.form ?? "") ?? 0) < TELLING_WEIGHT);
}

/** Two places, and nobody knows either: "add eggs to my list". */
function knowsNoPlace({ slots, matched }: Reading, { words, lexicon }: Heard): boolean {
  const places = slots.filter(({ type }) => {
    const entry = lexicon.get(type);
    return entry !== undefined && !entry.anyWords && !entry.closed;
  });
  const saysGroup = matched.some((at) => /^(?:groups?|speakers?)$/u.test(words[at]?.form ?? ""));
  const items = places.flatMap((slot) => slot.items);
  return items.length > 1 && !saysGroup && items.every(({ guessed }) => guessed);
}
