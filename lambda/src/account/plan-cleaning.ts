// What of the table is nobody's any more: homes that everybody has left, and whatever is left of homes that are gone. Pure.
import type { ThingName } from "@house-band/contract";
import type { ItemRef } from "../ports.ts";

export type Cleaning = {
  /** Whose shadows go first: afterwards nobody knows whose they were. */
  readonly bridges: readonly ThingName[];
  /** In this order: a home's first item goes last, so that what is interrupted is found again. */
  readonly items: readonly ItemRef["key"][];
  readonly homes: number;
};

/** @param items all that there are. @param nowMs epoch */
export function planCleaning(items: readonly ItemRef[], nowMs: number): Cleaning {
  const metas = items.filter(({ kind }) => kind === "meta");
  const inhabited = new Set(items.flatMap(({ kind, homeId }) => (kind === "member" && homeId ? [homeId] : [])));
  for (const { comesBackTo, expiresAtMs } of items) {
    if (comesBackTo !== null && expiresAtMs !== null && expiresAtMs > nowMs) inhabited.add(comesBackTo);
  }
  const left = metas.filter(({ homeId, wasLinked }) => homeId && wasLinked && !inhabited.has(homeId));
  const leftIds = new Set(left.map(({ homeId }) => homeId));
  const kept = new Set(metas.flatMap(({ homeId }) => (homeId && !leftIds.has(homeId) ? [homeId] : [])));
  const isNobodys = ({ homeId, expiresAtMs }: ItemRef): boolean =>
    (homeId !== null && !kept.has(homeId)) || (expiresAtMs !== null && expiresAtMs <= nowMs);
  const gone = items.filter(isNobodys);
  const last = gone.filter(({ kind }) => kind === "meta");
  return {
    bridges: left.flatMap(({ bridge }) => (bridge ? [bridge] : [])),
    items: [...gone.filter(({ kind }) => kind !== "meta"), ...last].map(({ key }) => key),
    homes: left.length,
  };
}
