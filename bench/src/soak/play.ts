// What a soak runs in: the music plays until its time is over or somebody has had enough, and every minute is told.
import { setTimeout as sleep } from "node:timers/promises";
import type { Priority } from "./engine-at.ts";
import type { Minute } from "./minutes.ts";

export type PlayOptions = {
  readonly directory: string;
  readonly minutes: number;
  readonly priority: Priority;
  readonly aheadMs: number;
  readonly signal: AbortSignal;
};

export type Play = (options: PlayOptions, tell: (minute: Minute) => Promise<void>) => Promise<void>;

/** Resolves after `ms`, at once when the signal fires. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await sleep(ms, undefined, { signal }).catch(() => undefined);
};
