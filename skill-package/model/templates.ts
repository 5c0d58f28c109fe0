// A tiny notation for sample utterances: (a|b) one of these, [a] or nothing, {Slot} as Alexa has it.

/**
 * Utterances of some templates, one template a line: all of them where there are few, else an even spread in which
 * every choice of every line still occurs. Alexa generalises from a spread; it refuses more than 1,000 an intent.
 * @throws Error where brackets don't close: a mistake in the source, found when the model is built.
 */
export function expand(templates: string, maxSamples: number): string[] {
  const lines = templates
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => [...new Set(expandLine(line).map(tidy))].filter(Boolean));
  let perLine = Math.max(...lines.map((line) => line.length));
  while (unique(lines, perLine).length > maxSamples) perLine = Math.floor(perLine * 0.9);
  return unique(lines, perLine);
}

const unique = (lines: readonly string[][], perLine: number): string[] => [
  ...new Set(lines.flatMap((line) => spread(line, perLine))),
];

/** Steps of the golden ratio: any run of them covers a range evenly. */
function spread(items: readonly string[], count: number): string[] {
  if (items.length <= count) return [...items];
  const picked = Array.from({ length: count }, (_, step) => Math.floor(((step * 0.618_033_988_75) % 1) * items.length));
  return [...new Set(picked)].sort((a, b) => a - b).flatMap((index) => items[index] ?? []);
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
