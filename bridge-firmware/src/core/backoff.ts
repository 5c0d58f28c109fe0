// How long to wait before the next try. Chance comes in as a number, so that every answer can be foretold.

export type JitterSchedule = { readonly firstMs: number; readonly capMs: number };

/**
 * Full jitter: anything between nothing and the doubled wait of the last failure, so that a street of bridges does
 * not come back in step.
 * @param failures tries that failed in a row, at least 1
 * @param random 0 ≤ random < 1
 * @see AWS Architecture Blog "Exponential Backoff And Jitter"
 */
export function fullJitterMs(schedule: JitterSchedule, failures: number, random: number): number {
  const exponent = Math.min(Math.max(0, failures - 1), 30);
  return Math.floor(random * Math.min(schedule.capMs, schedule.firstMs * 2 ** exponent));
}

/** The wait after the n-th failure of a fixed schedule; its last entry is the cap. */
export function stepDelayMs(delaysMs: readonly number[], failures: number): number {
  const index = Math.min(Math.max(0, failures - 1), delaysMs.length - 1);
  return delaysMs[index] ?? 0;
}
