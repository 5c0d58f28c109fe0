// A soak by the wall's clock: the engine in its own process, as the daemon starts it.
import { createEngineProcess, type EngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { silentLog } from "../memory-bridge.ts";
import { comeBack, isTrouble, layOut, leave, playOn, type SoakHouse } from "./house.ts";
import { listen, recordedMs } from "./listen.ts";
import type { Minute } from "./minutes.ts";
import { type Play, pause } from "./play.ts";
import { costOf } from "./watch-process.ts";

const MINUTE_MS = 60_000;
/** The first seconds are silence: the slowest speaker's latency, and the decoder's start. */
const BEGINS_MS = 3_000;
const LEAVES_EVERY_MINUTES = 5;
const AWAY_MS = 10_000;

/** Plays in real time. @throws Error when the engine has trouble that nobody has made. */
export const playInRealTime: Play = async ({ directory, minutes, signal }, tell) => {
  const house = await layOut(directory);
  const engine = createEngineProcess({ log: silentLog });
  const watch = watchEngine(engine, house);
  try {
    playOn(engine, house, minutes);
    await pause(BEGINS_MS, signal);
    let heardUntilMs = BEGINS_MS;
    for (let atMinute = 1; atMinute <= minutes && !signal.aborted; atMinute++) {
      const before = cost(engine);
      const startMs = performance.now();
      if (atMinute % LEAVES_EVERY_MINUTES === 0) await leaveAndReturn(engine, house, signal);
      await pause(MINUTE_MS - (performance.now() - startMs), signal);
      const after = cost(engine);
      const passedS = (performance.now() - startMs) / 1_000;
      const untilMs = await recordedMs(house);
      const heard = await listen(house, heardUntilMs, untilMs);
      heardUntilMs = untilMs;
      await tell({
        atMinute,
        ...after,
        cpuPercent: (100 * (after.cpuSeconds - before.cpuSeconds)) / passedS,
        ...watch.take(),
        ...heard,
      });
    }
  } finally {
    await engine.close();
  }
};

async function leaveAndReturn(engine: EngineProcess, house: SoakHouse, signal: AbortSignal): Promise<void> {
  leave(engine, house);
  await pause(AWAY_MS, signal);
  comeBack(engine, house);
}

function cost(engine: EngineProcess) {
  const pid = engine.pid();
  if (pid === undefined) throw new Error("the engine is lost");
  return costOf(pid);
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
