// bluetoothd, its bus and its adapters come and go; the daemon stays, and knows again what it knew.
import { openBluez } from "@house-band/bridge-firmware/adapters/bluez/bluez";
import type { PairingEvent } from "@house-band/bridge-firmware/pairing-port";
import type { BluetoothEvent } from "@house-band/bridge-firmware/ports";
import { BluetoothAddress } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { failed } from "./fake-bluez/devices.ts";
import { type FakeBluez, startFakeBluez } from "./fake-bluez/fake-bluez.ts";
import { type BluezWorld, type BluezWorldOptions, openBluezWorld } from "./support/bluez-world.ts";
import { createFastClock } from "./support/fast-clock.ts";
import { startPrivateBus } from "./support/private-bus.ts";

const PATIO = BluetoothAddress.parse("02:00:00:00:00:01");
const DECK = BluetoothAddress.parse("02:00:00:00:00:02");
const never = () => new AbortController().signal;
/** Of the worlds' own quick time. */
const LONG_ENOUGH_MS = 10_000;

let world: BluezWorld;
let events: BluetoothEvent[];
const closers: (() => Promise<void>)[] = [];

async function open(options: BluezWorldOptions = {}): Promise<void> {
  const furnish = (fake: FakeBluez) =>
    fake.addSpeaker({ address: PATIO, name: "Patio", delay: 1_500, batteryPercent: 80 });
  world = await openBluezWorld({ furnish, ...options });
  closers.push(world.close);
  events = [];
  world.bluetooth.onEvent((event) => events.push(event));
}
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const connect = (address = PATIO) => world.bluetooth.connect(address, never());
const kinds = () => events.map(({ kind }) => kind);
const ADAPTER_DOWN = { ok: false, error: { code: "ADAPTER_DOWN", retryable: true } };

describe("when bluetoothd crashes", () => {
  it("every link is told to be gone, and speakers stay known", async () => {
    await open();
    await connect();
    world.fake.crash();
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(kinds()).toEqual(["transport-added", "battery-changed", "transport-removed"]);
    expect(world.bluetooth.devices()).toEqual([
      { address: PATIO, name: "Patio", ownName: "Patio", batteryPercent: null, transport: null },
    ]);
    expect(await connect()).toEqual(ADAPTER_DOWN);
    expect(await world.bluetooth.setVolume(PATIO, 30)).toMatchObject({ ok: false, error: { code: "unavailable" } });
    expect(await world.bluetooth.disconnect(PATIO)).toEqual({ ok: true, value: undefined });
  });

  it("and is back, speakers connect again, and one that was forgotten meanwhile is gone", async () => {
    await open();
    world.fake.addSpeaker({ address: DECK, name: "Deck" });
    await connect();
    world.fake.crash();
    await world.clock.pass(LONG_ENOUGH_MS);
    await world.fake.start();
    await world.clock.pass(LONG_ENOUGH_MS);

    expect((await connect()).ok).toBe(true);
    expect(world.bluetooth.devices().map(({ address }) => address)).toEqual([PATIO, DECK]);
  });

  it("while it connects, the call ends as the adapter's fault, to be tried again", async () => {
    await open();
    world.fake.setMood(PATIO, "page-timeout");
    const connecting = connect();
    await world.clock.pass(1_000);
    world.fake.crash();

    expect(await connecting).toEqual(ADAPTER_DOWN);
  });

  it("the pairing window closes with it, and the agent is there again with the next one", async () => {
    await open();
    const told: PairingEvent[] = [];
    world.pairing.onEvent((event) => told.push(event));
    await world.pairing.open({ windowMs: 100_000, canAsk: true });
    world.fake.crash();
    await world.clock.pass(LONG_ENOUGH_MS);
    await world.fake.start();
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(told.filter(({ kind }) => kind === "window-closed")).toEqual([
      { kind: "window-closed", reason: "adapter-down" },
    ]);
    expect(world.fake.state.agent?.capability).toBe("NoInputNoOutput");
  });
});

describe("when the bus is lost", () => {
  it("links are told to be gone once, and everything is there again after it came back", async () => {
    await open();
    await connect();
    await world.privateBus.kill();
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(kinds()).toEqual(["transport-added", "battery-changed", "transport-removed"]);
    expect(await connect()).toEqual(ADAPTER_DOWN);

    await world.privateBus.start();
    world.fake.crash();
    await world.fake.start();
    await world.clock.pass(40_000);
    expect((await connect()).ok).toBe(true);
  });

  it("is tried again with waits in between, and told once", async () => {
    await open();
    await world.privateBus.kill();
    await world.clock.pass(60_000);

    const lines = world.log.lines.filter(({ message }) => message === "no connection to the D-Bus");
    expect(lines).toHaveLength(1);
  });
});

describe("when there is no bus at the start", () => {
  it("the daemon starts without speakers, and finds them once there is one", async () => {
    const clock = createFastClock();
    const privateBus = await startPrivateBus();
    await privateBus.kill();
    const options = { busAddress: privateBus.address, scope: null, clock, log: createFakeLog(), random: () => 0.1 };
    const bluez = await openBluez({
      ...options,
      readVersion: async () => "5.66",
      isHandsFreeFirst: () => false,
    });
    closers.push(bluez.close, privateBus.remove);
    expect(bluez.bluetooth.devices()).toEqual([]);
    expect(await bluez.bluetooth.connect(PATIO, never())).toEqual(ADAPTER_DOWN);

    await privateBus.start();
    const fake = await startFakeBluez({ busAddress: privateBus.address, clock });
    closers.unshift(async () => fake.close());
    fake.addSpeaker({ address: PATIO, name: "Patio" });
    await clock.pass(40_000);
    expect((await bluez.bluetooth.connect(PATIO, never())).ok).toBe(true);
  });
});

describe("an adapter", () => {
  const switchedOn = () => world.fake.callsOf("Set").filter(({ body }) => body[1] === "Powered");

  it("that is found off is switched on", async () => {
    await open();
    world.fake.setPowered("hci0", false);
    await world.clock.pass(LONG_ENOUGH_MS);

    expect((await connect()).ok).toBe(true);
  });

  it("that does not come on is tried again with waits that grow, once switched off first", async () => {
    await open();
    for (let failure = 0; failure < 4; failure++) world.fake.failNext("Set", failed("Blocked through rfkill"));
    world.fake.setPowered("hci0", false);
    await world.clock.pass(2_000);
    // at once, and after a second
    expect(switchedOn().length).toBeLessThanOrEqual(3);
    await world.clock.pass(30_000);

    const values = switchedOn().map(({ body }) => JSON.stringify(body[2]).includes("true"));
    expect(values).toEqual([true, true, false, true, true]);
    expect((await connect()).ok).toBe(true);
    expect(world.log.lines.filter(({ message }) => message === "a Bluetooth adapter stays off")).toHaveLength(1);
  });

  it("that is not the bridge's is left alone, and its speakers are nobody", async () => {
    await open({
      scope: ["00:AA:02:00:00:00"],
      furnish(fake) {
        fake.addSpeaker({ address: PATIO });
        fake.addAdapter("hci1", "00:AA:02:00:00:00");
        fake.addSpeaker({ address: DECK }, "hci1");
        fake.setPowered("hci0", false);
      },
    });
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(world.bluetooth.devices().map(({ address }) => address)).toEqual([DECK]);
    expect(switchedOn()).toEqual([]);
    expect((await connect(DECK)).ok).toBe(true);
    expect(await connect(PATIO)).toEqual({ ok: false, error: { code: "SPEAKER_OFFLINE", retryable: false } });
  });

  it("that is pulled and plugged in again brings its speakers back", async () => {
    await open();
    world.fake.removeAdapter("hci0");
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(world.bluetooth.devices().map(({ address }) => address)).toEqual([PATIO]);

    world.fake.addAdapter("hci1", "00:AA:01:00:00:00");
    world.fake.addSpeaker({ address: PATIO, name: "Patio" }, "hci1");
    await world.clock.pass(LONG_ENOUGH_MS);
    expect((await connect()).ok).toBe(true);
  });
});

describe("a link", () => {
  it("tells its delay and its battery when they change", async () => {
    await open();
    await connect();
    world.fake.reportDelay(PATIO, 2_205);
    world.fake.drainBattery(PATIO, 20);
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(kinds().slice(-2)).toEqual(["delay-changed", "battery-changed"]);
    expect(events.at(-1)).toEqual({ kind: "battery-changed", address: PATIO, batteryPercent: 20 });
    expect(world.bluetooth.devices()[0]?.batteryPercent).toBe(20);
  });

  it("is no link while nothing but the connection is there", async () => {
    await open();
    world.fake.setMood(PATIO, "silent-yes");
    expect(await connect()).toEqual({ ok: false, error: { code: "SPEAKER_REFUSED", retryable: false } });

    expect(world.fake.callsOf("Connect")).toHaveLength(2);
    expect(events).toEqual([]);
  });
});

describe("what bluetoothd says that makes no sense", () => {
  it("is left out, and logged without an address", async () => {
    await open();
    const connection = world.fake.state.connection;
    const where = { path: `/org/bluez/hci0/dev_${PATIO.replaceAll(":", "_")}`, member: "PropertiesChanged" };
    const properties = "org.freedesktop.DBus.Properties";
    connection?.emit({ ...where, interface: properties, signature: "s", body: ["org.bluez.Device1"] });
    connection?.emit({ ...where, interface: properties, signature: "ss", body: [PATIO, PATIO] });
    await world.clock.pass(LONG_ENOUGH_MS);

    const odd = world.log.lines.filter(({ message }) => message === "bluetoothd said something odd");
    expect(odd.length).toBeGreaterThan(0);
    expect(JSON.stringify(world.log.lines)).not.toMatch(/02[:_]00[:_]00/);
    expect((await connect()).ok).toBe(true);
  });
});
