// Which of several adapters a speaker that is new is paired with: the one with most room, of those that hear it well.
import { BluetoothAddress } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { FakeBluez } from "./fake-bluez/fake-bluez.ts";
import { type BluezWorld, openBluezWorld } from "./support/bluez-world.ts";

const PATIO = BluetoothAddress.parse("02:00:00:00:00:01");
const DECK = BluetoothAddress.parse("02:00:00:00:00:02");
const NEW = BluetoothAddress.parse("02:00:00:00:00:09");
const HCI1 = "00:AA:02:00:00:00";
const WINDOW = { windowMs: 100_000, canAsk: false } as const;
const LONG_ENOUGH_MS = 10_000;

let world: BluezWorld;
afterEach(() => world.close());

/** Two adapters that hear the new speaker so loud; two others are paired with the first, and off. */
async function openWorld([onFirst, onSecond]: readonly [number, number], scope: readonly string[] | null = null) {
  world = await openBluezWorld({
    scope,
    furnish(fake: FakeBluez) {
      fake.addAdapter("hci1", HCI1);
      for (const address of [PATIO, DECK]) fake.addSpeaker({ address, mood: "page-timeout" });
      fake.addStranger({ address: NEW, name: "New", signalDbm: onFirst }, { kind: "just-works" }, "hci0");
      fake.addStranger({ address: NEW, name: "New", signalDbm: onSecond }, { kind: "just-works" }, "hci1");
    },
  });
}

/** The adapter that it was paired with. */
async function pairedBy(adapter?: string): Promise<string | undefined> {
  expect(await world.pairing.open({ ...WINDOW, adapter })).toMatchObject({ ok: true });
  await world.clock.pass(LONG_ENOUGH_MS);
  expect(world.pairing.found()).toHaveLength(1);
  const pairing = world.pairing.pair(NEW, new AbortController().signal);
  await world.clock.pass(LONG_ENOUGH_MS);
  expect(await pairing).toMatchObject({ ok: true });
  return /hci\d/.exec(world.fake.transportOf(NEW))?.[0];
}

const lookedAround = () => world.fake.callsOf("StartDiscovery").map(({ path }) => path.slice("/org/bluez/".length));

describe("a speaker that is new, beside two adapters of the bridge's", () => {
  it("is paired with the one that has most room, also where the other hears it a little better", async () => {
    await openWorld([-55, -65]);

    expect(await pairedBy()).toBe("hci1");
    expect(new Set(lookedAround())).toEqual(new Set(["hci0", "hci1"]));
    expect(world.bluetooth.devices().filter(({ address }) => address === NEW)).toHaveLength(1);
  });

  it("is paired with the other where that one hardly hears it", async () => {
    await openWorld([-55, -85]);

    expect(await pairedBy()).toBe("hci0");
  });

  it.each([
    ["name", "hci0", "hci0"],
    ["address", HCI1, "hci1"],
  ])(
    "is paired with the one that somebody has named by its %s, and only that one looks around",
    async (_, wish, one) => {
      await openWorld([-55, -55]);

      expect(await pairedBy(wish)).toBe(one);
      expect(new Set(lookedAround())).toEqual(new Set([one]));
    },
  );

  it.each([
    ["is not there", null, "hci7"],
    ["is not the bridge's", ["hci0"], "hci1"],
  ])("is not looked for by an adapter that %s", async (_, scope, adapter) => {
    await openWorld([-55, -55], scope);

    expect(await world.pairing.open({ ...WINDOW, adapter })).toEqual({
      ok: false,
      error: { code: "ADAPTER_UNKNOWN", retryable: false },
    });
    expect(lookedAround()).toEqual([]);
  });
});
