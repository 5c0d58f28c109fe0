// The audio loop of a real engine, as the kernel schedules it.
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  createEngineProcess,
  type EngineProcess,
} from "../../../bridge-firmware/src/adapters/engine/engine-process.ts";
import { createFakeLog } from "../fakes/ports.ts";

/** @see proc_pid_stat(5) policy, counted after the name in brackets; sched(7) SCHED_RR */
const POLICY = 38;
const SCHED_RR = "2";

/** @see capabilities(7) */
const [CAP_IPC_LOCK, CAP_SYS_NICE] = [14n, 23n];

/** Where this process's children may not, the engine must play on without. */
function mayWith(capability: bigint, limit: RegExp): boolean {
  const effective = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  const isCapable = ((BigInt(`0x${effective}`) >> capability) & 1n) === 1n;
  return isCapable || limit.test(readFileSync("/proc/self/limits", "utf8"));
}
const mayBeRealTime = () => mayWith(CAP_SYS_NICE, /^Max realtime priority\s+(?:[1-9]\d|unlimited)/m);
const mayLock = () => mayWith(CAP_IPC_LOCK, /^Max locked memory\s+unlimited/m);

function realTimeThreads(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).filter((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[POLICY] === SCHED_RR;
  }).length;
}

describe("the engine's process", () => {
  let engine: EngineProcess;
  let told: boolean | undefined;
  beforeEach(async () => {
    engine = createEngineProcess({ log: createFakeLog() });
    await new Promise<void>((resolve) => {
      engine.onEvent((event) => {
        if (event.kind !== "ready") return;
        told = event.isRealTime;
        resolve();
      });
    });
  }, 60_000);
  afterEach(() => engine.close());

  it("has one real-time thread, the audio loop's, where the system allows it, and says whether it has", () => {
    const pid = engine.pid();
    if (pid === undefined) throw new Error("the engine is gone");

    expect({ told, threads: realTimeThreads(pid) }).toEqual(
      mayBeRealTime() ? { told: true, threads: 1 } : { told: false, threads: 0 },
    );
  });

  it("keeps its program in memory, where the system allows it", () => {
    const pid = engine.pid();
    if (pid === undefined) throw new Error("the engine is gone");
    const lockedKb = Number(/^VmLck:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

    expect(lockedKb > 0).toBe(mayLock());
  });
});
