// "Which speaker is the deck?": chimes, one after the other, and what is said of those that can't.
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { addressOf, command, FIRE_PIT, KITCHEN, PATIO, play, STRANGER } from "./fakes/home.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const identify = (seq: number, ...speakers: (typeof PATIO)[]) =>
  world.cloud.send(command(seq, "identify", { speakers }));
const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);
const chimes = () => world.engine.of("chime");

describe("speakers that are to be identified", () => {
  it("chime one after the other, each when the one before it is over", async () => {
    world = await startWorld();
    world.engine.options.answers = false;
    identify(1, PATIO, FIRE_PIT);
    await world.clock.advance(100);
    expect(chimes().map(({ output }) => output)).toEqual([PATIO]);
    expect(outcomeOf(1)).toBeUndefined();

    world.engine.ring({ kind: "chimed", output: PATIO });
    await world.clock.advance(0);
    expect(chimes().map(({ output }) => output)).toEqual([PATIO, FIRE_PIT]);
    world.engine.ring({ kind: "chimed", output: FIRE_PIT });
    await world.clock.advance(0);
    expect(outcomeOf(1)).toMatchObject({ state: "done", perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "OK" } });
  });

  it("chime as loud as they play, muted or not, never too quiet to be found and never above the cap", async () => {
    world = await startWorld();
    const chimeAt = async (seq: number, volumePercent: number) => {
      world.cloud.send(command(seq, "set-volume", { speakers: [PATIO], volumePercent }));
      identify(seq + 1, PATIO);
      await world.clock.advance(10);
      return chimes().at(-1)?.volumePercent;
    };
    expect(await chimeAt(1, 60)).toBe(60);
    expect(await chimeAt(3, 100)).toBe(80);
    expect(await chimeAt(5, 0)).toBe(30);
    world.cloud.send(command(7, "mute", { speakers: [PATIO] }));
    expect(await chimeAt(8, 45)).toBe(45);
    // turned down at the speaker itself: the engine's gain makes up for it, as it does for music
    world.bluetooth.ring({ kind: "volume-changed", address: addressOf(PATIO), volumePercent: 50 });
    identify(10, PATIO);
    await world.clock.advance(10);
    expect(chimes().at(-1)?.volumePercent).toBeLessThanOrEqual(100);
  });

  it("play on what they play", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    identify(2, PATIO);
    await world.clock.advance(10);
    expect(outcomeOf(2)).toMatchObject({ state: "done" });
    expect(Object.values(world.bridge.snapshot().zones)).toMatchObject([{ state: "playing" }]);
    expect(world.engine.of("leave")).toEqual([]);
  });

  it("that are away are named with the reason, and keep nobody else waiting", async () => {
    world = await startWorld();
    world.bluetooth.faults.set(addressOf(PATIO), { code: "SPEAKER_ASLEEP", retryable: true });
    world.bluetooth.vanish(addressOf(PATIO));
    await world.clock.advance(5_000);
    identify(1, PATIO, FIRE_PIT, STRANGER);
    await world.clock.advance(3_000);
    expect(outcomeOf(1)).toMatchObject({
      state: "partial",
      perSpeaker: { [PATIO]: "SPEAKER_ASLEEP", [FIRE_PIT]: "OK", [STRANGER]: "TARGET_UNKNOWN" },
    });
    expect(chimes().map(({ output }) => output)).toEqual([FIRE_PIT]);
  });

  it("are not waited for when the engine says nothing of a chime", async () => {
    world = await startWorld();
    world.engine.options.answers = false;
    identify(1, PATIO);
    identify(2, FIRE_PIT);
    await world.clock.advance(30_000);
    expect(outcomeOf(1)).toMatchObject({ state: "failed", code: "INTERNAL" });
    expect(outcomeOf(2)).toMatchObject({ state: "failed", code: "INTERNAL" });
    expect(chimes().map(({ output }) => output)).toEqual([PATIO, FIRE_PIT]);
  });

  it("are given up one command after the other, however often somebody asks again", async () => {
    world = await startWorld();
    world.engine.options.answers = false;
    for (let seq = 1; seq <= 4; seq++) {
      identify(seq, PATIO);
      await world.clock.advance(1_500);
    }
    await world.clock.advance(500);
    expect(outcomeOf(1)).toMatchObject({ state: "failed", code: "INTERNAL" });
    expect(outcomeOf(2)).toBeUndefined();
    await world.clock.advance(10_000);
    for (const seq of [2, 3, 4]) expect(outcomeOf(seq)).toMatchObject({ state: "failed", code: "INTERNAL" });
  });

  it("chime once for all who asked before it began, and again for whoever asks while it does", async () => {
    world = await startWorld();
    world.engine.options.answers = false;
    const ring = async (output: typeof PATIO) => {
      world.engine.ring({ kind: "chimed", output });
      await world.clock.advance(0);
    };
    identify(1, FIRE_PIT);
    for (const seq of [2, 3, 4]) identify(seq, PATIO);
    await world.clock.advance(10);
    await ring(FIRE_PIT);
    identify(5, PATIO);
    await world.clock.advance(10);
    await ring(PATIO);
    for (const seq of [2, 3, 4]) expect(outcomeOf(seq)).toMatchObject({ state: "done" });
    expect(outcomeOf(5)).toBeUndefined();
    await ring(PATIO);
    expect(outcomeOf(5)).toMatchObject({ state: "done" });
    expect(chimes().map(({ output }) => output)).toEqual([FIRE_PIT, PATIO, PATIO]);
  });

  it("chime anew when the engine was lost in the middle", async () => {
    world = await startWorld();
    world.engine.options.answers = false;
    identify(1, PATIO);
    await world.clock.advance(100);
    world.engine.options.answers = true;
    world.engine.restart();
    await world.clock.advance(100);
    expect(chimes()).toHaveLength(2);
    expect(outcomeOf(1)).toMatchObject({ state: "done" });
  });
});
