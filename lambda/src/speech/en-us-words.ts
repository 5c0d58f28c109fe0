// The small words of American English: lists, "is" and "are", places, and why a speaker is missing.
import type { OutcomeCode } from "@house-band/contract";
import { speakableWords } from "./decent.ts";
import type { Missing, Names, Where } from "./intents.ts";
import { list, type Ssml, say } from "./ssml.ts";

/** More names than this are counted, not read out. */
const MAX_NAMES_SAID = 12;

/** "Patio, Fire Pit and Kitchen" */
export const and = (names: readonly (string | Ssml)[]): Ssml => list(names, "and");
/** "Patio, Fire Pit or Kitchen" */
export const or = (names: readonly string[]): Ssml => list(names, "or");

/** The names, or the first of them and how many there are more. */
export function shortList(names: Names): Ssml {
  if (names.length <= MAX_NAMES_SAID) return and(names);
  return and([...names.slice(0, MAX_NAMES_SAID), `${names.length - MAX_NAMES_SAID} more`]);
}

/** The verb for so many. */
export const theyAre = (count: number): string => (count === 1 ? "is" : "are");
/** The verb for these names. */
export const isAre = (names: Names): string => theyAre(names.length);

/** " on Patio and Deck", " everywhere", or nothing. Begins with its own space. */
export function where(place: Where): Ssml {
  if (place.kind === "everywhere") return say` everywhere`;
  return place.kind === "unsaid" || place.names.length === 0 ? say`` : say` on ${shortList(place.names)}`;
}

/** " Patio and Deck" for verbs that take the speaker itself ("paused Patio"). Begins with its own space. */
export function whom(place: Where): Ssml {
  if (place.kind === "chosen") return where(place);
  if (place.kind === "on") return say` ${shortList(place.names)}`;
  return place.kind === "everywhere" ? say` all speakers` : say``;
}

/** "all speakers", "Backyard and Deck", "it" */
export function whoIn(place: Where): Ssml {
  if (place.kind === "everywhere") return say`all speakers`;
  return place.kind === "unsaid" ? say`it` : shortList(place.names);
}

/** Does the place take a verb in the singular? */
export const isOne = (place: Where): boolean =>
  place.kind === "unsaid" || (place.kind !== "everywhere" && place.names.length === 1);

/** The whole sentence, with the place where one was named. */
export const nothingPlaying = (place: Where): Ssml =>
  place.kind === "everywhere" ? say`Nothing is playing.` : say`Nothing is playing${where(place)}.`;

/** Words of people's that may hold anything: what should not be said aloud is not. */
export const quoted = (words: string): Ssml => say`${speakableWords(words) ?? "that name"}`;

/** "I don't know sun deck and moon deck", without a full stop. */
export const unknownClause = (names: Names): Ssml => say`I don't know ${and(names.map(quoted))}`;

/** The same as a sentence; null where every name is known. */
export const unknownNames = (names: Names): Ssml | null => (names.length === 0 ? null : say`${unknownClause(names)}.`);

/** Clauses that hold lists of their own, in one sentence. */
export const clauses = (parts: readonly Ssml[]): Ssml =>
  parts.reduce((said, part) => (said.ssml === "" ? part : say`${said}, and ${part}`), say``);

/** "Fire Pit and Deck are off or out of range, and Patio is connected to another device" */
export function reasons(missing: readonly Missing[]): Ssml {
  const codes = [...new Set(missing.map(({ code }) => code))];
  return clauses(codes.map((code) => reason(code, namesWith(missing, code))));
}

/** Who is missing for this very reason. */
export const namesWith = (missing: readonly Missing[], code: OutcomeCode): Names =>
  missing.filter((one) => one.code === code).map(({ name }) => name);

function reason(code: OutcomeCode, names: Names): Ssml {
  return say`${shortList(names)} ${isAre(names)} ${PREDICATES[code]}`;
}

/** As a sentence begins. */
export const capitalised = ({ ssml }: Ssml): Ssml => ({ ssml: ssml.charAt(0).toUpperCase() + ssml.slice(1) });

/** "less than a minute", "5 minutes", "3 hours", "2 days" */
export function duration(ms: number): Ssml {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return say`less than a minute`;
  if (minutes < 90) return say`${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? say`${hours} hours` : say`${Math.round(hours / 24)} days`;
}

/** A length that ears can tell: "less than half a millisecond", "0.8 milliseconds", "41 milliseconds". */
export function milliseconds(ms: number): Ssml {
  if (ms < 0.5) return say`less than half a millisecond`;
  const said = Math.round(ms * (ms < 10 ? 10 : 1)) / (ms < 10 ? 10 : 1);
  return say`${said} ${said === 1 ? "millisecond" : "milliseconds"}`;
}

/** A difference in loudness: "less than 1 decibel", "4 decibels". */
export function decibels(db: number): Ssml {
  const said = Math.round(db);
  if (said < 1) return say`less than 1 decibel`;
  return say`${said} ${said === 1 ? "decibel" : "decibels"}`;
}

const PREDICATES = {
  OK: "not connected",
  BRIDGE_OFFLINE: "out of reach, since the bridge is offline",
  SPEAKER_OFFLINE: "off or out of range",
  SPEAKER_ASLEEP: "asleep",
  SPEAKER_BUSY: "connected to another device",
  SPEAKER_REFUSED: "refusing to connect",
  SPEAKER_UNPAIRED: "in need of pairing again",
  ADAPTER_DOWN: "waiting for Bluetooth to restart",
  ADAPTER_FULL: "one more than the bridge's Bluetooth can hold",
  AUDIO_SERVICE_DOWN: "waiting for Bluetooth audio to start on the bridge",
  NO_SOURCE: "without music",
  EMPTY_LIBRARY: "without music",
  LIBRARY_NOT_READY: "waiting for the bridge to look through your music",
  UNSUPPORTED_FORMAT: "unable to play that kind of file",
  SOURCE_UNREACHABLE: "silent, since the station isn't answering",
  SOURCE_OFFLINE: "silent, since what it should play isn't connected",
  SOURCE_SILENT: "silent, since nothing is playing where the music comes from",
  SOURCE_DECIDES: "as before, since its music is chosen elsewhere",
  SOURCE_UNCONFIRMED: "waiting for where its music comes from to answer",
  NOTHING_TO_SHUFFLE: "as before, since there is nothing to shuffle",
  NOTHING_PLAYING: "not playing",
  TARGET_UNKNOWN: "not known to the bridge yet",
  VALUE_RANGE: "at its limit",
  BUSY: "busy",
  EXPIRED: "as before, since that came too late",
  SUPERSEDED: "following a newer request",
  STORAGE_FULL: "as before, since the bridge's storage is full",
  UNSUPPORTED_VERSION: "waiting for an update of the bridge",
  CONFLICT: "as before, since someone just changed it",
  MUSIC_PLAYS: "as before, since music is playing",
  NOT_SEEN: "nowhere to be seen",
  NOT_A_SPEAKER: "unable to take music over Bluetooth",
  PAIRING_REFUSED: "refusing to pair",
  NAME_TAKEN: "without a name of its own",
  HOME_FULL: "too many for your home",
  ON_A_CABLE: "on a cable, and stays until the bridge's settings change",
  NO_MICROPHONE: "without a microphone to listen to it",
  MICROPHONE_FAILED: "not listened to, since the microphone couldn't be used",
  TOO_LOUD_AROUND: "not listened to, since it is too loud around the microphone",
  TOO_LOUD_HERE: "too loud for the microphone",
  NOTHING_HEARD: "out of the microphone's hearing",
  ONE_SPEAKER_ALONE: "alone, with nobody to be in time with",
  NO_PRESET: "without a preset of that name",
  NOT_KEEPABLE: "playing what can't be given a name",
  PRESETS_FULL: "without room for another preset",
  NO_TIMER: "without a sleep timer",
  NO_VOICE: "on a bridge that can't speak yet",
  NO_ANNOUNCEMENT: "without an announcement",
  INTERNAL: "having trouble",
} as const satisfies Record<OutcomeCode, string>;
