// A soak by a clock that moves as fast as it can: hours of music in minutes. Nothing can come late; what is looked at is
// whether memory grows.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createVirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import { DEFAULT_WRITE_AHEAD_MS } from "@house-band/bridge-firmware/engine/protocol";
import { comeBack, isTrouble, layOut, leave, playOn } from "./house.ts";
import type { Play } from "./play.ts";
import { costOf } from "./watch-process.ts";

const MINUTE_MS = 60_000;
const LEAVES_EVERY_MINUTES = 5;
const AWAY_MS = 10_000;
/** Nobody waits, nothing is late, nobody listens. */
const NOT_MEASURED = {
  ...{ worstLatenessMs: null, worstGcPauseMs: null, stalls: null, dropouts: null },
  ...{ maxSkewMs: null, maxSkewElsewhereMs: null, waitedForCpuMs: null, machineBusyPercent: null },
  ...{ stoodStillMs: null, majorFaults: null },
} as const;

/** Plays in virtual time. @throws Error when the engine has trouble that nobody has made. */
export const playInVirtualTime: Play = async ({ directory, minutes, signal }, tell) => {
  const laidOut = await layOut(directory);
  const house = { ...laidOut, zones: laidOut.zones.map((zone) => ({ ...zone, speakers: zone.speakers.map(unheard) })) };
  const [leaver = laidOut.leaver] = house.zones[0]?.speakers ?? [];
  const home = { ...house, leaver };
  const collect = garbageCollector();
  const engine = createVirtualEngine();
  engine.onEvent((event) => {
    if (isTrouble(event, home)) throw new Error(`the engine had trouble: ${JSON.stringify(event)}`);
  });
  playOn(engine, home, minutes);
  for (let atMinute = 1; atMinute <= minutes && !signal.aborted; atMinute++) {
    const before = costOf(process.pid);
    const goes = atMinute % LEAVES_EVERY_MINUTES === 0;
    if (goes) leave(engine, home);
    if (goes) await engine.advance(AWAY_MS);
    if (goes) comeBack(engine, home);
    await engine.advance(goes ? MINUTE_MS - AWAY_MS : MINUTE_MS);
    collect();
    const { rssMb, anonymousMb, cpuSeconds } = costOf(process.pid);
    const cpuPercent = (100 * (cpuSeconds - before.cpuSeconds)) / (MINUTE_MS / 1_000);
    await tell({ atMinute, writeAheadMs: DEFAULT_WRITE_AHEAD_MS, rssMb, anonymousMb, cpuPercent, ...NOT_MEASURED });
  }
  await engine.close();
};

const unheard = <S extends { readonly recordPath: string | null }>(speaker: S): S => ({ ...speaker, recordPath: null });

/** What is garbage is no memory that grows. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("this Node.js does not let its garbage be collected");
  return () => void collect();
}
