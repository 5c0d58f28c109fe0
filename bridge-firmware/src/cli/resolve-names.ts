// Which speakers the names on a command line mean: exactly, else as people hear names, else a question. Pure.
import { err, ok, type Result, type SpeakerId, toNameKey } from "@house-band/contract";
import type { GroupView, SpeakerView } from "../control/views.ts";
import { EVERYWHERE } from "../core/everywhere.ts";
import { didYouMean } from "../text/did-you-mean.ts";

type Place = {
  readonly kind: "speaker" | "group";
  readonly id: string;
  readonly name: string;
  readonly speakers: readonly SpeakerId[];
};

export type Places = { readonly speakers: readonly SpeakerView[]; readonly groups: readonly GroupView[] };

/** @returns the speakers, each once, or a question that lists what could have been meant. */
export function resolveNames(names: readonly string[], places: Places): Result<readonly SpeakerId[], string> {
  const known = toPlaces(places);
  const found = new Set<SpeakerId>();
  for (const name of names) {
    const speakers = resolve(name, known, places);
    if (!speakers.ok) return speakers;
    for (const id of speakers.value) found.add(id);
  }
  return ok([...found]);
}

/** Names that stand in one text, separated by commas. */
export const namesIn = (text: string): readonly string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

function resolve(name: string, known: readonly Place[], places: Places): Result<readonly SpeakerId[], string> {
  if (EVERYWHERE.has(toNameKey(name))) return ok(places.speakers.map(({ id }) => id));
  const matches = [
    known.filter((place) => place.name === name || place.id === name),
    known.filter((place) => toNameKey(place.name) === toNameKey(name)),
    known.filter((place) => name !== "" && toNameKey(place.name).includes(toNameKey(name))),
  ];
  const [best = []] = matches.filter((some) => some.length > 0);
  const isGuess = best === matches[2];
  const [only] = best;
  if (only !== undefined && best.length === 1 && !isGuess) {
    return only.speakers.length > 0 ? ok(only.speakers) : err(`the group "${only.name}" has no speakers`);
  }
  if (only !== undefined && isGuess && best.length === 1)
    return err(`there is no "${name}": did you mean "${only.name}"?`);
  if (best.length > 0) return err(`"${name}": which one? ${best.map(describe).join(", ")}`);
  if (known.length === 0) return err(`"${name}": this bridge has no speakers yet`);
  return err(`there is no "${name}"${didYouMean(name, [...new Set(known.map((place) => place.name))])}`);
}

function toPlaces({ speakers, groups }: Places): readonly Place[] {
  return [
    ...groups.map(({ id, name, speakers: members }) => ({
      kind: "group" as const,
      id,
      name,
      speakers: members.map((member) => member.id),
    })),
    ...speakers.map(({ id, name }) => ({ kind: "speaker" as const, id, name, speakers: [id] })),
  ];
}

const describe = ({ kind, name, id }: Place): string => `the ${kind} "${name}" (${id})`;
