// How well the speakers keep together, measured on what each of them was sent: start by start, and in the end at the cone.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askedClock } from "./support/guest.ts";
import { OPENS_WITHIN_MS, openPairedHouse, type PairedHouse, statistics } from "./support/paired.ts";
import { bridgeOf, printOffsets, startOften, warmUp } from "./support/starts.ts";

const NAMES = ["Patio", "Deck", "Kitchen"] as const;

let house: PairedHouse;

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
    if (CLOCK === "real") await warmUp(bridgeOf(house));
    const offsets = await startOften(house, bridgeOf(house), starts);

    printOffsets(`${suite}, ${CLOCK} clock`, offsets);
    for (const values of offsets.values()) {
      const { mean, deviation } = statistics(values);
      expect(Math.abs(mean)).toBeLessThan(meanMs);
      expect(deviation).toBeLessThan(deviationMs);
    }
  });
});
