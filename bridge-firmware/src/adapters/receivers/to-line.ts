// Words that somebody else has chosen, as people are to see them.

const LONGEST = 200;

/** One line of it, of at most 200 characters; null where there is nothing on it. */
export function toLine(text: string): string | null {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line === "" ? null : [...line].slice(0, LONGEST).join("");
}
