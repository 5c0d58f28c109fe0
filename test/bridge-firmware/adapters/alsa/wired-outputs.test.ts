import { mkdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { cardOf, isPluggedIn } from "../../../../bridge-firmware/src/adapters/alsa/sound-cards.ts";
import { wiredAddress } from "../../../../bridge-firmware/src/adapters/alsa/wired-address.ts";
import { createWiredOutputs } from "../../../../bridge-firmware/src/adapters/alsa/wired-outputs.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import type { Bluetooth, BluetoothEvent } from "../../../../bridge-firmware/src/ports.ts";
import { createFolder } from "../../engine/fixtures.ts";

const DAC = "hw:CARD=Dac,DEV=0";

describe("a wired output's address", () => {
  it("is the same on every start, and differs from device to device", () => {
    expect(wiredAddress(DAC)).toBe("82:7E:C2:0D:DA:4D");
    expect(wiredAddress("hw:CARD=Dac,DEV=1")).not.toBe(wiredAddress(DAC));
  });

  it.each(["hw:0", "hw:1", "plughw:CARD=Dac", "default", "x"])(
    "for %s is one that no manufacturer assigns",
    (device) => {
      expect(Number.parseInt(wiredAddress(device).slice(0, 2), 16) & 0b11).toBe(0b10);
    },
  );
});

describe("the card that a device's name means", () => {
  it.each([
    ["hw:CARD=Dac,DEV=0", "Dac"],
    ["plughw:CARD=Dac", "Dac"],
    ["hw:1,0", "1"],
    ["plughw:2", "2"],
    ["sysdefault:CARD=Dac", "Dac"],
    ["front:DEV=0,CARD=Dac", "Dac"],
    ["default", null],
    ["living_room", null],
    ["dmix:whatever", null],
  ])("%s is %s", (device, card) => {
    expect(cardOf(device)).toBe(card);
  });

  it("is looked for among the kernel's, by id or number, and a name without a card is taken for there", () => {
    const folder = createFolder();
    // as the kernel has them: the card, its controls, and a card that goes while it is looked at
    for (const name of ["card0", "controlC0", "card2"]) mkdirSync(folder.path(name));
    writeFileSync(folder.path("card0/id"), "Dac\n");
    const found = ["hw:CARD=Dac", "hw:0", "hw:1", "hw:CARD=Other", "living_room"].map((device) =>
      isPluggedIn(device, folder.path(".")),
    );
    folder.remove();

    expect(found).toEqual([true, true, false, false, true]);
  });

  it("is not there on a machine without any sound", () => {
    expect([isPluggedIn("hw:CARD=Dac", "/nowhere"), isPluggedIn("hw:0", "/nowhere")]).toEqual([false, false]);
  });
});

describe("a wired output", () => {
  let clock: ReturnType<typeof createVirtualClock>;
  let wired: Bluetooth;
  let isThere: boolean;
  let events: BluetoothEvent[];
  const address = wiredAddress(DAC);
  const connect = () => wired.connect(address, new AbortController().signal);

  beforeEach(() => {
    clock = createVirtualClock();
    isThere = true;
    events = [];
    const outputs = [{ name: "Living room", device: DAC, queueMs: 20, latencyMs: 35 }];
    wired = createWiredOutputs({ outputs, clock, isPluggedIn: () => isThere });
    wired.onEvent((event) => events.push(event));
  });
  afterEach(() => wired.close());

  it("is an ALSA output of the engine, as late as its queue and what stands behind it", async () => {
    expect(await connect()).toEqual({
      ok: true,
      value: { codec: "PCM", reportedDelayMs: 55, output: { kind: "alsa", device: DAC, queueMs: 20 } },
    });
  });

  it("that is a pipe has no queue of its own: it is as late as whoever reads it", async () => {
    const outputs = [{ name: "Upstairs", device: "pipe:/run/pipe", queueMs: 20, latencyMs: 500 }];
    const piped = createWiredOutputs({ outputs, clock, isPluggedIn: () => isThere });
    const connected = await piped.connect(wiredAddress("pipe:/run/pipe"), new AbortController().signal);
    await piped.close();

    expect(connected).toEqual({
      ok: true,
      value: { codec: "PCM", reportedDelayMs: 500, output: { kind: "pipe", path: "/run/pipe" } },
    });
  });

  it("that is not plugged in is offline, and may come", async () => {
    isThere = false;

    expect(await connect()).toEqual({ ok: false, error: { code: "SPEAKER_OFFLINE", retryable: true } });
  });

  it("that is pulled out and put back tells both, without being asked", async () => {
    await connect();
    isThere = false;
    await clock.advance(5_000);
    isThere = true;
    await clock.advance(5_000);

    expect(events.map(({ kind }) => kind)).toEqual(["transport-added", "transport-removed", "transport-added"]);
  });

  it("that was let go stays so while it is plugged in", async () => {
    await connect();
    await wired.disconnect(address);
    await clock.advance(60_000);

    expect(events.map(({ kind }) => kind)).toEqual(["transport-added", "transport-removed"]);
  });

  it("has no volume of its own: the engine's gain serves", async () => {
    await connect();

    expect(await wired.setVolume(address, 50)).toMatchObject({ ok: false, error: { code: "refused" } });
  });
});
