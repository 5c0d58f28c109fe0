// When a bridge changes its certificate by itself. Chance comes in as a number.

const DAY_MS = 86_400_000;
const RETRY = { firstMs: 3_600_000, capMs: DAY_MS };

/**
 * Up to a tenth earlier than its age says, so that bridges that were enrolled on one day do not come on one day.
 * @param spread 0 ≤ spread < 1, of the certificate itself: every restart finds the same time
 */
export function rotationDueAtMs(
  { madeAtMs, spread }: { readonly madeAtMs: number; readonly spread: number },
  afterDays: number,
): number {
  return madeAtMs + Math.round(afterDays * DAY_MS * (1 - spread / 10));
}

/**
 * Half of the doubled wait for certain, the rest by chance: an hour at first, a day in the end.
 * @param failures tries that failed in a row, at least 1
 */
export function rotationRetryMs(failures: number, random: number): number {
  const fullMs = Math.min(RETRY.capMs, RETRY.firstMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(fullMs * (0.5 + random / 2));
}

/** By a clock that is wrong a new certificate may be old at once: this much has to pass all the same. */
export const leastMsBetween = (afterDays: number): number => (afterDays * DAY_MS) / 2;
