// Intents whose slot takes any words: what follows the skill's own phrase is the value, to the end, whatever it sounds like.
// @see Alexa "Slot type reference", AMAZON.SearchQuery
import type { InteractionModel } from "./model.ts";
import { FILLERS, joined, toWords, type Word } from "./words.ts";

export const SEARCH_QUERY = "AMAZON.SearchQuery";

export type CarriedWords = { readonly intent: string; readonly slot: string; readonly value: string };

/** Finds such an order: the longest phrase that the utterance begins with, politeness apart. */
export function createCarrierPhrases(model: InteractionModel): (words: readonly Word[]) => CarriedWords | null {
  const phrases = model.intents
    .flatMap(({ name, slots, samples }) =>
      slots
        .filter(({ type }) => type === SEARCH_QUERY)
        .flatMap((slot) =>
          samples
            .filter((sample) => sample.endsWith(`{${slot.name}}`))
            .map((sample) => ({ intent: name, slot: slot.name, forms: formsOf(sample.replace(/\{\w+\}$/u, "")) })),
        ),
    )
    .sort((one, other) => other.forms.length - one.forms.length);
  return (words) => {
    const start = words.findIndex(({ form }) => !FILLERS.has(form) || phrases.some(({ forms }) => forms[0] === form));
    if (start < 0) return null;
    const said = words.slice(start);
    const phrase = phrases.find(
      ({ forms }) => said.length > forms.length && forms.every((form, at) => said[at]?.form === form),
    );
    if (!phrase) return null;
    return { intent: phrase.intent, slot: phrase.slot, value: joined(said.slice(phrase.forms.length)) };
  };
}

const formsOf = (text: string): readonly string[] => toWords(text).map(({ form }) => form);
