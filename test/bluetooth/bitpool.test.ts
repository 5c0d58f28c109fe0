// Whole Bluetooth by bluetoothd and bluez-alsa, both in software: what the plan of the radio makes of the links, and what
// the status says of it.

import { NO_NEIGHBOURS } from "@house-band/bridge-firmware/adapters/audit/watch-neighbours";
import { openBluez } from "@house-band/bridge-firmware/adapters/bluez/bluez";
import { UUID } from "@house-band/bridge-firmware/adapters/bluez/names";
import { adviseOn } from "@house-band/bridge-firmware/core/radio/radio-advice";
import type { Bluetooth, BluetoothEvent } from "@house-band/bridge-firmware/ports";
import { BluetoothAddress } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { type FakeBluealsa, startFakeBluealsa } from "./fake-bluez/fake-bluealsa.ts";
import { type FakeBluez, startFakeBluez } from "./fake-bluez/fake-bluez.ts";
import { createFastClock, type FastClock } from "./support/fast-clock.ts";
import { type PrivateBus, startPrivateBus } from "./support/private-bus.ts";

const address = (n: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:00:0${n}`);
const [FIRST, SECOND, THIRD, FOURTH] = [address(1), address(2), address(3), address(4)];
const PHONE = address(9);
const pcmOf = (one: BluetoothAddress) => `/org/bluealsa/hci0/dev_${one.replaceAll(":", "_")}/a2dpsrc/sink`;

let clock: FastClock;
let bus: PrivateBus;
let fake: FakeBluez;
let bluealsa: FakeBluealsa | null;
let bluez: Awaited<ReturnType<typeof openBluez>>;
let events: BluetoothEvent[];
let kernelHas: Set<string>;
const log = createFakeLog();

beforeEach(async () => {
  clock = createFastClock();
  bus = await startPrivateBus();
  fake = await startFakeBluez({ busAddress: bus.address, clock });
  bluealsa = null;
  kernelHas = new Set();
});
afterEach(async () => {
  await bluez.close();
  bluealsa?.close();
  fake.close();
  await bus.remove();
});

/** With so many speakers paired and a bluez-alsa of this version; null: none. */
async function open(
  speakers: readonly BluetoothAddress[],
  version: string | null = "v4.3.1",
  scope: readonly string[] | null = null,
) {
  for (const one of speakers) fake.addSpeaker({ address: one });
  if (version !== null) {
    bluealsa = await startFakeBluealsa({ busAddress: bus.address, clock, bluez: fake.state, version });
  }
  const known = { readVersion: async () => "5.82", isHandsFreeFirst: () => false };
  const parts = { ...known, clock, log, random: () => 0.1, scope };
  const neighbours = () => ({ ...NO_NEIGHBOURS, adapters: kernelHas });
  bluez = await openBluez({ ...parts, busAddress: bus.address, neighbours });
  events = [];
  bluez.bluetooth.onEvent((event) => events.push(event));
  await clock.pass(2_000);
}

const connect = (one: BluetoothAddress): ReturnType<Bluetooth["connect"]> =>
  bluez.bluetooth.connect(one, new AbortController().signal);
const addedOf = (one: BluetoothAddress) =>
  events.filter((event) => event.kind === "transport-added" && event.address === one);

describe("the bitpool of a new link", () => {
  it("is what was agreed where all that are paired fit with it", async () => {
    await open([FIRST, SECOND]);

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 53 } });
    expect(bluealsa?.selected).toEqual([]);
  });

  it("leaves room for a phone that plays to the bridge by the same adapter, and tells of both", async () => {
    fake.addSpeaker({ address: PHONE, name: "Anna's Phone", plays: true, class: 0x5a020c, uuids: [UUID.audioSource] });
    await open([FIRST, SECOND]);
    fake.callFromSpeaker(PHONE);
    await clock.pass(2_000);

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 45 } });
    expect(adviseOn(bluez.state().loads).adapters).toMatchObject([{ adapter: "hci0", speakers: 1, senders: 1 }]);
  });

  it.each([
    [[FIRST, SECOND, THIRD], 45],
    [[FIRST, SECOND, THIRD, FOURTH], 31],
  ])("is lowered where %j are paired, to %i, before anybody hears of the link", async (speakers, bitpool) => {
    await open(speakers);

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool } });
    expect(bluealsa?.selected).toEqual([{ pcm: pcmOf(FIRST), bytes: [0x11, 0x15, 2, bitpool] }]);
    expect(addedOf(FIRST)).toMatchObject([{ transport: { bitpool } }]);
    expect(events.filter(({ kind }) => kind === "transport-removed")).toEqual([]);
    await connect(SECOND);
    expect(bluez.state().loads[0]?.speakers.slice(0, 2)).toMatchObject([{ bitpool }, { bitpool }]);
  });

  it("leaves the speaker its own volume, which bluetoothd knows of anew only two seconds later", async () => {
    await open([FIRST, SECOND, THIRD]);
    await connect(FIRST);

    expect(await bluez.bluetooth.setVolume(FIRST, 40)).toEqual({ ok: true, value: undefined });
  });

  it("is lowered again after the link was lost, also where the speaker calls by itself", async () => {
    await open([FIRST, SECOND, THIRD]);
    await connect(FIRST);
    fake.vanish(FIRST);
    await clock.pass(1_000);
    fake.callFromSpeaker(FIRST);
    await clock.pass(4_000);

    expect(addedOf(FIRST)).toHaveLength(2);
    expect(addedOf(FIRST)[1]).toMatchObject({ transport: { bitpool: 45 } });
  });

  it("stays as it was agreed where bluez-alsa refuses, and is not asked for again", async () => {
    await open([FIRST, SECOND, THIRD]);
    bluealsa?.setMood("refuses");

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 53 } });
    await bluez.bluetooth.disconnect(FIRST);
    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 53 } });
    expect(bluealsa?.selected).toHaveLength(1);
  });

  it("is asked for again at the next link where nobody answered", async () => {
    await open([FIRST, SECOND, THIRD]);
    bluealsa?.setMood("hangs");

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 53 } });
    await bluez.bluetooth.disconnect(FIRST);
    bluealsa?.setMood("does");
    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 45 } });
  });

  it("is asked for again of a new bluez-alsa, whatever the one before refused", async () => {
    await open([FIRST, SECOND, THIRD]);
    bluealsa?.setMood("refuses");
    await connect(FIRST);
    await bluez.bluetooth.disconnect(FIRST);
    bluealsa?.close();
    await clock.pass(1_000);
    bluealsa = await startFakeBluealsa({ busAddress: bus.address, clock, bluez: fake.state });
    await clock.pass(1_000);

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 45 } });
  });

  it("is asked for again once the speaker was forgotten and paired anew", async () => {
    await open([FIRST, SECOND, THIRD]);
    bluealsa?.setMood("refuses");
    await connect(FIRST);
    await bluez.bluetooth.disconnect(FIRST);
    await bluez.pairing.forget(FIRST);
    bluealsa?.setMood("does");
    await clock.pass(500);
    fake.addSpeaker({ address: FIRST });
    await clock.pass(500);

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 45 } });
  });

  it("is left alone once a speaker was lost over it: the next try brings it as it was agreed", async () => {
    await open([FIRST, SECOND, THIRD]);
    bluealsa?.setMood("loses");

    expect(await connect(FIRST)).toMatchObject({ ok: true, value: { bitpool: 53 } });
    expect(bluealsa?.selected).toHaveLength(1);
    expect(addedOf(FIRST)).toHaveLength(1);
  });
});

describe("what the radio says of itself", () => {
  it.each([
    ["v4.0.0", null],
    ["v3.1.0", "old-audio-service"],
    [null, "no-audio-service"],
  ])("with a bluez-alsa %s: %s", async (version, trouble) => {
    await open([FIRST], version);

    expect(bluez.state()).toMatchObject({ trouble, wifi: null, loads: [{ adapter: "hci0" }] });
  });

  it("without an adapter, with one that is off, and without a bluetoothd", async () => {
    await open([FIRST]);
    // as a switch that holds it off
    for (let n = 0; n < 6; n++) fake.failNext("Set", { name: "org.bluez.Error.Blocked", message: "" });
    fake.setPowered("hci0", false);
    await clock.pass(500);
    expect(bluez.state().trouble).toBe("adapters-off");
    fake.removeAdapter("hci0");
    await clock.pass(1_000);
    expect(bluez.state().trouble).toBe("no-adapter");
    fake.crash();
    await clock.pass(1_000);
    expect(bluez.state()).toMatchObject({ trouble: "no-adapter", loads: [] });
    kernelHas.add("hci0");
    expect(bluez.state().trouble).toBe("no-bluetooth-service");
  });

  it("where another's adapter is the only one", async () => {
    await open([FIRST], "v4.3.1", ["hci3"]);

    expect(bluez.state()).toMatchObject({ trouble: "no-own-adapter", loads: [] });
  });
});
