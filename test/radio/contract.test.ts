// The suites that the simulated home and the fake bluetoothd pass, on the real bluetoothd: phones first, which nobody may know.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";
import { type House, openHouse } from "./support/house.ts";
import { runInside } from "./support/inside.ts";
import { OPENS_WITHIN_MS } from "./support/paired.ts";
import { startPhone } from "./support/phone.ts";

const WITHIN_MS = 1_200_000;
const WILLING = ["willing", "asleep", "outOfRange", "stolen", "refusing"] as const;
const STRANGERS = ["headphones", "showsDigits", "hasPin"] as const;

type Contract = readonly [port: string, file: string, tests: number];
const LIVE_INPUTS: Contract = ["LiveInputs", "live-inputs-contract", 16];
const BLUETOOTH: Contract = ["Bluetooth", "bluetooth-contract", 27];
const PAIRING: Contract = ["Pairing", "pairing-contract", 25];
/** In this order: the first wants everybody unknown, the last leaves nobody near but those whom it pairs with. */
const CONTRACTS = [LIVE_INPUTS, BLUETOOTH, PAIRING];
/** Debian 12's, so that the tier keeps to a few minutes; CI keeps Debian 13's beside it. */
const SUITE = z.enum(["bookworm", "trixie"]).parse(process.env.HOUSE_BAND_RADIO_CONTRACTS ?? "bookworm");

describe(`the adapter on the bluetoothd of Debian's ${SUITE}`, () => {
  let house: House;
  beforeAll(async () => {
    const willing = WILLING.map((name) => ({ name, delayMs: 150 }));
    const strangers = STRANGERS.map((name) => ({ name, delayMs: 150 }));
    const speakers = [...willing, { name: "withoutAbsoluteVolume", delayMs: 150, hasVolume: false }, ...strangers];
    house = await openHouse({ suite: SUITE, clock: "virtual", speakers, spares: 2 });
    await startPhone(house, { name: "Echo-A1B", kind: "echo" });
    await startPhone(house, { name: "Anna's Phone", titles: ["One", "Two"], spare: 1 });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  it.each(CONTRACTS)(
    "keeps the %s port's contract",
    async (_, file, tests) => {
      const speakers = Object.fromEntries(house.speakers.map(({ name, controller }) => [name, controller]));
      const env = {
        HOUSE_BAND_RADIO_SENDERS: house.spares.join(","),
        HOUSE_BAND_RADIO_SPEAKERS: JSON.stringify(speakers),
      };
      const results = await runInside(house.guest, file, { withinMs: WITHIN_MS, env });
      const failed = results.filter(({ isPassed }) => !isPassed);
      process.stdout.write(`${SUITE}: ${file}: ${results.length - failed.length} of ${results.length} passed\n`);
      for (const { name, message } of failed) process.stdout.write(`${name}\n${message}\n`);

      expect(failed.map(({ name }) => name)).toEqual([]);
      expect(results.length).toBeGreaterThanOrEqual(tests);
    },
    WITHIN_MS,
  );
});
