// What was decided of a command, in few words, for another delivery of the same request: it may have to say what became of
// it, in a home that has changed since. Words that people said are in that request, too, and are not kept. Pure.
import type { CommandId, Home } from "@house-band/contract";
import type { RequestNotes } from "../../ports.ts";
import type { Deed, Names, Where } from "../../speech/intents.ts";
import { presetName } from "../decide/decide-preset.ts";
import { withPlaceFromWords } from "../places/place-in-words.ts";
import type { VoiceRequest } from "../voice-request.ts";

export type Asked = { readonly deed: Deed; readonly unknown: Names };

/** It is part of an item that is to stay small; what would be longer is decided once more by whoever needs it. */
const MAX_LENGTH = 240;

/** Empty where it would be too long. */
export function writeDecided({ deed, unknown }: Asked): string {
  const written = JSON.stringify([{ ...deed, words: undefined, name: undefined }, unknown]);
  return written.length <= MAX_LENGTH ? written : "";
}

/** Null where it is not known any more: another command has been taken up since. */
export function readDecided(
  { last }: RequestNotes,
  commandId: CommandId,
  { home, heard }: { readonly home: Home; readonly heard: VoiceRequest },
): Asked | null {
  if (last?.commandId !== commandId) return null;
  const [deed, unknown] = parseList(last.decided);
  if (!isDeed(deed) || !isNames(unknown)) return null;
  return { deed: withWords(deed, withPlaceFromWords(home, heard)), unknown };
}

/** What each deed has beside its place; its words are the request's. */
const FIELDS = {
  ...{ play: {}, pause: {}, resume: {}, stop: {}, next: {}, previous: {}, mute: {}, unmute: {}, add: {}, remove: {} },
  ...{
    move: {},
    connect: {},
    release: {},
    identify: {},
    announce: {},
    "stop-announcement": {},
    discover: {},
    pair: {},
    forget: {},
  },
  calibrate: { isPlaceSaid: "boolean" },
  "sync-check": { isPlaceSaid: "boolean" },
  "match-levels": { isPlaceSaid: "boolean" },
  ...{ "save-preset": {}, "forget-preset": {}, "list-presets": {} },
  "set-shuffle": { isOn: "boolean" },
  "set-repeat": { repeat: "string" },
  "set-sleep-timer": { inMs: "number" },
  "cancel-sleep-timer": {},
  nudge: { deltaMs: "number" },
  "set-volume": { volumePercent: "number" },
  "adjust-volume": { deltaPercent: "number", isLimited: "boolean" },
} as const satisfies Record<Deed["kind"], Readonly<Record<string, "boolean" | "number" | "string">>>;

function isDeed(value: unknown): value is Deed {
  if (!isObject(value) || typeof value.kind !== "string" || !Object.hasOwn(FIELDS, value.kind)) return false;
  const fields = Object.entries(FIELDS[value.kind as Deed["kind"]]); // the table has no other keys
  return isWhere(value.where) && fields.every(([name, type]) => typeof value[name] === type);
}

function isWhere(value: unknown): value is Where {
  if (!isObject(value)) return false;
  const { kind, names } = value;
  return kind === "everywhere" || kind === "unsaid" || ((kind === "on" || kind === "chosen") && isNames(names));
}

function withWords(deed: Deed, request: VoiceRequest): Deed {
  if (deed.kind === "play") return { ...deed, words: request.kind === "play" ? request.words : null };
  if (deed.kind !== "save-preset" && deed.kind !== "forget-preset") return deed;
  const isNamed = request.kind === "save-preset" || request.kind === "forget-preset";
  return { ...deed, name: (isNamed && presetName(request.name)) || "" };
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isNames = (value: unknown): value is Names =>
  Array.isArray(value) && value.every((name) => typeof name === "string");
