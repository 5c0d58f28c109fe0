// Whether a reading overlooks a "not": then it would do what somebody asked not to be done.
import type { Reading } from "./align.ts";
import type { Lexicon } from "./lexicon.ts";
import { FILLERS, type Word } from "./words.ts";

/** "Don't stop the music" is neither "stop the music" nor "don't play the music": a "not" is matched with its verb. */
export function dropsRefusal(reading: Reading, words: readonly Word[], lexicon: Lexicon): boolean {
  const filled = reading.slots.flatMap(({ type, items }) =>
    items.filter(({ guessed }) => !guessed || lexicon.get(type)?.anyWords),
  );
  const isRead = (at: number): boolean =>
    reading.matched.includes(at) || filled.some(({ from, to }) => from <= at && at < to);
  return words.some(({ form }, at) => {
    if (form !== "not" && form !== "never") return false;
    const verb = words.findIndex((word, index) => index > at && !FILLERS.has(word.form));
    return !isRead(at) || (verb > 0 && !isRead(verb));
  });
}
