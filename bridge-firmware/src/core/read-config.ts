// The `config` shadow's desired section, as far as it makes sense: a key of nonsense is refused, the rest holds.
import { ConfigDesired, DecidedEdit } from "@house-band/contract";

export type ReadConfig = {
  /** Null where not even the home and its revision can be read. */
  readonly config: ConfigDesired | null;
  /** Keys that were refused or are not understood, for the reported section. */
  readonly refused: readonly string[];
};

const MAX_REFUSED = 16;
const MAX_KEY = 80;
const KNOWN_KEYS: ReadonlySet<string> = new Set(["homeId", "revision", "speakers", "groups", "lastEdit"]);

/**
 * Reads every key for itself. A refused speaker or group keeps what `known` says of it, so that a typing error in a
 * console silences nobody.
 */
export function readConfig(desired: unknown, known: ConfigDesired | null): ReadConfig {
  const document = asObject(desired);
  const lastEdit = DecidedEdit.safeParse(document.lastEdit);
  const head = ConfigDesired.safeParse({ ...document, speakers: {}, groups: {}, lastEdit: lastEdit.data });
  if (!head.success) return { config: null, refused: [String(head.error.issues[0]?.path[0] ?? "desired")] };
  const base: ConfigDesired = head.data;
  const kept = known?.homeId === base.homeId ? known : null;
  const speakers = readKeys(document.speakers, "speakers", (one) => isValid({ ...base, speakers: one }));
  const groups = readKeys(document.groups, "groups", (one) => isValid({ ...base, groups: one }));
  const config = ConfigDesired.safeParse({
    ...base,
    speakers: { ...speakers.good, ...pick(kept?.speakers, speakers.bad) },
    groups: { ...groups.good, ...pick(kept?.groups, groups.bad) },
  });
  const isOdd = (key: string): boolean => !KNOWN_KEYS.has(key) || (key === "lastEdit" && !lastEdit.success);
  const unknown = Object.keys(document).filter(isOdd);
  const refused = [...speakers.refused, ...groups.refused, ...unknown].map((key) =>
    [...key].slice(0, MAX_KEY).join(""),
  );
  const isWhole = speakers.isObject && groups.isObject;
  return { config: isWhole && config.success ? config.data : null, refused: refused.slice(0, MAX_REFUSED) };
}

function readKeys(section: unknown, name: string, accepts: (one: Record<string, unknown>) => boolean) {
  if (typeof section !== "object" || section === null || Array.isArray(section)) {
    return { good: {}, bad: [], refused: [name], isObject: false };
  }
  // a null is a key that was deleted
  const entries = Object.entries(section).filter(([, value]) => value !== null);
  const good = entries.filter(([key, value]) => accepts(Object.fromEntries([[key, value]])));
  const bad = entries.map(([key]) => key).filter((key) => !good.some(([accepted]) => accepted === key));
  return { good: Object.fromEntries(good), bad, refused: bad.map((key) => `${name}.${key}`), isObject: true };
}

const isValid = (candidate: unknown): boolean => ConfigDesired.safeParse(candidate).success;

function pick(
  section: Readonly<Record<string, unknown>> | undefined,
  keys: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(section ?? {}).filter(([key]) => keys.includes(key)));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
