// Did the machine itself stand still? On a shared host a whole virtual machine is sometimes not run at all, and no figure of
// the guest's kernel tells. A process that only sleeps, as real-time as the audio loop, is late then as well: what it
// was late by is not the engine's doing. The same question is what cyclictest(8) asks.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Standstill {
  /** The latest that the sleeper came since the last call, in milliseconds; the last second may be missing. */
  takeMs(): number;
  close(): void;
}

/** Begins to watch; is there once the sleeper sleeps. */
export async function watchStandstill(): Promise<Standstill> {
  const sleeper = fork(fileURLToPath(new URL("./sleeper.ts", import.meta.url)));
  let worstMs = 0;
  // the first one has its start in it
  await once(sleeper, "message");
  sleeper.on("message", (lateMs) => {
    worstMs = Math.max(worstMs, Number(lateMs));
  });
  return {
    takeMs() {
      const ms = worstMs;
      worstMs = 0;
      return ms;
    },
    close: () => void sleeper.kill(),
  };
}
