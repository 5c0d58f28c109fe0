// The engine's process is killed while music plays, as the kernel would when memory runs out. How long until the daemon
// has a new one and every zone goes on: nobody has to do anything.
import { createEngineProcess, type EngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import { type Stack, startStack } from "@house-band/local/stack";
import type { Bench, BenchOptions, BenchResult } from "./bench.ts";
import { median, quantile, rounded } from "./bench.ts";
import { type DemoHome, prepareDemoHome } from "./demo-home.ts";

export const engineRestart: Bench = {
  name: "engine-restart",
  what: "the engine is killed while two zones play: how long until both go on",
  run,
};

const ROUNDS = { full: 10, quick: 3 };
/** Two zones, each with music of its own. */
const ORDERS = ["play jazz in the backyard", "play blues in the kitchen"] as const;
const GIVES_UP_AFTER_MS = 30_000;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  const home = await prepareDemoHome(progress);
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const lives: Life[] = [];
  while (lives.length < rounds) {
    lives.push(await killOnce(home));
    progress(`${lives.length} of ${rounds} engines killed`);
  }
  return toResult(lives);
}

/** From the kill on. */
type Life = { readonly readyMs: number; readonly zonesMs: readonly number[] };

/** A home of its own each time: an engine that is lost again within a minute is given more time each time, as it should be. */
async function killOnce(home: DemoHome): Promise<Life> {
  const engine = createEngineProcess({ log: quiet });
  const stack = await startStack({
    ...home,
    engine,
  });
  try {
    for (const order of ORDERS) await stack.say(`Alexa, ask House Band to ${order}`);
    return await killAndWatch(engine, stack);
  } finally {
    await stack.close();
    await engine.close();
  }
}

async function killAndWatch(engine: EngineProcess, stack: Stack): Promise<Life> {
  const pid = engine.pid();
  const zones = Object.keys(stack.state().zones);
  if (pid === undefined || zones.length !== ORDERS.length) throw new Error(`${zones.length} zones play, not two`);
  let readyMs: number | null = null;
  const resumedMs = new Map<string, number>();
  const killedAtMs = performance.now();
  const resumed = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${resumedMs.size} of ${zones.length} zones went on`)),
      GIVES_UP_AFTER_MS,
    );
    engine.onEvent((event) => {
      const sinceMs = performance.now() - killedAtMs;
      if (event.kind === "ready" && engine.pid() !== pid) readyMs ??= sinceMs;
      if (event.kind !== "zone-started" || resumedMs.has(event.zone)) return;
      resumedMs.set(event.zone, sinceMs);
      if (resumedMs.size < zones.length) return;
      clearTimeout(timer);
      resolve();
    });
  });
  process.kill(pid, "SIGKILL");
  await resumed;
  if (readyMs === null) throw new Error("a zone went on before there was an engine");
  return { readyMs, zonesMs: [...resumedMs.values()] };
}

function toResult(lives: readonly Life[]): BenchResult {
  const ready = lives.map(({ readyMs }) => readyMs);
  const all = lives.map(({ zonesMs }) => Math.max(...zonesMs));
  return {
    tables: [
      {
        title: `${lives.length} engines killed, ${ORDERS.length} zones each`,
        head: ["from the kill until", "median ms", "worst ms"],
        rows: [
          ["a new engine takes requests", rounded(median(ready), 0), rounded(quantile(ready, 1), 0)],
          ["every zone writes sound again", rounded(median(all), 0), rounded(quantile(all, 1), 0)],
        ],
      },
    ],
    figures: { resumedMedianMs: median(all), resumedWorstMs: quantile(all, 1) },
    notes: ["A speaker is heard its own latency later."],
  };
}

const ignore = (): void => undefined;
/** That the engine is lost is the point here. */
const quiet = { error: ignore, warn: ignore, info: ignore, debug: ignore };
