// A soak by the wall's clock: the engine in its own process.
import type { EngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { startEngineAt } from "./engine-at.ts";
import { comeBack, isTrouble, layOut, leave, playOn, type SoakHouse } from "./house.ts";
import { listen, recordedMs } from "./listen.ts";
import type { Minute } from "./minutes.ts";
import { type Play, pause } from "./play.ts";
import { watchStandstill } from "./standstill.ts";
import { busyPercent, costOf, type MachineTime, machineTime, type ProcessCost } from "./watch-process.ts";

const MINUTE_MS = 60_000;
/** The first seconds are silence: the slowest speaker's latency, and the decoder's start. */
const BEGINS_MS = 3_000;
const LEAVES_EVERY_MINUTES = 5;
const AWAY_MS = 10_000;

/** Plays in real time. @throws Error when the engine has trouble that nobody has made. */
export const playInRealTime: Play = async ({ directory, minutes, priority, aheadMs, signal }, tell) => {
  const house = await layOut(directory);
  const engine = await startEngineAt({ priority, writeAheadMs: aheadMs }, directory);
  const watch = watchEngine(engine, house);
  const standstill = await watchStandstill();
  try {
    playOn(engine, house, minutes);
    await pause(BEGINS_MS, signal);
    let heardUntilMs = BEGINS_MS;
    standstill.takeMs();
    let before = lookAt(engine);
    const startMs = before.atMs;
    for (let atMinute = 1; atMinute <= minutes && !signal.aborted; atMinute++) {
      if (atMinute % LEAVES_EVERY_MINUTES === 0) await leaveAndReturn(engine, house, signal);
      // listening takes its time, too: the next minute has begun by then
      await pause(startMs + atMinute * MINUTE_MS - performance.now(), signal);
      const after = lookAt(engine);
      const untilMs = await recordedMs(house);
      const heard = await listen(house, heardUntilMs, untilMs);
      heardUntilMs = untilMs;
      await tell({
        atMinute,
        writeAheadMs: aheadMs,
        ...costBetween(before, after),
        ...watch.take(),
        stoodStillMs: standstill.takeMs(),
        ...heard,
      });
      before = after;
    }
  } finally {
    standstill.close();
    await engine.close();
  }
};

type Look = { readonly atMs: number; readonly cost: ProcessCost; readonly machine: MachineTime };

function lookAt(engine: EngineProcess): Look {
  const pid = engine.pid();
  if (pid === undefined) throw new Error("the engine is lost");
  return { atMs: performance.now(), cost: costOf(pid), machine: machineTime() };
}

const costBetween = (before: Look, after: Look) => ({
  rssMb: after.cost.rssMb,
  anonymousMb: after.cost.anonymousMb,
  cpuPercent: (100_000 * (after.cost.cpuSeconds - before.cost.cpuSeconds)) / (after.atMs - before.atMs),
  waitedForCpuMs: after.cost.waitedForCpuMs - before.cost.waitedForCpuMs,
  majorFaults: after.cost.majorFaults - before.cost.majorFaults,
  machineBusyPercent: busyPercent(before.machine, after.machine),
});

async function leaveAndReturn(engine: EngineProcess, house: SoakHouse, signal: AbortSignal): Promise<void> {
  leave(engine, house);
  await pause(AWAY_MS, signal);
  comeBack(engine, house);
}

type Watched = Pick<Minute, "worstLatenessMs" | "worstGcPauseMs" | "stalls">;

/** Collects what the engine tells of itself; `take` gives it and begins anew. */
function watchEngine(engine: EngineProcess, house: SoakHouse) {
  let now = { worstLatenessMs: 0, worstGcPauseMs: 0 };
  const stallsOf = new Map<string, number>();
  let taken = 0;
  const troubles: EngineEvent[] = [];
  engine.onRestart(() => troubles.push({ kind: "refused", request: "all", reason: "the engine was lost" }));
  engine.onEvent((event) => {
    if (isTrouble(event, house)) troubles.push(event);
    if (event.kind !== "status") return;
    now = {
      worstLatenessMs: Math.max(now.worstLatenessMs, event.worstLatenessMs),
      worstGcPauseMs: Math.max(now.worstGcPauseMs, event.worstGcPauseMs ?? 0),
    };
    for (const [output, { stalls }] of Object.entries(event.outputs)) stallsOf.set(output, stalls);
  });
  return {
    take(): Watched {
      if (troubles.length > 0) throw new Error(`the engine had trouble: ${JSON.stringify(troubles)}`);
      const all = [...stallsOf].reduce(
        (sum, [output, stalls]) => sum + (output === house.leaver.output ? 0 : stalls),
        0,
      );
      const watched = { ...now, stalls: all - taken };
      taken = all;
      now = { worstLatenessMs: 0, worstGcPauseMs: 0 };
      return watched;
    },
  };
}
