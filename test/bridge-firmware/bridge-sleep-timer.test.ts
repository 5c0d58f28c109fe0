// "Stop in thirty minutes": the timer, its fade, what ends it, and what a restart leaves of it.
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, FIRE_PIT, KITCHEN, PATIO, play, STRANGER } from "./fakes/home.ts";
import { createFakeStore } from "./fakes/ports.ts";

const MINUTE = 60_000;
const EPOCH = Date.UTC(2026, 10, 20, 22);

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const set = (seq: number, inMs: number, ...speakers: (typeof PATIO)[]) =>
  world.cloud.send(command(seq, "set-sleep-timer", { speakers, inMs }));
const cancel = (seq: number, ...speakers: (typeof PATIO)[]) =>
  world.cloud.send(command(seq, "cancel-sleep-timer", { speakers }));
const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);
const members = () => Object.values(world.bridge.snapshot().zones).map((zone) => Object.keys(zone.members));
const stopsAt = (speaker: typeof PATIO) => world.bridge.snapshot().speakers[speaker]?.stopsAtMs;

describe("a sleep timer", () => {
  it("fades its speakers over the last half minute and then stops them, and nobody else", async () => {
    world = await startWorld({ epochMs: EPOCH });
    world.cloud.send(play(1, PATIO, FIRE_PIT, KITCHEN));
    await world.clock.advance(1_000);
    set(2, 30 * MINUTE, PATIO, FIRE_PIT);
    await world.clock.advance(10);
    expect(outcomeOf(2)).toMatchObject({ state: "done" });
    expect(stopsAt(PATIO)).toBe(EPOCH + 1_000 + 30 * MINUTE);
    expect(stopsAt(KITCHEN)).toBeUndefined();

    await world.clock.advance(30 * MINUTE - 30_000 - 100);
    expect(world.engine.of("fade-out")).toEqual([]);
    await world.clock.advance(200);
    const fades = world.engine.of("fade-out");
    expect(fades.map(({ output }) => output)).toEqual([PATIO, FIRE_PIT]);
    for (const { overMs } of fades) expect(Math.abs(overMs - 30_000)).toBeLessThan(100);
    expect(members()).toEqual([[PATIO, FIRE_PIT, KITCHEN]]);
    await world.clock.advance(30_000);
    expect(members()).toEqual([[KITCHEN]]);
    expect(stopsAt(PATIO)).toBeUndefined();
    // the volume people speak of was never touched
    world.cloud.send(play(3, PATIO));
    await world.clock.advance(10);
    const opened = world.engine.of("open-zone").at(-1)?.members;
    expect(opened).toEqual([expect.objectContaining({ output: PATIO, volumePercent: 50 })]);
  });

  it("that is called off while it fades gives back the volume, and plays on", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    set(2, 20_000, PATIO);
    await world.clock.advance(5_000);
    expect(world.engine.of("fade-out")).toHaveLength(1);
    cancel(3, PATIO);
    await world.clock.advance(10);
    expect(outcomeOf(3)).toMatchObject({ state: "done" });
    expect(world.engine.of("set-volume").at(-1)).toMatchObject({ output: PATIO, volumePercent: 50, muted: false });
    await world.clock.advance(MINUTE);
    expect(members()).toEqual([[PATIO]]);
  });

  it("goes on fading where somebody turns the volume meanwhile", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    set(2, 20_000, PATIO);
    await world.clock.advance(5_000);
    world.cloud.send(command(3, "set-volume", { speakers: [PATIO], volumePercent: 20 }));
    await world.clock.advance(10);
    const last = world.engine.requests.slice(-2);
    expect(last).toMatchObject([{ kind: "set-volume", volumePercent: 20 }, { kind: "fade-out" }]);
    expect(world.engine.of("fade-out").at(-1)?.overMs).toBeLessThan(15_100);
  });

  it("stays with its speaker, whatever it plays by then, and a newer one takes its place", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    set(2, 10 * MINUTE, PATIO);
    await world.clock.advance(MINUTE);
    world.cloud.send(play(3, PATIO));
    set(4, 2 * MINUTE, PATIO);
    await world.clock.advance(2 * MINUTE + 100);
    expect(members()).toEqual([]);
  });

  it("ends with the music, so that it stops nothing that is played later", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    set(2, MINUTE, PATIO);
    await world.clock.advance(1_000);
    world.cloud.send(command(3, "stop", { speakers: [PATIO] }));
    world.cloud.send(play(4, PATIO));
    await world.clock.advance(2 * MINUTE);
    expect(members()).toEqual([[PATIO]]);
  });

  it("is not set where nothing plays, and not called off where there is none", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    set(2, MINUTE, PATIO, KITCHEN, STRANGER);
    cancel(3, KITCHEN);
    await world.clock.advance(10);
    expect(outcomeOf(2)).toMatchObject({
      state: "partial",
      perSpeaker: { [PATIO]: "OK", [KITCHEN]: "NOTHING_PLAYING", [STRANGER]: "TARGET_UNKNOWN" },
    });
    expect(outcomeOf(3)).toMatchObject({ state: "failed", code: "NO_TIMER" });
  });

  it("survives a restart of the engine: what is opened again fades, too", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    set(2, 20_000, PATIO);
    await world.clock.advance(5_000);
    world.engine.restart();
    await world.clock.advance(10);
    expect(world.engine.requests.slice(-2)).toMatchObject([{ kind: "open-zone" }, { kind: "fade-out", output: PATIO }]);
    // 15 of its 20 s are left: as soft as it was, and not told anything else afterwards
    const level = Math.round(50 * 0.75);
    expect(world.engine.of("open-zone").at(-1)?.members).toMatchObject([{ output: PATIO, volumePercent: level }]);
    await world.clock.advance(5_000);
    expect(world.engine.of("set-volume")).toEqual([]);
    cancel(3, PATIO);
    await world.clock.advance(10);
    expect(world.engine.of("set-volume")).toMatchObject([{ output: PATIO, volumePercent: 50 }]);
    set(4, 10_000, PATIO);
    await world.clock.advance(16_000);
    expect(members()).toEqual([]);
  });

  it.each([
    ["in time", 60_000, [[PATIO]]],
    ["after its time", 11 * MINUTE, []],
  ])("survives a restart of the daemon that is back %s", async (_, awayMs, playing) => {
    const store = createFakeStore();
    world = await startWorld({ store, epochMs: EPOCH });
    world.cloud.send(play(1, PATIO));
    set(2, 10 * MINUTE, PATIO);
    await world.clock.advance(1_000);
    await world.bridge.stop();
    world = await startWorld({ store, epochMs: EPOCH + awayMs });
    await world.clock.advance(100);
    expect(members()).toEqual(playing);
    await world.clock.advance(10 * MINUTE);
    expect(members()).toEqual([]);
  });

  it("is never longer than it was, whatever the clock says after a restart", async () => {
    const store = createFakeStore();
    world = await startWorld({ store, epochMs: EPOCH });
    world.cloud.send(play(1, PATIO));
    set(2, 10 * MINUTE, PATIO);
    await world.clock.advance(1_000);
    await world.bridge.stop();
    world = await startWorld({ store, epochMs: 0 });
    await world.clock.advance(10 * MINUTE + 1_000);
    expect(members()).toEqual([]);
  });
});
