// "Did you mean …?" for keys, names and options that people write by hand.
import levenshtein from "damerau-levenshtein";

/** `: did you mean "x"?`, or the list of what is known. */
export function didYouMean(written: string, known: readonly string[]): string {
  const word = suggest(written, known);
  return word === null ? `: known are ${known.map((each) => `"${each}"`).join(", ")}` : `: did you mean "${word}"?`;
}

/** The one of the known words that is nearest to what was written, where it is near enough to be meant. */
function suggest(written: string, known: readonly string[]): string | null {
  const distances = known.map((word) => ({ word, distance: stepsBetween(written, word) }));
  const best = distances.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.ceil(written.length / 3) ? best.word : null;
}

const stepsBetween = (first: string, second: string): number =>
  levenshtein(first.toLowerCase(), second.toLowerCase()).steps;
