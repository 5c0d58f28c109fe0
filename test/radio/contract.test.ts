// The suite that the simulator and the fake bluetoothd pass, on the real bluetoothd.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type House, openHouse } from "./support/house.ts";
import { runInside } from "./support/inside.ts";
import { OPENS_WITHIN_MS } from "./support/paired.ts";

const WITHIN_MS = 1_200_000;
const KINDS = ["willing", "asleep", "outOfRange", "stolen", "refusing"] as const;

describe.each(["bookworm"] as const)("the adapter on the bluetoothd of Debian's %s", (suite) => {
  let house: House;
  beforeAll(async () => {
    const willing = KINDS.map((name) => ({ name, delayMs: 150 }));
    const speakers = [...willing, { name: "withoutAbsoluteVolume", delayMs: 150, hasVolume: false }];
    house = await openHouse({ suite, clock: "virtual", speakers });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  it(
    "keeps the Bluetooth port's contract",
    async () => {
      const results = await runInside(house.guest, "bluetooth-contract", WITHIN_MS);
      for (const { name, isPassed, message } of results) {
        process.stdout.write(`${suite}: ${isPassed ? "passed" : "FAILED"}: ${name}\n${isPassed ? "" : `${message}\n`}`);
      }
      expect(results.filter(({ isPassed }) => !isPassed).map(({ name }) => name)).toEqual([]);
      expect(results.length).toBeGreaterThan(20);
    },
    WITHIN_MS,
  );
});
