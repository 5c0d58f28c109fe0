// Everything that the cloud has of one home, as one JSON document, for whom it belongs to.
import { err, type HomeId, ok, type Result } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import { scanAll, toItemRef } from "./cleaner.ts";
import type { Table } from "./dynamo.ts";
import { fromItem } from "./home-items.ts";

export type HomeExport = {
  readonly homeId: HomeId;
  readonly exportedAtMs: number;
  /** As they are stored; who lives there is a keyed hash. */
  readonly items: readonly Record<string, unknown>[];
};

/** @returns the document, or why there is none. @param nowMs epoch */
export async function exportHome(
  table: Table,
  homeId: HomeId,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<HomeExport, PortFault | "unknown-home">> {
  const all = await scanAll(table, signal);
  if (!all.ok) return all;
  const items = all.value.filter((item) => toItemRef(item).homeId === homeId).map(fromItem);
  return items.length === 0 ? err("unknown-home") : ok({ homeId, exportedAtMs: nowMs, items });
}
