// What there is of one command, wherever it is in the table: who asks knows its id from a log, and no home.
import { type CommandId, err, Outcome, ok, type Result } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import type { Trace } from "../trace-lines.ts";
import { scanAll, toItemRef } from "./cleaner.ts";
import type { Table } from "./dynamo.ts";
import { fromItem } from "./home-items.ts";
import { attributeOf, toRequestNotes } from "./request-notes.ts";

/** Reads the whole table, which is a household's. */
export async function readTrace(
  table: Table,
  commandId: CommandId,
  signal: AbortSignal,
): Promise<Result<Trace, PortFault | "unknown-command">> {
  const all = await scanAll(table, signal);
  if (!all.ok) return all;
  // until there is an outcome, and after a day, a command is in nothing but its home's notes
  const record = all.value.find((item) => String(fromItem(item).PK).endsWith(`#${commandId}`));
  const noting = all.value.find((item) => attributeOf(commandId) in item);
  const found = record ?? noting;
  const homeId = found ? toItemRef(found).homeId : null;
  if (!found || homeId === null) return err("unknown-command");
  const meta = noting ? fromItem(noting) : {};
  const { thing = meta.bridge, createdAtMs, outcome, reply } = record ? fromItem(record) : {};
  const isLast = toRequestNotes(meta).last?.commandId === commandId;
  const takenUpAtMs = isLast ? meta.lastCommandAtMs : createdAtMs;
  const parsed = Outcome.safeParse(outcome);
  const named = all.value.filter((item) => toItemRef(item).homeId === homeId).map(fromItem);
  return ok({
    ...{ commandId, homeId },
    thing: typeof thing === "string" ? thing : null,
    takenUpAtMs: typeof takenUpAtMs === "number" ? takenUpAtMs : null,
    outcome: parsed.success ? parsed.data : null,
    reply: typeof reply === "string" ? reply : null,
    names: Object.fromEntries(named.flatMap(({ id, name }) => (typeof id === "string" ? [[id, String(name)]] : []))),
  });
}
