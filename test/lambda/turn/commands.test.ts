import type { Command } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { BACKYARD, FIRE_PIT, GARAGE, home, KITCHEN_COUNTER, PATIO, playing, quiet } from "../fakes/home.ts";
import { everywhere, here, named, play, unsaid } from "../fakes/voice.ts";
import { createWorld, heard, ids, perSpeaker } from "../fakes/world.ts";

type Case = readonly [name: string, request: VoiceRequest, command: Partial<Command>, speech: string];

const jazz = { by: "genre", title: "jazz", trackCount: 12 } as const;
const stereo = (...speakers: readonly string[]) => speakers.map((id) => ({ id, channel: "stereo" }));

const CASES: readonly Case[] = [
  [
    "plays words on several groups, and names them all",
    play("jazz", named("backyard", "kitchen")),
    {
      kind: "play",
      targets: stereo(PATIO, FIRE_PIT, KITCHEN_COUNTER) as never,
      source: { kind: "request", words: "jazz" },
    },
    "Playing jazz on Backyard and Kitchen.",
  ],
  ["plays everywhere", play("jazz", everywhere), { kind: "play" }, "Playing jazz everywhere."],
  [
    "plays what the Echo plays",
    play("the echo", named("backyard")),
    { kind: "play", source: { kind: "echo" } },
    "Playing jazz on Backyard.",
  ],
  [
    "plays what somebody's phone plays, whatever he calls it",
    play("my iPhone's music", named("garage")),
    { source: { kind: "phone" } },
    "Playing jazz on Garage.",
  ],
  [
    "looks for a song that is called like one",
    play("echo", named("garage")),
    { source: { kind: "request", words: "echo" } },
    "Playing jazz on Garage.",
  ],
  ["plays anything", play(null, named("garage")), { source: { kind: "anything" } }, "Playing jazz on Garage."],
  [
    "carries out what it knows and names what it does not",
    play("jazz", named("backyard", "sun deck")),
    { kind: "play", targets: stereo(PATIO, FIRE_PIT) as never },
    "Playing jazz on Backyard. I don't know sun deck.",
  ],
  ["pauses what plays", { kind: "pause", targets: unsaid }, { kind: "pause", speakers: [PATIO, FIRE_PIT] }, "Paused."],
  ["pauses one speaker", { kind: "pause", targets: named("patio") }, { speakers: [PATIO] }, "Paused Patio."],
  ["resumes", { kind: "resume", targets: named("backyard") }, { kind: "resume" }, "Playing again on Backyard."],
  ["stops what plays", { kind: "stop", targets: unsaid }, { kind: "stop", speakers: [PATIO, FIRE_PIT] }, "Stopped."],
  ["skips", { kind: "next", targets: unsaid }, { kind: "next" }, "Next: jazz."],
  ["goes back", { kind: "previous", targets: unsaid }, { kind: "previous" }, "Back to jazz."],
  ["mutes", { kind: "mute", targets: named("patio") }, { kind: "mute" }, "Muted Patio."],
  ["unmutes", { kind: "unmute", targets: named("patio") }, { kind: "unmute" }, "Unmuted Patio."],
  [
    "gives a name to what plays",
    { kind: "save-preset", name: "sunday mix", targets: unsaid },
    { kind: "save-preset", speakers: [PATIO, FIRE_PIT], name: "Sunday Mix" },
    "Saved: from now on, play Sunday Mix plays this.",
  ],
  [
    "shuffles what plays",
    { kind: "set-shuffle", isOn: true, targets: unsaid },
    { kind: "set-shuffle", speakers: [PATIO, FIRE_PIT], isOn: true },
    "Shuffling from here on.",
  ],
  [
    "plays in no order",
    { ...play("jazz", named("garage")), shuffled: true } as VoiceRequest,
    { kind: "play", shuffled: true },
    "Playing jazz on Garage.",
  ],
  [
    "repeats the track",
    { kind: "set-repeat", repeat: "one", targets: named("patio") },
    { kind: "set-repeat", speakers: [PATIO], repeat: "one" },
    "Repeating this track on Patio.",
  ],
  [
    "sets a sleep timer for what plays",
    { kind: "set-sleep-timer", inMs: 1_800_000, targets: unsaid },
    { kind: "set-sleep-timer", speakers: [PATIO, FIRE_PIT], inMs: 1_800_000 },
    "The music stops in 30 minutes.",
  ],
  [
    "calls a sleep timer off",
    { kind: "cancel-sleep-timer", targets: named("patio") },
    { kind: "cancel-sleep-timer", speakers: [PATIO] },
    "The sleep timer is off on Patio.",
  ],
  [
    "announces on the place that the words end with",
    { kind: "announce", words: "dinner is ready in the backyard", targets: unsaid },
    { kind: "announce", speakers: [PATIO, FIRE_PIT], says: { kind: "words", words: "dinner is ready" } },
    "Announcing it on Backyard.",
  ],
  [
    "announces everywhere where no place is said",
    { kind: "announce", words: "dinner is in the sun deck", targets: unsaid },
    { kind: "announce", says: { kind: "words", words: "dinner is in the sun deck" } },
    "Announcing it everywhere.",
  ],
  [
    "ends what is announced, wherever it is",
    { kind: "stop-announcement", targets: unsaid },
    { kind: "stop-announcement", speakers: [PATIO, FIRE_PIT, KITCHEN_COUNTER, GARAGE] },
    "The announcement is over.",
  ],
  [
    "ends what is announced in a place",
    { kind: "stop-announcement", targets: named("patio") },
    { kind: "stop-announcement", speakers: [PATIO] },
    "The announcement is over on Patio.",
  ],
  [
    "connects",
    { kind: "connect", targets: named("patio") },
    { kind: "connect", speakers: [PATIO] },
    "Connected Patio.",
  ],
  [
    "lets go",
    { kind: "release", targets: named("patio") },
    { kind: "release", speakers: [PATIO] },
    "Let go of Patio, free for other devices until it is switched on again or you ask for music there.",
  ],
  [
    "sets a volume",
    { kind: "set-volume", level: { kind: "percent", percent: 35 }, targets: named("patio") },
    { kind: "set-volume", volumePercent: 35, speakers: [PATIO] },
    "Volume 35 percent on Patio.",
  ],
  [
    "turns down whoever was spoken of last",
    { kind: "adjust-volume", deltaPercent: -10, targets: unsaid },
    { kind: "adjust-volume", deltaPercent: -10, speakers: [PATIO, FIRE_PIT] },
    "Turned down Backyard.",
  ],
  [
    "raises by 30 at most in one step, and says so",
    { kind: "adjust-volume", deltaPercent: 50, targets: named("patio") },
    { kind: "adjust-volume", deltaPercent: 30 },
    "Turned up Patio. That is the most I change in one step.",
  ],
  [
    "lowers by any amount",
    { kind: "adjust-volume", deltaPercent: -60, targets: named("patio") },
    { deltaPercent: -60 },
    "Turned down Patio.",
  ],
  [
    "moves the music that was commanded last",
    { kind: "move", from: unsaid, to: named("kitchen") },
    { kind: "move", from: [], targets: stereo(KITCHEN_COUNTER) as never },
    "The music has moved and is playing on Kitchen.",
  ],
  [
    "moves the music of a place",
    { kind: "move", from: named("backyard"), to: named("garage") },
    { kind: "move", from: [PATIO, FIRE_PIT] },
    "The music has moved and is playing on Garage.",
  ],
  [
    "lets a speaker join",
    { kind: "add-to-playing", targets: named("garage"), beside: unsaid },
    { kind: "add-to-playing", targets: stereo(GARAGE) as never, beside: [] },
    "Now also playing on Garage.",
  ],
  [
    "lets a speaker join again that is to come back and is not muted",
    { kind: "unmute", targets: named("garage") },
    { kind: "add-to-playing", targets: stereo(GARAGE) as never, beside: [] },
    "Now also playing on Garage.",
  ],
  [
    "lets a speaker leave",
    { kind: "remove-from-playing", targets: named("patio") },
    { kind: "remove-from-playing", speakers: [PATIO] },
    "The music has stopped on Patio.",
  ],
];

describe("a request for music or volume", () => {
  it.each(CASES)("%s", async (_name, request, command, speech) => {
    const world = createWorld({
      bridge: (sent) => ({ perSpeaker: perSpeaker(sent, "OK"), found: jazz }),
    });
    const reply = await world.say({ request });
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]).toMatchObject(command);
    expect(heard(reply.ssml)).toBe(speech);
    expect(reply.endsSession).toBe(true);
  });

  it("gives every command the home's next sequence number, ten seconds to live and the request's own id", async () => {
    const world = createWorld();
    await world.say({ request: play("jazz", named("patio")), requestId: "one", requestedAtMs: 1_790_000_000_000 });
    await world.say({ request: play("rock", named("patio")), requestId: "two", requestedAtMs: 1_790_000_000_000 });
    expect(world.sent.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(world.sent[0]).toMatchObject({ v: 1, ttlMs: 10_000, origin: "alexa" });
    expect(world.sent[0]?.id).toBe(ids.commandIdOf("one", 1_790_000_000_000));
    expect(world.sent[0]?.id).not.toBe(world.sent[1]?.id);
  });

  it("costs one query, one send, one write, and reads of the command's own record", async () => {
    const world = createWorld();
    await world.say({ request: play("jazz", named("backyard")) });
    expect(world.sent).toHaveLength(1);
    expect(world.store.calls).toEqual([
      "findHomeId",
      "load",
      "readCommand",
      "openCommand",
      "recordOutcome",
      "readCommand",
    ]);
  });
});

describe("a place that was not named", () => {
  it("is the Echo's own group, where it has one", async () => {
    const echoId = ids.echoIdOf("amzn1.ask.device.TEST");
    const withEcho = { ...quiet, home: { ...home, echos: [{ id: echoId, defaultGroup: BACKYARD as never }] } };
    const world = createWorld({ snapshot: withEcho });
    const reply = await world.say({ request: play("jazz") });
    expect(world.sent[0]).toMatchObject({ kind: "play", targets: stereo(PATIO, FIRE_PIT) });
    expect(heard(reply.ssml)).toBe("Playing jazz on Backyard.");
    await world.say({ request: play("jazz", here) });
    expect(world.sent[1]).toMatchObject({ targets: stereo(PATIO, FIRE_PIT) });
  });

  it("is asked for where several are possible, with three names at most", async () => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request: play("jazz") });
    expect(world.sent).toEqual([]);
    expect(heard(reply.ssml)).toBe("Where should I play that: Backyard, Kitchen or Patio?");
    expect(reply).toMatchObject({ endsSession: false, pending: { hole: "targets", request: { words: "jazz" } } });
  });

  it("needs no question in a home with a single group", async () => {
    const single = { ...quiet, home: { ...home, groups: home.groups.slice(0, 1) } };
    const world = createWorld({ snapshot: single });
    await world.say({ request: play("jazz") });
    expect(world.sent[0]).toMatchObject({ targets: stereo(PATIO, FIRE_PIT) });
  });

  it("means the whole zone for pause, also where only one of its speakers was spoken of last", async () => {
    const world = createWorld({ snapshot: { ...playing, lastSpeakers: [PATIO] } });
    await world.say({ request: { kind: "pause", targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ kind: "pause", speakers: [PATIO, FIRE_PIT] });
  });

  it("means the very speaker that was spoken of last for volume", async () => {
    const world = createWorld({ snapshot: { ...playing, lastSpeakers: [PATIO] } });
    await world.say({ request: { kind: "adjust-volume", deltaPercent: 10, targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ speakers: [PATIO] });
  });

  it("means what plays where nobody was spoken of", async () => {
    const world = createWorld({ snapshot: { ...playing, lastSpeakers: [] } });
    await world.say({ request: { kind: "next", targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ kind: "next", speakers: [PATIO, FIRE_PIT] });
  });

  it("asks the bridge all the same where the cloud knows of nothing that plays", async () => {
    const nothing = { state: "failed", code: "NOTHING_PLAYING" } as const;
    const world = createWorld({ snapshot: quiet, bridge: () => nothing });
    const reply = await world.say({ request: { kind: "pause", targets: unsaid } });
    expect(world.sent[0]).toMatchObject({ speakers: [PATIO, FIRE_PIT, KITCHEN_COUNTER, GARAGE] });
    expect(heard(reply.ssml)).toBe("Nothing is playing.");
  });

  it("follows what was commanded a moment ago: after a stop it is no longer meant", async () => {
    const world = createWorld({ snapshot: { ...playing, lastSpeakers: [] } });
    await world.say({ request: play("rock", named("kitchen")) });
    expect(world.store.snapshotOf(home.id)?.lastSpeakers).toEqual([KITCHEN_COUNTER]);
    await world.say({ request: { kind: "stop", targets: named("kitchen") } });
    expect(world.store.snapshotOf(home.id)?.lastSpeakers).toEqual([]);
  });

  it("does not know 'here' on an Echo without a group, and asks", async () => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request: play("jazz", here) });
    expect(heard(reply.ssml)).toContain("This Echo has no group of its own yet.");
    expect(reply.endsSession).toBe(false);
  });
});

describe("a speaker named like a kind of music", () => {
  const speakers = home.speakers.map((speaker) => (speaker.id === GARAGE ? { ...speaker, name: "Jazz" } : speaker));
  const echos = [{ id: ids.echoIdOf("amzn1.ask.device.TEST"), defaultGroup: BACKYARD as never }];
  const snapshot = { ...quiet, home: { ...home, speakers, echos } };

  it.each<[string, VoiceRequest, Partial<Command>]>([
    [
      "is the place where it is heard as one, and the music where it is heard as music",
      play("jazz", named("jazz")),
      { source: { kind: "request", words: "jazz" }, targets: stereo(GARAGE) as never },
    ],
    [
      "is the place after 'on', where all of it was heard as music",
      play("jazz on jazz"),
      { source: { kind: "request", words: "jazz" }, targets: stereo(GARAGE) as never },
    ],
    [
      "is music where no place is named",
      play("jazz"),
      { source: { kind: "request", words: "jazz" }, targets: stereo(PATIO, FIRE_PIT) as never },
    ],
    [
      "plays anything where only the place was heard",
      play(null, named("jazz")),
      { source: { kind: "anything" }, targets: stereo(GARAGE) as never },
    ],
  ])("%s", async (_name, request, command) => {
    const world = createWorld({ snapshot });
    await world.say({ request });
    expect(world.sent).toEqual([expect.objectContaining(command)]);
  });
});

describe("stop and cancel", () => {
  it("a bare stop in a silent home just leaves", async () => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request: { kind: "stop", targets: unsaid } });
    expect(world.sent).toEqual([]);
    expect(heard(reply.ssml)).toBe("Nothing is playing. Goodbye.");
    expect(reply.endsSession).toBe(true);
  });

  it("a bare stop is about an announcement first, and says so; music that was asked for before stays what is meant", async () => {
    const state = { ...playing.bridge?.state, announcedOn: [KITCHEN_COUNTER] } as never;
    const announcing = { ...playing, bridge: { ...playing.bridge, state } as never };
    const world = createWorld({
      snapshot: announcing,
      bridge: (sent) => ({ perSpeaker: perSpeaker(sent, "OK"), ended: "announcement" }),
    });
    const reply = await world.say({ request: { kind: "stop", isBare: true, targets: unsaid } });
    expect(world.sent).toEqual([
      expect.objectContaining({ kind: "stop", speakers: [PATIO, FIRE_PIT], announcementFirst: true }),
    ]);
    expect(heard(reply.ssml)).toBe("The announcement is over.");
    expect(world.store.snapshotOf(home.id)?.lastSpeakers).toEqual(playing.lastSpeakers);
  });

  it("a bare stop is sent in a silent home, too, where something is announced", async () => {
    const state = { ...quiet.bridge?.state, announcedOn: [PATIO] } as never;
    const world = createWorld({ snapshot: { ...quiet, bridge: { ...quiet.bridge, state } as never } });
    await world.say({ request: { kind: "stop", isBare: true, targets: unsaid } });
    expect(world.sent).toEqual([expect.objectContaining({ kind: "stop", announcementFirst: true })]);
  });

  it("stopping the music, or a place, is not about announcements", async () => {
    const world = createWorld();
    await world.say({ request: { kind: "stop", targets: named("patio") } });
    expect(world.sent[0]).not.toHaveProperty("announcementFirst");
  });

  it("says where nothing is announced", async () => {
    const nothing = (sent: Command) => ({
      state: "failed" as const,
      code: "NO_ANNOUNCEMENT" as const,
      perSpeaker: perSpeaker(sent, "NO_ANNOUNCEMENT"),
    });
    const world = createWorld({ bridge: nothing });
    const reply = await world.say({ request: { kind: "stop-announcement", targets: unsaid } });
    expect(heard(reply.ssml)).toBe("Nothing is being announced.");
  });

  it("cancel leaves the music alone", async () => {
    const world = createWorld();
    const reply = await world.say({ request: { kind: "cancel" } });
    expect(world.sent).toEqual([]);
    expect(heard(reply.ssml)).toBe("Goodbye.");
  });

  it("navigating home says nothing", async () => {
    const reply = await createWorld().say({ request: { kind: "navigate-home" } });
    expect(reply).toMatchObject({ ssml: null, endsSession: true });
  });
});
