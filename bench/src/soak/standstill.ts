// Did the machine itself stand still? On a shared host a whole virtual core is sometimes not run at all, and no figure of
// the guest's kernel tells. On each core a process that only sleeps, as real-time as the audio loop, is late then as well:
// what it was late by is not the engine's doing. The same question is what cyclictest(8) asks.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

export interface Standstill {
  /** The latest that any sleeper came since the last call, in milliseconds, the last second excepted; null: not known. */
  takeMs(): number | null;
  close(): void;
}

const SLEEPER = fileURLToPath(new URL("./sleeper.ts", import.meta.url));

/** Begins to watch; is there once the sleepers sleep. */
export async function watchStandstill(): Promise<Standstill> {
  let worstMs: number | null = null;
  const sleepers = cpus().map((_, core) => sleepOn(core));
  // the first seconds have their start in them
  await Promise.all(sleepers.map((sleeper) => once(sleeper, "message")));
  for (const sleeper of sleepers) {
    sleeper.on("message", (lateMs) => {
      if (typeof lateMs === "number") worstMs = Math.max(worstMs ?? 0, lateMs);
    });
  }
  return {
    takeMs() {
      const ms = worstMs;
      worstMs = null;
      return ms;
    },
    close() {
      for (const sleeper of sleepers) sleeper.kill();
    },
  };
}

/** @see taskset(1) */
function sleepOn(core: number): ChildProcess {
  const args = ["--cpu-list", String(core), process.execPath, "--import", "tsx", SLEEPER];
  return spawn("taskset", args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
}
