import { Variant } from "@jellybrick/dbus-next";
import { describe, expect, it } from "@jest/globals";
import {
  applySignal,
  EMPTY_MIRROR,
  type Mirror,
  type ObjectSignal,
  readObjects,
} from "../../../../bridge-firmware/src/adapters/bluez/object-mirror.ts";

const DEVICE = "/org/bluez/hci0/dev_02_00_00_00_00_01";
const ADDRESS = "02:00:00:00:00:01";
const text = (value: unknown) => new Variant("s", value);

const whole = {
  "/org/bluez": { "org.bluez.AgentManager1": {} },
  "/org/bluez/hci0": {
    "org.bluez.Adapter1": { Address: text("00:AA:01:00:00:00"), Powered: new Variant("b", true) },
    "org.bluez.Media1": { SupportedUUIDs: new Variant("as", []) },
  },
  [DEVICE]: {
    "org.bluez.Device1": {
      Address: text(ADDRESS),
      Name: text("Patio"),
      RSSI: new Variant("n", -60),
      WakeAllowed: text("bluetooth:v1"),
    },
  },
};

const follow = (mirror: Mirror, ...signals: readonly ObjectSignal[]) =>
  signals.reduce((now, signal) => applySignal(now, signal).mirror, mirror);
const changed = (body: readonly unknown[], path = DEVICE): ObjectSignal => ({
  path,
  member: "PropertiesChanged",
  body,
});

describe("the copy of bluetoothd's objects", () => {
  it("keeps of each object the interfaces and properties that are looked at", () => {
    const { mirror, dropped } = readObjects(whole);

    expect(Object.fromEntries(mirror)).toEqual({
      "/org/bluez/hci0": { adapter: { Address: "00:AA:01:00:00:00", Powered: true } },
      [DEVICE]: { device: { Address: ADDRESS, Name: "Patio", RSSI: -60 } },
    });
    expect(dropped).toEqual([]);
  });

  it("follows what is added, changed, taken back and removed", () => {
    const { mirror } = readObjects(whole);
    const now = follow(
      mirror,
      {
        path: "/",
        member: "InterfacesAdded",
        body: [DEVICE, { "org.bluez.Battery1": { Percentage: new Variant("y", 80) } }],
      },
      changed(["org.bluez.Device1", { Connected: new Variant("b", true) }, ["RSSI"]]),
    );

    expect(now.get(DEVICE)).toEqual({
      device: { Address: ADDRESS, Name: "Patio", Connected: true },
      battery: { Percentage: 80 },
    });
    const removal = (name: string): ObjectSignal => ({
      path: "/",
      member: "InterfacesRemoved",
      body: [DEVICE, [name, "org.freedesktop.DBus.Properties"]],
    });
    const withoutBattery = follow(now, removal("org.bluez.Battery1"));
    expect(withoutBattery.get(DEVICE)).toEqual({ device: { Address: ADDRESS, Name: "Patio", Connected: true } });
    expect(follow(withoutBattery, removal("org.bluez.Device1")).has(DEVICE)).toBe(false);
  });

  it("never changes a copy that somebody holds", () => {
    const { mirror } = readObjects(whole);
    follow(mirror, changed(["org.bluez.Device1", { Name: text("Deck") }, []]));

    expect(mirror.get(DEVICE)?.device?.Name).toBe("Patio");
  });

  it("takes no change of an object, or of an interface, that is not there", () => {
    const { mirror } = readObjects(whole);

    expect(follow(mirror, changed(["org.bluez.Device1", { Name: text("x") }, []], "/org/bluez/hci9/dev_1"))).toBe(
      mirror,
    );
    expect(follow(mirror, changed(["org.bluez.Battery1", { Percentage: new Variant("y", 1) }, []]))).toBe(mirror);
    expect(follow(mirror, changed(["org.bluez.Unheard1", { Name: text("x") }, []]))).toBe(mirror);
  });

  it.each([
    ["a name that is a number", { Name: new Variant("i", 7) }, "device.Name"],
    ["an address that is none", { Address: text("nowhere") }, "device.Address"],
    ["a class that is text", { Class: text("loudspeaker") }, "device.Class"],
    ["UUIDs that are no list", { UUIDs: text("x") }, "device.UUIDs"],
  ])("leaves out %s, names it, and keeps the rest", (_, properties, named) => {
    const { mirror, dropped } = readObjects({
      [DEVICE]: { "org.bluez.Device1": { Icon: text("phone"), ...properties } },
    });

    expect(mirror.get(DEVICE)).toEqual({ device: { Icon: "phone" } });
    expect(dropped).toEqual([named]);
  });

  it.each([
    ["volume above 127", "Volume", new Variant("q", 128)],
    ["a negative volume", "Volume", new Variant("i", -1)],
    ["a delay of no 16 bits", "Delay", new Variant("u", 70_000)],
  ])("leaves out a transport's %s", (_, property, value) => {
    const { mirror, dropped } = readObjects({ "/t": { "org.bluez.MediaTransport1": { [property]: value } } });

    expect(mirror.get("/t")).toEqual({ transport: {} });
    expect(dropped).toEqual([`transport.${property}`]);
  });

  it.each([[null], ["text"], [["a", "list"]], [{ "/p": null }], [{ "/p": { "org.bluez.Device1": "not properties" } }]])(
    "is empty where the whole is no tree of objects: %j",
    (reply) => {
      const { mirror, dropped } = readObjects(reply);

      expect(mirror.size).toBe(0);
      expect(dropped).toHaveLength(1);
    },
  );

  it.each([
    ["InterfacesAdded", []],
    ["InterfacesAdded", [DEVICE, "no interfaces"]],
    ["InterfacesRemoved", [DEVICE]],
    ["InterfacesRemoved", [7, []]],
    ["PropertiesChanged", ["org.bluez.Device1"]],
    ["PropertiesChanged", [null, {}, []]],
  ])("stands as it was after a broken %s of %j, which is named", (member, body) => {
    const { mirror } = readObjects(whole);
    const next = applySignal(mirror, { path: DEVICE, member, body });

    expect(Object.fromEntries(next.mirror)).toEqual(Object.fromEntries(mirror));
    expect(next.dropped).toHaveLength(1);
  });

  it("says nothing of signals that are about something else", () => {
    expect(applySignal(EMPTY_MIRROR, { path: "/", member: "Unheard", body: [] })).toEqual({
      mirror: EMPTY_MIRROR,
      dropped: [],
    });
  });
});
