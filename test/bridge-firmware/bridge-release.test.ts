// Speakers that somebody has another use for: let go, left alone, and taken back when they are asked for.
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { addressOf, command, KITCHEN, PATIO, play } from "./fakes/home.ts";
import { createFakeStore } from "./fakes/ports.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const linkOf = (id: typeof PATIO) => world.bridge.snapshot().speakers[id];
const attemptsOn = (id: typeof PATIO) => world.bluetooth.attempts.filter((address) => address === addressOf(id)).length;
const release = (seq: number) => world.cloud.send(command(seq, "release", { speakers: [KITCHEN] }));
const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);

describe("a speaker that is released", () => {
  it("leaves the music, the others play on, and its link is let go", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    release(2);
    await world.clock.advance(10);

    expect(world.bluetooth.disconnects).toEqual([addressOf(KITCHEN)]);
    expect(outcomeOf(2)).toMatchObject({ state: "done", code: "OK", perSpeaker: { [KITCHEN]: "OK" } });
    expect(linkOf(KITCHEN)).toMatchObject({ link: "disconnected", reason: "OK" });
    expect(Object.values(world.bridge.snapshot().zones)).toMatchObject([
      { state: "playing", members: { [PATIO]: "stereo" } },
    ]);
  });

  it("is not called for an hour, and once it is wanted", async () => {
    world = await startWorld();
    release(1);
    await world.clock.advance(10);
    const before = attemptsOn(KITCHEN);
    await world.clock.advance(3_600_000);
    expect(attemptsOn(KITCHEN)).toBe(before);

    world.cloud.send(play(2, KITCHEN));
    await world.clock.advance(10);
    expect(attemptsOn(KITCHEN)).toBe(before + 1);
    expect(outcomeOf(2)).toMatchObject({ state: "done" });
  });

  it("that the radio does not let go of is asked again every five seconds until it does", async () => {
    world = await startWorld();
    world.bluetooth.stuck.add(addressOf(KITCHEN));
    release(1);
    await world.clock.advance(11_000);
    expect(world.bluetooth.disconnects).toHaveLength(3);
    expect(outcomeOf(1)).toMatchObject({ state: "failed", perSpeaker: { [KITCHEN]: "INTERNAL" } });

    world.bluetooth.stuck.clear();
    await world.clock.advance(60_000);
    expect(world.bluetooth.disconnects).toHaveLength(4);
    expect(linkOf(KITCHEN)).toMatchObject({ link: "disconnected", reason: "OK" });
  });

  it("stays released when the daemon is started again", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    release(1);
    await world.clock.advance(10);
    await world.bridge.stop();

    world = await startWorld({ store });
    await world.clock.advance(600_000);
    expect(attemptsOn(KITCHEN)).toBe(0);
  });

  it("that calls back at once is let go again, and a minute later is welcome", async () => {
    world = await startWorld();
    release(1);
    await world.clock.advance(10);
    world.bluetooth.comeBack(addressOf(KITCHEN));
    await world.clock.advance(10);
    expect(world.bluetooth.disconnects).toEqual([addressOf(KITCHEN), addressOf(KITCHEN)]);
    expect(linkOf(KITCHEN)?.link).toBe("disconnected");

    await world.clock.advance(60_000);
    world.bluetooth.comeBack(addressOf(KITCHEN));
    expect(linkOf(KITCHEN)?.link).toBe("connected");
  });
});

describe("a speaker that is to be connected", () => {
  it("is called without any music, and is done when it has a link", async () => {
    world = await startWorld();
    release(1);
    await world.clock.advance(10);
    world.cloud.send(command(2, "connect", { speakers: [KITCHEN] }));
    await world.clock.advance(10);

    expect(outcomeOf(2)).toMatchObject({ state: "done", perSpeaker: { [KITCHEN]: "OK" } });
    expect(linkOf(KITCHEN)?.link).toBe("connected");
    expect(world.engine.of("open-zone")).toEqual([]);
  });

  it("and is off is said to be off", async () => {
    world = await startWorld();
    world.bluetooth.faults.set(addressOf(KITCHEN), { code: "SPEAKER_OFFLINE", retryable: true });
    release(1);
    await world.clock.advance(10);
    world.cloud.send(command(2, "connect", { speakers: [KITCHEN, PATIO] }));
    await world.clock.advance(10);

    expect(outcomeOf(2)).toMatchObject({
      state: "partial",
      perSpeaker: { [KITCHEN]: "SPEAKER_OFFLINE", [PATIO]: "OK" },
    });
  });
});
