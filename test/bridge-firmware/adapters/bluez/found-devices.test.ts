import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import {
  isNews,
  isSpeaker,
  newsOf,
  type Seen,
  toSeen,
} from "../../../../bridge-firmware/src/adapters/bluez/found-devices.ts";
import type { MirroredObject } from "../../../../bridge-firmware/src/adapters/bluez/object-mirror.ts";
import type { FoundDevice } from "../../../../bridge-firmware/src/pairing-port.ts";

const SINK = "0000110b-0000-1000-8000-00805f9b34fb";

describe("whether a device is a speaker", () => {
  it.each([
    ["what it offers, whatever its class", { UUIDs: [SINK], Class: 0x5a020c }, true],
    ["its class: a loudspeaker", { Class: 0x240414 }, true],
    ["its class: headphones", { Class: 0x240418 }, true],
    ["its class: portable audio", { Class: 0x24041c }, true],
    ["its class: a headset", { Class: 0x240404 }, true],
    ["its class: a television", { Class: 0x0c043c }, false],
    ["its class: a microphone", { Class: 0x080410 }, false],
    ["its class: a phone", { Class: 0x5a020c }, false],
    ["its class, while it offers nothing that is known", { UUIDs: [], Class: 0x240414 }, true],
    ["nothing: it is not known", {}, null],
    ["nothing but other services: it is not known", { UUIDs: ["00001800-0000-1000-8000-00805f9b34fb"] }, null],
  ])("is told by %s", (_, properties, expected) => {
    expect(isSpeaker(properties)).toBe(expected);
  });
});

describe("what of a device is news", () => {
  const device: FoundDevice = {
    address: BluetoothAddress.parse("02:00:00:00:00:01"),
    name: "",
    icon: null,
    signalDbm: -60,
    isSpeaker: null,
    isPaired: false,
  };

  it.each([
    ["that it is there", undefined, {}, true],
    ["its name", device, { name: "Patio" }, true],
    ["what it is", device, { isSpeaker: true }, true],
    ["that it is paired", device, { isPaired: true }, true],
    ["its signal: no", device, { signalDbm: -30 }, false],
    ["nothing", device, {}, false],
  ])("%s", (_, before, changes, expected) => {
    expect(isNews(before, { ...device, ...changes })).toBe(expected);
  });
});

describe("the news of a look around", () => {
  const ADDRESSES = ["02:00:00:00:00:01", "02:00:00:00:00:02"].map((text) => BluetoothAddress.parse(text));
  const look = (...names: readonly (string | null)[]): ReadonlyMap<BluetoothAddress, Seen> =>
    new Map(
      ADDRESSES.flatMap((address, index): [BluetoothAddress, Seen][] => {
        const name = names[index];
        if (name === null || name === undefined) return [];
        const device: FoundDevice = {
          address,
          name,
          icon: null,
          signalDbm: null,
          isSpeaker: null,
          isPaired: false,
        };
        return [[address, { device, copies: [] }]];
      }),
    );

  it.each<[string, ReturnType<typeof look>, ReturnType<typeof look>, readonly string[]]>([
    ["everybody at first", look(), look("Patio", "Deck"), ["Patio", "Deck"]],
    ["whoever has come", look("Patio"), look("Patio", "Deck"), ["Deck"]],
    ["whoever tells more", look("", "Deck"), look("Patio", "Deck"), ["Patio"]],
    ["nobody who has gone", look("Patio", "Deck"), look(null, "Deck"), []],
  ])("%s", (_, before, now, names) => {
    expect(newsOf(before, now).map(({ name }) => name)).toEqual(names);
  });
});

describe("a device's name", () => {
  const ADDRESS = BluetoothAddress.parse("02:00:00:00:00:01");
  const adapter = { adapter: { Address: BluetoothAddress.parse("00:AA:01:00:00:00") } };
  const nameOf = (Alias: string | undefined) => {
    const device = { Address: ADDRESS, RSSI: -50, ...(Alias !== undefined && { Alias }) };
    const mirror = new Map<string, MirroredObject>([
      ["/org/bluez/hci0", adapter],
      ["/org/bluez/hci0/dev_1", { device }],
    ]);
    return toSeen(mirror, null, new Map()).get(ADDRESS)?.device.name;
  };

  it.each([
    ["", ""],
    [undefined, ""],
    ["02-00-00-00-00-01", ""],
    ["Patio\u202E evil", "Patio evil"],
    ["Patio\u0000\n\tSpeaker", "Patio Speaker"],
    ["\uFEFFPatio", "Patio"],
    ["👩‍🎤 Band", "👩‍🎤 Band"],
    ["Café", "Café"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
    ['"; rm -rf /', '"; rm -rf /'],
    ["x".repeat(248), "x".repeat(40)],
  ])("%j is shown as %j", (told, shown) => {
    expect(nameOf(told)).toBe(shown);
  });
});
