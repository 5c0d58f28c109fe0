// A tiny notation for sample utterances: (a|b) one of these, [a] or nothing, {Slot} as Alexa has it;
// a line that starts with "!" is so common that every one of its utterances is kept.

/** What a choice of utterances must still show: every two neighbours of each line, or (shorter) just every word of all. */
export type Cover = "pairs" | "words";

/**
 * Utterances of some templates, one template a line: all of them where there are few, else a choice in which every
 * two words that may follow each other do so once. Alexa generalises from that; it refuses more than 1,000 an intent.
 * @throws Error where brackets don't close: a mistake in the source, found when the model is built.
 */
export function expand(templates: string, maxSamples: number, cover: Cover = "pairs"): string[] {
  const seenByAll = new Set<string>();
  const lines = templates
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => sortOut(line, cover, cover === "words" ? seenByAll : new Set()));
  let perLine = Math.max(0, ...lines.map((line) => line.rest.length));
  while (perLine > 0 && unique(lines, perLine).length > maxSamples) perLine -= 1;
  return unique(lines, perLine);
}

type Line = { readonly useful: readonly string[]; readonly rest: readonly string[] };

const unique = (lines: readonly Line[], perLine: number): string[] => [
  ...new Set(lines.flatMap((line) => [...line.useful, ...line.rest.slice(0, perLine)])),
];

/** The utterances that bring something new, and the others. */
function sortOut(template: string, cover: Cover, seen: Set<string>): Line {
  const items = [...new Set(expandLine(template.replace(/^!/u, "")).map(tidy))].filter(Boolean);
  if (template.startsWith("!")) return { useful: items, rest: [] };
  const useful: string[] = [];
  const rest: string[] = [];
  for (const item of evenly(items)) {
    const fresh = piecesOf(item, cover).filter((piece) => !seen.has(piece));
    for (const piece of fresh) seen.add(piece);
    (fresh.length > 0 || useful.length === 0 ? useful : rest).push(item);
  }
  return { useful, rest: cover === "pairs" ? rest : [] };
}

function piecesOf(utterance: string, cover: Cover): string[] {
  const words = ["^", ...utterance.split(" "), "$"];
  return cover === "words" ? words : words.slice(1).map((word, index) => `${words[index]} ${word}`);
}

/** All items, in steps of the golden ratio: any beginning of it covers the whole range evenly. */
function evenly(items: readonly string[]): string[] {
  const order = items.map((item, index) => ({ item, key: (index * 0.618_033_988_75) % 1 }));
  return order.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

function expandLine(line: string): string[] {
  const open = line.search(/[([]/u);
  if (open < 0) return [line];
  const close = closingOf(line, open);
  const choices = splitChoices(line.slice(open + 1, close));
  if (line[open] === "[") choices.push("");
  return choices.flatMap((choice) => expandLine(`${line.slice(0, open)}${choice}${line.slice(close + 1)}`));
}

function closingOf(line: string, open: number): number {
  let depth = 0;
  for (let at = open; at < line.length; at += 1) {
    if (line[at] === "(" || line[at] === "[") depth += 1;
    if ((line[at] === ")" || line[at] === "]") && --depth === 0) return at;
  }
  throw new Error(`unclosed bracket at column ${open + 1} of template "${line}"`);
}

function splitChoices(inner: string): string[] {
  const choices = [""];
  let depth = 0;
  for (const character of inner) {
    if (character === "(" || character === "[") depth += 1;
    if (character === ")" || character === "]") depth -= 1;
    if (character === "|" && depth === 0) choices.push("");
    else choices[choices.length - 1] += character;
  }
  return choices;
}

const tidy = (utterance: string): string => utterance.replace(/\s+/gu, " ").trim();
