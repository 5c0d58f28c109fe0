import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { toCodec } from "../../../../bridge-firmware/src/adapters/bluez/codec.ts";
import type { Mirror, MirroredObject } from "../../../../bridge-firmware/src/adapters/bluez/object-mirror.ts";
import { toEvents } from "../../../../bridge-firmware/src/adapters/bluez/speaker-events.ts";
import { isSpeakerAt, keepAway, missing, toSpeakers } from "../../../../bridge-firmware/src/adapters/bluez/speakers.ts";
import { OutputSpec } from "../../../../bridge-firmware/src/engine/protocol.ts";

const SINK = "0000110b-0000-1000-8000-00805f9b34fb";
const SOURCE = "0000110a-0000-1000-8000-00805f9b34fb";
const [FIRST, SECOND] = ["00:AA:01:00:00:00", "00:AA:02:00:00:00"].map((text) => BluetoothAddress.parse(text)) as [
  BluetoothAddress,
  BluetoothAddress,
]; // two of two
const PATIO = BluetoothAddress.parse("02:00:00:00:00:01");

const adapter = (Address: BluetoothAddress, Powered = true): MirroredObject => ({ adapter: { Address, Powered } });
const speaker = (changes: MirroredObject["device"] = {}, battery?: MirroredObject["battery"]): MirroredObject => ({
  device: { Address: PATIO, Alias: "Patio", Paired: true, UUIDs: [SINK], ...changes },
  ...(battery && { battery }),
});
const on = (hci: string) => `/org/bluez/${hci}/dev_02_00_00_00_00_01`;
const transport = (hci: string, changes: MirroredObject["transport"] = {}): MirroredObject => ({
  transport: { Device: on(hci), UUID: SOURCE, Codec: 0, Delay: 1_505, ...changes },
});
const mirror = (objects: Readonly<Record<string, MirroredObject>>): Mirror => new Map(Object.entries(objects));
const linked = (fd = 0, changes: MirroredObject["transport"] = {}, battery = 80): Mirror =>
  mirror({
    "/org/bluez/hci0": adapter(FIRST),
    [on("hci0")]: speaker({}, { Percentage: battery }),
    [`${on("hci0")}/sep1/fd${fd}`]: transport("hci0", changes),
  });
const namesOf = (devices: MirroredObject["device"]) =>
  [...toSpeakers(mirror({ "/org/bluez/hci0": adapter(FIRST), [on("hci0")]: speaker(devices) }), null).values()].map(
    ({ name }) => name,
  );

describe("the speakers among bluetoothd's objects", () => {
  it("have their link, with the delay in ms and the queue counted in, and bluez-alsa's PCM as its output", () => {
    const found = toSpeakers(linked(0, { Configuration: new Uint8Array([0x11, 0x15, 2, 53]), Volume: 100 }), null);

    const link = found.get(PATIO)?.link;
    expect(link).toMatchObject({ transportPath: `${on("hci0")}/sep1/fd0`, volume: 100 });
    expect(link?.transport).toMatchObject({ codec: "SBC", bitpool: 53, reportedDelayMs: 170.5, adapter: FIRST });
    expect(link?.transport.output).toEqual({
      kind: "bluealsa",
      pcmPath: "/org/bluealsa/hci0/dev_02_00_00_00_00_01/a2dpsrc/sink",
      queueMs: 20,
    });
    expect(OutputSpec.safeParse(link?.transport.output).success).toBe(true);
  });

  it.each([
    ["that is not paired", { Paired: false }],
    ["that plays to the bridge", { UUIDs: [SOURCE] }],
    ["that offers nothing yet", { UUIDs: [] }],
  ])("do not include a device %s", (_, changes) => {
    expect(namesOf(changes)).toEqual([]);
  });

  it.each([
    ["as they are called", { Alias: "Küche 🎉" }, "Küche 🎉"],
    ["nothing where BlueZ has only made a name of the address", { Alias: "02-00-00-00-00-01" }, ""],
  ])("are called %s", (_, changes, name) => {
    expect(namesOf(changes)).toEqual([name]);
  });

  it("have no link by a phone's transport to the bridge, and no delay before they reported one", () => {
    expect(toSpeakers(linked(0, { UUID: SINK }), null).get(PATIO)?.link).toBeNull();
    expect(toSpeakers(linked(0, { Delay: 0 }), null).get(PATIO)?.link?.transport.reportedDelayMs).toBeNull();
  });

  it.each([
    ["its name", ["hci1"], 1],
    ["its address", [SECOND], 1],
    ["another one's address", ["00:AA:09:00:00:00"], 0],
    ["a name that only begins like it", ["hci"], 0],
  ])("are on an adapter that is named by %s", (_, scope, count) => {
    const objects = mirror({
      "/org/bluez/hci0": adapter(FIRST),
      "/org/bluez/hci1": adapter(SECOND),
      [on("hci1")]: speaker(),
    });
    expect(toSpeakers(objects, scope).size).toBe(count);
  });

  it("are there once, where the link is, when they are paired with two adapters", () => {
    const both = {
      "/org/bluez/hci0": adapter(FIRST),
      "/org/bluez/hci1": adapter(SECOND),
      [on("hci0")]: speaker(),
      [on("hci1")]: speaker(),
    };
    const where = (objects: Readonly<Record<string, MirroredObject>>) =>
      [...toSpeakers(mirror(objects), null).values()].map(({ device }) => device?.adapterPath);

    expect(where(both)).toEqual(["/org/bluez/hci0"]);
    expect(where({ ...both, "/org/bluez/hci0": adapter(FIRST, false) })).toEqual(["/org/bluez/hci1"]);
    expect(where({ ...both, [`${on("hci1")}/fd0`]: transport("hci1") })).toEqual(["/org/bluez/hci1"]);
  });
});

describe("whether an object is a speaker's", () => {
  const both = mirror({
    "/org/bluez/hci0": adapter(FIRST),
    "/org/bluez/hci1": adapter(SECOND),
    [on("hci0")]: speaker(),
    [on("hci1")]: speaker({ Paired: false }),
  });

  it.each([
    ["the one that is paired", on("hci0"), null, true],
    ["a copy on another adapter, which nobody has paired", on("hci1"), null, false],
    ["one on an adapter that is not the bridge's", on("hci0"), ["hci1"], false],
    ["the adapter's own", "/org/bluez/hci0", null, false],
    ["none", "/org/bluez/hci0/dev_0", null, false],
  ])("%s", (_, path, scope, expected) => {
    expect(isSpeakerAt(both, path, scope)).toBe(expected);
  });
});

describe("a speaker whose device is gone", () => {
  const before = toSpeakers(linked(), null);
  const left = (objects: Readonly<Record<string, MirroredObject>>) =>
    keepAway(before, toSpeakers(mirror(objects), null));
  const missed = (objects: Readonly<Record<string, MirroredObject>>) => missing(left(objects), mirror(objects));

  it("stays known, without a link", () => {
    expect(left({}).get(PATIO)).toMatchObject({ device: null, link: null, batteryPercent: null, name: "Patio" });
  });

  it("is not missed while its adapter, or bluetoothd, is away", () => {
    expect(missed({})).toEqual([]);
    expect(missed({ "/org/bluez/hci1": adapter(SECOND) })).toEqual([]);
  });

  it("is missed while its adapter is there, under whatever name", () => {
    expect(missed({ "/org/bluez/hci3": adapter(FIRST) })).toEqual([PATIO]);
  });

  it("is not missed once it is there itself", () => {
    expect(missed({ "/org/bluez/hci3": adapter(FIRST), [on("hci3")]: speaker() })).toEqual([]);
  });
});

describe("what changed between two looks", () => {
  const events = (before: Mirror, now: Mirror) => toEvents(toSpeakers(before, null), toSpeakers(now, null));
  const kinds = (before: Mirror, now: Mirror) => events(before, now).map(({ kind }) => kind);

  it("is a new link with its battery", () => {
    expect(kinds(mirror({}), linked())).toEqual(["transport-added", "battery-changed"]);
  });

  it("is nothing where nothing changed", () => {
    expect(events(linked(), linked())).toEqual([]);
  });

  it("is another link where the transport is another, or its codec", () => {
    const another = ["transport-removed", "transport-added", "battery-changed"];
    expect(kinds(linked(0), linked(1))).toEqual(another);
    expect(kinds(linked(0), linked(0, { Codec: 2 }))).toEqual(another);
  });

  it("is a delay, in ms, and a battery", () => {
    const now = linked(0, { Delay: 2_000 }, 79);
    const delay = events(linked(), now).find(({ kind }) => kind === "delay-changed");
    expect(delay?.kind === "delay-changed" && delay.reportedDelayMs).toBe(220);
    expect(events(linked(), now)).toContainEqual({ kind: "battery-changed", address: PATIO, batteryPercent: 79 });
  });

  it("is only the end where the link ended", () => {
    expect(events(linked(), mirror({}))).toEqual([{ kind: "transport-removed", address: PATIO }]);
  });
});

describe("a codec", () => {
  const vendor = (bytes: readonly number[]) => toCodec({ Codec: 0xff, Configuration: new Uint8Array(bytes) }).name;

  it.each([
    ["SBC", { Codec: 0 }],
    ["AAC", { Codec: 2 }],
    ["codec 9", { Codec: 9 }],
    ["unknown", {}],
    ["unknown", { Codec: 0xff }],
  ])("is %s", (name, properties) => {
    expect(toCodec(properties)).toEqual({ name, bitpool: null });
  });

  it("of a vendor is known by its numbers", () => {
    expect(vendor([0x2d, 0x01, 0, 0, 0xaa, 0x00, 0x20, 0x04])).toBe("LDAC");
    expect(vendor([0x4f, 0x00, 0, 0, 0x01, 0x00, 0x22])).toBe("aptX");
    expect(vendor([0x01, 0x02, 0, 0, 0x03, 0x00])).toBe("vendor codec 00000201:0003");
    expect(vendor([0x4f])).toBe("unknown");
  });
});
