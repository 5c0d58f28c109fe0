// That there is a guest at all: the least that everything else here stands on.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type House, openHouse } from "./support/house.ts";
import { OPENS_WITHIN_MS } from "./support/paired.ts";

describe.each(["bookworm"] as const)("a guest of Debian's %s", (suite) => {
  let house: House;
  beforeAll(async () => {
    const speakers = ["Patio", "Deck", "Kitchen"].map((name) => ({ name, delayMs: 150 }));
    house = await openHouse({ suite, clock: "virtual", speakers });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  it("has a bluetoothd with a controller for the bridge and one for each speaker", async () => {
    for (const speaker of house.speakers) {
      expect(await speaker.state()).toMatchObject({ isOn: true, isConnected: false, isPaired: false });
    }
  });
});
