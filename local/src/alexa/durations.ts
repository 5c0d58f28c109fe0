// Lengths of time as people say them, and as Alexa's AMAZON.DURATION gives them (ISO 8601).
import { numberAt, type Word } from "./words.ts";

/** The longest first, as ISO 8601 writes them; from the hours on behind a T. A year and a month are as long as the skill takes them. */
const UNITS = [
  { letter: "Y", seconds: 31_536_000, words: ["year", "years"] },
  { letter: "M", seconds: 2_592_000, words: ["month", "months"] },
  { letter: "W", seconds: 604_800, words: ["week", "weeks"] },
  { letter: "D", seconds: 86_400, words: ["day", "days"] },
  { letter: "H", seconds: 3_600, words: ["hour", "hours"] },
  { letter: "M", seconds: 60, words: ["minute", "minutes", "min", "mins"] },
  { letter: "S", seconds: 1, words: ["second", "seconds"] },
] as const;
const HOURS = 4;

type Unit = (typeof UNITS)[number];
type Part = { readonly seconds: number; readonly unit: Unit };
type Said = Part & { readonly length: number };

/** The length of time that starts at a word, and how many words it takes; null if none does. */
export function durationAt(
  words: readonly Word[],
  start: number,
): { readonly iso: string; readonly length: number } | null {
  const parts: Part[] = [];
  let at = start;
  for (;;) {
    const joint = at > start && words[at]?.form === "and" ? 1 : 0;
    const part = partAt(words, at + joint, parts.at(-1)?.unit ?? null);
    if (!part) break;
    parts.push(part);
    at += joint + part.length;
  }
  return parts.some(({ seconds }) => seconds > 0) ? { iso: toIso(parts), length: at - start } : null;
}

/** "Thirty minutes", "an hour", "half an hour"; "a half" is of the unit before it. */
function partAt(words: readonly Word[], at: number, before: Unit | null): Said | null {
  const form = (offset: number): string => words[at + offset]?.form ?? "";
  if (form(0) === "half" && (form(1) === "an" || form(1) === "a")) {
    const unit = unitOf(form(2));
    return unit && { seconds: unit.seconds / 2, unit, length: 3 };
  }
  if (before && form(0) === "a" && form(1) === "half") return { seconds: before.seconds / 2, unit: before, length: 2 };
  if (form(0) === "a" || form(0) === "an" || form(0) === "another") {
    const unit = unitOf(form(1));
    if (unit) return { seconds: unit.seconds, unit, length: 2 };
  }
  const number = numberAt(words, at);
  const unit = number && unitOf(form(number.length));
  return number && unit && { seconds: Number(number.digits) * unit.seconds, unit, length: number.length + 1 };
}

const unitOf = (form: string): Unit | null => UNITS.find(({ words }) => words.some((word) => word === form)) ?? null;

/** In the units that were said, "two weeks" as P2W; a half of one in the smaller ones, "a day and a half" as P1DT12H. */
function toIso(parts: readonly Part[]): string {
  const counts = UNITS.map(() => 0);
  for (const { seconds, unit } of parts) {
    let left = seconds;
    for (let at = UNITS.indexOf(unit); at < UNITS.length; at++) {
      const size = UNITS[at]?.seconds ?? 1;
      counts[at] = (counts[at] ?? 0) + Math.floor(left / size);
      left %= size;
    }
  }
  const written = UNITS.map(({ letter }, at) => (counts[at] ? `${counts[at]}${letter}` : ""));
  const [date, time] = [written.slice(0, HOURS).join(""), written.slice(HOURS).join("")];
  return `P${date}${time && `T${time}`}`;
}
