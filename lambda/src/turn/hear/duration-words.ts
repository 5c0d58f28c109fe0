// A length of time as Alexa gives it, and as people say it.
import { parseNumber } from "./level-words.ts";

/** The longest first; a year and a month more or less. The first three, and most days, are too long for a timer, which is said. */
const UNIT_MS: Readonly<Record<string, number>> = {
  year: 31_536_000_000,
  month: 2_592_000_000,
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
};
const UNITS_MS = Object.values(UNIT_MS);
const DURATION =
  /^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/u;

/** "PT30M", "PT1H30M", "P2W". Null where it is none, or lasts no time. @see Alexa "Slot type reference", AMAZON.DURATION (ISO 8601) */
export function parseDuration(text: string): number | null {
  const parts = DURATION.exec(text.toUpperCase())?.slice(1) ?? [];
  const ms = parts.reduce((sum, part, unit) => sum + Number(part ?? 0) * (UNITS_MS[unit] ?? 0), 0);
  return ms > 0 ? ms : null;
}

const SHORT_UNITS: Readonly<Record<string, string>> = { hr: "hour", min: "minute", sec: "second" };
const PART = /\s*(?:and\s+)?(.+?)[\s-]+(year|month|week|day|hour|hr|minute|min|second|sec)s?\b(\s+and\s+a\s+half$)?/uy;
const COUNTS: ReadonlyMap<string, number> = new Map([
  ["half a", 0.5],
  ["half an", 0.5],
  ["a quarter of an", 0.25],
  ["quarter of an", 0.25],
  ["three quarters of an", 0.75],
  ["an", 1],
  ["another", 1],
  ["a couple of", 2],
]);

/** "Thirty minutes", "an hour and a half", "1 hour and 20 minutes", in ms: where it was put into another slot. Null: it is none. */
export function parseSpokenDuration(text: string): number | null {
  const words = text.toLowerCase().trim();
  let ms = 0;
  for (let at = 0; at < words.length; at = PART.lastIndex) {
    PART.lastIndex = at;
    const [, many = "", unit = "", half] = PART.exec(words) ?? [];
    const count = countOf(many);
    if (count === null || count <= 0) return null;
    ms += (count + (half === undefined ? 0 : 0.5)) * (UNIT_MS[SHORT_UNITS[unit] ?? unit] ?? 0);
  }
  return ms > 0 ? Math.round(ms) : null;
}

function countOf(words: string): number | null {
  const known = COUNTS.get(words);
  if (known !== undefined) return known;
  const whole = /^(.+) and a half$/u.exec(words)?.[1];
  const count = parseNumber(whole ?? words);
  return count === null || whole === undefined ? count : count + 0.5;
}
