// What is known of a speaker's model helps where the speaker reports nothing, and nowhere else.
import { BluetoothAddress, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { readSpeakerModels } from "../../../../bridge-firmware/src/adapters/models/read-models.ts";
import { knownDelayMs, type SpeakerModel } from "../../../../bridge-firmware/src/adapters/models/speaker-models.ts";
import { withKnownModels } from "../../../../bridge-firmware/src/adapters/models/with-known-models.ts";
import { bestKnownLatencyMs } from "../../../../bridge-firmware/src/core/alignment.ts";
import type { Bluetooth, BluetoothEvent, Transport } from "../../../../bridge-firmware/src/ports.ts";

const untold = { spreadMs: null, firmware: null, bluez: null, adapter: null, reported: null, by: "us" } as const;
const models: readonly SpeakerModel[] = [
  {
    model: "Flip",
    names: ["JBL Flip 6"],
    delays: [
      { ...untold, delayMs: 213, how: "claimed", codec: null },
      { ...untold, delayMs: 190, how: "measured", codec: "SBC" },
    ],
  },
];

describe("what is known of a speaker's model", () => {
  it.each([
    ["a measurement rather than a claim", "JBL Flip 6", "SBC", 190],
    ["of another codec what is left", "JBL Flip 6", "AAC", 213],
    ["whatever follows its name, and however it is written", "jbl FLIP-6 0042", "SBC", 190],
    ["nothing of another model", "JBL Flip 5", "SBC", null],
    ["nothing of a device without a name", "", "SBC", null],
  ])("is %s", (_, name, codec, delayMs) => {
    expect(knownDelayMs(models, name, codec)).toBe(delayMs);
  });

  it("comes with the program for five models, each of them a claim that nobody has measured yet", () => {
    const known = readSpeakerModels();

    expect(known.map(({ model }) => model)).toEqual([
      "Bose SoundLink Flex",
      "Sonos Roam SL",
      "Marshall Emberton II",
      "JBL Flip 6",
      "Anker Soundcore Motion+ (v2)",
    ]);
    expect(new Set(known.flatMap(({ delays }) => delays.map(({ how }) => how)))).toEqual(new Set(["claimed"]));
  });

  it("is less than what the speaker reports, and more than what its codec suggests", () => {
    expect(bestKnownLatencyMs({ codec: "SBC", reportedDelayMs: 120, modelDelayMs: 213 })).toBe(120);
    expect(bestKnownLatencyMs({ codec: "SBC", reportedDelayMs: null, modelDelayMs: 213 })).toBe(213);
    expect(bestKnownLatencyMs({ codec: "SBC", reportedDelayMs: null })).toBe(170);
  });
});

describe("a radio that knows models", () => {
  const address = BluetoothAddress.parse("0A:00:00:00:00:01");
  const transport: Transport = {
    codec: "SBC",
    reportedDelayMs: null,
    output: { kind: "emulated", actualLatencyMs: 1, jitterMs: 0, seed: 1 },
  };
  const radioOf = (ownName?: string) => {
    const listeners: ((event: BluetoothEvent) => void)[] = [];
    const device = { address, name: "Patio", batteryPercent: null, transport };
    const radio: Bluetooth = {
      devices: () => [ownName === undefined ? device : { ...device, ownName }],
      onEvent(listener) {
        listeners.push(listener);
        return () => undefined;
      },
      connect: async () => ok(transport),
      disconnect: async () => ok(undefined),
      setVolume: async () => ok(undefined),
      close: async () => undefined,
    };
    return { radio, tell: (event: BluetoothEvent) => listeners.forEach((listener) => void listener(event)) };
  };

  it("tells it with every link, by what the speaker calls itself, and counts in what waits before it", async () => {
    const { radio, tell } = radioOf("JBL Flip 6");
    const knowing = withKnownModels(radio, models, 20);
    const events: BluetoothEvent[] = [];
    knowing.onEvent((event) => events.push(event));
    tell({ kind: "transport-added", address, transport });
    tell({ kind: "transport-removed", address });

    const known = { ...transport, modelDelayMs: 210 };
    expect(knowing.devices()).toMatchObject([{ name: "Patio", transport: known }]);
    expect(await knowing.connect(address, new AbortController().signal)).toEqual({ ok: true, value: known });
    expect(events).toEqual([
      { kind: "transport-added", address, transport: known },
      { kind: "transport-removed", address },
    ]);
  });

  it.each([
    ["of a model nobody knows", "Garage Box"],
    ["that does not say what it is", undefined],
  ])("leaves a speaker %s as it is", (_, ownName) => {
    expect(withKnownModels(radioOf(ownName).radio, models, 20).devices()).toMatchObject([{ transport }]);
  });
});
