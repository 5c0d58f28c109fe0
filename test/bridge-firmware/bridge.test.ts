// What each kind of command does to speakers, zones and the engine, and what may be said of it afterwards.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, commandId, FIRE_PIT, KITCHEN, PATIO, play, STRANGER, stereo } from "./fakes/home.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.bridge.stop();
});

/** Sends commands one after the other and gives the outcome of the last. */
async function tell(...commands: Parameters<World["cloud"]["send"]>[0][]) {
  for (const each of commands) {
    world.cloud.send(each);
    await world.clock.advance(100);
  }
  return world.cloud.outcomes().at(-1);
}

const zones = () => Object.values(world.bridge.snapshot().zones);
const memberOf = (members: object) => expect.objectContaining({ members });

describe("a play command", () => {
  it("is journaled before it is acknowledged, and answered once there is sound on every speaker", async () => {
    world.cloud.send(play(1, PATIO, KITCHEN));
    expect(world.cloud.state.acknowledged).toBe(0);
    await world.clock.advance(0);

    expect(world.store.state.journal[1]).toMatchObject({ kind: "accepted", command: { id: commandId(1) } });
    expect(world.cloud.state.acknowledged).toBe(1);
    expect(world.cloud.outcomes()).toEqual([
      {
        v: 1,
        commandId: commandId(1),
        seq: 1,
        state: "done",
        code: "OK",
        perSpeaker: { [PATIO]: "OK", [KITCHEN]: "OK" },
        found: { by: "genre", title: "Jazz", trackCount: 3 },
        timings: { acceptedMs: 0, soundMs: 0, settledMs: 0 },
      },
    ]);
  });

  it("starts all its speakers in one zone, each with its channel, volume and reported delay", async () => {
    await tell(
      command(1, "play", {
        targets: [
          { id: PATIO, channel: "left" },
          { id: KITCHEN, channel: "right" },
        ],
        source: { kind: "request", words: "jazz" },
      }),
    );

    expect(world.engine.of("open-zone")).toHaveLength(1);
    expect(world.engine.of("open-zone")[0]).toMatchObject({
      paused: false,
      input: { kind: "files", startIndex: 0, startMs: 0 },
      members: [
        { output: PATIO, channel: "left", volumePercent: 50, muted: false, latencyMs: 120 },
        { output: KITCHEN, channel: "right", volumePercent: 50, muted: false, latencyMs: 120 },
      ],
    });
  });

  it("takes its speakers out of what they played, and leaves the others of that zone alone", async () => {
    await tell(play(1, PATIO, KITCHEN), play(2, KITCHEN));

    expect(zones()).toEqual([memberOf({ [PATIO]: "stereo" }), memberOf({ [KITCHEN]: "stereo" })]);
    expect(world.engine.of("close-zone")).toEqual([]);
  });

  it("ends a zone that has no speaker left", async () => {
    await tell(play(1, PATIO), play(2, PATIO, KITCHEN));

    expect(zones()).toHaveLength(1);
    expect(world.engine.of("close-zone")).toHaveLength(1);
  });

  it("plays two different zones at once", async () => {
    await tell(play(1, PATIO), play(2, KITCHEN));

    expect(zones().map(({ state }) => state)).toEqual(["playing", "playing"]);
  });

  it("fails, and changes nothing, when the library knows nothing of the words", async () => {
    await tell(play(1, PATIO));
    const outcome = await tell(
      command(2, "play", { targets: stereo(PATIO), source: { kind: "request", words: "polka" } }),
    );

    expect(outcome).toMatchObject({ state: "failed", code: "NO_SOURCE", perSpeaker: {} });
    expect(zones()).toEqual([expect.objectContaining({ state: "playing" })]);
  });

  it("names a speaker that is not this home's, and plays on the others", async () => {
    const outcome = await tell(play(1, PATIO, STRANGER));

    expect(outcome).toMatchObject({
      state: "partial",
      code: "TARGET_UNKNOWN",
      perSpeaker: { [PATIO]: "OK", [STRANGER]: "TARGET_UNKNOWN" },
    });
  });

  it("is rejected when none of its speakers is this home's", async () => {
    expect(await tell(play(1, STRANGER))).toMatchObject({ state: "rejected", code: "TARGET_UNKNOWN" });
  });

  it("says that no file could be played, when none could", async () => {
    world.engine.options.answers = false;
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(0);
    const zone = world.engine.of("open-zone")[0]?.zone;
    if (zone) world.engine.ring({ kind: "zone-ended", zone, reason: "unplayable" });
    await world.clock.advance(0);

    expect(world.cloud.outcomes()).toMatchObject([{ state: "failed", code: "UNSUPPORTED_FORMAT" }]);
  });

  it("is never called done without sound: after 6 s without any it has failed, and nothing starts later", async () => {
    world.engine.options.answers = false;
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(5_999);
    expect(world.cloud.outcomes()).toEqual([]);
    await world.clock.advance(1);

    expect(world.cloud.outcomes()).toMatchObject([{ state: "failed", code: "INTERNAL" }]);
    expect(zones()).toEqual([]);
  });

  it("goes on where these speakers were when nothing particular is asked for", async () => {
    const anything = (number: number) =>
      command(number, "play", { targets: stereo(PATIO), source: { kind: "anything" } });
    await tell(play(1, PATIO), command(2, "next", { speakers: [PATIO] }));
    await world.clock.advance(30_000);
    const outcome = await tell(command(3, "stop", { speakers: [PATIO] }), anything(4));

    expect(outcome?.found).toEqual({ by: "title", title: "Two", artist: "The Twos", trackCount: 3 });
    expect(world.engine.of("open-zone").at(-1)?.input).toMatchObject({ startIndex: 1, startMs: 30_100 });
  });
});

describe("pause, resume and stop", () => {
  it("pauses a whole zone and keeps its place", async () => {
    await tell(play(1, PATIO, KITCHEN));
    const paused = await tell(command(2, "pause", { speakers: [PATIO, KITCHEN] }));
    const resumed = await tell(command(3, "resume", { speakers: [PATIO, KITCHEN] }));

    expect([paused?.state, resumed?.state]).toEqual(["done", "done"]);
    expect(world.engine.requests.map(({ kind }) => kind).slice(-2)).toEqual(["pause-zone", "resume-zone"]);
  });

  it("pauses a part of a zone: the rest plays on, and the part goes on from its own place where the rest has stopped", async () => {
    await tell(play(1, PATIO, KITCHEN));
    await world.clock.advance(5_000);
    await tell(command(2, "pause", { speakers: [KITCHEN] }));
    expect(zones()).toEqual([
      expect.objectContaining({ state: "playing", members: { [PATIO]: "stereo" } }),
      expect.objectContaining({ state: "paused", members: { [KITCHEN]: "stereo" } }),
    ]);
    expect(world.engine.of("leave")).toEqual([{ kind: "leave", output: KITCHEN }]);

    await world.clock.advance(60_000);
    const resumed = await tell(
      command(3, "stop", { speakers: [PATIO] }),
      command(4, "resume", { speakers: [KITCHEN] }),
    );

    expect(resumed).toMatchObject({ state: "done", perSpeaker: { [KITCHEN]: "OK" } });
    expect(world.engine.of("open-zone").at(-1)?.input).toMatchObject({ startIndex: 0, startMs: 5_100 });
  });

  it("brings a part back to the rest that still plays, and is done once there is sound on it", async () => {
    await tell(play(1, PATIO, KITCHEN), command(2, "pause", { speakers: [KITCHEN] }));
    const resumed = await tell(command(3, "resume", { speakers: [KITCHEN] }));

    expect(resumed).toMatchObject({ state: "done", perSpeaker: { [KITCHEN]: "OK" } });
    expect(world.engine.of("open-zone")).toHaveLength(1);
    expect(world.engine.of("join").at(-1)).toMatchObject({ member: { output: KITCHEN } });
    expect(zones()).toEqual([memberOf({ [PATIO]: "stereo", [KITCHEN]: "stereo" })]);
  });

  it("has nothing to resume where nothing is paused", async () => {
    expect(await tell(command(1, "resume", { speakers: [PATIO] }))).toMatchObject({
      state: "failed",
      code: "NOTHING_PLAYING",
      perSpeaker: { [PATIO]: "NOTHING_PLAYING" },
    });
  });

  it("stops the speakers named; the others of the zone play on", async () => {
    await tell(play(1, PATIO, KITCHEN));
    const outcome = await tell(command(2, "stop", { speakers: [PATIO, FIRE_PIT] }));

    expect(outcome).toMatchObject({
      state: "done",
      code: "OK",
      perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "NOTHING_PLAYING" },
    });
    expect(zones()).toEqual([memberOf({ [KITCHEN]: "stereo" })]);
  });

  it("makes an older play that still waits for its sound a superseded one", async () => {
    world.engine.options.answers = false;
    await tell(play(1, PATIO), command(2, "stop", { speakers: [PATIO] }));

    expect(world.cloud.outcomes()).toMatchObject([
      { commandId: commandId(1), state: "superseded", code: "SUPERSEDED" },
      { commandId: commandId(2), state: "done" },
    ]);
  });
});

describe("next and previous", () => {
  it("skip a whole zone once, however many of its speakers were named", async () => {
    await tell(play(1, PATIO, KITCHEN));
    const outcome = await tell(command(2, "next", { speakers: [PATIO, KITCHEN] }));

    expect(world.engine.of("skip")).toEqual([expect.objectContaining({ by: 1 })]);
    expect(outcome).toMatchObject({
      state: "done",
      found: { by: "title", title: "Two", artist: "The Twos", trackCount: 3 },
    });
  });

  it("are done when the other track has begun, not before", async () => {
    await tell(play(1, PATIO));
    world.engine.options.answers = false;
    world.cloud.send(command(2, "previous", { speakers: [PATIO] }));
    await world.clock.advance(1_000);
    expect(world.cloud.outcomes()).toHaveLength(1);

    const zone = world.engine.of("open-zone")[0]?.zone;
    if (zone)
      world.engine.ring({ kind: "track-started", zone, track: { path: "/music/one.wav", title: "One" }, index: 0 });
    await world.clock.advance(0);
    expect(world.cloud.outcomes()[1]).toMatchObject({ state: "done", commandId: commandId(2) });
  });

  it("have nothing to skip where nothing plays", async () => {
    expect(await tell(command(1, "next", { speakers: [PATIO] }))).toMatchObject({
      state: "failed",
      code: "NOTHING_PLAYING",
    });
  });

  it("past the last track leave nothing playing, and say so", async () => {
    await tell(play(1, PATIO), command(2, "next", { speakers: [PATIO] }), command(3, "next", { speakers: [PATIO] }));
    const outcome = await tell(command(4, "next", { speakers: [PATIO] }));

    expect(outcome).toMatchObject({ state: "failed", code: "NOTHING_PLAYING" });
    expect(zones()).toEqual([]);
  });
});

describe("adding, removing and moving while playing", () => {
  it("adds a speaker to what plays beside it, in time with it", async () => {
    await tell(play(1, PATIO));
    const outcome = await tell(command(2, "add-to-playing", { targets: stereo(KITCHEN), beside: [PATIO] }));

    expect(outcome).toMatchObject({ state: "done", perSpeaker: { [KITCHEN]: "OK" } });
    expect(world.engine.of("join")).toEqual([
      expect.objectContaining({ member: expect.objectContaining({ output: KITCHEN }) }),
    ]);
    expect(world.engine.of("open-zone")).toHaveLength(1);
  });

  it("adds to the zone that was commanded last when no place was named", async () => {
    await tell(play(1, PATIO), play(2, KITCHEN), command(3, "mute", { speakers: [PATIO] }));
    await tell(command(4, "add-to-playing", { targets: stereo(FIRE_PIT), beside: [] }));

    expect(zones()[1]).toEqual(memberOf({ [KITCHEN]: "stereo", [FIRE_PIT]: "stereo" }));
  });

  it("has nothing to add to when nothing plays", async () => {
    const outcome = await tell(command(1, "add-to-playing", { targets: stereo(KITCHEN), beside: [] }));
    expect(outcome).toMatchObject({ state: "failed", code: "NOTHING_PLAYING" });
  });

  it("removes a speaker, and the others play on", async () => {
    await tell(play(1, PATIO, KITCHEN));
    const outcome = await tell(command(2, "remove-from-playing", { speakers: [KITCHEN] }));

    expect(outcome).toMatchObject({ state: "done" });
    expect(zones()).toEqual([memberOf({ [PATIO]: "stereo" })]);
  });

  it("moves the music: the target joins before the others leave, so nothing starts again", async () => {
    await tell(play(1, PATIO, FIRE_PIT));
    const before = world.engine.requests.length;
    const outcome = await tell(command(2, "move", { from: [PATIO, FIRE_PIT], targets: stereo(KITCHEN) }));

    expect(outcome).toMatchObject({ state: "done", perSpeaker: { [KITCHEN]: "OK" } });
    expect(world.engine.requests.slice(before).map(({ kind }) => kind)).toEqual(["join", "leave", "leave"]);
    expect(zones()).toEqual([memberOf({ [KITCHEN]: "stereo" })]);
  });

  it("moves part of a zone: the rest stays", async () => {
    await tell(play(1, PATIO, FIRE_PIT));
    await tell(command(2, "move", { from: [FIRE_PIT], targets: stereo(KITCHEN) }));

    expect(zones()).toEqual([memberOf({ [PATIO]: "stereo", [KITCHEN]: "stereo" })]);
  });
});

describe("volume", () => {
  const volumes = () => world.engine.of("set-volume").map(({ volumePercent }) => volumePercent);

  it("is set, and the outcome says which volume holds now", async () => {
    await tell(play(1, PATIO));
    const outcome = await tell(command(2, "set-volume", { speakers: [PATIO], volumePercent: 30 }));

    expect(outcome).toMatchObject({ state: "done", volumePercent: { [PATIO]: 30 } });
    expect(volumes()).toEqual([30]);
  });

  it("is never above the speaker's cap, and the outcome does not claim it is", async () => {
    await tell(play(1, PATIO));
    const outcome = await tell(command(2, "set-volume", { speakers: [PATIO], volumePercent: 100 }));

    expect(outcome).toMatchObject({ state: "done", volumePercent: { [PATIO]: 80 } });
    expect(volumes()).toEqual([80]);
  });

  it("is adjusted from the volume that holds, speaker by speaker, down to silence and up to the cap", async () => {
    await tell(command(1, "set-volume", { speakers: [KITCHEN], volumePercent: 5 }));
    const down = await tell(command(2, "adjust-volume", { speakers: [PATIO, KITCHEN], deltaPercent: -10 }));
    const up = await tell(command(3, "adjust-volume", { speakers: [PATIO, KITCHEN], deltaPercent: 75 }));

    expect(down?.volumePercent).toEqual({ [PATIO]: 40, [KITCHEN]: 0 });
    expect(up?.volumePercent).toEqual({ [PATIO]: 80, [KITCHEN]: 75 });
  });

  it("is on disk before it is called set", async () => {
    await tell(command(1, "set-volume", { speakers: [PATIO], volumePercent: 33 }));

    expect(world.store.documents.get("speakers")).toMatchObject({ speakers: { [PATIO]: { volumePercent: 33 } } });
    const written = world.store.state.writes;
    expect(written.indexOf("speakers")).toBeGreaterThan(-1);
  });

  it("mutes and unmutes without forgetting the volume", async () => {
    await tell(play(1, PATIO), command(2, "mute", { speakers: [PATIO] }), command(3, "unmute", { speakers: [PATIO] }));

    expect(world.engine.of("set-volume")).toEqual([
      { kind: "set-volume", output: PATIO, volumePercent: 50, muted: true },
      { kind: "set-volume", output: PATIO, volumePercent: 50, muted: false },
    ]);
  });

  it("that somebody asks for ends a mute: he wants to hear it", async () => {
    await tell(command(1, "mute", { speakers: [PATIO] }));
    await tell(command(2, "set-volume", { speakers: [PATIO], volumePercent: 20 }));

    expect(world.bridge.snapshot().speakers[PATIO]).toMatchObject({ muted: false, volumePercent: 20 });
  });
});
