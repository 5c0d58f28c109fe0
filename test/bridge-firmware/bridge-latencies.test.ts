// What a daemon remembers of how long its speakers take, and what it tells of it.
import type { SpeakerId } from "@house-band/contract";
import { topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { addressOf, command, homeConfig, KITCHEN, PATIO, play, THING } from "./fakes/home.ts";
import { createFakeStore, TRANSPORT } from "./fakes/ports.ts";

const EPOCH_MS = 1_790_000_000_000;

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const latencyOf = (id: SpeakerId) => world.bridge.snapshot().speakers[id]?.latency;
const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);
const nudge = async (seq: number, deltaMs: number, ...speakers: SpeakerId[]) => {
  world.cloud.send(command(seq, "nudge-delay", { speakers, deltaMs }));
  await world.clock.advance(10);
};
const measured = {
  codec: TRANSPORT.codec,
  adapter: null,
  latencyMs: 187,
  method: "measured",
  confidence: 0.8,
  atEpochMs: EPOCH_MS - 60_000,
  reportedDelayMs: TRANSPORT.reportedDelayMs,
};
const document = (id: SpeakerId, address: string, known: object = measured) => ({
  version: 1,
  speakers: { [id]: { address, known: [known] } },
});

describe("a speaker that is nudged", () => {
  it("moves while it plays, and says by which latency it plays", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO, KITCHEN));
    await world.clock.advance(10);
    await nudge(2, 10, KITCHEN);

    expect(world.engine.of("set-latency")).toEqual([{ kind: "set-latency", output: KITCHEN, latencyMs: 110 }]);
    expect(outcomeOf(2)).toMatchObject({ state: "done", latencies: { [KITCHEN]: { ms: 110, method: "by-hand" } } });
  });

  it("stays where it was put when the daemon is started again, as soon as it was told", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    await nudge(1, 10, KITCHEN);
    expect(outcomeOf(1)).toMatchObject({ state: "done" });
    expect(store.state.writes.indexOf("latencies")).toBeLessThan(store.state.writes.lastIndexOf("journal"));
    await world.bridge.stop();

    world = await startWorld({ store });
    expect(latencyOf(KITCHEN)).toEqual({ ms: 110, method: "by-hand" });
    await nudge(2, -5, KITCHEN);
    expect(latencyOf(KITCHEN)?.ms).toBe(115);
  });

  it("that is not there any more is moved where it was last known", async () => {
    const store = createFakeStore();
    store.documents.set("latencies", document(KITCHEN, addressOf(KITCHEN)));
    world = await startWorld({ store });
    world.bluetooth.faults.set(addressOf(KITCHEN), { code: "SPEAKER_ASLEEP", retryable: true });
    world.bluetooth.vanish(addressOf(KITCHEN));
    await nudge(1, -13, KITCHEN);

    expect(outcomeOf(1)).toMatchObject({ latencies: { [KITCHEN]: { ms: 200, method: "by-hand" } } });
  });
});

describe("what was measured", () => {
  it("holds after a restart, but is unverified since then", async () => {
    const store = createFakeStore();
    store.documents.set("latencies", document(KITCHEN, addressOf(KITCHEN)));
    world = await startWorld({ store, epochMs: EPOCH_MS });

    expect(latencyOf(KITCHEN)).toEqual({ ms: 187, method: "measured", unverifiedSinceMs: EPOCH_MS });
    expect(latencyOf(PATIO)).toEqual({ ms: 120, method: "reported" });
  });

  it("is forgotten with its speaker", async () => {
    const store = createFakeStore();
    store.documents.set("latencies", document(KITCHEN, addressOf(KITCHEN)));
    world = await startWorld({ store });
    await nudge(1, 10, PATIO);
    const { [KITCHEN]: _gone, ...speakers } = homeConfig().speakers;
    const desired = { ...homeConfig({ revision: 2 }), speakers };
    world.cloud.shadow("config", "get/accepted", { state: { desired } });
    await world.clock.advance(10);

    expect(Object.keys((store.documents.get("latencies") as { speakers: object }).speakers)).toEqual([PATIO]);
  });

  it.each([
    ["another speaker in its place", document(KITCHEN, addressOf(PATIO))],
    ["a latency that no speaker has", document(KITCHEN, addressOf(KITCHEN), { ...measured, latencyMs: -1 })],
    ["nonsense", "nonsense"],
  ])("is left aside where the document has %s", async (_, stored) => {
    const store = createFakeStore();
    store.documents.set("latencies", stored);
    world = await startWorld({ store });

    expect(latencyOf(KITCHEN)).toEqual({ ms: 120, method: "reported" });
  });

  it("is told to the log where its document can't be read", async () => {
    const store = createFakeStore();
    store.documents.set("latencies", "nonsense");
    world = await startWorld({ store });

    expect(world.log.lines).toContainEqual({
      level: "error",
      message: "is not what this version writes: left aside",
      fields: { document: "latencies" },
    });
  });
});

describe("a speaker whose reported delay wavers", () => {
  it("is followed at once, and the cloud is not told of it", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(5_000);
    const events = () => world.cloud.on(topics.event(THING)).length;
    const before = events();
    for (const reportedDelayMs of [121, 119.5, 122.3]) {
      world.bluetooth.ring({ kind: "delay-changed", address: addressOf(PATIO), reportedDelayMs });
      await world.clock.advance(5_000);
    }
    expect(world.engine.of("set-latency").map(({ latencyMs }) => latencyMs)).toEqual([121, 119.5, 122.3]);
    expect(events()).toBe(before);

    world.bluetooth.ring({ kind: "delay-changed", address: addressOf(PATIO), reportedDelayMs: 180 });
    await world.clock.advance(5_000);
    expect(events()).toBe(before + 1);
  });
});
