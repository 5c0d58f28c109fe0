// Which speakers and groups of this home were meant. Pure: the home, what was heard, and where the Echo stands.
// A name that could mean two things comes back as a question, an unknown one is named; nothing is guessed.
import {
  assertNever,
  type Group,
  type GroupId,
  type Home,
  type Speaker,
  type SpeakerTarget,
  toDisplayName,
  toNameKey,
} from "@house-band/contract";
import { speakableWords } from "../speech/decent.ts";
import { byKey, matchName } from "./name-match.ts";
import { MAX_OFFERED_NAMES, namesOf } from "./places.ts";
import type { HeardName, HeardTargets } from "./voice-request.ts";

/** One thing of the home that has a name. */
export type Place =
  | { readonly kind: "speaker"; readonly name: string; readonly speaker: Speaker }
  | { readonly kind: "group"; readonly name: string; readonly group: Group };

export type TargetResolution =
  /** No place was named: what that means depends on the request. */
  | { readonly kind: "unsaid" }
  /** "Here", on an Echo that was never told its group. */
  | { readonly kind: "no-default" }
  | {
      readonly kind: "resolved";
      /** Each speaker once, with its channel; never empty. */
      readonly speakers: readonly SpeakerTarget[];
      /** What was named, each once; empty for "everywhere". */
      readonly places: readonly Place[];
      /** Names of the places, to be spoken; empty for "everywhere". */
      readonly names: readonly string[];
      readonly everywhere: boolean;
      /** Words that are no name of this home; the rest is carried out without them. */
      readonly unknown: readonly string[];
    }
  /** Nothing that was named is of this home. At most three of its names are offered. */
  | { readonly kind: "unknown"; readonly unknown: readonly string[]; readonly suggestions: readonly string[] }
  /** Two or three names are equally near. */
  | { readonly kind: "ambiguous"; readonly heard: string; readonly candidates: readonly string[] }
  /** The names are right, but no speaker stands behind them. */
  | { readonly kind: "no-speakers"; readonly names: readonly string[] }
  /** Everything that was named was also excepted. */
  | { readonly kind: "nothing-left" };

export type TargetContext = { readonly echoDefault: GroupId | null };

/** Finds the speakers that were meant. Ids are checked against this home: another home's id is unknown here. */
export function resolveTargets(home: Home, heard: HeardTargets, context: TargetContext): TargetResolution {
  switch (heard.kind) {
    case "unsaid":
      return { kind: "unsaid" };
    case "everywhere":
      return resolved(
        home,
        placesOf(home).filter((place) => place.kind === "speaker"),
        [],
        true,
      );
    case "here": {
      const group = home.groups.find(({ id }) => id === context.echoDefault);
      return group ? resolved(home, [groupPlace(group)], [], false) : { kind: "no-default" };
    }
    case "named":
      return resolveNames(home, heard.names);
    case "all-but":
      return without(home, resolveTargets(home, heard.of, context), resolveNames(home, heard.names));
    default:
      return assertNever(heard);
  }
}

/** An exception that is not understood in full is asked about: without it, the order would do what was not wanted. */
function without(home: Home, all: TargetResolution, exceptions: TargetResolution): TargetResolution {
  if (all.kind !== "resolved" || exceptions.kind === "no-speakers") return all;
  if (exceptions.kind !== "resolved") return exceptions;
  if (exceptions.unknown.length > 0)
    return { kind: "unknown", unknown: exceptions.unknown, suggestions: suggestionsOf(home) };
  const speakers = all.speakers.filter(({ id }) => !exceptions.speakers.some((excepted) => excepted.id === id));
  if (speakers.length === 0) return { kind: "nothing-left" };
  const ids = speakers.map(({ id }) => id);
  return { ...all, speakers, places: [], names: namesOf(home, ids), everywhere: false };
}

export type OneResolution<T> =
  | { readonly kind: "one"; readonly item: T }
  | Exclude<TargetResolution, { readonly kind: "resolved" | "no-speakers" | "nothing-left" }>
  /** More than one was named where one is needed. */
  | { readonly kind: "too-many"; readonly names: readonly string[] }
  /** A speaker where a group is needed. */
  | { readonly kind: "not-a-group"; readonly name: string };

/** Exactly one speaker or group, for "rename …". */
export function resolveOne(home: Home, heard: HeardTargets, context: TargetContext): OneResolution<Place> {
  if (heard.kind === "everywhere") return { kind: "too-many", names: home.groups.map(({ name }) => name) };
  const found = resolveTargets(home, heard, context);
  if (found.kind === "no-speakers") return onePlace(home, found.names);
  if (found.kind === "nothing-left") return { kind: "too-many", names: [] };
  if (found.kind !== "resolved") return found;
  const [place, ...more] = found.places;
  if (place && more.length === 0) return { kind: "one", item: place };
  return { kind: "too-many", names: found.names };
}

/** Exactly one group, for "delete …", "add … to …" and an Echo's default. */
export function resolveGroup(home: Home, heard: HeardTargets, context: TargetContext): OneResolution<Group> {
  const groupsFirst = preferGroups(home, heard);
  if (groupsFirst) return { kind: "one", item: groupsFirst };
  const found = resolveOne(home, heard, context);
  if (found.kind !== "one") return found;
  return found.item.kind === "group"
    ? { kind: "one", item: found.item.group }
    : { kind: "not-a-group", name: found.item.name };
}

export type NewName =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "missing" }
  /** Already the name of something in this home. */
  | { readonly kind: "taken"; readonly name: string };

/** The name somebody gave to something: cleaned, with capitals as names have them, and not taken yet. */
export function readNewName(home: Home, raw: string | null, exceptId?: string): NewName {
  const name = toDisplayName(capitalised(raw ?? ""));
  // it would be said back with every answer that names the place
  if (toNameKey(name) === "" || speakableWords(name) === null) return { kind: "missing" };
  const holder = byKey(placesOf(home), name).find((place) => idOf(place) !== exceptId);
  return holder ? { kind: "taken", name: holder.name } : { kind: "name", name };
}

function resolveNames(home: Home, names: readonly HeardName[]): TargetResolution {
  const places: Place[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const found = findPlace(home, name);
    if (found.kind === "several") {
      const candidates = found.items.slice(0, MAX_OFFERED_NAMES).map((place) => place.name);
      return { kind: "ambiguous", heard: name.heard, candidates };
    }
    if (found.kind === "one") places.push(found.item);
    else unknown.push(name.heard);
  }
  if (places.length === 0) return { kind: "unknown", unknown, suggestions: suggestionsOf(home) };
  return resolved(home, places, unknown, false);
}

/** Dynamic id of this home, then the words themselves, then the static list's name for them, then likeness. */
function findPlace(home: Home, name: HeardName) {
  const places = placesOf(home);
  const exact = byKey(places, name.heard);
  const ours = places.filter((place) => name.dynamicIds.includes(idOf(place)));
  const sure = ours.length > 1 ? ours.filter((place) => exact.includes(place)) : ours;
  if (sure[0]) return { kind: "one", item: sure[0] } as const;
  if (ours.length > 1) return { kind: "several", items: ours } as const;
  if (exact[0]) return { kind: "one", item: exact[0] } as const;
  for (const staticName of name.staticNames) {
    const listed = byKey(places, staticName)[0];
    if (listed) return { kind: "one", item: listed } as const;
  }
  return matchName(places, name.heard);
}

function resolved(
  home: Home,
  named: readonly Place[],
  unknown: readonly string[],
  everywhere: boolean,
): TargetResolution {
  const places = named.filter((place, index) => named.findIndex((other) => idOf(other) === idOf(place)) === index);
  const wanted = new Set(
    places.flatMap((place) => (place.kind === "speaker" ? [place.speaker.id] : place.group.members)),
  );
  const speakers = home.speakers.filter(({ id }) => wanted.has(id)).map(({ id, channel }) => ({ id, channel }));
  const names = everywhere ? [] : places.map((place) => place.name);
  if (speakers.length === 0) return { kind: "no-speakers", names };
  return { kind: "resolved", speakers, places: everywhere ? [] : places, names, everywhere, unknown };
}

function onePlace(home: Home, names: readonly string[]): OneResolution<Place> {
  const place = placesOf(home).find(({ name }) => name === names[0]);
  return place && names.length === 1 ? { kind: "one", item: place } : { kind: "too-many", names };
}

/** "The patio group" is the group, even where a speaker's name is nearer to the words. */
function preferGroups(home: Home, heard: HeardTargets): Group | null {
  if (heard.kind !== "named" || heard.names.length !== 1) return null;
  const found = heard.names[0] && matchName(home.groups, heard.names[0].heard);
  return found?.kind === "one" && !byKey(home.speakers, heard.names[0]?.heard ?? "")[0] ? found.item : null;
}

/** Groups come first: they are what people mean when they name a place. */
const placesOf = (home: Home): readonly Place[] => [
  ...home.groups.map(groupPlace),
  ...home.speakers.map((speaker): Place => ({ kind: "speaker", name: speaker.name, speaker })),
];

const groupPlace = (group: Group): Place => ({ kind: "group", name: group.name, group });

const idOf = (place: Place): string => (place.kind === "speaker" ? place.speaker.id : place.group.id);

const suggestionsOf = (home: Home): readonly string[] =>
  placesOf(home)
    .slice(0, MAX_OFFERED_NAMES)
    .map((place) => place.name);

/** The words are a name of this home, with or without "the" before and "speakers" after it. */
export const matchesForSure = (home: Home, name: string): boolean => {
  const spoken = name.replace(/^(?:the|my|our)\s+/iu, "").replace(/\s+(?:speakers?|group)$/iu, "");
  return byKey(placesOf(home), name).length === 1 || byKey(placesOf(home), spoken).length === 1;
};

const capitalised = (raw: string): string =>
  raw.replace(/(^|[\s-])(\p{Ll})/gu, (_, gap, letter) => gap + letter.toUpperCase());
