// The sounds that the bridge makes itself: played like music, and nothing to come back to.
import type { Source } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, KITCHEN, PATIO, play, stereo } from "./fakes/home.ts";
import { createFakeLibrary, createFakeStore } from "./fakes/ports.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const METRONOME: Source = { kind: "sound", sound: "metronome" };
const start = async (seq: number, source: Source, ...ids: (typeof PATIO)[]) => {
  world.cloud.send(command(seq, "play", { targets: stereo(...ids), source }));
  await world.clock.advance(10);
};
const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);
const pathsOpened = () => world.engine.of("open-zone").map(({ input }) => input.tracks[0]?.path);

describe("a sound of the bridge's own", () => {
  it.each([
    ["metronome", "the metronome"],
    ["test-tone", "the test tone"],
  ] as const)("%s is played together, without any library", async (sound, title) => {
    const library = createFakeLibrary(() => ({ ok: false, error: "EMPTY_LIBRARY" }));
    world = await startWorld({ library });
    await start(1, { kind: "sound", sound }, PATIO, KITCHEN);

    expect(outcomeOf(1)).toMatchObject({ state: "done", found: { by: "sound", title, trackCount: 1 } });
    expect(world.engine.of("open-zone")).toMatchObject([
      { input: { kind: "files", tracks: [{ path: `sound:${sound}` }] }, members: { length: 2 } },
    ]);
    expect(Object.values(world.bridge.snapshot().zones)).toMatchObject([{ state: "playing", title }]);
  });

  it("is not what is played when something is asked for: that is the music of before", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    await start(2, METRONOME, PATIO);
    await start(3, { kind: "anything" }, PATIO);
    world.cloud.send(command(4, "stop", { speakers: [PATIO] }));
    await start(5, METRONOME, PATIO);
    world.cloud.send(command(6, "stop", { speakers: [PATIO] }));
    await start(7, { kind: "anything" }, PATIO);

    expect(pathsOpened()).toEqual([
      "/music/one.wav",
      "sound:metronome",
      "/music/one.wav",
      "sound:metronome",
      "/music/one.wav",
    ]);
  });

  it("goes on after a crash, as music does", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    await start(1, METRONOME, PATIO);
    await world.bridge.stop();

    world = await startWorld({ store, epochMs: 5_000 });
    expect(pathsOpened()).toEqual(["sound:metronome"]);
  });
});
