// When something that changes often is told: at once where it was quiet, else as soon as the interval allows, and once.
// What is told, and whether there is anything to tell, is the caller's.
import type { Clock } from "../ports.ts";

export type Pacer = {
  /** There may be something to tell now. */
  request(): void;
  /** It was told outside of the pace: the interval begins anew. */
  told(): void;
  /** It failed: not before `delayMs`, whatever the interval says. */
  postpone(delayMs: number): void;
  /** Resolves when nothing is being told. */
  idle(): Promise<void>;
};

export type Paced = {
  readonly intervalMs: number;
  readonly isDue: () => boolean;
  readonly tell: () => Promise<void>;
};

/** A pacer that may tell at once. When the signal fires, whatever waits is not told any more. */
export function createPacer(clock: Clock, signal: AbortSignal, { intervalMs, isDue, tell }: Paced): Pacer {
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let isScheduled = false;
  let telling: Promise<void> = Promise.resolve();

  const holdOff = (delayMs: number): void => {
    notBeforeMs = clock.nowMs() + delayMs;
  };

  function request(): void {
    if (isScheduled || !isDue()) return;
    isScheduled = true;
    const waitMs = Math.max(0, notBeforeMs - clock.nowMs());
    const ready = waitMs > 0 ? clock.sleep(waitMs, signal) : Promise.resolve(true);
    telling = ready.then(async (isTime) => {
      isScheduled = false;
      if (!isTime || !isDue()) return;
      if (clock.nowMs() >= notBeforeMs) {
        holdOff(intervalMs);
        await tell();
      }
      request();
    });
  }

  return { request, told: () => holdOff(intervalMs), postpone: holdOff, idle: () => telling };
}
