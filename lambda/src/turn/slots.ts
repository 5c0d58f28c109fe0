// Reads slots out of whatever Alexa sent: nothing here trusts a shape, a type or a length.
import { MAX_NAME_LENGTH } from "@house-band/contract";
import type { HeardName, HeardPlace, HeardTargets } from "./voice-request.ts";

/** Slot values are at most this long by Alexa's own rules; what is longer is cut, never refused. */
const MAX_HEARD_LENGTH = 140;
/** More names than a home can have are not read. */
const MAX_HEARD_NAMES = 64;
const MAX_MATCHES = 5;

const EVERYWHERE =
  /^(?:everywhere|every ?where|all|all of (?:them|it)|everything|(?:all|every)(?: of)?(?: the| my| our)? (?:speakers?|rooms?|groups?)|(?:in |on |around |over |throughout |all over )*(?:the )?(?:whole|entire) (?:house|home|place)|whole house)$/u;
const HERE = /^(?:in |over |right )*(?:here|this room)$/u;

export type SlotValue = {
  readonly text: string;
  readonly dynamicIds: readonly string[];
  /** Canonical names of static matches, best first. */
  readonly staticNames: readonly string[];
};

/** An own field of an object, or undefined: never a prototype's. */
export function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, field)) return undefined;
  return (value as Record<string, unknown>)[field]; // an own field of an object: unknown is all that is claimed
}

/** Every value of a slot, one or many; empty where nothing usable was said. */
export function readSlot(intent: unknown, name: string): readonly SlotValue[] {
  const slot = fieldOf(fieldOf(intent, "slots"), name);
  const multiple = readSlotValue(fieldOf(slot, "slotValue"));
  if (multiple.length > 0) return multiple.slice(0, MAX_HEARD_NAMES);
  return readSimple(slot);
}

/** The first value's words, or null. */
export const readText = (intent: unknown, name: string): string | null => readSlot(intent, name)[0]?.text ?? null;

/** The place or places of a slot, less those of the slot for exceptions: who names only these means all the others. */
export function readTargets(intent: unknown, name: string, exceptions?: string): HeardTargets {
  const place = toTargets(readSlot(intent, name));
  const names = exceptions === undefined ? [] : readSlot(intent, exceptions).flatMap(splitUnmatched);
  if (names.length === 0) return place;
  return { kind: "all-but", of: place.kind === "unsaid" ? { kind: "everywhere" } : place, names };
}

/** What the values of a slot for places mean. Lists that Alexa left as one value ("patio and deck") are split. */
export function toTargets(values: readonly SlotValue[]): HeardPlace {
  if (values.length === 0) return { kind: "unsaid" };
  if (values.some((value) => isMeant(value, "everywhere", EVERYWHERE))) return { kind: "everywhere" };
  if (values.every((value) => isMeant(value, "here", HERE))) return { kind: "here" };
  const names = values.filter((value) => !isMeant(value, "here", HERE)).flatMap(splitUnmatched);
  return { kind: "named", names };
}

function splitUnmatched(value: SlotValue): readonly HeardName[] {
  const whole = { heard: clip(value.text), dynamicIds: value.dynamicIds, staticNames: value.staticNames };
  if (value.dynamicIds.length > 0 || value.staticNames.length > 0) return [whole];
  const parts = value.text.split(/\s*(?:,|&|\band\b|\bplus\b)\s*/u).filter(Boolean);
  if (parts.length < 2) return [whole];
  return parts.map((part) => ({ heard: clip(part), dynamicIds: [], staticNames: [] }));
}

function isMeant(value: SlotValue, canonical: string, words: RegExp): boolean {
  if (value.dynamicIds.length > 0) return false;
  return value.staticNames[0] === canonical || words.test(value.text.toLowerCase().replace(/^(?:the|my|our) /u, ""));
}

function readSlotValue(slotValue: unknown): readonly SlotValue[] {
  const values = fieldOf(slotValue, "values");
  if (Array.isArray(values)) return values.slice(0, MAX_HEARD_NAMES).flatMap(readSlotValue);
  return readSimple(slotValue);
}

function readSimple(value: unknown): readonly SlotValue[] {
  const text = cleanText(fieldOf(value, "value"));
  if (text === "" || text === "?") return [];
  const authorities = fieldOf(fieldOf(value, "resolutions"), "resolutionsPerAuthority");
  const matches = Array.isArray(authorities) ? authorities.slice(0, 8).flatMap(readAuthority) : [];
  return [
    {
      text,
      dynamicIds: matches.filter((match) => match.dynamic && match.id !== "").map((match) => match.id),
      staticNames: matches.filter((match) => !match.dynamic && match.name !== "").map((match) => match.name),
    },
  ];
}

/** @see Alexa "Entity resolution": the authority of dynamic entities has ".dynamic." in its name. */
function readAuthority(authority: unknown) {
  const dynamic = cleanText(fieldOf(authority, "authority")).includes(".dynamic.");
  const values = fieldOf(authority, "values");
  if (fieldOf(fieldOf(authority, "status"), "code") !== "ER_SUCCESS_MATCH" || !Array.isArray(values)) return [];
  return values.slice(0, MAX_MATCHES).map((entry) => {
    const value = fieldOf(entry, "value");
    return { dynamic, id: cleanText(fieldOf(value, "id")), name: cleanText(fieldOf(value, "name")).toLowerCase() };
  });
}

function cleanText(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  return String(value)
    .slice(0, 4 * MAX_HEARD_LENGTH)
    .normalize("NFC")
    .replace(/<[^>]*>/gu, " ")
    .replace(/[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, " ")
    .replace(/\s+/gu, " ")
    .trim()
    .slice(0, MAX_HEARD_LENGTH)
    .trim();
}

const clip = (text: string): string => [...text].slice(0, MAX_NAME_LENGTH).join("").trim();
