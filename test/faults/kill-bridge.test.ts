// kill -9 at random points. HOUSE_BAND_FAULT_RUNS says how often; a short run where it says nothing.
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { createRandom } from "../bridge-firmware/adapters/fs/store-fixture.ts";
import { prepareDaemon, prepareLoop } from "./doomed-bridge.ts";
import { type Fire, startFire } from "./fire.ts";
import { judgeDisk, judgeOutcomes, judgeSkips } from "./verdict.ts";

const RUNS = Number(process.env.HOUSE_BAND_FAULT_RUNS ?? 12);
const SEED = 20_261;
/** A start of the whole daemon costs as much as ten of the loop. */
const DAEMON_RUNS = Math.ceil(RUNS / 10);
/** A quarter of the deaths come within `startMs` of the start, the others within `workMs` of work. */
const SHARE_DURING_START = 0.25;

describe.each([
  {
    what: "the bridge's loop, with every request to the engine counted",
    prepare: prepareLoop,
    runs: RUNS,
    startMs: 250,
    workMs: 300,
  },
  { what: "the whole daemon", prepare: prepareDaemon, runs: DAEMON_RUNS, startMs: 1_500, workMs: 1_500 },
])("$what, killed $runs times while commands and edits flow", ({ what, prepare, runs, startMs, workMs }) => {
  it(
    "forgets nothing that it acknowledged, and carries nothing out twice",
    async () => {
      const random = createRandom(SEED);
      const fire = await startFire(prepare, createRandom(SEED + 1));
      try {
        const broken = [...(await liveAndDie(fire, { runs, startMs, workMs, random })), ...(await lastLife(fire))];
        tell(what, runs, fire);
        expect(broken).toEqual([]);
        expect(fire.reported.revision).toBe(fire.revision());
        expect(endsOf(fire).filter((end) => end === "done").length).toBeGreaterThan(0);
      } finally {
        await fire.close();
      }
    },
    60_000 + runs * (startMs + workMs + 2_000),
  );
});

type Lives = {
  readonly runs: number;
  readonly startMs: number;
  readonly workMs: number;
  readonly random: () => number;
};

/** @returns the promises that were broken. */
async function liveAndDie(fire: Fire, { runs, startMs, workMs, random }: Lives): Promise<readonly string[]> {
  await firstLife(fire);
  const broken: string[] = [];
  const ceasefire = new AbortController();
  const firing = keepFiring(fire, random, ceasefire.signal);
  try {
    for (let run = 1; run <= runs; run += 1) {
      const life = fire.startBridge();
      if (random() < SHARE_DURING_START) await wait(random() * startMs);
      else {
        await life.running;
        await wait(random() * workMs);
      }
      await life.kill();
      broken.push(...(await judgeDisk(fire.dataDirectory, fire)).map((sentence) => `run ${run}: ${sentence}`));
    }
  } finally {
    ceasefire.abort();
    await firing;
  }
  return broken;
}

/** The cloud keeps messages for a bridge from its first connection on; from then on music is to play. */
async function firstLife(fire: Fire): Promise<void> {
  const life = fire.startBridge();
  await fire.edit();
  await until(() => fire.reported.revision === 1);
  await fire.play();
  await until(() => fire.open().length === 0);
  await life.kill();
}

/** Whatever is still open comes to its end, and the newest edit is followed; then everything is judged. */
async function lastLife(fire: Fire): Promise<readonly string[]> {
  const life = fire.startBridge();
  await life.running;
  await fire.edit();
  await until(() => fire.open().length === 0 && fire.reported.revision === fire.revision());
  await life.kill();
  return [
    ...(await judgeDisk(fire.dataDirectory, fire)),
    ...judgeOutcomes(fire),
    ...(fire.engineLog === null ? [] : await judgeSkips(fire.engineLog, fire)),
  ];
}

/** As soon as one shot is taken, or after a moment where it takes its time, the next one is on its way. */
async function keepFiring(fire: Fire, random: () => number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await Promise.race([fire.shoot(), wait(30)]);
    await wait(random() * 10);
  }
}

async function until(condition: () => boolean): Promise<void> {
  const giveUpAtMs = Date.now() + 15_000;
  while (!condition() && Date.now() < giveUpAtMs) await wait(20);
}

const endsOf = (fire: Fire) => [...fire.outcomes.values()].map(([outcome]) => outcome?.state);

function tell(what: string, runs: number, fire: Fire): void {
  const ends = endsOf(fire);
  const count = (state: string) => ends.filter((end) => end === state).length;
  process.stdout.write(
    `${what}: killed ${runs} times (seed ${SEED}), ${fire.sent.length} commands sent, ${count("done")} done, ` +
      `${count("failed")} failed, revision ${fire.reported.revision} reported\n`,
  );
}
