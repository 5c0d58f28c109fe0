// What the cloud's memory is told, and when: a state before the outcome it belongs to, everything else once a second.
import { type BridgeState, type StateEvent, topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { addressOf, command, KITCHEN, PATIO, play, THING } from "./fakes/home.ts";
import { createFakeStore } from "./fakes/ports.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const EVENT = topics.event(THING);
const OUTCOME = topics.outcome(THING);
const events = () => world.cloud.on(EVENT) as StateEvent[];
const newest = (): BridgeState | undefined => events().at(-1)?.state;
/** The order in which they were handed to the link. */
const order = () =>
  world.cloud.published.flatMap(({ topic }) => (topic === EVENT ? ["event"] : topic === OUTCOME ? ["outcome"] : []));

/** A bridge that has been quiet for a while. */
async function startQuietly(options: Parameters<typeof startWorld>[0] = {}) {
  world = await startWorld(options);
  await world.clock.advance(5_000);
  world.cloud.published.length = 0;
}

describe("an outcome", () => {
  it("comes after the state that it led to", async () => {
    await startQuietly();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(0);

    expect(order().at(-1)).toBe("outcome");
    expect(Object.values(newest()?.zones ?? {})).toMatchObject([{ state: "playing", title: "One" }]);
  });

  it("comes after its state however many commands came within the second", async () => {
    await startQuietly();
    for (const volumePercent of [10, 20, 30]) {
      world.cloud.send(command(volumePercent, "set-volume", { speakers: [PATIO], volumePercent }));
      await world.clock.advance(20);
      expect(order().at(-1)).toBe("outcome");
      expect(newest()?.speakers[PATIO]?.volumePercent).toBe(volumePercent);
    }
  });

  it("that changed nothing has a state after its command all the same, so that nobody waits for one", async () => {
    await startQuietly();
    world.cloud.send(command(1, "stop", { speakers: [PATIO] }));
    await world.clock.advance(0);

    expect(world.cloud.outcomes()).toMatchObject([{ code: "NOTHING_PLAYING" }]);
    expect(order()).toEqual(["event", "outcome"]);
  });

  it("shares its state with others that came at the same moment", async () => {
    await startQuietly();
    for (const number of [1, 2, 3]) world.cloud.send(command(number, "stop", { speakers: [PATIO] }));
    await world.clock.advance(0);

    expect(order()).toEqual(["event", "outcome", "outcome", "outcome"]);
  });

  it("does not wait for the state's acknowledgement", async () => {
    await startQuietly();
    world.cloud.state.unacknowledged = EVENT;
    world.cloud.send(command(1, "mute", { speakers: [PATIO] }));
    await world.clock.advance(0);

    expect(order()).toEqual(["event", "outcome"]);
  });

  it("of a time without the cloud comes after the state of today", async () => {
    await startQuietly();
    world.cloud.send(play(1, PATIO));
    world.cloud.offline();
    await world.clock.advance(10_000);
    world.cloud.published.length = 0;
    world.cloud.online();

    expect(order()).toEqual(["event", "outcome"]);
    expect(Object.keys(newest()?.zones ?? {})).toHaveLength(1);
  });
});

describe("a state that nobody asked for", () => {
  it("is told at once after a quiet second, and at most once a second", async () => {
    await startQuietly();
    for (let change = 0; change < 39; change++) {
      world.bluetooth.ring({ kind: "battery-changed", address: addressOf(PATIO), batteryPercent: 90 - change });
      await world.clock.advance(50);
    }
    expect(events()).toHaveLength(2);
    await world.clock.advance(1_000);

    expect(events()).toHaveLength(3);
    expect(newest()?.speakers[PATIO]?.batteryPercent).toBe(52);
  });

  it("waits a second after the state of an outcome", async () => {
    await startQuietly();
    world.cloud.send(command(1, "mute", { speakers: [PATIO] }));
    await world.clock.advance(10);
    world.bluetooth.ring({ kind: "battery-changed", address: addressOf(KITCHEN), batteryPercent: 50 });
    await world.clock.advance(980);
    expect(events()).toHaveLength(1);
    await world.clock.advance(20);

    expect(events()).toHaveLength(2);
  });

  it("is told again where it was not acknowledged", async () => {
    await startQuietly();
    world.cloud.state.swallow = true;
    world.bluetooth.ring({ kind: "battery-changed", address: addressOf(PATIO), batteryPercent: 12 });
    await world.clock.advance(0);
    world.cloud.state.swallow = false;
    await world.clock.advance(2_000);

    expect(newest()?.speakers[PATIO]?.batteryPercent).toBe(12);
  });

  it("is told after every connect, changed or not", async () => {
    await startQuietly();
    world.cloud.offline();
    world.cloud.online();
    expect(order()).toEqual(["event"]);
  });

  it("is not told while nothing changes", async () => {
    await startQuietly();
    await world.clock.advance(60_000);
    expect(events()).toEqual([]);
  });
});

describe("the order of a bridge's states", () => {
  it("is told by a count that grows within a run", async () => {
    world = await startWorld();
    for (const number of [1, 2, 3]) {
      world.cloud.send(command(number, "set-volume", { speakers: [PATIO], volumePercent: number }));
      await world.clock.advance(10);
    }
    const counts = events().map(({ count }) => count);
    expect(counts).toEqual([...new Set(counts)].sort((one, other) => one - other));
    expect(counts.length).toBeGreaterThanOrEqual(4);
  });

  it("is told by a start that is later with every run, even where the clock went back", async () => {
    const store = createFakeStore();
    const starts: number[] = [];
    for (const epochMs of [1_790_000_000_000, 1_000, 1_000, 1_790_000_000_500]) {
      world = await startWorld({ store, epochMs });
      starts.push(events()[0]?.bootedAtMs ?? -1);
      await world.bridge.stop();
    }
    expect(starts).toEqual([1_790_000_000_000, 1_790_000_000_001, 1_790_000_000_002, 1_790_000_000_500]);
  });

  it("has its start on disk before the first state leaves", async () => {
    const store = createFakeStore();
    world = await startWorld({ store, epochMs: 7_000 });
    expect(store.documents.get("boot")).toEqual({ version: 1, bootedAtMs: 7_000 });
    expect(events()[0]?.bootedAtMs).toBe(7_000);
  });

  it("goes by the clock alone where the disk is full, and says so", async () => {
    const store = createFakeStore();
    store.documents.set("home", null);
    store.state.failing = true;
    world = await startWorld({ store, epochMs: 7_000, hasHome: false });
    expect(events()[0]?.bootedAtMs).toBe(7_000);
    expect(world.log.lines.filter(({ level }) => level === "error")).toMatchObject([
      { message: "can't be saved: no space left", fields: { document: "boot" } },
    ]);
  });
});
