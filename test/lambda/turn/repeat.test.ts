import { describe, expect, it } from "@jest/globals";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { home, THING } from "../fakes/home.ts";
import { named, play } from "../fakes/voice.ts";
import { allDone, createWorld, heard, ids } from "../fakes/world.ts";

const again = { requestId: "amzn1.echo-api.request.same", requestedAtMs: 1_790_000_000_000 };
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
    const world = createWorld({ link: {} });
    const { saveReply } = world.store;
    Object.assign(world.ports.store, { saveReply: () => new Promise(() => undefined) });
    await world.say({ ...again, request: jazz }, 1_000);
    Object.assign(world.ports.store, { saveReply });
    const second = await world.say({ ...again, request: jazz });
    expect(heard(second.ssml)).toBe("Playing jazz on Backyard.");
    expect(world.sent).toHaveLength(1);
  });

  it("does not claim that a first delivery, which was cut off, has sent it", async () => {
    const world = createWorld({ bridge: () => null });
    const key = { homeId: home.id, commandId: ids.commandIdOf(again.requestId, again.requestedAtMs) };
    await world.store.openCommand({ key, thing: THING, lastSpeakers: [], nowMs: 0 }, new AbortController().signal);
    const reply = await world.say({ ...again, request: jazz });
    expect(heard(reply.ssml)).toBe("I can't tell yet whether that worked. Please ask me again in a moment.");
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
    world.store.put({ home: sided, shadowRevision: 7, lastSpeakers: [], lastCommandAtMs: null, bridge: null });
    const first = await world.say({ ...again, request });
    const after = world.store.snapshotOf(home.id)?.home;
    const second = await world.say({ ...again, request });
    expect(second).toEqual(first);
    expect(world.store.snapshotOf(home.id)?.home).toEqual(after);
    expect(after?.revision).toBe(8);
  });
});
