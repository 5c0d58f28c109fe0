import { BluetoothAddress } from "@house-band/contract";
import { Variant } from "@jellybrick/dbus-next";
import { describe, expect, it } from "@jest/globals";
import { senderKind, takesMusic } from "../../../../bridge-firmware/src/adapters/bluez/device-roles.ts";
import { isSpeaker } from "../../../../bridge-firmware/src/adapters/bluez/found-devices.ts";
import type { Mirror, MirroredObject } from "../../../../bridge-firmware/src/adapters/bluez/object-mirror.ts";
import { playerAt } from "../../../../bridge-firmware/src/adapters/bluez/players.ts";
import { toSenderEvents, toSenders } from "../../../../bridge-firmware/src/adapters/bluez/senders.ts";
import { toSpeakers } from "../../../../bridge-firmware/src/adapters/bluez/speakers.ts";
import { LiveInputSpec } from "../../../../bridge-firmware/src/engine/protocol.ts";

const SINK = "0000110b-0000-1000-8000-00805f9b34fb";
const SOURCE = "0000110a-0000-1000-8000-00805f9b34fb";
const KEYBOARD = "00001124-0000-1000-8000-00805f9b34fb";
const KEYBOARD_OVER_GATT = "00001812-0000-1000-8000-00805f9b34fb";
const ADAPTER = BluetoothAddress.parse("00:AA:01:00:00:00");
const PHONE = BluetoothAddress.parse("02:00:00:00:01:02");
const PATH = "/org/bluez/hci0/dev_02_00_00_00_01_02";
const [PHONE_CLASS, LAPTOP_CLASS, SPEAKER_CLASS] = [0x5a020c, 0x6c010c, 0x240414];

type Device = NonNullable<MirroredObject["device"]>;
const world = (device: Device, transport?: MirroredObject["transport"]): Mirror =>
  new Map<string, MirroredObject>([
    ["/org/bluez/hci0", { adapter: { Address: ADAPTER, Powered: true } }],
    [PATH, { device: { Address: PHONE, Alias: "Anna's Phone", Paired: true, UUIDs: [SOURCE], ...device } }],
    ...(transport ? [[`${PATH}/sep3/fd0`, { transport: { Device: PATH, ...transport } }] as const] : []),
  ]);
const only = (mirror: Mirror, scope: readonly string[] | null = null) => [...toSenders(mirror, scope).values()][0];

describe("what a device is to the bridge", () => {
  it.each<[string, Device, string | null, boolean]>([
    ["a speaker", { UUIDs: [SINK], Class: SPEAKER_CLASS }, null, true],
    ["a speaker that can also send", { UUIDs: [SINK, SOURCE], Class: SPEAKER_CLASS, Name: "Boom" }, null, true],
    ["a phone", { UUIDs: [SOURCE], Class: PHONE_CLASS }, "phone", false],
    ["a phone that can also be a speaker", { UUIDs: [SINK, SOURCE], Class: PHONE_CLASS }, "phone", false],
    ["a laptop, which can do both", { UUIDs: [SINK, SOURCE], Class: LAPTOP_CLASS }, "phone", false],
    ["a television, which has told no class", { UUIDs: [SOURCE] }, "phone", false],
    ["an Echo, which can do both", { UUIDs: [SINK, SOURCE], Class: SPEAKER_CLASS, Name: "Echo-A1B" }, "echo", false],
    ["an Echo by its maker", { UUIDs: [SINK, SOURCE], Modalias: "bluetooth:v0171p0001d0001" }, "echo", false],
    ["what somebody calls an Echo", { UUIDs: [SINK, SOURCE], Alias: "Kitchen Echo" }, "echo", false],
    [
      "a tablet of the Echo's maker",
      { UUIDs: [SOURCE], Class: PHONE_CLASS, Modalias: "bluetooth:v0171p1" },
      "phone",
      false,
    ],
    ["a speaker that only sounds like one", { UUIDs: [SINK, SOURCE], Name: "Echoes of Rock" }, null, true],
    ["a keyboard", { UUIDs: [], Class: 0x2540 }, null, false],
    ["a keyboard that says it plays", { UUIDs: [SOURCE, KEYBOARD], Class: PHONE_CLASS }, null, false],
    ["one over GATT that says it plays", { UUIDs: [SOURCE, KEYBOARD_OVER_GATT], Class: PHONE_CLASS }, null, false],
    ["a speaker with buttons that type", { UUIDs: [SINK, KEYBOARD], Class: SPEAKER_CLASS }, null, true],
  ])("%s", (_, device, kind, isMusicTaker) => {
    expect(senderKind(device)).toBe(kind);
    expect(takesMusic(device)).toBe(isMusicTaker);
    expect(isSpeaker(device)).toBe(isMusicTaker);
    expect(toSpeakers(world(device), null).size).toBe(isMusicTaker ? 1 : 0);
    expect(toSenders(world(device), null).size).toBe(kind === null ? 0 : 1);
  });
});

describe("the senders among bluetoothd's objects", () => {
  it.each(["idle", "pending", "active"])("have a link by their transport to the bridge, which is %s", (State) => {
    expect(only(world({}, { UUID: SINK, Codec: 0, State }))).toEqual({
      id: PHONE,
      name: "Anna's Phone",
      kind: "phone",
      link: {
        codec: "SBC",
        isSending: State === "active",
        input: {
          kind: "bluealsa",
          pcmPath: "/org/bluealsa/hci0/dev_02_00_00_00_01_02/a2dpsnk/source",
          queueMs: 100,
        },
        player: null,
      },
    });
    expect(LiveInputSpec.safeParse(only(world({}, { UUID: SINK, State }))?.link?.input).success).toBe(true);
  });

  it("have none by a transport that goes the other way", () => {
    expect(only(world({}, { UUID: SOURCE, State: "active" }))?.link).toBeNull();
  });

  it.each([
    ["that is not paired", { Paired: false }, null],
    ["on an adapter that is not the bridge's", {}, ["hci7"]],
  ])("do not include one %s", (_, device, scope) => {
    expect(only(world(device), scope)).toBeUndefined();
  });

  it.each<[string, Device]>([
    ["Phone", { Alias: "02-00-00-00-01-02" }],
    ["Echo", { Alias: "\u202e\u0007", Name: "Echo-1" }],
    ["Anna's Phone 🎉", { Alias: "  Anna's\nPhone 🎉 " }],
  ])("are called %s", (name, device) => {
    expect(only(world(device))?.name).toBe(name);
  });
});

describe("what changed of the senders", () => {
  const idle = toSenders(world({}, { UUID: SINK, State: "idle" }), null);
  const active = toSenders(world({}, { UUID: SINK, State: "active" }), null);

  it("is told once, with all that is known", () => {
    expect(toSenderEvents(idle, active)).toEqual([{ kind: "sender-changed", sender: active.get(PHONE) }]);
    expect(toSenderEvents(active, active)).toEqual([]);
    expect(toSenderEvents(active, new Map())).toEqual([{ kind: "sender-forgotten", id: PHONE }]);
  });
});

describe("what a player says that it plays", () => {
  const dict = (track: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(track).map(([key, value]) => [key, new Variant(typeof value === "number" ? "u" : "s", value)]),
    );
  const playing = (Track: Record<string, unknown>, Status = "playing") =>
    playerAt(new Map([[`${PATH}/player0`, { player: { Device: PATH, Status, Track: dict(Track) } }]]), PATH)?.player;

  it.each([
    [
      { Title: "So What", Artist: "Miles Davis", TrackNumber: 1 },
      { title: "So What", artist: "Miles Davis" },
    ],
    [
      { Title: "So\n  What\u0000", Artist: "" },
      { title: "So What", artist: null },
    ],
    [{ Title: 7 }, { title: null, artist: null, trackId: null }],
    [{}, { title: null, artist: null, trackId: null }],
  ])("a player tells %j as %j", (track, expected) => {
    expect(playing(track)).toMatchObject(expected);
  });

  it("is the same track while only its length is told later, and another with another number", () => {
    const first = playing({ Title: "One", TrackNumber: 1 })?.trackId;

    expect(playing({ Title: "One", TrackNumber: 1, Duration: 180_000 })?.trackId).toBe(first);
    expect(playing({ Title: "One", TrackNumber: 2 })?.trackId).not.toBe(first);
  });

  it.each([
    ["playing", true],
    ["forward-seek", true],
    ["paused", false],
    ["stopped", false],
    ["error", null],
  ])("is playing, or not, by its status %s", (status, isPlaying) => {
    expect(playing({}, status)?.isPlaying).toBe(isPlaying);
  });

  it("is what the player says that the device names, of several", () => {
    const player = (Title: string) => ({ player: { Device: PATH, Status: "playing", Track: dict({ Title }) } });
    const mirror: Mirror = new Map<string, MirroredObject>([
      [PATH, { control: { Player: `${PATH}/player1` } }],
      [`${PATH}/player0`, player("Video")],
      [`${PATH}/player1`, player("Music")],
    ]);

    expect(playerAt(mirror, PATH)).toMatchObject({ path: `${PATH}/player1`, player: { title: "Music" } });
    expect(playerAt(mirror, "/org/bluez/hci0/dev_02_00_00_00_01_03")).toBeNull();
  });
});
