import { err, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeStore } from "../../../lambda/src/ports.ts";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { home, noRequests, playing, quiet } from "../fakes/home.ts";
import { named, play, unsaid } from "../fakes/voice.ts";
import { allDone, createWorld, faultOf, heard, ids, type WorldOptions } from "../fakes/world.ts";

const again = { requestId: "amzn1.echo-api.request.same", requestedAtMs: 1_790_000_000_000 };
const UNSURE = "I can't tell yet whether that worked. Please ask me again in a moment.";
const jazz = play("jazz", named("backyard"));

describe("a request that is delivered twice", () => {
  it("is answered with the same words and has no second effect", async () => {
    const outcomes = [{ state: "done" }, { state: "failed", code: "INTERNAL" }] as const;
    let commands = 0;
    const world = createWorld({ bridge: () => outcomes[commands++] ?? null });
    const first = await world.say({ ...again, request: jazz });
    const second = await world.say({ ...again, request: jazz });
    expect(second).toEqual(first);
    expect(world.sent).toHaveLength(1);
  });

  it("is sent once where both deliveries run at the same time, and both tell the outcome", async () => {
    const world = createWorld({ outcomeAfterMs: 300 });
    const [one, other] = await Promise.all([
      world.say({ ...again, request: jazz }),
      world.say({ ...again, request: jazz }),
    ]);
    expect(world.sent).toHaveLength(1);
    expect([heard(one.ssml), heard(other.ssml)]).toEqual(["Playing jazz on Backyard.", "Playing jazz on Backyard."]);
  });

  it("finds the outcome of a first delivery that was cut off after sending", async () => {
    const world = createWorld({ outcomeAfterMs: 1_200 });
    await world.say({ ...again, request: jazz }, 1_000);
    const second = await world.say({ ...again, request: jazz });
    expect(heard(second.ssml)).toBe("Playing jazz on Backyard.");
    expect(world.sent).toHaveLength(1);
  });

  it.each([
    ["sent, and not confirmed", { bridge: () => null }, "I sent it, but the bridge hasn't confirmed it yet."],
    [
      "not sent",
      { delivery: faultOf("bridge", "refused") },
      "I couldn't get through just now. Please try again in a moment.",
    ],
    [
      "away, and back in the same moment",
      { delivery: "offline" },
      "I can't reach your bridge. Check that it has power and is on your network.",
    ],
  ] satisfies [string, WorldOptions, string][])(
    "claims nothing that only the first delivery knows where both run at the same time: %s",
    async (_name, options, speech) => {
      const world = createWorld(options);
      const [one, other] = await Promise.all([
        world.say({ ...again, request: jazz }),
        world.say({ ...again, request: jazz }),
      ]);
      expect([heard(one.ssml), heard(other.ssml)]).toEqual([speech, UNSURE]);
      expect(world.sent).toHaveLength(1);
    },
  );

  it("has one answer where the bridge has been away since before it was spoken", async () => {
    const connection = { isConnected: false, sinceMs: again.requestedAtMs - 60_000 };
    const world = createWorld({ delivery: "offline", connection });
    const deliveries = [again, again].map((same) => world.say({ ...same, request: jazz }));
    const away = "I can't reach your bridge. Check that it has power and is on your network.";
    expect((await Promise.all(deliveries)).map(({ ssml }) => heard(ssml))).toEqual([away, away]);
    expect(heard((await world.say({ ...again, request: jazz })).ssml)).toBe(away);
    expect(world.sent).toHaveLength(1);
  });

  it.each<[string, VoiceRequest, string]>([
    ["stop", { kind: "stop", targets: unsaid }, "Stopped."],
    ["a place that was chosen", { kind: "pause", targets: unsaid }, "Paused."],
    ["a limit", { kind: "adjust-volume", deltaPercent: 60, targets: unsaid }, "Turned up Backyard. That is the most"],
    ["music", jazz, "Playing jazz on Backyard."],
    ["a name", { kind: "save-preset", name: "sunday mix", targets: unsaid }, "Sunday Mix"],
  ])("is answered by what was decided then, in a home that is another one now: %s", async (_name, request, speech) => {
    const world = createWorld({ snapshot: playing });
    const first = await world.say({ ...again, request });
    expect(heard(first.ssml)).toContain(speech);
    const now = world.store.snapshotOf(home.id) ?? quiet;
    const garage = home.speakers.filter(({ name }) => name === "Garage");
    world.store.put({
      ...now,
      home: { ...home, groups: [], speakers: garage },
      lastSpeakers: [],
      bridge: quiet.bridge,
    });
    const second = await world.say({ ...again, request });
    expect(heard(second.ssml)).toBe(heard(first.ssml));
    expect(world.sent).toHaveLength(1);
  });

  it("says what the record says where another command has been taken up since", async () => {
    const world = createWorld();
    const first = await world.say({ ...again, request: jazz });
    await world.say({ request: play("rock", named("garage")) });
    expect(await world.say({ ...again, request: jazz })).toEqual(first);
    expect(world.sent).toHaveLength(2);
  });

  it("is not carried out though it is so old that nobody remembers it", async () => {
    const world = createWorld();
    const requestedAtMs = world.clock.epochMs();
    await world.say({ ...again, requestedAtMs, request: jazz });
    for (let times = 1; times <= 12; times += 1) {
      const later = { requestId: `later ${times}`, requestedAtMs: requestedAtMs + times * 1_000 };
      await world.clock.runUntil(world.clock.sleep(1_000));
      await world.say({ ...later, request: play("rock", named("garage")) });
    }
    expect(world.store.snapshotOf(home.id)?.requests.taken.size).toBe(8);
    const second = await world.say({ ...again, requestedAtMs, request: jazz });
    expect(heard(second.ssml)).toBe("Playing jazz on Backyard.");
    expect(world.sent).toHaveLength(13);
  });

  it("costs no write", async () => {
    const world = createWorld();
    await world.say({ ...again, request: jazz });
    world.store.calls.length = 0;
    await world.say({ ...again, request: jazz });
    expect(world.store.calls).toEqual(["findHomeId", "load", "readCommand", "readCommand"]);
  });

  it("says what the other delivery did where its own store fails in the middle", async () => {
    const world = createWorld({ outcomeAfterMs: 300 });
    const { openCommand } = world.store;
    let opened = 0;
    const failing: HomeStore["openCommand"] = async (opening, signal) => {
      opened += 1;
      return opened === 1 ? openCommand(opening, signal) : err(faultOf("store", "timeout"));
    };
    Object.assign(world.ports, { store: { ...world.store, openCommand: failing } });
    const [one, other] = await Promise.all([
      world.say({ ...again, request: jazz }),
      world.say({ ...again, request: jazz }),
    ]);
    expect([heard(one.ssml), heard(other.ssml)]).toEqual(["Playing jazz on Backyard.", "Playing jazz on Backyard."]);
    expect(world.sent).toHaveLength(1);
  });

  it("says what the other delivery has done where its own look at the home failed", async () => {
    const world = createWorld({ outcomeAfterMs: 300 });
    const { load } = world.store;
    let loads = 0;
    const failing: HomeStore["load"] = async (...args) => {
      loads += 1;
      return loads === 2 ? err(faultOf("store", "timeout")) : load(...args);
    };
    Object.assign(world.ports, { store: { ...world.store, load: failing } });
    const first = world.say({ ...again, request: jazz });
    await world.clock.sleep(50);
    const [one, other] = await Promise.all([first, world.say({ ...again, request: jazz })]);
    expect([heard(one.ssml), heard(other.ssml)]).toEqual(["Playing jazz on Backyard.", "Playing jazz on Backyard."]);
    expect(world.sent).toHaveLength(1);
  });

  it("is not asked back about what the other delivery is doing", async () => {
    const world = createWorld({ outcomeAfterMs: 300 });
    const first = world.say({ ...again, request: jazz });
    await world.clock.sleep(50);
    const now = world.store.snapshotOf(home.id) ?? quiet;
    world.store.put({ ...now, home: { ...now.home, groups: [] } });
    const second = await world.say({ ...again, request: jazz });
    expect(second).toEqual(await first);
    expect(heard(second.ssml)).toBe("Playing jazz on Backyard.");
  });

  it("says of an edit what the first delivery said, though the name it gave is taken now", async () => {
    const world = createWorld();
    const { load } = world.store;
    const request = { kind: "rename", target: named("garage"), newName: "shed" } as const;
    const first = await world.say({ ...again, request });
    // the second one read the record before the first one wrote it, and the home afterwards
    const { readCommand } = world.store;
    let reads = 0;
    const early: HomeStore["readCommand"] = (key, signal) => {
      reads += 1;
      return reads === 1 ? Promise.resolve(ok(null)) : readCommand(key, signal);
    };
    Object.assign(world.ports, { store: { ...world.store, load, readCommand: early } });
    const second = await world.say({ ...again, request: { ...request, target: named("shed") } });
    expect(second).toEqual(first);
  });

  it("does not claim that a first delivery, which was cut off, has sent it", async () => {
    const world = createWorld({ bridge: () => null });
    const key = { homeId: home.id, commandId: ids.commandIdOf(again.requestId, again.requestedAtMs) };
    const opening = { known: noRequests, decided: "", lastSpeakers: [], nowMs: 0 };
    await world.store.openCommand({ ...opening, key }, new AbortController().signal);
    const reply = await world.say({ ...again, request: jazz });
    expect(heard(reply.ssml)).toBe(UNSURE);
    expect(world.sent).toEqual([]);
  });

  it.each<[string, VoiceRequest]>([
    ["rename", { kind: "rename", target: named("fire pit"), newName: "campfire" }],
    ["create-group", { kind: "create-group", name: "party", members: named("patio", "garage") }],
    ["delete-group", { kind: "delete-group", target: named("kitchen") }],
    ["swap-channels", { kind: "swap-channels", targets: named("backyard") }],
  ])("edits once: %s", async (_kind, request) => {
    const sided = { ...home, speakers: home.speakers.map((speaker) => ({ ...speaker, channel: "left" as const })) };
    const world = createWorld({ bridge: allDone });
    world.store.put({ ...quiet, home: sided, bridge: null });
    const first = await world.say({ ...again, request });
    const after = world.store.snapshotOf(home.id)?.home;
    const second = await world.say({ ...again, request });
    expect(second).toEqual(first);
    expect(world.store.snapshotOf(home.id)?.home).toEqual(after);
    expect(after?.revision).toBe(8);
  });
});
