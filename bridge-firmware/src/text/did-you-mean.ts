// "Did you mean …?" for keys, names and options that people write by hand.

/** `: did you mean "x"?`, or the list of what is known. */
export function didYouMean(written: string, known: readonly string[]): string {
  const word = suggest(written, known);
  return word === null ? `: known are ${known.map((each) => `"${each}"`).join(", ")}` : `: did you mean "${word}"?`;
}

/** The one of the known words that is nearest to what was written, where it is near enough to be meant. */
function suggest(written: string, known: readonly string[]): string | null {
  const distances = known.map((word) => ({ word, distance: editDistance(written.toLowerCase(), word.toLowerCase()) }));
  const best = distances.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.ceil(written.length / 3) ? best.word : null;
}

/** Insertions, deletions and replacements between two words (Levenshtein). */
function editDistance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, i) => i);
  for (let i = 1; i <= first.length; i++) {
    const next = [i];
    for (let j = 1; j <= second.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (first[i - 1] === second[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
