// Probes on devices that open late, slip, stall and stand still, driven block by block.
import { createEngine, type Engine } from "@house-band/bridge-firmware/engine/engine";
import { openEndlessFeed } from "@house-band/bridge-firmware/engine/input/endless-feed";
import type { Output, OutputHealth, WriteResult } from "@house-band/bridge-firmware/engine/outputs/output";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { news } from "./fixtures.ts";

type Device = {
  readonly output: Output;
  readonly health: OutputHealth;
  opening: boolean;
  state: WriteResult;
  /** Where each of its blocks was to be played, in blocks. */
  readonly atBlocks: number[];
  /** The loudest sample of all. */
  peak: number;
};

function createDevice(): Device {
  const health = { underruns: 0, slips: 0 };
  const device: Device = {
    health,
    opening: false,
    state: "accepted",
    atBlocks: [],
    peak: 0,
    output: {
      goneReason: "unplugged",
      health,
      isOpening: () => device.opening,
      write(samples, _nowFrame, atFrame) {
        if (device.state !== "accepted") return device.state;
        device.atBlocks.push(atFrame / 480);
        for (const sample of samples) device.peak = Math.max(device.peak, Math.abs(sample));
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
let a: Device;
let b: Device;
let block: number;

beforeEach(() => {
  events = [];
  [a, b] = [createDevice(), createDevice()];
  block = 0;
  engine = createEngine({
    openFeed: () => openEndlessFeed(),
    recordings: { open: () => undefined, write: () => undefined, extend: () => undefined },
    emit: (event) => events.push(event),
    outputs: {
      open: (id) => (id === "a" ? a : b).output,
      setLink: () => undefined,
      setRecording: () => undefined,
      idle: () => undefined,
    },
  });
  for (const output of ["a", "b"]) engine.handle({ kind: "open-output", output, spec: { kind: "wav", path: output } });
});

const probe = (...of: readonly (readonly [output: string, atMs: number])[]): void =>
  engine.handle({
    kind: "probe",
    id: "p",
    probes: of.map(([output, atMs]) => ({ output, atMs, volumePercent: 100 })),
  });
const beat = (count: number): void => {
  for (let n = 0; n < count; n++) {
    block += 1;
    engine.tick(480 * block, 0);
  }
};
const told = () => news(events);
const ENDED = { kind: "probes-ended", id: "p" } as const;

describe("probes on devices", () => {
  it("wait until all are open, and give all of them their first data in the same block", () => {
    b.opening = true;
    probe(["a", 0], ["b", 0]);
    beat(100);
    expect([a.atBlocks, engine.isBusy(), told()]).toEqual([[], true, []]);
    b.opening = false;
    beat(1);

    expect(a.atBlocks).toEqual(b.atBlocks);
    expect(a.atBlocks.length).toBeGreaterThan(0);
    expect(told()).toEqual([{ kind: "probing", id: "p" }]);
  });

  it("keep all streaming without a pause until the last one is written, and none after that", () => {
    probe(["a", 0], ["b", 3_000]);
    beat(600);

    expect(told().at(-1)).toEqual({ ...ENDED, reason: "done" });
    expect(a.atBlocks).toEqual(b.atBlocks);
    expect(a.atBlocks.every((at, n) => n === 0 || at === (a.atBlocks[n - 1] ?? 0) + 1)).toBe(true);
    // 500 ms, 3 s, the probe's second and what fades in and out around it
    expect(a.atBlocks.length).toBeGreaterThanOrEqual(450);
    expect(a.atBlocks.length).toBeLessThan(456);
    expect(engine.isBusy()).toBe(false);
    expect([a.peak, b.peak]).toEqual([expect.closeTo(0.5, 2), expect.closeTo(0.5, 2)]);
  });

  it.each(["slips", "underruns"] as const)("are lost with %s of an output during its own", (kind) => {
    probe(["a", 0], ["b", 0]);
    beat(100);
    b.health[kind] += 1;
    beat(5);

    expect(told().at(-1)).toEqual({ ...ENDED, reason: "output-lost", output: "b" });
  });

  it("do not mind a slip that was over before an output's first one, or came after its last", () => {
    probe(["a", 0], ["b", 2_000]);
    beat(100);
    b.health.slips += 1;
    beat(100);
    a.health.slips += 1;
    beat(300);

    expect(told().at(-1)).toEqual({ ...ENDED, reason: "done" });
  });

  it("are told only once a device that takes nothing for a while has taken them", () => {
    probe(["a", 0], ["b", 0]);
    beat(120);
    a.state = "stalled";
    beat(80);
    const probed = () => told().flatMap((event) => (event.kind === "probed" ? [event.output] : []));
    expect(probed()).toEqual(["b"]);
    a.state = "accepted";
    beat(5);

    expect(probed()).toEqual(["b", "a"]);
    expect(told().at(-1)).toEqual({ ...ENDED, reason: "done" });
  });

  it("are lost where a device takes nothing for so long that its queue is cut", () => {
    probe(["a", 0], ["b", 5_000]);
    beat(100);
    a.state = "stalled";
    beat(150);

    expect(told().at(-1)).toEqual({ ...ENDED, reason: "output-lost", output: "a" });
  });

  it("are lost with a device that goes", () => {
    probe(["a", 0], ["b", 0]);
    beat(100);
    a.state = "gone";
    beat(5);

    expect(told().slice(1)).toEqual([
      { kind: "output-failed", output: "a", reason: "unplugged" },
      { ...ENDED, reason: "output-lost", output: "a" },
    ]);
  });

  it("are interrupted by a hole in time, and not by a loop that is late within what is written ahead", () => {
    probe(["a", 0], ["b", 5_000]);
    beat(100);
    block += 2;
    beat(5);
    expect(told().map(({ kind }) => kind)).toEqual(["probing"]);
    block += 20;
    beat(5);

    expect(told().at(-1)).toEqual({ ...ENDED, reason: "interrupted" });
  });

  it("are cancelled where the engine shuts down", () => {
    probe(["a", 0]);
    beat(10);
    engine.handle({ kind: "shut-down" });
    beat(5);

    expect(told().at(-1)).toEqual({ ...ENDED, reason: "cancelled" });
    expect(engine.isBusy()).toBe(false);
  });
});
