// Lengths of time as people say them, and as Alexa's AMAZON.DURATION gives them (ISO 8601).
import { numberAt, type Word } from "./words.ts";

const UNIT_S: ReadonlyMap<string, number> = new Map([
  ["second", 1],
  ["seconds", 1],
  ["minute", 60],
  ["minutes", 60],
  ["min", 60],
  ["mins", 60],
  ["hour", 3_600],
  ["hours", 3_600],
  ["day", 86_400],
  ["days", 86_400],
  ["week", 604_800],
  ["weeks", 604_800],
  ["month", 2_592_000],
  ["months", 2_592_000],
  ["year", 31_536_000],
  ["years", 31_536_000],
]);

type Said = { readonly seconds: number; readonly length: number };

/** The length of time that starts at a word, and how many words it takes; null if none does. */
export function durationAt(
  words: readonly Word[],
  start: number,
): { readonly iso: string; readonly length: number } | null {
  let seconds = 0;
  let at = start;
  for (;;) {
    const joint = at > start && words[at]?.form === "and" ? 1 : 0;
    const part = partAt(words, at + joint, seconds);
    if (!part) break;
    seconds += part.seconds;
    at += joint + part.length;
  }
  return seconds === 0 ? null : { iso: toIso(seconds), length: at - start };
}

/** "Thirty minutes", "an hour", "half an hour"; after whole hours "a half" is of them. */
function partAt(words: readonly Word[], at: number, before: number): Said | null {
  const form = (offset: number): string => words[at + offset]?.form ?? "";
  if (form(0) === "half" && (form(1) === "an" || form(1) === "a")) {
    const unit = UNIT_S.get(form(2));
    return unit === undefined ? null : { seconds: unit / 2, length: 3 };
  }
  if (before > 0 && before % 3_600 === 0 && form(0) === "a" && form(1) === "half") return { seconds: 1_800, length: 2 };
  if (form(0) === "a" || form(0) === "an" || form(0) === "another") {
    const unit = UNIT_S.get(form(1));
    if (unit !== undefined) return { seconds: unit, length: 2 };
  }
  const number = numberAt(words, at);
  const unit = number ? UNIT_S.get(form(number.length)) : undefined;
  return number && unit !== undefined ? { seconds: Number(number.digits) * unit, length: number.length + 1 } : null;
}

function toIso(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `PT${h > 0 ? `${h}H` : ""}${m > 0 ? `${m}M` : ""}${s > 0 ? `${s}S` : ""}`;
}
