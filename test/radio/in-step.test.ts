// How well the speakers keep together, measured on what each of them was sent: start by start, and in the end at the cone.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askedClock } from "./support/guest.ts";
import type { Stretch } from "./support/heard.ts";
import { OPENS_WITHIN_MS, openPairedHouse, type PairedHouse, play, statistics } from "./support/paired.ts";

const NAMES = ["Patio", "Deck", "Kitchen"] as const;
const [FIRST, ...OTHERS] = NAMES;
/** Seconds of music until a start counts as over, and that are measured. */
const SETTLES_MS = 1_500;
const LISTENS_MS = 4_500;

let house: PairedHouse;

/** Starts and stops; every start is measured by itself. @returns each speaker's offsets against the first */
async function startOften(times: number): Promise<ReadonlyMap<string, readonly number[]>> {
  const stretches: Stretch[] = [];
  for (let n = 0; n < times; n++) {
    const { fromMs, untilMs } = await play(house, LISTENS_MS);
    stretches.push({ fromMs: fromMs + SETTLES_MS, untilMs });
    await house.bridge.command("stop");
    // the next start is at no particular moment of anything
    await house.guest.pause(1_000 + ((n * 37) % 10) * 13);
  }
  const heard = await house.heard();
  const offsets = new Map<string, number[]>(OTHERS.map((name) => [name, []]));
  for (const stretch of stretches) {
    const skew = await heard.skew(NAMES, stretch);
    expect(skew.unlike).toEqual([]);
    for (const name of OTHERS) offsets.get(name)?.push(skew.offsetsMs.get(name) ?? Number.NaN);
  }
  return offsets;
}

function print(what: string, offsets: ReadonlyMap<string, readonly number[]>): void {
  for (const [name, values] of offsets) {
    const { mean, deviation } = statistics(values);
    const all = values.map((ms) => ms.toFixed(2)).join(" ");
    const figures = `mean ${mean.toFixed(3)} ms, standard deviation ${deviation.toFixed(3)} ms`;
    process.stdout.write(`${what}: ${name} against ${FIRST}, ${values.length} starts: ${figures} (${all})\n`);
  }
}

/** What this machine's load does to a guest in real time is nobody's fault: looser there. */
const BOUNDS = {
  virtual: { starts: 5, meanMs: 0.1, deviationMs: 0.1 },
  real: { starts: 10, meanMs: 0.3, deviationMs: 0.5 },
} as const;
const CLOCK = askedClock();

describe.each(["bookworm"] as const)(`on Debian's %s, with a ${CLOCK} clock`, (suite) => {
  beforeAll(async () => {
    const delays = [0, 30, 75];
    const speakers = NAMES.map((name, index) => ({ name, delayMs: 100 + (delays[index] ?? 0) }));
    house = await openPairedHouse({ suite, clock: CLOCK, speakers });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  it("speakers whose delays differ by 30 and 75 ms start together, every time", async () => {
    const { starts, meanMs, deviationMs } = BOUNDS[CLOCK];
    // in real time the first start fetches programs from the host's disk, page by page
    if (CLOCK === "real") await startOften(1);
    const offsets = await startOften(starts);

    print(`${suite}, ${CLOCK} clock`, offsets);
    for (const values of offsets.values()) {
      const { mean, deviation } = statistics(values);
      expect(Math.abs(mean)).toBeLessThan(meanMs);
      expect(deviation).toBeLessThan(deviationMs);
    }
  });
});
