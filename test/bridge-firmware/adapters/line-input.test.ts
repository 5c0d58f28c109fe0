// The line input behind the port: what the engine hears of its device is whether something plays.
import { LiveInputId } from "@house-band/contract";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { createLineInput } from "../../../bridge-firmware/src/adapters/line/line-input.ts";
import type { EngineEvent } from "../../../bridge-firmware/src/engine/protocol.ts";
import type { LiveInputEvent, LiveInputs } from "../../../bridge-firmware/src/live-inputs-port.ts";
import { createFakeEngine, createFakeLog } from "../fakes/ports.ts";

const LINE = LiveInputId.parse("line");
const INPUT = { kind: "alsa", device: "plughw:CARD=Device,DEV=0", queueMs: 100 } as const;

let engine: ReturnType<typeof createFakeEngine>;
let inputs: LiveInputs;
let told: LiveInputEvent[];
let log: ReturnType<typeof createFakeLog>;

beforeEach(async () => {
  engine = createFakeEngine();
  const settings = { startsAboveDb: -50, endsAfterMs: 1_000 };
  log = createFakeLog();
  inputs = createLineInput({ name: "Turntable", input: INPUT, engine, log, ...settings });
  told = [];
  inputs.onEvent((event) => told.push(event));
  await Promise.resolve();
});

const level = (rmsDb: number, more: Partial<Extract<EngineEvent, { kind: "input-level" }>> = {}): void =>
  engine.ring({
    ...{ kind: "input-level", input: "line", rmsDb, peakDb: rmsDb + 3, clipped: 0, hum50: 0, hum60: 0 },
    ...more,
  });
const states = () =>
  told.map((event) => (event.kind === "sender-changed" ? (event.sender.link?.isSending ?? "away") : event.kind));

describe("the line input", () => {
  it("has the engine listen, and is not connected until it hears something, be it silence", () => {
    expect(engine.of("listen")).toEqual([{ kind: "listen", input: "line", spec: INPUT }]);
    expect(inputs.senders()).toEqual([{ id: LINE, name: "Turntable", kind: "line", link: null }]);
    level(-90);
    expect(inputs.senders()[0]?.link).toEqual({ codec: null, isSending: false, input: INPUT, player: null });
  });

  it("plays once there is signal and has stopped after silence, told once each", () => {
    for (const rmsDb of [-90, -30, -30, -30, -90, -90, -90, -90, -90]) level(rmsDb);
    expect(states()).toEqual([false, true, false]);
  });

  it("that is unplugged is away, and comes back as it was at first", () => {
    for (const rmsDb of [-30, -30]) level(rmsDb);
    engine.ring({ kind: "input-lost", input: "line", reason: "it is not plugged in" });
    level(-30);
    expect(states()).toEqual([false, true, "away", false]);
    expect(inputs.levels().get(LINE)).toMatchObject({ rmsDb: -30 });
  });

  const lost = (reason: string) => engine.ring({ kind: "input-lost", input: "line", reason });
  const warnings = () =>
    log.lines.filter(({ level }) => level === "warn").map(({ fields }) => Object.values(fields)[0]);

  it("that can't be heard says why, once for each reason until it is heard", () => {
    for (const reason of ["there is no such device", "there is no such device", "another program is using it"]) {
      lost(reason);
    }
    expect(warnings()).toEqual(["there is no such device", "another program is using it"]);
    expect(inputs.senders()[0]).toMatchObject({ link: null, trouble: "another program is using it" });
    engine.restart();
    lost("another program is using it");
    expect(warnings()).toHaveLength(2);

    level(-90);
    expect(inputs.senders()[0]).not.toHaveProperty("trouble");
    lost("another program is using it");
    expect(warnings()).toHaveLength(3);
  });

  it("warns once while it is connected, however often it begins to clip", () => {
    const clipAndStop = () => {
      level(-3, { clipped: 2 });
      for (let n = 0; n < 41; n++) level(-3); // for longer than one is warned of
    };
    for (let n = 0; n < 3; n++) clipAndStop();
    expect(warnings()).toEqual(["clipping"]);
    lost("it is not plugged in");
    clipAndStop();
    expect(warnings()).toEqual(["clipping", "it is not plugged in", "clipping"]);
  });

  it("is listened to again by an engine that has been lost", () => {
    level(-30);
    engine.restart();
    expect(states()).toEqual([false, "away"]);
    expect(engine.of("listen")).toHaveLength(2);
  });

  it("has its level and what is wrong with it, and no player", async () => {
    level(-3, { clipped: 2 });
    expect(inputs.levels()).toEqual(new Map([[LINE, { rmsDb: -3, peakDb: 0, warnings: ["clipping"] }]]));
    expect(await inputs.tell(LINE, "pause")).toMatchObject({ ok: false, error: { port: "inputs", code: "refused" } });
  });

  it("says nothing once it is closed", async () => {
    await inputs.close();
    level(-30);
    expect(told).toEqual([]);
  });
});
