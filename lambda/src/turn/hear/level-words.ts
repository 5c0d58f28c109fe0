// Volumes and steps in time as people say them: numbers, words for numbers, words for levels, words for steps.
import type { VolumeLevel } from "../voice-request.ts";

/** Points of a hundred for a step nobody sized, a small one and a big one. */
const STEP_PERCENT = { small: 5, plain: 10, big: 25 } as const;

/** The same for a step in time: ears notice about ten milliseconds. */
const NUDGE_MS = { small: 5, plain: 10, big: 50 } as const;

const LEVELS: ReadonlyMap<string, number> = new Map([
  ["maximum", 100],
  ["max", 100],
  ["full", 100],
  ["full blast", 100],
  ["three quarters", 75],
  ["loud", 75],
  ["half", 50],
  ["halfway", 50],
  ["medium", 50],
  ["one third", 33],
  ["a third", 33],
  ["two thirds", 67],
  ["quarter", 25],
  ["a quarter", 25],
  ["quiet", 20],
  ["low", 20],
  ["whisper", 10],
  ["minimum", 5],
  ["min", 5],
  ["zero", 0],
]);

const SMALL =
  /\b(?:bit|little|touch|tad|notch|smidge|smidgen|hair|tiny|slightly|teeny|shade|somewhat|point|points?)\b/u;
const BIG = /\b(?:lot|lots|much|way|far|ton|loads|significantly|heaps|big|bunch|really|considerably)\b/u;
const DOWN =
  /^(?:down|decrease|lower|quieter|softer|reduce|soften|less)\b|\b(?:down|lower|quieter|softer|too loud|quiet|less)\b/u;
const UP = /\b(?:up|increase|raise|higher|louder|boost|more|hear|loud|crank|pump)\b/u;

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/**
 * A level from a number slot, else from a level word.
 * @returns `out-of-range` with the words where it is no whole number from 0 to 100, or nothing was understood.
 */
export function parseLevel(number: string | null, word: string | null): VolumeLevel {
  const heard = number ?? word;
  if (heard === null) return { kind: "out-of-range", heard: "" };
  const named = word === null ? undefined : LEVELS.get(word.toLowerCase());
  if (number === null && named !== undefined) return { kind: "percent", percent: named };
  const value = parseNumber(heard);
  if (value !== null && Number.isInteger(value) && value >= 0 && value <= 100)
    return { kind: "percent", percent: value };
  const spoken = LEVELS.get(heard.toLowerCase());
  return spoken === undefined ? { kind: "out-of-range", heard } : { kind: "percent", percent: spoken };
}

/** The step of "turn it up a notch": signed points of a hundred, never more than 100. Null: no direction was heard. */
export function parseStep(direction: string | null, amount: string | null, points: string | null): number | null {
  const sign = parseDirection(direction);
  if (sign === null) return null;
  return sign * stepSize(amount, points);
}

/** A number in digits or in English words: "40", "1,000", "forty percent", "minus five", "a hundred"; Alexa writes larger ones in digits. */
export function parseNumber(text: string): number | null {
  const plain = text
    .toLowerCase()
    .replace(/%|\bper ?cent\b|\bpoints?\b|(?<=\d),(?=\d{3}(?!\d))/gu, "")
    .trim();
  if (/^[-−]?\d+(?:[.,]\d+)?$/u.test(plain)) return Number(plain.replace("−", "-").replace(",", "."));
  const words = plain.split(/[\s-]+/u).filter((word) => word !== "" && word !== "and");
  const negative = words[0] === "minus" || words[0] === "negative";
  const value = wordsToNumber(negative ? words.slice(1) : words);
  return value === null ? null : negative ? -value : value;
}

function wordsToNumber(words: readonly string[]): number | null {
  if (words.length === 0) return null;
  let total = 0;
  let previous: "none" | "one" | "ten" | "hundred" = "none";
  for (const word of words) {
    const one = word === "a" ? 1 : ONES.indexOf(word);
    const ten = TENS.indexOf(word);
    if (word === "hundred" && previous !== "ten" && previous !== "hundred") {
      total = Math.max(total, 1) * 100;
      previous = "hundred";
    } else if (ten >= 2 && (previous === "none" || previous === "hundred")) {
      total += ten * 10;
      previous = "ten";
    } else if (one >= 0 && (previous === "none" || previous === "hundred" || (previous === "ten" && one < 10))) {
      total += one;
      previous = "one";
    } else return null;
  }
  return total;
}

/** "Two notches" are as far as a notch twice. */
const NOTCHES = /^(two|three|four|five) notches$/u;

/**
 * The step of "make it a bit later": signed milliseconds, positive for later; a number that was not understood is NaN.
 * @param timing which way it is to go
 * @param lateness how it is now, which is to be mended the other way
 * @returns `isUndirected` where nobody said which way; null where what was said is no way
 */
export function parseNudge(said: {
  readonly timing: string | null;
  readonly lateness: string | null;
  readonly milliseconds: string | null;
  readonly seconds: string | null;
  readonly amount: string | null;
}): { readonly deltaMs: number; readonly isUndirected?: true } | null {
  const { timing, lateness, milliseconds, seconds } = said;
  const number = parseNumber(milliseconds ?? seconds ?? "") ?? Number.NaN;
  const isSized = milliseconds !== null || seconds !== null;
  const sizeMs = isSized ? Math.abs(number * (milliseconds === null ? 1_000 : 1)) : NUDGE_MS[sizeOf(said.amount)];
  if (timing === null && lateness === null) return { deltaMs: sizeMs, isUndirected: true };
  const sign = nudgeSign(timing, lateness);
  return sign === null ? null : { deltaMs: sign * sizeMs };
}

function nudgeSign(timing: string | null, lateness: string | null): 1 | -1 | null {
  if (timing !== null) return timing.toLowerCase() === "later" ? 1 : timing.toLowerCase() === "earlier" ? -1 : null;
  const now = lateness?.toLowerCase();
  return now === "late" ? -1 : now === "early" ? 1 : null;
}

function stepSize(amount: string | null, points: string | null): number {
  const number = parseNumber(points ?? "") ?? parseNumber(amount ?? "");
  if (number !== null && Number.isFinite(number) && number !== 0) return Math.min(100, Math.round(Math.abs(number)));
  const notches = NOTCHES.exec((amount ?? "").toLowerCase())?.[1];
  return notches === undefined ? STEP_PERCENT[sizeOf(amount)] : STEP_PERCENT.small * ONES.indexOf(notches);
}

function sizeOf(amount: string | null): "small" | "plain" | "big" {
  const words = (amount ?? "").toLowerCase();
  if (BIG.test(words)) return "big";
  return SMALL.test(words) ? "small" : "plain";
}

function parseDirection(direction: string | null): 1 | -1 | null {
  const words = direction?.toLowerCase() ?? "";
  if (/\b(?:not loud|too quiet|too soft|too low)\b/u.test(words)) return 1;
  if (DOWN.test(words)) return -1;
  return UP.test(words) ? 1 : null;
}
