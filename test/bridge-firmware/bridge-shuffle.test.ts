// Shuffle and repeat: whole zones, without losing the place, and the same after a restart.

import { ok } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Library } from "../../bridge-firmware/src/ports.ts";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, FIRE_PIT, KITCHEN, PATIO, play } from "./fakes/home.ts";
import { createFakeStore } from "./fakes/ports.ts";

const COUNT = 40;
const TRACKS = Array.from({ length: COUNT }, (_, n) => ({ path: `/music/${n}.wav`, title: `Track ${n}` }));
const PATHS = TRACKS.map(({ path }) => path);
const library: Library = {
  scan: async () => ok({ tracks: COUNT, skipped: [] }),
  find: () => ok({ found: { by: "genre", title: "Jazz", trackCount: COUNT }, tracks: TRACKS }),
  state: () => ({ tracks: COUNT, looking: null, skipped: 0, fault: null }),
};

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);
const lastOpened = () => {
  const request = world.engine.of("open-zone").at(-1);
  if (!request) throw new Error("nothing was opened");
  const { tracks, startIndex, startMs } = request.input;
  return { zone: request.zone, paths: tracks.map(({ path }) => path), startIndex, startMs };
};
const zoneNow = () => Object.values(world.bridge.snapshot().zones)[0];
const shuffle = (seq: number, isOn: boolean) =>
  world.cloud.send(command(seq, "set-shuffle", { speakers: [PATIO], isOn }));
const repeat = (seq: number, how: "off" | "one" | "all") =>
  world.cloud.send(command(seq, "set-repeat", { speakers: [PATIO], repeat: how }));
const end = async () => {
  world.engine.ring({ kind: "zone-ended", zone: lastOpened().zone, reason: "finished" });
  await world.clock.advance(10);
};
/** The third track, at its second half minute. */
async function playing(options: Parameters<typeof startWorld>[0] = {}) {
  world = await startWorld({ library, ...options });
  world.cloud.send(play(1, PATIO, FIRE_PIT));
  await world.clock.advance(10);
  const track = TRACKS[2] ?? { path: "", title: "" };
  world.engine.ring({ kind: "track-started", zone: lastOpened().zone, track, index: 2 });
  world.engine.ring({ kind: "position", zone: lastOpened().zone, index: 2, positionMs: 30_000 });
  await world.clock.advance(0);
}

describe("shuffle", () => {
  it("goes on with the same track where it was, then with all others, each once, in no order", async () => {
    await playing();
    shuffle(2, true);
    await world.clock.advance(10);
    const { paths, startIndex, startMs } = lastOpened();
    expect(paths[0]).toBe("/music/2.wav");
    expect({ startIndex, startMs }).toEqual({ startIndex: 0, startMs: 30_000 });
    expect([...paths].sort()).toEqual([...PATHS].sort());
    expect(paths.slice(1)).not.toEqual(PATHS.filter((path) => path !== "/music/2.wav"));
    expect(outcomeOf(2)).toMatchObject({ state: "done" });
    expect(zoneNow()).toMatchObject({ title: "Track 2", shuffled: true, state: "playing" });
  });

  it("that is taken back goes on in the old order, from the track that plays", async () => {
    await playing();
    shuffle(2, true);
    await world.clock.advance(10);
    const fifth = lastOpened().paths[4] ?? "";
    world.engine.ring({ kind: "track-started", zone: lastOpened().zone, track: { path: fifth, title: "" }, index: 4 });
    shuffle(3, false);
    await world.clock.advance(10);
    expect(lastOpened().paths).toEqual(PATHS);
    expect(lastOpened().startIndex).toBe(PATHS.indexOf(fifth));
    expect(zoneNow()).not.toHaveProperty("shuffled");
  });

  it("changes nothing where it holds already, and where nothing plays is told so", async () => {
    await playing();
    const opened = world.engine.of("open-zone").length;
    shuffle(2, false);
    world.cloud.send(command(3, "set-shuffle", { speakers: [KITCHEN], isOn: true }));
    await world.clock.advance(10);
    expect(world.engine.of("open-zone")).toHaveLength(opened);
    expect(outcomeOf(3)).toMatchObject({ state: "failed", code: "NOTHING_PLAYING" });
  });

  it("of a single track or a station is nothing, and said to be; to take it back is no mistake", async () => {
    const one = TRACKS.slice(0, 1);
    const single = { ...library, find: () => ok({ found: { by: "title", title: "One", trackCount: 1 }, tracks: one }) };
    world = await startWorld({ library: single as Library });
    world.cloud.send(play(1, PATIO));
    shuffle(2, true);
    shuffle(3, false);
    await world.clock.advance(10);
    expect(outcomeOf(2)).toMatchObject({ state: "failed", code: "NOTHING_TO_SHUFFLE" });
    expect(outcomeOf(3)).toMatchObject({ state: "done" });
    expect(zoneNow()).not.toHaveProperty("shuffled");
  });

  it("begins anew, in another order, where the list is longer by the time that it is come back to", async () => {
    let tracks = TRACKS;
    const growing = {
      ...library,
      find: () => ok({ found: { by: "genre", title: "Jazz", trackCount: COUNT }, tracks }),
    };
    await playing({ library: growing as Library });
    shuffle(2, true);
    await world.clock.advance(10);
    const { paths } = lastOpened();
    const track = { path: paths[4] ?? "", title: "" };
    world.engine.ring({ kind: "track-started", zone: lastOpened().zone, track, index: 4 });
    world.cloud.send(command(3, "stop", { speakers: [PATIO, FIRE_PIT] }));
    await world.clock.advance(10);
    tracks = [...TRACKS, { path: "/music/new.wav", title: "New" }];
    world.cloud.send(command(4, "play", { targets: [{ id: PATIO, channel: "stereo" }], source: { kind: "anything" } }));
    await world.clock.advance(10);
    expect(lastOpened()).toMatchObject({ startIndex: 0, startMs: 0 });
    expect([...lastOpened().paths].sort()).toEqual(tracks.map(({ path }) => path).sort());
    expect(zoneNow()).toMatchObject({ shuffled: true });
  });

  it("may be asked for with the music, and is another order each time", async () => {
    world = await startWorld({ library });
    const orders = [];
    for (const seq of [1, 2, 3]) {
      world.cloud.send({ ...play(seq, PATIO), shuffled: true } as ReturnType<typeof play>);
      await world.clock.advance(10);
      orders.push(lastOpened().paths.join());
    }
    expect(new Set(orders).size).toBe(3);
    expect(orders).not.toContain(PATHS.join());
  });

  it("is what nothing named means where these speakers never played", async () => {
    world = await startWorld({ library });
    world.cloud.send(command(1, "play", { targets: [{ id: PATIO, channel: "stereo" }], source: { kind: "anything" } }));
    await world.clock.advance(10);
    expect(lastOpened().paths).not.toEqual(PATHS);
    expect(zoneNow()).toMatchObject({ shuffled: true });
  });

  it("is the same after a restart, and for whoever stopped and asks for something again", async () => {
    const store = createFakeStore();
    await playing({ store, epochMs: 1e12 });
    shuffle(2, true);
    repeat(3, "all");
    await world.clock.advance(10);
    const { paths } = lastOpened();
    await world.bridge.stop();
    world = await startWorld({ library, store, epochMs: 1e12 + 5_000 });
    await world.clock.advance(10);
    expect(lastOpened().paths).toEqual(paths);
    expect(lastOpened().startIndex).toBe(0);
    expect(zoneNow()).toMatchObject({ shuffled: true, repeat: "all" });
    world.cloud.send(command(4, "stop", { speakers: [PATIO, FIRE_PIT] }));
    world.cloud.send(command(5, "play", { targets: [{ id: PATIO, channel: "stereo" }], source: { kind: "anything" } }));
    await world.clock.advance(10);
    expect(lastOpened().paths).toEqual(paths);
  });
});

describe("repeat", () => {
  it("all begins again when the last track is over; off lets it end", async () => {
    await playing();
    repeat(2, "all");
    await world.clock.advance(10);
    const opened = world.engine.of("open-zone").length;
    await end();
    expect(world.engine.of("open-zone")).toHaveLength(opened + 1);
    expect(lastOpened()).toMatchObject({ paths: PATHS, startIndex: 0, startMs: 0 });
    repeat(3, "off");
    await world.clock.advance(10);
    await end();
    expect(world.bridge.snapshot().zones).toEqual({});
  });

  it("one plays this track again and again, from where it is, and tells its place in the whole list", async () => {
    await playing();
    repeat(2, "one");
    await world.clock.advance(10);
    expect(lastOpened()).toMatchObject({ paths: ["/music/2.wav"], startIndex: 0, startMs: 30_000 });
    expect(zoneNow()).toMatchObject({ title: "Track 2", repeat: "one" });
    await end();
    expect(lastOpened()).toMatchObject({ paths: ["/music/2.wav"], startMs: 0 });
    repeat(3, "off");
    await world.clock.advance(10);
    expect(lastOpened()).toMatchObject({ paths: PATHS, startIndex: 2 });
  });

  it("one gives way to next and previous, and repeats what comes then", async () => {
    await playing();
    repeat(2, "one");
    await world.clock.advance(10);
    world.cloud.send(command(3, "next", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(lastOpened()).toMatchObject({ paths: ["/music/3.wav"], startMs: 0 });
    expect(outcomeOf(3)).toMatchObject({ state: "done", found: { title: "Track 3" } });
    for (const seq of [4, 5, 6, 7]) world.cloud.send(command(seq, "previous", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(lastOpened()).toMatchObject({ paths: ["/music/39.wav"] });
  });

  it("one that is paused goes on with the track that was asked for meanwhile, and repeats that", async () => {
    await playing();
    repeat(2, "one");
    world.cloud.send(command(3, "pause", { speakers: [PATIO, FIRE_PIT] }));
    await world.clock.advance(10);
    world.cloud.send(command(4, "next", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(outcomeOf(4)).toMatchObject({ state: "done" });
    expect(zoneNow()).toMatchObject({ title: "Track 3", state: "paused" });
    world.cloud.send(command(5, "resume", { speakers: [PATIO, FIRE_PIT] }));
    await world.clock.advance(10);
    expect(lastOpened()).toMatchObject({ paths: ["/music/3.wav"], startMs: 0 });
    expect(zoneNow()).toMatchObject({ title: "Track 3", state: "playing", repeat: "one" });
  });

  it("makes what it was said of the music that is meant afterwards", async () => {
    await playing();
    world.cloud.send(play(2, KITCHEN));
    repeat(3, "one");
    world.cloud.send(command(4, "move", { from: [], targets: [{ id: KITCHEN, channel: "stereo" }] }));
    await world.clock.advance(10);
    expect(zoneNow()).toMatchObject({ title: "Track 2", members: { [KITCHEN]: "stereo" } });
  });

  it("of files that can't be played ends all the same", async () => {
    await playing();
    repeat(2, "all");
    await world.clock.advance(10);
    world.engine.ring({ kind: "zone-ended", zone: lastOpened().zone, reason: "unplayable" });
    await world.clock.advance(10);
    expect(world.bridge.snapshot().zones).toEqual({});
  });
});
