import { describe, expect, it } from "@jest/globals";
import { watchRelease } from "../../../../bridge-firmware/src/adapters/bluez/volume-release.ts";
import { createFakeLog } from "../../fakes/ports.ts";
import { createFakeBus } from "./fake-bus.ts";

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a speaker's own volume, by the release of BlueZ", () => {
  it.each([
    ["5.66\n", true],
    ["5.7\n", true],
    ["5.78\n", true],
    ["5.79\n", false],
    ["bluetoothd 5.83", false],
    ["5.87", false],
    ["no version", true],
    [null, true],
  ])("is to be relied on with %j: %s", async (printed, expected) => {
    const fake = createFakeBus();
    const release = watchRelease({ bus: fake.bus, log: createFakeLog(), readVersion: async () => printed });
    fake.setUp(true);
    await settle();

    expect(release.isVolumeTrusted()).toBe(expected);
  });

  it("is asked for anew when bluetoothd comes back, as after an upgrade", async () => {
    const fake = createFakeBus();
    const versions = ["5.79", "5.82"];
    const release = watchRelease({
      bus: fake.bus,
      log: createFakeLog(),
      readVersion: async () => versions.shift() ?? null,
    });
    fake.setUp(true);
    await settle();
    expect(release.isVolumeTrusted()).toBe(false);
    fake.setUp(false);
    fake.setUp(true);
    await settle();

    expect(release.isVolumeTrusted()).toBe(true);
  });
});
