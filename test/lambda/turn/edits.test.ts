import { applyEdit, err, type Home, type HomeEdit } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeStore } from "../../../lambda/src/ports.ts";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { BACKYARD, FIRE_PIT, GARAGE, home, PATIO, quiet } from "../fakes/home.ts";
import { named, unsaid } from "../fakes/voice.ts";
import { createWorld, type FakeWorld, faultOf, heard, ids } from "../fakes/world.ts";

const speakerIn = (edited: Home | undefined, id: string) => edited?.speakers.find((speaker) => speaker.id === id);
const groupIn = (edited: Home | undefined, name: string) => edited?.groups.find((group) => group.name === name);
const homeOf = (world: FakeWorld) => world.store.snapshotOf(home.id)?.home;

describe("an edit of the home", () => {
  it.each<[string, VoiceRequest, string]>([
    [
      "creates a group",
      { kind: "create-group", name: "party", members: named("patio", "garage") },
      "The group Party is saved, with Patio and Garage.",
    ],
    [
      "renames a speaker",
      { kind: "rename", target: named("fire pit"), newName: "campfire" },
      "Fire Pit is now called Campfire.",
    ],
    [
      "renames a group",
      { kind: "rename", target: named("backyard"), newName: "garden" },
      "Backyard is now called Garden.",
    ],
    ["deletes a group", { kind: "delete-group", target: named("kitchen") }, "The group Kitchen is deleted."],
    [
      "adds to a group",
      { kind: "add-member", members: named("garage"), group: named("backyard") },
      "Garage is in the group Backyard now.",
    ],
    [
      "takes out of a group",
      { kind: "remove-member", members: named("patio"), group: named("backyard") },
      "Patio is no longer in the group Backyard.",
    ],
    [
      "sets a channel",
      { kind: "set-channel", channel: "left", targets: named("garage") },
      "Garage is set to the left channel.",
    ],
    [
      "sets the Echo's group",
      { kind: "set-default-group", group: named("backyard") },
      "This Echo uses Backyard from now on.",
    ],
  ])("%s, and says what is saved", async (_name, request, speech) => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe(speech);
    expect(reply.endsSession).toBe(true);
    expect(homeOf(world)?.revision).toBe(8);
    expect(world.shadows.map(({ revision }) => revision)).toEqual([8]);
    expect(world.store.snapshotOf(home.id)?.shadowRevision).toBe(8);
    expect(world.sent).toEqual([]);
  });

  it("remembers the group of this very Echo", async () => {
    const world = createWorld({ snapshot: quiet });
    await world.say({ request: { kind: "set-default-group", group: named("backyard") } });
    expect(homeOf(world)?.echos).toEqual([{ id: ids.echoIdOf("amzn1.ask.device.TEST"), defaultGroup: BACKYARD }]);
  });

  it("makes a group of groups out of their speakers, each once", async () => {
    const world = createWorld({ snapshot: quiet });
    const members = named("backyard", "patio", "garage");
    const reply = await world.say({ request: { kind: "create-group", name: "party", members } });
    expect(heard(reply.ssml)).toBe("The group Party is saved, with Patio, Fire Pit and Garage.");
    expect(groupIn(homeOf(world), "Party")?.members).toEqual([PATIO, FIRE_PIT, GARAGE]);
  });

  it("cannot remember a group for a device that is not told apart", async () => {
    const reply = await createWorld().say({
      request: { kind: "set-default-group", group: named("backyard") },
      deviceId: null,
    });
    expect(heard(reply.ssml)).toContain("I can't tell which Echo this is");
  });

  it("swaps left and right of the whole home where no place is named", async () => {
    const speakers = home.speakers.map((speaker) =>
      speaker.id === PATIO ? { ...speaker, channel: "left" as const } : speaker,
    );
    const world = createWorld({ snapshot: { ...quiet, home: { ...home, speakers } } });
    const reply = await world.say({ request: { kind: "swap-channels", targets: unsaid } });
    expect(heard(reply.ssml)).toBe("Left and right are swapped on Patio.");
    expect(speakerIn(homeOf(world), PATIO)?.channel).toBe("right");
  });

  it.each<[string, VoiceRequest, string]>([
    [
      "there is no left and right",
      { kind: "swap-channels", targets: unsaid },
      "None of those speakers is set to left or right, so there is nothing to swap.",
    ],
    [
      "it is the last member",
      { kind: "remove-member", members: named("kitchen counter"), group: named("kitchen") },
      "That is the last speaker of the group. To remove the group itself, say delete the group.",
    ],
  ])("is refused with its reason where %s", async (_name, request, speech) => {
    const world = createWorld({ snapshot: quiet });
    expect(heard((await world.say({ request })).ssml)).toBe(speech);
    expect(homeOf(world)).toEqual(home);
  });

  it.each<[string, VoiceRequest, string, string]>([
    ["the name", { kind: "create-group", name: null, members: named("patio") }, "name", "What should it be called?"],
    [
      "another name",
      { kind: "create-group", name: "patio", members: named("garage") },
      "name",
      "There is already something called Patio.",
    ],
    [
      "the speakers",
      { kind: "create-group", name: "party", members: unsaid },
      "targets",
      "Which speakers should be in it?",
    ],
    ["the new name", { kind: "rename", target: named("patio"), newName: null }, "name", "What should it be called?"],
    [
      "the channel",
      { kind: "set-channel", channel: null, targets: named("patio") },
      "channel",
      "Should it play left, right, stereo or mono?",
    ],
    [
      "the group",
      { kind: "add-member", members: named("garage"), group: unsaid },
      "group",
      "Which group do you mean: Backyard or Kitchen?",
    ],
    [
      "a group, not a speaker",
      { kind: "delete-group", target: named("patio") },
      "targets",
      "Which group do you mean: Backyard or Kitchen?",
    ],
  ])("asks for %s where it is missing", async (_name, request, hole, question) => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toContain(question);
    expect(reply).toMatchObject({ endsSession: false, pending: { hole, request } });
    expect(homeOf(world)).toEqual(home);
  });

  it("writes nothing where nothing changes", async () => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request: { kind: "set-channel", channel: "stereo", targets: named("patio") } });
    expect(heard(reply.ssml)).toBe("Patio is set to stereo.");
    expect(world.store.calls).not.toContain("saveEdit");
  });
});

describe("an edit while others edit", () => {
  /** Somebody else is faster, as often as told. */
  function racing(world: FakeWorld, times: number, theirs: HomeEdit): void {
    const { saveEdit } = world.store;
    let left = times;
    const overtaken: HomeStore["saveEdit"] = async (edit, signal) => {
      const snapshot = world.store.snapshotOf(home.id);
      if (left > 0 && snapshot) {
        left -= 1;
        const applied = applyEdit(snapshot.home, theirs);
        const next = applied.ok ? { ...applied.value, revision: snapshot.home.revision + 1 } : snapshot.home;
        world.store.put({ ...snapshot, home: next });
      }
      return saveEdit(edit, signal);
    };
    Object.assign(world.ports, { store: { ...world.store, saveEdit: overtaken } });
  }
  const theirRename: HomeEdit = { kind: "rename", targetId: GARAGE, name: "Workshop" };
  const request: VoiceRequest = { kind: "add-member", members: named("garage"), group: named("backyard") };

  it("keeps both changes", async () => {
    const world = createWorld({ snapshot: quiet });
    racing(world, 2, theirRename);
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe("Garage is in the group Backyard now.");
    expect(groupIn(homeOf(world), "Backyard")?.members).toEqual([PATIO, FIRE_PIT, GARAGE]);
    expect(speakerIn(homeOf(world), GARAGE)?.name).toBe("Workshop");
  });

  it("gives up after three more tries, and says so", async () => {
    const world = createWorld({ snapshot: quiet });
    racing(world, 99, theirRename);
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe("Someone just changed that. Please ask again.");
    expect(groupIn(homeOf(world), "Backyard")?.members).toEqual([PATIO, FIRE_PIT]);
  });

  it("does not overwrite the very thing that somebody else has just changed", async () => {
    const world = createWorld({ snapshot: quiet });
    racing(world, 1, theirRename);
    const reply = await world.say({ request: { kind: "rename", target: named("garage"), newName: "shed" } });
    expect(heard(reply.ssml)).toBe("Someone just changed that. Please ask again.");
    expect(speakerIn(homeOf(world), GARAGE)?.name).toBe("Workshop");
  });

  it("learns from the record that a write was made whose answer was lost", async () => {
    const world = createWorld({ snapshot: quiet });
    const { saveEdit } = world.store;
    const lost: HomeStore["saveEdit"] = async (edit, signal) => {
      await saveEdit(edit, signal);
      return err(faultOf("store", "timeout"));
    };
    Object.assign(world.ports, { store: { ...world.store, saveEdit: lost } });
    expect(heard((await world.say({ request })).ssml)).toBe("Garage is in the group Backyard now.");
  });

  it("claims nothing where the write was not made", async () => {
    const world = createWorld({ snapshot: quiet });
    world.store.broken.add("saveEdit");
    expect(heard((await world.say({ request })).ssml)).toContain("I couldn't get through just now");
  });
});

describe("the bridge's copy of the home", () => {
  it("is mended with the next command where it did not reach the bridge", async () => {
    const world = createWorld({ snapshot: { ...quiet, shadowRevision: 5 } });
    await world.say({ request: { kind: "play", words: "jazz", targets: named("patio") } });
    expect(world.shadows.map(({ revision }) => revision)).toEqual([7]);
    await world.say({ request: { kind: "play", words: "rock", targets: named("patio") } });
    expect(world.shadows).toHaveLength(1);
  });

  it("does not spoil the answer where it can't be brought up to date", async () => {
    const world = createWorld({
      snapshot: quiet,
      link: { publishConfig: async () => err(faultOf("bridge", "timeout")) },
    });
    const reply = await world.say({ request: { kind: "delete-group", target: named("kitchen") } });
    expect(heard(reply.ssml)).toBe("The group Kitchen is deleted.");
    expect(world.store.snapshotOf(home.id)?.shadowRevision).toBe(7);
  });
});
