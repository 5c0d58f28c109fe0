import { describe, expect, it } from "@jest/globals";
import { fillHole } from "../../../lambda/src/turn/hear/fill-hole.ts";
import type { Pending } from "../../../lambda/src/turn/turn.ts";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { GARAGE, home, PATIO, quiet } from "../fakes/home.ts";
import { allBut, everywhere, named, play, unsaid } from "../fakes/voice.ts";
import { createWorld, heard } from "../fakes/world.ts";

describe("an unknown place", () => {
  it("is named, and at most three names are offered", async () => {
    const reply = await createWorld({ snapshot: quiet }).say({ request: play("jazz", named("sun deck")) });
    expect(heard(reply.ssml)).toBe("I don't know sun deck. Which one do you mean: Backyard, Kitchen or Patio?");
    expect(reply.endsSession).toBe(false);
  });

  it("is not repeated where it is a swear word", async () => {
    const reply = await createWorld({ snapshot: quiet }).say({ request: play("jazz", named("fucking deck")) });
    expect(heard(reply.ssml)).toContain("I don't know that name.");
  });

  it("is another home's id for all this home knows", async () => {
    const foreign = { heard: "sun deck", dynamicIds: ["grp_01JZZZZZZZZZZZZZZZZZZZZZZZ"], staticNames: [] };
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request: play("jazz", { kind: "named", names: [foreign] }) });
    expect(world.sent).toEqual([]);
    expect(reply.endsSession).toBe(false);
  });
});

describe("the answer to a question", () => {
  it("completes the request it was asked for", async () => {
    const world = createWorld({ snapshot: quiet });
    const asked = await world.say({ request: play("jazz") });
    const reply = await world.say({ request: play(null, named("garage")), pending: asked.pending });
    expect(world.sent[0]).toMatchObject({
      kind: "play",
      source: { kind: "request", words: "jazz" },
      targets: [{ id: GARAGE }],
    });
    expect(heard(reply.ssml)).toBe("Playing jazz on Garage.");
  });

  const pending = (request: VoiceRequest, hole: Pending["hole"]): Pending => ({ request, hole });
  const rename: VoiceRequest = { kind: "rename", target: named("patio"), newName: null };
  const setLevel = (percent: number): VoiceRequest => ({
    kind: "set-volume",
    level: { kind: "percent", percent },
    targets: unsaid,
  });

  it.each<[string, Pending, VoiceRequest, VoiceRequest]>([
    [
      "a place for a volume",
      pending({ kind: "mute", targets: unsaid }, "targets"),
      play(null, named("patio")),
      { kind: "mute", targets: named("patio") },
    ],
    [
      "a place that Alexa took for music",
      pending({ kind: "mute", targets: unsaid }, "targets"),
      play("müllers küche"),
      { kind: "mute", targets: named("müllers küche") },
    ],
    [
      "where music moves from",
      pending({ kind: "move", from: named("sun deck"), to: named("patio") }, "other-side"),
      play(null, named("kitchen")),
      { kind: "move", from: named("kitchen"), to: named("patio") },
    ],
    ["a name that Alexa took for music", pending(rename, "name"), play("campfire"), { ...rename, newName: "campfire" }],
    [
      "a group",
      pending({ kind: "set-default-group", group: unsaid }, "group"),
      play(null, named("kitchen")),
      { kind: "set-default-group", group: named("kitchen") },
    ],
    [
      "a level, the place being kept",
      pending({ kind: "set-volume", level: { kind: "out-of-range", heard: "200" }, targets: named("patio") }, "level"),
      setLevel(20),
      { kind: "set-volume", level: { kind: "percent", percent: 20 }, targets: named("patio") },
    ],
    [
      "a channel, the place being kept",
      pending({ kind: "set-channel", channel: null, targets: named("patio") }, "channel"),
      { kind: "set-channel", channel: "left", targets: unsaid },
      { kind: "set-channel", channel: "left", targets: named("patio") },
    ],
  ])("may be %s", (_name, before, answer, expected) => {
    expect(fillHole(before, answer)).toEqual(expected);
  });

  it("may be something else altogether", () => {
    const before = pending(play("jazz"), "targets");
    expect(fillHole(before, { kind: "cancel" })).toEqual({ kind: "cancel" });
    expect(fillHole(before, { kind: "stop", targets: named("patio") })).toEqual({
      kind: "stop",
      targets: named("patio"),
    });
    expect(fillHole(before, { kind: "list-groups" })).toEqual({ kind: "list-groups" });
    expect(fillHole(before, play("rock", named("patio")))).toEqual(play("rock", named("patio")));
  });

  it("may be 'stop', which ends the question and stops the music, wherever it is where that is not known", async () => {
    const before = pending(play("jazz"), "targets");
    expect(fillHole(before, { kind: "stop", targets: unsaid })).toEqual({ kind: "stop", targets: unsaid });
    expect(fillHole(null, { kind: "stop", targets: unsaid })).toEqual({ kind: "stop", targets: unsaid });
    const world = createWorld({ snapshot: { ...quiet, lastSpeakers: [PATIO] } });

    const reply = await world.say({ request: { kind: "stop", targets: unsaid }, pending: before });

    expect(world.sent[0]).toMatchObject({ kind: "stop", speakers: home.speakers.map(({ id }) => id) });
    expect(reply).toMatchObject({ endsSession: true, pending: null });
  });

  it("may be 'stop' where nothing plays, which is said", async () => {
    const world = createWorld({ snapshot: { ...quiet, lastSpeakers: [] } });

    const reply = await world.say({
      request: { kind: "stop", targets: unsaid },
      pending: pending(play("jazz"), "targets"),
    });

    expect(world.sent).toEqual([]);
    expect(heard(reply.ssml)).toBe("Nothing is playing. Goodbye.");
    expect(reply.endsSession).toBe(true);
  });

  it("names what is left out where an exception was asked about", () => {
    const before = pending(play("jazz", allBut(everywhere, "den")), "exception");

    expect(fillHole(before, play(null, named("kitchen")))).toEqual(play("jazz", allBut(everywhere, "kitchen")));
  });

  it("keeps the exception where the place around it was asked about", () => {
    const before = pending({ kind: "pause", targets: allBut(named("yard"), "patio") }, "targets");

    expect(fillHole(before, play(null, named("backyard")))).toEqual({
      kind: "pause",
      targets: allBut(named("backyard"), "patio"),
    });
  });

  it("asks again for a volume nobody can set", async () => {
    const world = createWorld({ snapshot: { ...quiet, lastSpeakers: [PATIO] } });
    const request = { kind: "set-volume", level: { kind: "out-of-range", heard: "-5" }, targets: unsaid } as const;
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe("Volume goes from 0 to 100. What should it be?");
    expect(world.sent).toEqual([]);
  });
});
