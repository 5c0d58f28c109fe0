// Keys of a stored document that this version does not know: a later version wrote them, and finds them again.
// Of objects only, at any depth; an object that is gone takes its unknown keys with it, and lists are written anew.
import type { DocumentName, Store } from "../ports.ts";

export type KeepingStore = Store & {
  /** To be told after a load: what was in the file, and what this version understood of it. */
  understood(name: DocumentName, raw: unknown, known: unknown): void;
};

/** The same store, which writes back what was not understood. */
export function keepUnknownKeys(store: Store): KeepingStore {
  const unknown = new Map<DocumentName, Unknown>();
  return {
    ...store,
    understood: (name, raw, known) => void unknown.set(name, unknownOf(raw, known)),
    save: (name, document) => store.save(name, withUnknown(document, unknown.get(name) ?? NOTHING)),
  };
}

type Entries = readonly (readonly [string, unknown])[];
type Unknown = { readonly keys: Entries; readonly inside: ReadonlyMap<string, Unknown> };

const NOTHING: Unknown = { keys: [], inside: new Map() };

function unknownOf(raw: unknown, known: unknown): Unknown {
  if (!isObject(raw) || !isObject(known)) return NOTHING;
  const isKnown = ([key]: readonly [string, unknown]): boolean => Object.hasOwn(known, key);
  const entries = Object.entries(raw);
  return {
    keys: entries.filter((entry) => !isKnown(entry)),
    inside: new Map(entries.filter(isKnown).map(([key, value]) => [key, unknownOf(value, known[key])])),
  };
}

function withUnknown(document: unknown, { keys, inside }: Unknown): unknown {
  if (!isObject(document)) return document;
  const known = Object.entries(document).map(([key, value]) => [key, withUnknown(value, inside.get(key) ?? NOTHING)]);
  // what this version writes comes last: it wins. Entries, so that a key called "__proto__" is a key.
  return Object.fromEntries([...keys, ...known]);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
