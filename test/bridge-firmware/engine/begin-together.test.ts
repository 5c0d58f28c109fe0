// Outputs that take their time to open, and a zone that waits for them, driven block by block.
import { createEngine, type Engine } from "@house-band/bridge-firmware/engine/engine";
import { openEndlessFeed } from "@house-band/bridge-firmware/engine/input/endless-feed";
import type { Output } from "@house-band/bridge-firmware/engine/outputs/output";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { member, news, zoneId } from "./fixtures.ts";

/** Counts its blocks, and knows in which of the engine's it was given the first. */
type Device = { readonly output: Output; opening: boolean; firstBlock: number | null; blocks: number };

function createDevice(): Device {
  const device: Device = {
    opening: true,
    firstBlock: null,
    blocks: 0,
    output: {
      goneReason: "",
      isOpening: () => device.opening,
      write() {
        device.firstBlock ??= block;
        device.blocks += 1;
        return "accepted";
      },
      drop: () => undefined,
      close: () => undefined,
    },
  };
  return device;
}

let engine: Engine;
let events: EngineEvent[];
let devices: Record<"a" | "b", Device>;
let block: number;

beforeEach(() => {
  events = [];
  devices = { a: createDevice(), b: createDevice() };
  block = 0;
  engine = createEngine({
    openFeed: () => openEndlessFeed(),
    recordings: { open: () => undefined, write: () => undefined, extend: () => undefined },
    emit: (event) => events.push(event),
    outputs: {
      open: (id) => (id === "a" ? devices.a : devices.b).output,
      setLink: () => undefined,
      setRecording: () => undefined,
      idle: () => undefined,
    },
  });
  for (const output of ["a", "b"]) engine.handle({ kind: "open-output", output, spec: { kind: "wav", path: output } });
});

const BLUETOOTH = {
  kind: "bluealsa",
  pcmPath: "/org/bluealsa/hci0/dev_00_00_00_00_00_01/a2dpsrc/sink",
  queueMs: 20,
} as const;
const reopen = (output: string, wake: { readonly leadInMs: number; readonly keepAwakeMs: number }): void => {
  engine.handle({ kind: "close-output", output });
  engine.handle({ kind: "open-output", output, spec: { ...BLUETOOTH, wake } });
};
const open = (...outputs: readonly string[]) => {
  const zone = zoneId();
  const input = { kind: "files" as const, tracks: [{ path: "", title: "" }], startIndex: 0, startMs: 0 };
  engine.handle({ kind: "open-zone", zone, input, paused: false, members: outputs.map((id) => member(id, 0)) });
  return zone;
};
const beat = (count: number): void => {
  for (let n = 0; n < count; n++) {
    block += 1;
    engine.tick(480 * block, 0);
  }
};
const told = () => news(events).map(({ kind }) => kind);

describe("a zone whose outputs are still being opened", () => {
  it("begins when the last of them is open, and gives all of them their first data in the same block", () => {
    open("a", "b");
    devices.a.opening = false;
    beat(50);
    expect([devices.a.blocks, told()]).toEqual([0, []]);
    devices.b.opening = false;
    beat(1);

    expect([devices.a.firstBlock, devices.b.firstBlock]).toEqual([51, 51]);
    expect(told()).toEqual(["zone-started"]);
  });

  it("waits two seconds and no longer for one that hangs", () => {
    open("a", "b");
    devices.a.opening = false;
    beat(190);
    expect(devices.a.firstBlock).toBeNull();
    beat(20);

    expect(devices.a.firstBlock).not.toBeNull();
    expect(told()).toEqual(["zone-started"]);
  });

  it("plays on while one that joins is being opened", () => {
    devices.a.opening = false;
    const zone = open("a");
    beat(10);
    const before = devices.a.blocks;
    engine.handle({ kind: "join", zone, member: member("b", 0) });
    beat(10);

    expect(devices.a.blocks - before).toBe(10);
  });

  it("keeps no other zone waiting", () => {
    devices.a.opening = false;
    open("a");
    open("b");
    beat(10);

    expect(devices.a.blocks).toBeGreaterThanOrEqual(10);
    expect(devices.b.blocks).toBe(0);
  });
});

describe("a zone with speakers that sleep", () => {
  it("wakes them once all outputs are open, and all get their first data in the same block", () => {
    reopen("b", { leadInMs: 300, keepAwakeMs: 0 });
    open("a", "b");
    devices.b.opening = false;
    beat(50);
    devices.a.opening = false;
    beat(1);
    expect([devices.a.firstBlock, devices.b.firstBlock, told()]).toEqual([51, 51, []]);
    beat(25);
    expect(told()).toEqual([]);
    beat(10);

    expect(told()).toEqual(["zone-started"]);
  });

  it("waits for none that is still being opened when patience is over", () => {
    reopen("b", { leadInMs: 3_000, keepAwakeMs: 0 });
    open("a", "b");
    devices.a.opening = false;
    beat(210);

    expect(told()).toEqual(["zone-started"]);
  });

  it("lets no speaker that is kept awake run dry while it waits for another", () => {
    reopen("b", { leadInMs: 0, keepAwakeMs: 60_000 });
    devices.b.opening = false;
    beat(10);
    open("a", "b");
    const before = devices.b.blocks;
    beat(50);

    expect([devices.b.blocks - before, devices.a.blocks]).toEqual([50, 0]);
  });
});
