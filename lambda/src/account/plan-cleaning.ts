// What of the table is nobody's any more: homes that everybody has left, and whatever is left of homes that are gone. Pure.
import type { ThingName } from "@house-band/contract";
import type { ItemRef, Removal } from "../ports.ts";

export type Cleaning = {
  /** Whose shadows go first: afterwards nobody knows whose they were. */
  readonly bridges: readonly ThingName[];
  /** In this order: a home's first item goes last, so that what is interrupted is found again. */
  readonly items: readonly Removal[];
  readonly homes: number;
};

/** @param items all that there are. @param nowMs epoch */
export function planCleaning(items: readonly ItemRef[], nowMs: number): Cleaning {
  const metas = items.filter(({ kind }) => kind === "meta");
  const inhabited = new Set(items.flatMap(({ kind, homeId }) => (kind === "member" && homeId ? [homeId] : [])));
  // the list is no snapshot: who moved while it was made may show on one of the two sides only
  for (const { comesBackTo, livesIn, expiresAtMs } of items) {
    if (livesIn !== null) inhabited.add(livesIn);
    if (comesBackTo !== null && expiresAtMs !== null && expiresAtMs > nowMs) inhabited.add(comesBackTo);
  }
  const left = metas.filter(({ homeId, wasLinked }) => homeId && wasLinked && !inhabited.has(homeId));
  const leftIds = new Set(left.map(({ homeId }) => homeId));
  const kept = new Set(metas.flatMap(({ homeId }) => (homeId && !leftIds.has(homeId) ? [homeId] : [])));
  const isOfGone = ({ homeId }: ItemRef): boolean => homeId !== null && !kept.has(homeId);
  const isExpired = ({ expiresAtMs }: ItemRef): boolean => expiresAtMs !== null && expiresAtMs <= nowMs;
  const gone = items.filter((item) => isOfGone(item) || isExpired(item));
  const toRemoval = (item: ItemRef): Removal => ({
    key: item.key,
    expiredAtMs: isOfGone(item) ? null : item.expiresAtMs,
  });
  const last = gone.filter(({ kind }) => kind === "meta");
  return {
    bridges: left.flatMap(({ bridge }) => (bridge ? [bridge] : [])),
    items: [...gone.filter(({ kind }) => kind !== "meta"), ...last].map(toRemoval),
    homes: left.length,
  };
}
