// What `house-band status` says of Bluetooth, and `house-band speakers` below its table.
import { describe, expect, it } from "@jest/globals";
import { renderSpeakersWithAdvice, renderStatus } from "../../../bridge-firmware/src/cli/render.ts";
import { renderBluetooth } from "../../../bridge-firmware/src/cli/render-bluetooth.ts";
import { type BluetoothView, type StatusView, toBluetoothView } from "../../../bridge-firmware/src/control/views.ts";
import { addressOf, homeConfig, PATIO, THING } from "../fakes/home.ts";

const hci0 = { adapter: "hci0", speakers: 3, senders: 0, airtimeShare: 0.8437 };
const view = (changes: Partial<BluetoothView> = {}): BluetoothView => ({
  adapters: [{ adapter: "hci0", speakers: 0, senders: 0, airtimeShare: 0 }],
  trouble: null,
  wifi: null,
  proposal: null,
  ...changes,
});
const status = (changes: Partial<StatusView>): StatusView => ({
  version: "1.2.3",
  thing: THING,
  cloud: "none",
  uptimeSeconds: 7,
  home: { revision: 0, speakers: 0, connected: 0, groups: 0, isLocal: true } as StatusView["home"],
  library: { tracks: 3, looking: null, skipped: 0, fault: null },
  zones: [],
  ...changes,
});

describe("the status of the Bluetooth adapters", () => {
  it.each([
    ["one that has room", { adapters: [hci0] }, ["hci0: 3 speakers, about 84 % of its air time when all play"]],
    [
      "two, one of them idle",
      {
        adapters: [
          { ...hci0, speakers: 1, airtimeShare: 0.281 },
          { adapter: "hci1", speakers: 0, senders: 0, airtimeShare: 0 },
        ],
      },
      ["hci0: 1 speaker, about 28 % of its air time when all play; hci1: 0 speakers"],
    ],
    [
      "one that a phone plays by, too, and one for two of them",
      {
        adapters: [
          { ...hci0, speakers: 2, senders: 1, airtimeShare: 0.8207 },
          { adapter: "hci1", speakers: 0, senders: 2, airtimeShare: 0.5164 },
        ],
      },
      [
        "hci0: 2 speakers and 1 that plays to the bridge, about 82 % of its air time when all play; hci1: 0 speakers and 2 that play to the bridge, about 52 % of its air time when all play",
      ],
    ],
    [
      "too few",
      { proposal: { kind: "add-adapter", missing: 1 } as const },
      ["hci0: 0 speakers", "that leaves too little for what is sent again: add a Bluetooth adapter"],
    ],
    [
      "one that is overfull beside one that is not",
      { adapters: [], proposal: { kind: "move", address: "0A:00:00:00:00:01", name: "Deck", to: "hci1" } as const },
      [
        'that leaves too little for what is sent again: move Deck to hci1 (house-band forget "Deck", then house-band pair "Deck" --adapter hci1)',
      ],
    ],
    [
      "one beside Wi-Fi on its band",
      { wifi: { channel: 6, lostChannels: 22 } },
      [
        "hci0: 0 speakers",
        "your Wi-Fi is on 2.4 GHz channel 6, which takes 22 of Bluetooth's 79 channels: move it to 5 GHz, or use a cable",
      ],
    ],
  ])("says of %s what it carries, and what to do", (_, changes, lines) => {
    expect(renderBluetooth(view(changes))).toEqual(lines);
  });

  it.each([
    ["no-bluetooth-service", "sudo systemctl restart bluetooth"],
    ["no-adapter", "no Bluetooth adapter: plug one in"],
    ["no-own-adapter", 'see "adapters" in the settings'],
    ["adapters-off", "sudo rfkill unblock bluetooth"],
    ["no-audio-service", "sudo systemctl restart bluealsa"],
    ["old-audio-service", "house-band audit says which version is needed"],
  ] as const)("says of %s what to do", (trouble, way) => {
    expect(renderBluetooth(view({ adapters: [], trouble }))).toEqual([expect.stringContaining(way)]);
  });

  it("is left out where the settings ask for no radio, and names whom to move", () => {
    expect(toBluetoothView(null, null)).toEqual({});
    const full = [0, 1, 2].map((n) => ({
      address: n === 0 ? addressOf(PATIO) : (`0A:00:00:00:01:0${n}` as ReturnType<typeof addressOf>), // of their form
      isConnected: true,
      bitpool: 53,
    }));
    const loads = [
      { adapter: "hci0", sharedWithWifi: false, speakers: full, senders: [] },
      { adapter: "hci1", sharedWithWifi: false, speakers: [], senders: [] },
    ];
    expect(toBluetoothView({ loads, trouble: null, wifi: null }, homeConfig())).toMatchObject({
      bluetooth: { proposal: { kind: "move", address: addressOf(PATIO), name: "Patio", to: "hci1" } },
    });
  });
});

describe("a home without speakers", () => {
  const homeLine = (changes: Partial<StatusView>) =>
    renderStatus(status(changes)).find((line) => line.startsWith("home:"));

  it("is told the next step, unless its radio is in trouble, which is told instead", () => {
    expect(homeLine({ bluetooth: view() })).toBe(
      "home:   no speaker yet: put one into pairing mode, then: house-band pair",
    );
    expect(homeLine({ bluetooth: view({ trouble: "no-adapter" }) })).toBe("home:   no speaker yet");
    expect(homeLine({})).toBe('home:   no speaker yet: see "bluetooth" and "wired" in the settings');
    expect(homeLine({ home: null })).toBe("home:   none yet");
  });

  it("has its advice below one another", () => {
    const bluetooth = view({ wifi: { channel: 6, lostChannels: 22 } });
    const lines = renderStatus(status({ bluetooth }));
    const at = lines.findIndex((line) => line.startsWith("bluetooth:"));
    expect(lines[at]).toBe("bluetooth: hci0: 0 speakers");
    expect(lines[at + 1]).toMatch(/^ {11}your Wi-Fi is on/);
  });
});

describe("the speakers", () => {
  it("come with what would make them play better, where there is anything", () => {
    const bluetooth = view({ proposal: { kind: "add-adapter", missing: 2 } });
    expect(renderSpeakersWithAdvice([], status({ bluetooth }), new Date()).slice(-2)).toEqual([
      "",
      "that leaves too little for what is sent again: add 2 Bluetooth adapters",
    ]);
    expect(renderSpeakersWithAdvice([], status({ bluetooth: view() }), new Date())).toEqual([
      "This bridge has no speaker yet: put one into pairing mode, then: house-band pair",
    ]);
  });
});
