// What is done differently for speakers of some models, against a bluetoothd in software: with the quirk, and without it.
import { openRadio } from "@house-band/bridge-firmware/adapters/bluetooth-by-settings";
import { createVirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import { withKnownModels } from "@house-band/bridge-firmware/adapters/models/with-known-models";
import { DaemonConfig } from "@house-band/bridge-firmware/config";
import { OutputSpec } from "@house-band/bridge-firmware/engine/protocol";
import type { Bluetooth, BluetoothEvent } from "@house-band/bridge-firmware/ports";
import { quirksOf, SpeakerModel } from "@house-band/bridge-firmware/speaker-models";
import { BluetoothAddress } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type FakeDeviceOptions, failed } from "./fake-bluez/devices.ts";
import { type BluezWorld, openBluezWorld } from "./support/bluez-world.ts";

const BOX = BluetoothAddress.parse("02:00:00:00:00:01");
const LONG_ENOUGH_MS = 10_000;

let world: BluezWorld;
let bluetooth: Bluetooth;
let events: BluetoothEvent[];
afterEach(() => world.close());

/** A box of a model of which this is known. */
async function open(known: object, box: Partial<FakeDeviceOptions> = {}): Promise<void> {
  const models = { own: [SpeakerModel.parse({ names: ["Boom Box"], ...known })], shipped: [] };
  world = await openBluezWorld({
    furnish: (fake) => fake.addSpeaker({ address: BOX, name: "Boom Box 0042", ...box }),
    isHandsFreeFirst: (ownName) => quirksOf(models, ownName).has("connect-hands-free-first"),
  });
  const options = { models, aheadMs: 20, leadInMs: 300, keepAwakeMinutes: undefined, log: world.log };
  bluetooth = withKnownModels(world.bluetooth, options);
  events = [];
  bluetooth.onEvent((event) => events.push(event));
}
const connect = () => bluetooth.connect(BOX, new AbortController().signal);
const link = async () => {
  const connected = await connect();
  if (!connected.ok) throw new Error(`not connected: ${connected.error.code}`);
  return connected.value;
};
const NOTHING_SPECIAL = { quirks: [] };

describe("connect-hands-free-first", () => {
  const SHY = { wantsHandsFree: true };
  const profiles = () => world.fake.callsOf("ConnectProfile").map(({ body }) => String(body[0]).slice(4, 8));

  it("connects hands-free, then music, and has a link once there is a transport", async () => {
    await open({ quirks: ["connect-hands-free-first"] }, SHY);

    expect((await link()).output).toMatchObject({ kind: "bluealsa" });
    expect([profiles(), world.fake.callsOf("Connect")]).toEqual([["111e", "110b"], []]);
    expect(world.fake.transportOf(BOX)).not.toBe("not connected");
  });

  it("connects again in the same way after the speaker was away", async () => {
    await open({ quirks: ["connect-hands-free-first"] }, SHY);
    await link();
    await bluetooth.disconnect(BOX);

    expect((await connect()).ok).toBe(true);
  });

  it("is what such a speaker needs: without it, it takes no music", async () => {
    await open(NOTHING_SPECIAL, SHY);

    expect(await connect()).toEqual({ ok: false, error: { code: "SPEAKER_BUSY", retryable: true } });
  });

  it("says where the bridge has no hands-free to offer, and asks for music all the same", async () => {
    await open({ quirks: ["connect-hands-free-first"] });
    world.fake.state.offersHandsFree = false;

    expect((await connect()).ok).toBe(true);
    expect(world.log.lines.filter(({ level }) => level === "warn")).toMatchObject([
      { message: expect.stringContaining("connect-hands-free-first in docs/bluetooth.md") },
    ]);
  });

  it("holds no speaker by hands-free alone", async () => {
    await open({ quirks: ["connect-hands-free-first"] }, SHY);
    world.fake.failNext("ConnectProfile", { name: "org.bluez.Error.AlreadyConnected", message: "Already Connected" });
    world.fake.failNext("ConnectProfile", failed("br-connection-refused"));

    expect(await connect()).toEqual({ ok: false, error: { code: "SPEAKER_BUSY", retryable: true } });
    expect(world.fake.callsOf("Disconnect")).toHaveLength(1);
  });

  it("does not call a speaker twice that is off", async () => {
    await open({ quirks: ["connect-hands-free-first"] }, { mood: "page-timeout" });

    expect(await connect()).toEqual({ ok: false, error: { code: "SPEAKER_OFFLINE", retryable: true } });
    expect(profiles()).toEqual(["111e"]);
  });
});

describe("no-delay-report", () => {
  it("believes what is known of the model, and nothing that the speaker reports, now or later", async () => {
    await open({ quirks: ["no-delay-report"], delayMs: 190 }, { delay: 1_500 });

    expect(await link()).toMatchObject({ reportedDelayMs: null, modelDelayMs: 210 });
    world.fake.reportDelay(BOX, 1_700);
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(events.map(({ kind }) => kind)).toEqual(["transport-added"]);
    expect(bluetooth.devices()).toMatchObject([{ transport: { reportedDelayMs: null } }]);
  });

  it("is the exception: other speakers are believed", async () => {
    await open({ delayMs: 190 }, { delay: 1_500 });

    expect(await link()).toMatchObject({ reportedDelayMs: 170, modelDelayMs: 210 });
    world.fake.reportDelay(BOX, 1_700);
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(events).toContainEqual({ kind: "delay-changed", address: BOX, reportedDelayMs: 190 });
  });
});

describe("sleeps-on-silence and slow-to-wake", () => {
  it("go with the link to the engine, which keeps the speaker awake and wakes it in time", async () => {
    await open({ quirks: ["sleeps-on-silence", "slow-to-wake"], wakesInMs: 800 });

    const { output } = await link();
    expect(OutputSpec.parse(output)).toMatchObject({ wake: { leadInMs: 800, keepAwakeMs: 3_600_000 } });
    expect(events).toMatchObject([{ kind: "transport-added", transport: { output } }]);
    const told = world.log.lines.filter(({ message }) => message.startsWith("a speaker that needs something special"));
    expect(told).toMatchObject([{ level: "info", fields: { quirks: "sleeps-on-silence, slow-to-wake" } }]);
  });

  it("are the exceptions: other speakers are woken a little, and may sleep", async () => {
    await open(NOTHING_SPECIAL);

    expect((await link()).output).toMatchObject({ wake: { leadInMs: 300, keepAwakeMs: 0 } });
  });
});

describe("no-absolute-volume", () => {
  it("leaves the speaker's volume alone, and hears none from it", async () => {
    await open({ quirks: ["no-absolute-volume"] });
    await link();
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(await bluetooth.setVolume(BOX, 50)).toMatchObject({ ok: false, error: { code: "refused" } });
    world.fake.pressVolume(BOX, 20);
    await world.clock.pass(LONG_ENOUGH_MS);
    expect(world.fake.callsOf("Set").filter(({ body }) => body[1] === "Volume")).toEqual([]);
    expect(events.filter(({ kind }) => kind === "volume-changed")).toEqual([]);
  });

  it("is the exception: others are told theirs, and followed", async () => {
    await open(NOTHING_SPECIAL);
    await link();
    await bluetooth.setVolume(BOX, 50);
    await world.clock.pass(LONG_ENOUGH_MS);
    world.fake.pressVolume(BOX, 100);
    await world.clock.pass(LONG_ENOUGH_MS);

    expect(events).toContainEqual({ kind: "volume-changed", address: BOX, volumePercent: 79 });
  });
});

describe("what the settings say of models", () => {
  it("holds from the first link on, with their times", async () => {
    await open(NOTHING_SPECIAL, { wantsHandsFree: true });
    const settings = DaemonConfig.shape.bluetooth.parse({
      kind: "bluez",
      busAddress: world.privateBus.address,
      models: [{ names: ["boom box"], quirks: ["connect-hands-free-first", "no-delay-report"], delayMs: 150 }],
      leadInMs: 200,
      keepAwakeMinutes: 5,
    });
    const engine = createVirtualEngine();
    const radio = await openRadio(settings, { engine, clock: world.clock, log: world.log });
    const connected = await radio.ports[0]?.connect(BOX, new AbortController().signal);
    await radio.close();
    await engine.close();

    const wake = { leadInMs: 200, keepAwakeMs: 300_000 };
    expect(connected).toMatchObject({
      ok: true,
      value: { reportedDelayMs: null, modelDelayMs: 170, output: { kind: "bluealsa", wake } },
    });
  });
});
