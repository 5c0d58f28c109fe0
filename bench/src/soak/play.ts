// What a soak runs in: the music plays until its time is over or somebody has had enough, and every minute is told.
import { setTimeout as sleep } from "node:timers/promises";
import type { Minute } from "./minutes.ts";

export type Play = (
  options: { readonly directory: string; readonly minutes: number; readonly signal: AbortSignal },
  tell: (minute: Minute) => Promise<void>,
) => Promise<void>;

/** Resolves after `ms`, at once when the signal fires. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await sleep(ms, undefined, { signal }).catch(() => undefined);
};
