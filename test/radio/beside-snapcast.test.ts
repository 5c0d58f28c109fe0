// House Band and Snapcast side by side: the same three speakers on the same links, start by start, at the cones.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askedClock } from "./support/guest.ts";
import { OPENS_WITHIN_MS, openPairedHouse, type PairedHouse } from "./support/paired.ts";
import { startSnapcast } from "./support/snapcast.ts";
import { bridgeOf, type Offsets, printOffsets, startOften, warmUp } from "./support/starts.ts";

const CLOCK = askedClock();
const STARTS = { virtual: 5, real: 10 }[CLOCK];
const DELAYS_MS = { Patio: 100, Deck: 130, Kitchen: 175 };
/** Whoever knows nothing of the speakers' delays is out of step by 30 and 75 ms. */
const KNOWS_DELAYS_MS = 25;
/** Twenty starts in real time, and what they take to be listened to. */
const WITHIN_MS = 900_000;

const worst = (offsets: Offsets): number => Math.max(...[...offsets.values()].flat().map(Math.abs));

describe.each(["bookworm"] as const)(`on Debian's %s, with a ${CLOCK} clock`, (suite) => {
  let house: PairedHouse;
  beforeAll(async () => {
    const speakers = Object.entries(DELAYS_MS).map(([name, delayMs]) => ({ name, delayMs }));
    house = await openPairedHouse({ suite, clock: CLOCK, speakers });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  it(
    "both take the speakers' delays into account, and House Band is never further out of step",
    async () => {
      if (CLOCK === "real") await warmUp(bridgeOf(house));
      const ours = await startOften(house, bridgeOf(house), STARTS);
      printOffsets(`${suite}, ${CLOCK} clock, House Band`, ours);

      await house.bridge.stop();
      const snapcast = await startSnapcast(house);
      if (CLOCK === "real") await warmUp(snapcast);
      const theirs = await startOften(house, snapcast, STARTS);
      await snapcast.close();
      printOffsets(`${suite}, ${CLOCK} clock, Snapcast`, theirs);

      expect(worst(theirs)).toBeLessThan(KNOWS_DELAYS_MS);
      expect(worst(ours)).toBeLessThan(worst(theirs));
    },
    WITHIN_MS,
  );
});
