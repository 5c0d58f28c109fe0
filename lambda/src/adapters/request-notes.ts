// A home's notes of the requests that it took up last, as attributes of its first item: one attribute for each request,
// so that one write adds one and takes the oldest away, whoever else does the same at that time.
import { CommandId, timeOfCommand } from "@house-band/contract";
import type { LastCommand, RequestNotes, TakenUp } from "../ports.ts";

const PREFIX = "req#";
/** In the attribute's place of the sequence number, which begins at 1. */
export const EDIT = 0;
export const WITHDRAWN = -1;

/**
 * As many as are kept. Alexa repeats a request within seconds; each costs 33 bytes of an item that is to cost one write
 * unit, which is a kilobyte.
 */
const MAX_KEPT = 8;

export const attributeOf = (commandId: CommandId): string => `${PREFIX}${commandId}`;

/** @param meta a home's first item; one that an earlier version wrote has no notes */
export function toRequestNotes(meta: Record<string, unknown>): RequestNotes {
  const taken = Object.entries(meta).flatMap(([name, value]) => {
    const id = CommandId.safeParse(name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null);
    return id.success && typeof value === "number" ? [[id.data, toTakenUp(value)] as const] : [];
  });
  const { forgottenToMs, lastRequest } = meta;
  return {
    taken: new Map(taken),
    forgottenToMs: typeof forgottenToMs === "number" ? forgottenToMs : null,
    last: toLast(lastRequest),
  };
}

function toTakenUp(value: number): TakenUp {
  if (value > EDIT) return { kind: "command", seq: value };
  return { kind: value === EDIT ? "edit" : "withdrawn" };
}

function toLast(value: unknown): LastCommand | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, claim, decided } = value as Record<string, unknown>; // any object has any names
  const commandId = CommandId.safeParse(id);
  if (!commandId.success || typeof claim !== "string" || typeof decided !== "string") return null;
  return { commandId: commandId.data, claim, decided };
}

/** Parts of one update of a home's first item that notes a request; `condition` holds where it is a new one. */
export type Noting = {
  /** To be set: the request's own attribute, `#own`, is not among them. */
  readonly set: readonly string[];
  readonly remove: readonly string[];
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
};

/**
 * Notes this request and forgets the oldest. Up to when requests are forgotten never goes back, whatever others forget
 * at the same time: a request that is as old, and not there, is no new one.
 * @param nowMs epoch: what calls itself younger must not make every request of today an old one
 */
export function noting(known: RequestNotes, commandId: CommandId, nowMs: number): Noting {
  const ownMs = timeOfCommand(commandId);
  const newestFirst = [...known.taken.keys()].sort((one, other) => timeOfCommand(other) - timeOfCommand(one));
  const old = newestFirst.slice(MAX_KEPT - 1).filter((id) => timeOfCommand(id) < ownMs);
  const forgottenToMs = Math.max(known.forgottenToMs ?? -1, ...old.map((id) => Math.min(timeOfCommand(id), nowMs)));
  const forgotten = forgottenToMs < ownMs ? old : [];
  return {
    set: forgotten.length > 0 ? ["forgottenToMs = :forgotten"] : [],
    remove: forgotten.map((_, index) => `#old${index}`),
    condition:
      "attribute_exists(PK) AND attribute_not_exists(#own) AND " +
      "(attribute_not_exists(forgottenToMs) OR forgottenToMs <= :forgotten)",
    names: Object.fromEntries([
      ["#own", attributeOf(commandId)],
      ...forgotten.map((id, index) => [`#old${index}`, attributeOf(id)]),
    ]),
    values: { ":forgotten": forgotten.length > 0 ? forgottenToMs : ownMs - 1 },
  };
}

/** Whether this request, which is not among those that are known, may have been taken up and forgotten. */
export const mayBeForgotten = ({ forgottenToMs }: RequestNotes, commandId: CommandId): boolean =>
  forgottenToMs !== null && timeOfCommand(commandId) <= forgottenToMs;
