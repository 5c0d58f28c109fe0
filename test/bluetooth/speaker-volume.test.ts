// The speakers' own volume over AVRCP: steps, echoes, buttons, and links that begin at the loudest.
import type { BluetoothEvent } from "@house-band/bridge-firmware/ports";
import { BluetoothAddress } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { FakeDeviceOptions } from "./fake-bluez/devices.ts";
import { type BluezWorld, openBluezWorld } from "./support/bluez-world.ts";

const PATIO = BluetoothAddress.parse("02:00:00:00:00:01");
/** An answer has 500 ms to come over the bus: a quarter of a second of the world's. */
const CLOCK_SPEED = 2;
/** Longer than a new link, or the time of echoes, keeps from listening. */
const LONG_ENOUGH_MS = 2_000;

let world: BluezWorld;
let events: BluetoothEvent[];
afterEach(() => world.close());

async function open(speaker: Partial<FakeDeviceOptions> = {}, isTrusted = true): Promise<void> {
  world = await openBluezWorld({
    clockSpeed: CLOCK_SPEED,
    furnish: (fake) => fake.addSpeaker({ address: PATIO, ...speaker }),
    isVolumeTrusted: () => isTrusted,
  });
  events = [];
  world.bluetooth.onEvent((event) => events.push(event));
}
const connect = () => world.bluetooth.connect(PATIO, new AbortController().signal);
const presses = () => events.filter(({ kind }) => kind === "volume-changed");

describe("a speaker's own volume", () => {
  it("can be set as soon as there is a link, although the speaker tells of its volume a moment later", async () => {
    await open();
    await connect();

    expect(await world.bluetooth.setVolume(PATIO, 50)).toEqual({ ok: true, value: undefined });
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(world.fake.volumeOf(PATIO)).toBe(64);
    expect(presses()).toEqual([]);
  });

  it("is not taken for a press where the speaker rounds it to 15 steps of its own", async () => {
    await open({ volumeSteps: 15 });
    await connect();
    await world.bluetooth.setVolume(PATIO, 50);
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(world.fake.volumeOf(PATIO)).toBe(68);
    expect(presses()).toEqual([]);
  });

  it("follows the speaker's buttons", async () => {
    await open();
    await connect();
    await world.bluetooth.setVolume(PATIO, 50);
    await world.clock.pass(LONG_ENOUGH_MS);
    world.fake.pressVolume(PATIO, 72);
    world.fake.pressVolume(PATIO, 80);
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(presses()).toEqual([
      { kind: "volume-changed", address: PATIO, volumePercent: 57 },
      { kind: "volume-changed", address: PATIO, volumePercent: 63 },
    ]);
  });

  it("hears a press that comes right after it was set", async () => {
    await open();
    await connect();
    await world.clock.pass(LONG_ENOUGH_MS);
    await world.bluetooth.setVolume(PATIO, 50);
    world.fake.pressVolume(PATIO, 100);
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(presses()).toEqual([{ kind: "volume-changed", address: PATIO, volumePercent: 79 }]);
  });

  it("is at its loudest after every reconnect, which is no press; it can be set at once again", async () => {
    await open();
    await connect();
    await world.bluetooth.setVolume(PATIO, 30);
    await world.bluetooth.disconnect(PATIO);
    await connect();
    expect(await world.bluetooth.setVolume(PATIO, 30)).toEqual({ ok: true, value: undefined });
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(world.fake.volumeOf(PATIO)).toBe(38);
    expect(presses()).toEqual([]);
  });

  it("is left alone, and not believed, where this BlueZ gets it wrong", async () => {
    await open({}, false);
    await connect();
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(await world.bluetooth.setVolume(PATIO, 50)).toMatchObject({ ok: false, error: { code: "refused" } });
    world.fake.pressVolume(PATIO, 20);
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(presses()).toEqual([]);
    expect(world.fake.callsOf("Set").filter(({ body }) => body[1] === "Volume")).toEqual([]);
  });
});
