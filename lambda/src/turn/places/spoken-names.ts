// The names of this home for Alexa's ear, so that an answer in the open session is understood. Pure.
import { type Home, toNameKey } from "@house-band/contract";
import type { SpokenName } from "../turn.ts";

/** Values and synonyms together. @see Alexa "Use dynamic entities": at most 100 per request, none of them twice */
export const MAX_DYNAMIC_ENTITIES = 100;

/** Every name of the home; where there is room, also the spelling without gaps ("firepit"). */
export function spokenNames(home: Home): readonly SpokenName[] {
  const named = [...home.groups, ...home.speakers].slice(0, MAX_DYNAMIC_ENTITIES);
  const taken = new Set(named.map(({ name }) => name.toLowerCase()));
  let room = MAX_DYNAMIC_ENTITIES - named.length;
  return named.map(({ id, name }) => {
    const joined = toNameKey(name);
    const isNew = room > 0 && joined !== "" && !taken.has(joined);
    if (!isNew) return { id, name, synonyms: [] };
    taken.add(joined);
    room -= 1;
    return { id, name, synonyms: [joined] };
  });
}
