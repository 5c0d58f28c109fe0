// Two sentences said quickly one after the other: the second comes while the bridge's report of the first is under way.
import { type BridgeState, ZoneId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeSnapshot } from "../../../lambda/src/ports.ts";
import { START_MS } from "../fakes/clock.ts";
import {
  FIRE_PIT,
  GARAGE,
  home,
  idleState,
  KITCHEN_COUNTER,
  PATIO,
  playing,
  playingState,
  quiet,
  THING,
} from "../fakes/home.ts";
import { everywhere, named, unsaid } from "../fakes/voice.ts";
import { createWorld, type FakeWorld, heard, perSpeaker } from "../fakes/world.ts";

/** A report that came 200 ms before the last command, which was 100 ms ago. */
function behind(state: BridgeState, lastSpeakers: HomeSnapshot["lastSpeakers"]): HomeSnapshot {
  const bridge = { online: true, offlineSinceMs: null, heardAtMs: START_MS - 300, state };
  return { ...quiet, lastSpeakers, lastCommandAtMs: START_MS - 100, bridge };
}

const whatsPlaying = { kind: "whats-playing", targets: unsaid } as const;
const signal = new AbortController().signal;

/** The bridge's report, so many milliseconds from now. */
function reportAfter(world: FakeWorld, ms: number, state: BridgeState): void {
  const event = { v: 1, kind: "state", bootedAtMs: 1, count: 1, state } as const;
  void world.clock.sleep(ms).then(() => world.store.recordState(home.id, THING, event, world.clock.epochMs(), signal));
}

const reads = (world: FakeWorld): number => world.store.calls.filter((call) => call === "readBridge").length;

describe("what's playing, right after a command", () => {
  it("is answered from the report that follows the command, without waiting where it is there", async () => {
    const world = createWorld({ snapshot: behind(idleState, [PATIO, FIRE_PIT]) });
    const event = { v: 1, kind: "state", bootedAtMs: 1, count: 1, state: playingState } as const;
    world.store.load = async (homeId) => {
      const before = world.store.snapshotOf(homeId);
      await world.store.recordState(home.id, THING, event, START_MS - 50, signal);
      return { ok: true, value: before };
    };
    expect(heard((await world.say({ request: whatsPlaying })).ssml)).toBe(
      "Blue Evening by The Swifts is playing on Backyard.",
    );
    expect(reads(world)).toBe(1);
    expect(world.clock.nowMs()).toBe(0);
  });

  it("waits a moment for that report", async () => {
    const world = createWorld({ snapshot: behind(idleState, [PATIO, FIRE_PIT]) });
    reportAfter(world, 150, playingState);
    expect(heard((await world.say({ request: whatsPlaying })).ssml)).toBe(
      "Blue Evening by The Swifts is playing on Backyard.",
    );
    expect(world.clock.nowMs()).toBeLessThanOrEqual(300);
  });

  it("is called the news of a moment ago where no report comes, after two looks and at most 300 ms", async () => {
    const world = createWorld({ snapshot: behind(idleState, [PATIO, FIRE_PIT]) });
    expect(heard((await world.say({ request: whatsPlaying })).ssml)).toBe("As of a moment ago: Nothing is playing.");
    expect(reads(world)).toBe(2);
    expect(world.clock.nowMs()).toBeLessThanOrEqual(300);

    const other = createWorld({ snapshot: behind(playingState, []) });
    expect(heard((await other.say({ request: whatsPlaying })).ssml)).toBe(
      "As of a moment ago: Blue Evening by The Swifts is playing on Backyard.",
    );
  });

  it("is answered all the same where the second look fails", async () => {
    const world = createWorld({ snapshot: behind(idleState, []) });
    world.store.broken.add("readBridge");
    expect(heard((await world.say({ request: whatsPlaying })).ssml)).toBe("As of a moment ago: Nothing is playing.");
  });

  it("costs no second look where the report is newer than the command, or the command has run out", async () => {
    const fresh = { ...playing, lastCommandAtMs: 999 };
    const ranOut = { ...playing, lastCommandAtMs: START_MS - 10_000 };
    for (const snapshot of [playing, fresh, ranOut]) {
      const world = createWorld({ snapshot });
      expect(heard((await world.say({ request: whatsPlaying })).ssml)).toBe(
        "Blue Evening by The Swifts is playing on Backyard.",
      );
      expect(reads(world)).toBe(0);
    }
  });

  it("does not greet with music that may have ended", async () => {
    const world = createWorld({ snapshot: behind(playingState, []) });
    expect(heard((await world.say({ request: { kind: "launch" } })).ssml)).toBe(
      "Welcome to House Band: 4 speakers are ready to play. What would you like to hear?",
    );
  });
});

describe("a command without a place, right after another command", () => {
  it.each(["stop", "pause", "resume", "next", "previous"] as const)(
    "%s means whom the one before was about, and names them",
    async (kind) => {
      const world = createWorld({ snapshot: behind(playingState, [KITCHEN_COUNTER]) });
      const reply = await world.say({ request: { kind, targets: unsaid } });
      expect(world.sent[0]).toMatchObject({ kind, speakers: [KITCHEN_COUNTER] });
      expect(heard(reply.ssml)).toMatch(/ on Kitchen Counter\.$/);
      expect(reads(world)).toBe(0);
    },
  );

  it("turns up whom the one before was about, whatever the Echo's own group plays", async () => {
    const world = createWorld({ snapshot: behind(playingState, [GARAGE]) });
    await world.say({ request: { kind: "adjust-volume", deltaPercent: 10, targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ speakers: [GARAGE] });
  });

  it("is sent though nothing is known to play: a stop may not have been all", async () => {
    const world = createWorld({ snapshot: behind(idleState, []) });
    await world.say({ request: { kind: "stop", targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ kind: "stop", speakers: [PATIO, FIRE_PIT, KITCHEN_COUNTER, GARAGE] });
  });

  it("names only those for whom it turned out to hold", async () => {
    const bridge = { state: "done", perSpeaker: { [PATIO]: "OK", [KITCHEN_COUNTER]: "NOTHING_PLAYING" } } as const;
    const world = createWorld({ snapshot: behind(idleState, []), bridge: () => bridge });
    const reply = await world.say({ request: { kind: "pause", targets: unsaid } });
    expect(heard(reply.ssml)).toBe("Paused on Patio.");
  });
});

/** Something plays in the backyard; the kitchen's was spoken of last. */
const besideKitchen = (state: "playing" | "paused"): HomeSnapshot => ({
  ...playing,
  lastSpeakers: [KITCHEN_COUNTER],
  bridge: {
    online: true,
    offlineSinceMs: null,
    heardAtMs: 1_000,
    state: {
      ...playingState,
      zones: {
        ...playingState.zones,
        [ZoneId.parse(`zone_01J${"22".padStart(23, "0")}`)]: {
          state,
          title: "Gravel",
          members: { [KITCHEN_COUNTER]: "stereo" },
        },
      },
    },
  },
});
const twoZones = besideKitchen("playing");

describe("where several zones play", () => {
  it.each([
    ["stop", "Stopped on Kitchen Counter."],
    ["pause", "Paused on Kitchen Counter."],
    ["next", "Skipped to the next track on Kitchen Counter."],
  ] as const)("a bare %s says which one was meant", async (kind, speech) => {
    const world = createWorld({ snapshot: twoZones });
    expect(heard((await world.say({ request: { kind, targets: unsaid } })).ssml)).toBe(speech);
    expect(world.sent[0]).toMatchObject({ speakers: [KITCHEN_COUNTER] });
  });

  it.each(["stop", "pause"] as const)("a bare %s is meant for what is heard, not for what is paused", async (kind) => {
    const world = createWorld({ snapshot: besideKitchen("paused") });
    await world.say({ request: { kind, targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ speakers: [PATIO, FIRE_PIT] });
  });

  it("a bare resume is meant for what is paused", async () => {
    const world = createWorld({ snapshot: { ...besideKitchen("paused"), lastSpeakers: [PATIO, FIRE_PIT] } });
    const reply = await world.say({ request: { kind: "resume", targets: unsaid } });
    expect(heard(reply.ssml)).toBe("Playing again on Kitchen Counter.");
    expect(world.sent[0]).toMatchObject({ speakers: [KITCHEN_COUNTER] });
  });

  it("a bare resume is meant for what is paused rather than for what has left", async () => {
    const { bridge, ...rest } = besideKitchen("paused");
    const zones = Object.entries(bridge?.state.zones ?? {}).map(([id, zone]) => {
      return [id, { ...zone, state: "paused", ...(PATIO in zone.members && { away: true }) }];
    });
    const state = { ...bridge?.state, zones: Object.fromEntries(zones) };
    const snapshot = { ...rest, bridge: { ...bridge, state }, lastSpeakers: [PATIO, FIRE_PIT] } as HomeSnapshot;
    const world = createWorld({ snapshot });
    await world.say({ request: { kind: "resume", targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ speakers: [KITCHEN_COUNTER] });
  });

  it("where nothing is paused, a bare resume is told what plays, and not that it plays again", async () => {
    const world = createWorld({ snapshot: twoZones });
    const reply = await world.say({ request: { kind: "resume", targets: unsaid } });
    expect(heard(reply.ssml)).toBe(
      "Blue Evening by The Swifts is playing on Backyard. Gravel is playing on Kitchen Counter.",
    );
    expect(world.sent).toEqual([]);
  });

  it("names them all where none of them was spoken of", async () => {
    const world = createWorld({ snapshot: { ...twoZones, lastSpeakers: [] } });
    const reply = await world.say({ request: { kind: "stop", targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ speakers: [PATIO, FIRE_PIT, KITCHEN_COUNTER] });
    expect(heard(reply.ssml)).toBe("Stopped on Backyard and Kitchen Counter.");
  });

  it("says where nothing plays after all", async () => {
    const bridge = { state: "failed", code: "NOTHING_PLAYING" } as const;
    const world = createWorld({ snapshot: twoZones, bridge: () => bridge });
    const reply = await world.say({ request: { kind: "pause", targets: unsaid } });
    expect(heard(reply.ssml)).toBe("Nothing is playing on Kitchen Counter.");
  });
});

describe("everywhere", () => {
  it("is left out where nothing plays", async () => {
    const world = createWorld({ bridge: () => ({ state: "failed", code: "NOTHING_PLAYING" }) });
    const reply = await world.say({ request: { kind: "pause", targets: everywhere } });
    expect(heard(reply.ssml)).toBe("Nothing is playing.");
    const asked = createWorld({ snapshot: quiet });
    expect(heard((await asked.say({ request: { ...whatsPlaying, targets: everywhere } })).ssml)).toBe(
      "Nothing is playing.",
    );
  });

  it("is not said of music that goes on in some places only", async () => {
    const world = createWorld({
      bridge: (command) => ({
        perSpeaker: { ...perSpeaker(command, "NOTHING_PLAYING"), [PATIO]: "OK", [FIRE_PIT]: "OK" },
      }),
    });
    const reply = await world.say({ request: { kind: "resume", targets: everywhere } });
    expect(heard(reply.ssml)).toBe("Playing again on Backyard.");
  });
});

describe("what is said to play", () => {
  const report = playingState.speakers[PATIO];
  const with_ = (speakers: BridgeState["speakers"]): HomeSnapshot => ({
    ...playing,
    bridge: {
      online: true,
      offlineSinceMs: null,
      heardAtMs: 1_000,
      state: { ...playingState, speakers: { ...playingState.speakers, ...speakers } },
    },
  });
  const off = { ...report, link: "disconnected", reason: "SPEAKER_OFFLINE" } as typeof report & object;
  const muted = { ...report, muted: true } as typeof report & object;

  it.each<[string, HomeSnapshot, string]>([
    [
      "does not name a speaker that is away",
      with_({ [FIRE_PIT]: off }),
      "Blue Evening by The Swifts is playing on Patio; Fire Pit is off or out of range.",
    ],
    [
      "does not name a speaker that is muted",
      with_({ [FIRE_PIT]: muted }),
      "Blue Evening by The Swifts is playing on Patio; Fire Pit is muted.",
    ],
    [
      "does not claim to be heard where nobody is there",
      with_({ [PATIO]: muted, [FIRE_PIT]: off }),
      "Blue Evening by The Swifts can't be heard: Fire Pit is off or out of range, and Patio is muted.",
    ],
    [
      "comes before what can't be heard",
      {
        ...twoZones,
        bridge: {
          online: true,
          offlineSinceMs: null,
          heardAtMs: 1_000,
          state: {
            ...playingState,
            speakers: { ...playingState.speakers, [PATIO]: off, [FIRE_PIT]: off },
            zones: twoZones.bridge?.state.zones ?? {},
          },
        },
      },
      "Gravel is playing on Kitchen Counter. Blue Evening by The Swifts can't be heard: Patio and Fire Pit are off or out of range.",
    ],
  ])("%s", async (_name, snapshot, speech) => {
    const reply = await createWorld({ snapshot }).say({ request: whatsPlaying });
    expect(heard(reply.ssml)).toBe(speech);
  });

  it("does not call paused what was played by somebody who has left", async () => {
    const zones = Object.entries(playingState.zones).map(([id, { members }]) => {
      return [id, { state: "paused", title: "Anna's iPad", away: true, members }];
    });
    const snapshot = with_({});
    const left = {
      ...snapshot,
      bridge: { ...snapshot.bridge, state: { ...playingState, zones: Object.fromEntries(zones) } },
    };
    const world = createWorld({ snapshot: left as HomeSnapshot });
    expect(heard((await world.say({ request: whatsPlaying })).ssml)).toBe(
      "Anna's iPad isn't connected any more, so nothing is playing on Backyard.",
    );
  });

  it("looks at the speaker that was asked about", async () => {
    const request = { ...whatsPlaying, targets: named("fire pit") };
    const reply = await createWorld({ snapshot: with_({ [FIRE_PIT]: off }) }).say({ request });
    expect(heard(reply.ssml)).toBe("Blue Evening by The Swifts is playing on Patio; Fire Pit is off or out of range.");
  });
});
