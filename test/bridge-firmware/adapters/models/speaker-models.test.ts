// What is known of a speaker's model helps where the speaker reports nothing, and says what has to be done differently.
import { readFileSync } from "node:fs";
import { BluetoothAddress, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { readSpeakerModels } from "../../../../bridge-firmware/src/adapters/models/read-models.ts";
import { withKnownModels } from "../../../../bridge-firmware/src/adapters/models/with-known-models.ts";
import { bestKnownLatency, type LinkDelays } from "../../../../bridge-firmware/src/core/alignment.ts";
import type { Bluetooth, BluetoothEvent, Transport } from "../../../../bridge-firmware/src/ports.ts";
import {
  knownDelayMs,
  QUIRKS,
  quirksOf,
  SpeakerModel,
  wakesInMs,
} from "../../../../bridge-firmware/src/speaker-models.ts";
import { createFakeLog } from "../../fakes/ports.ts";

const models = {
  own: [],
  shipped: [
    SpeakerModel.parse({ names: ["JBL Flip 6"], delayMs: 213 }),
    SpeakerModel.parse({ names: ["JBL Flip 6"], codec: "SBC", delayMs: 190, evidence: "measured" }),
    SpeakerModel.parse({ names: ["Motion+"], delayMs: 247 }),
  ],
};
/** The same, and what the user says himself. */
const withOwn = (...own: readonly object[]) => ({
  ...models,
  own: own.map((entry) => SpeakerModel.parse({ names: ["JBL Flip 6"], ...entry })),
});

describe("what is known of a speaker's model", () => {
  it.each([
    ["a measurement rather than a claim", "JBL Flip 6", "SBC", 190],
    ["of another codec what is left", "JBL Flip 6", "AAC", 213],
    ["of the same codec, however it is written", "JBL Flip 6", "sbc", 190],
    ["whatever follows its name, and however it is written", "jbl FLIP-6 0042", "SBC", 190],
    ["nothing of another model", "JBL Flip 5", "SBC", null],
    ["nothing of a model whose number only begins so", "JBL Flip 60", "SBC", null],
    ["nothing of a model that lacks a sign", "Motion 300", "SBC", null],
    ["nothing of a device without a name", "", "SBC", null],
  ])("is %s", (_, name, codec, delayMs) => {
    expect(knownDelayMs(models, name, codec)).toBe(delayMs);
  });

  it("is what the user says before anything that comes with the program, a claim of his before a measurement", () => {
    expect(knownDelayMs(withOwn({ delayMs: 170 }), "JBL Flip 6", "SBC")).toBe(170);
    expect(knownDelayMs(withOwn({ delayMs: 170, codec: "AAC" }), "JBL Flip 6", "SBC")).toBe(190);
    expect(knownDelayMs(withOwn({ quirks: ["slow-to-wake"] }), "JBL Flip 6", "SBC")).toBe(190);
  });

  it("comes with the program for six models, each of them a claim that nobody has measured yet, by somebody", () => {
    const shipped = readSpeakerModels();

    expect(shipped.map(({ model, delayMs, quirks }) => [model, delayMs ?? quirks])).toEqual([
      ["Bose SoundLink Flex", 142],
      ["Sonos Roam SL", 158],
      ["Marshall Emberton II", 171],
      ["JBL Flip 6", 213],
      ["Anker Soundcore Motion+ (v2)", 247],
      ["Marshall Acton III", ["sleeps-on-silence"]],
    ]);
    for (const { evidence, by, method } of shipped) {
      expect([evidence, typeof by, typeof method]).toEqual(["claimed", "string", "string"]);
    }
  });

  it("is less than what the speaker reports, and more than what its codec suggests", () => {
    const best = (delays: Partial<LinkDelays>) =>
      bestKnownLatency({ codec: "SBC", reportedDelayMs: null, ...delays }, []);
    expect(best({ reportedDelayMs: 120, modelDelayMs: 213 })).toEqual({ latencyMs: 120, method: "reported" });
    expect(best({ modelDelayMs: 213 })).toEqual({ latencyMs: 213, method: "model" });
    expect(best({})).toEqual({ latencyMs: 170, method: "typical" });
  });
});

describe("a model's quirks", () => {
  const shipped = [
    SpeakerModel.parse({ names: ["Boom"], quirks: ["sleeps-on-silence"] }),
    SpeakerModel.parse({ names: ["Boom 2"], quirks: ["slow-to-wake"], wakesInMs: 700 }),
  ];
  const own = (...entries: readonly object[]) => ({
    own: entries.map((entry) => SpeakerModel.parse({ names: ["Boom"], ...entry })),
    shipped,
  });

  it("are all that was ever seen of it", () => {
    expect([...quirksOf(own(), "Boom 2 0042")]).toEqual(["sleeps-on-silence", "slow-to-wake"]);
    expect([...quirksOf(own(), "Boom 1")]).toEqual(["sleeps-on-silence"]);
    expect([...quirksOf(own(), "Bang")]).toEqual([]);
  });

  it("are the user's where he names any, or none", () => {
    expect([...quirksOf(own({ quirks: ["no-absolute-volume"] }), "Boom 2")]).toEqual(["no-absolute-volume"]);
    expect([...quirksOf(own({ quirks: [] }), "Boom 2")]).toEqual([]);
    expect([...quirksOf(own({ delayMs: 170 }), "Boom 2")]).toEqual(["sleeps-on-silence", "slow-to-wake"]);
  });

  it("say how long it takes to wake: what was seen, else a second", () => {
    expect(wakesInMs(own(), "Boom 2")).toBe(700);
    expect(wakesInMs(own({ quirks: ["slow-to-wake"], wakesInMs: 1_500 }), "Boom 2")).toBe(1_500);
    expect(wakesInMs(own({ quirks: ["slow-to-wake"] }), "Boom 2")).toBe(1_000);
  });

  it("are a closed list, each with a line in the documentation", () => {
    const page = readFileSync(new URL("../../../../docs/bluetooth.md", import.meta.url), "utf8");
    for (const quirk of QUIRKS) expect(page).toContain(`| \`${quirk}\` |`);
  });
});

describe("a radio that knows models", () => {
  const address = BluetoothAddress.parse("0A:00:00:00:00:01");
  const transport: Transport = {
    codec: "SBC",
    reportedDelayMs: null,
    output: { kind: "emulated", actualLatencyMs: 1, jitterMs: 0, seed: 1 },
  };
  const options = { models, aheadMs: 20, leadInMs: 300, keepAwakeMinutes: undefined, log: createFakeLog() };
  const wake = { leadInMs: 300, keepAwakeMs: 0 };
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
    const knowing = withKnownModels(radio, options);
    const events: BluetoothEvent[] = [];
    knowing.onEvent((event) => events.push(event));
    tell({ kind: "transport-added", address, transport });
    tell({ kind: "transport-removed", address });

    const known = { ...transport, modelDelayMs: 210, output: { ...transport.output, wake } };
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
  ])("leaves a speaker %s as it is, but that it is woken", (_, ownName) => {
    const woken = { ...transport, output: { ...transport.output, wake } };
    expect(withKnownModels(radioOf(ownName).radio, options).devices()).toMatchObject([{ transport: woken }]);
  });

  it.each([
    ["all of them where the settings say how long", 20, "Garage Box", 1_200_000],
    ["none where they say nought, not even one that sleeps on silence", 0, "Sleeper", 0],
    ["only one that sleeps on silence where they say nothing", undefined, "Sleeper", 3_600_000],
    ["and nobody else", undefined, "Garage Box", 0],
  ])("keeps speakers awake: %s", (_, keepAwakeMinutes, ownName, keepAwakeMs) => {
    const sleeper = SpeakerModel.parse({ names: ["Sleeper"], quirks: ["sleeps-on-silence"] });
    const knowing = { ...options, models: { own: [sleeper], shipped: [] }, keepAwakeMinutes };
    const [device] = withKnownModels(radioOf(ownName).radio, knowing).devices();
    expect(device?.transport?.output).toMatchObject({ wake: { leadInMs: 300, keepAwakeMs } });
  });

  it("leaves alone what is no speaker", () => {
    const file = { ...transport, output: { kind: "wav" as const, path: "/tmp/file.wav" } };
    const radio: Bluetooth = {
      ...radioOf("JBL Flip 6").radio,
      devices: () => [{ address, name: "File", batteryPercent: null, transport: file }],
    };
    expect(withKnownModels(radio, options).devices()).toMatchObject([{ transport: { output: file.output } }]);
  });
});
