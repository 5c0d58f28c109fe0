// How far speakers stand from the microphone, in the words of a command line: `Deck=3.2`, `"Deck left=3.2 m, Patio=2"`. Pure.
import { err, ok, type Result, type SpeakerId } from "@house-band/contract";
import { MAX_DISTANCE_M } from "../control/sync/sync-views.ts";
import { type Places, resolveNames } from "./resolve-names.ts";

export type Distance = { readonly name: string; readonly metres: number };

const EXAMPLE = '--distance "Deck=3.2": in metres, from the speaker to the microphone';

/** One or several in each text. @returns them, or which of them is none */
export function readDistances(texts: readonly string[]): Result<readonly Distance[], string> {
  const distances: Distance[] = [];
  for (const text of texts.flatMap((one) => one.split(","))) {
    const [, name = "", digits] = /^\s*(.+?)\s*=\s*(\d+(?:\.\d+)?)\s*m?\s*$/iu.exec(text) ?? [];
    const metres = Number(digits);
    if (digits === undefined || metres > MAX_DISTANCE_M) {
      return err(`--distance "${text.trim()}": expected a name and 0 to ${MAX_DISTANCE_M} metres, as in ${EXAMPLE}`);
    }
    distances.push({ name, metres });
  }
  return ok(distances);
}

/** A group's is that of each of its speakers. @returns what is wrong with a name where one is */
export function resolveDistances(
  distances: readonly Distance[],
  places: Places,
): Result<Readonly<Record<SpeakerId, number>>, string> {
  const found: Record<SpeakerId, number> = {};
  for (const { name, metres } of distances) {
    const ids = resolveNames([name], places);
    if (!ids.ok) return ids;
    for (const id of ids.value) found[id] = metres;
  }
  return ok(found);
}
