// One command's record, wherever it is in the table: who asks knows its id from a log, and no home.
import { type CommandId, err, Outcome, ok, type Result } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import type { Trace } from "../trace-lines.ts";
import { scanAll, toItemRef } from "./cleaner.ts";
import type { Table } from "./dynamo.ts";
import { fromItem } from "./home-items.ts";

/** Reads the whole table, which is a household's. */
export async function readTrace(
  table: Table,
  commandId: CommandId,
  signal: AbortSignal,
): Promise<Result<Trace, PortFault | "unknown-command">> {
  const all = await scanAll(table, signal);
  if (!all.ok) return all;
  const record = all.value.find((item) => String(fromItem(item).PK).endsWith(`#${commandId}`));
  const homeId = record ? toItemRef(record).homeId : null;
  if (!record || homeId === null) return err("unknown-command");
  const { thing, createdAtMs, outcome, reply } = fromItem(record);
  const parsed = Outcome.safeParse(outcome);
  const named = all.value.filter((item) => toItemRef(item).homeId === homeId).map(fromItem);
  return ok({
    ...{ commandId, homeId },
    thing: typeof thing === "string" ? thing : null,
    takenUpAtMs: typeof createdAtMs === "number" ? createdAtMs : null,
    outcome: parsed.success ? parsed.data : null,
    reply: typeof reply === "string" ? reply : null,
    names: Object.fromEntries(named.flatMap(({ id, name }) => (typeof id === "string" ? [[id, String(name)]] : []))),
  });
}
