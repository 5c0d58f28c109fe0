// Bringing speakers into time by voice: who is meant, what is asked first, what is sent; and the bridge's own sounds.
import type { Command } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeSnapshot } from "../../../lambda/src/ports.ts";
import { readPending, toAttributes } from "../../../lambda/src/session-memory.ts";
import type { Pending, Reply } from "../../../lambda/src/turn/turn.ts";
import type { HeardTargets, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { FIRE_PIT, GARAGE, home, KITCHEN_COUNTER, PATIO, playing, quiet } from "../fakes/home.ts";
import { measure, nudge, ok, speechAfter } from "../fakes/sync.ts";
import { allBut, everywhere, named, play, unsaid } from "../fakes/voice.ts";
import { type Bridge, createWorld, heard } from "../fakes/world.ts";

const yes: VoiceRequest = { kind: "yes" };

/** Each turn takes up what the one before left in the session. */
function createTalk(bridge: Bridge, snapshot: HomeSnapshot = quiet) {
  const world = createWorld({ snapshot, bridge });
  let pending: Pending | null = null;
  let reply: Reply | null = null;
  return {
    sent: world.sent,
    isOpen: () => reply?.endsSession === false,
    async say(request: VoiceRequest): Promise<string> {
      reply = await world.say({ request, pending });
      pending = readPending(JSON.parse(JSON.stringify(toAttributes(reply.pending))));
      return heard(reply.ssml);
    },
  };
}

describe("music that plays", () => {
  const bridge: Bridge = (command) =>
    "whileMusicPlays" in command && !command.whileMusicPlays
      ? { state: "failed", code: "MUSIC_PLAYS", perSpeaker: {} }
      : { measuring: { playedProbes: 0, allProbes: 4, leftMs: 20_000 }, perSpeaker: ok(PATIO, FIRE_PIT) };
  const consents = (sent: readonly Command[]) =>
    sent.map((command) => "whileMusicPlays" in command && command.whileMusicPlays);

  it.each<[string, VoiceRequest]>([
    ["yes", yes],
    ["do it anyway", { kind: "pair", step: { kind: "look", whileMusicPlays: true, name: null } }],
    ["calibrate anyway", measure("calibrate", unsaid, true)],
  ])("is asked about before tones are heard over it: %s", async (_answer, answer) => {
    const talk = createTalk(bridge, playing);
    expect(await talk.say(measure("calibrate", named("kitchen counter", "garage")))).toBe(
      "Music is playing, and tones would be heard over it. Stop it first, or should I calibrate anyway?",
    );
    expect(talk.isOpen()).toBe(true);
    expect(await talk.say(answer)).toContain("I'm calibrating Kitchen Counter and Garage: ");
    expect(consents(talk.sent)).toEqual([false, true]);
    expect(talk.sent[1]).toMatchObject({ kind: "calibrate", speakers: [KITCHEN_COUNTER, GARAGE] });
  });

  it("is left alone at a no", async () => {
    const talk = createTalk(bridge, playing);
    expect(await talk.say(measure("sync-check"))).toContain("should I listen anyway?");
    expect(await talk.say({ kind: "no" })).toBe("All right, I'll leave everything as it is.");
    expect(talk.sent).toHaveLength(1);
  });

  it("needs no question where somebody has said so at once", async () => {
    const talk = createTalk(bridge, playing);
    expect(await talk.say(measure("calibrate", named("backyard"), true))).toContain("I'm calibrating Backyard");
    expect(consents(talk.sent)).toEqual([true]);
  });

  it("is not asked about twice, whatever the bridge says", async () => {
    const talk = createTalk(() => ({ state: "failed", code: "MUSIC_PLAYS", perSpeaker: {} }), playing);
    await talk.say(measure("calibrate"));
    expect(await talk.say(yes)).toBe(
      "Music is playing, and that would disturb it. Stop it first, or say calibrate anyway.",
    );
    expect(talk.isOpen()).toBe(false);
  });
});

describe("what the session carries meanwhile", () => {
  it.each<[string, unknown]>([
    ["a step that is too long", { kind: "nudge", deltaMs: 9_000, targets: unsaid }],
    ["a step that is no number", { kind: "nudge", deltaMs: "10", targets: unsaid }],
    ["a consent that is none", { kind: "calibrate", targets: unsaid, whileMusicPlays: "yes" }],
    ["no place at all", { kind: "sync-check", whileMusicPlays: false }],
  ])("is not believed with %s", (_case, request) => {
    expect(readPending({ pending: { request, hole: "targets" } })).toBeNull();
    expect(readPending({ pending: { request: nudge(10, unsaid), hole: "targets" } })).not.toBeNull();
  });
});

describe("whom it is about", () => {
  const speakersOf = async (request: VoiceRequest, snapshot: HomeSnapshot) => {
    const world = createWorld({ snapshot });
    const reply = await world.say({ request });
    const [command] = world.sent;
    return command && "speakers" in command ? command.speakers : heard(reply.ssml);
  };
  const last = (...lastSpeakers: HomeSnapshot["lastSpeakers"]): HomeSnapshot => ({ ...quiet, lastSpeakers });

  it.each<[string, HomeSnapshot, readonly string[] | string]>([
    ["what plays", { ...playing, lastSpeakers: [] }, [PATIO, FIRE_PIT]],
    [
      "all that play together with the one that was spoken of",
      { ...playing, lastSpeakers: [PATIO] },
      [PATIO, FIRE_PIT],
    ],
    ["those that were spoken of last", last(KITCHEN_COUNTER, GARAGE), [KITCHEN_COUNTER, GARAGE]],
    ["never one alone: people are asked", last(GARAGE), "Which speakers do you mean: Backyard, Kitchen or Patio?"],
    ["the only group of a home", { ...quiet, home: { ...home, groups: home.groups.slice(0, 1) } }, [PATIO, FIRE_PIT]],
  ])("where nobody said it: %s", async (_case, snapshot, speakers) => {
    expect(await speakersOf(measure("calibrate", unsaid), snapshot)).toEqual(speakers);
    expect(await speakersOf(measure("sync-check", unsaid), snapshot)).toEqual(speakers);
  });

  it("leaves out whom people leave out", async () => {
    expect(await speakersOf(measure("calibrate", allBut(everywhere, "garage")), quiet)).toEqual([
      PATIO,
      FIRE_PIT,
      KITCHEN_COUNTER,
    ]);
  });

  it("is asked in the session, and the answer is about the same request", async () => {
    const talk = createTalk(() => ({
      measuring: { playedProbes: 0, allProbes: 2, leftMs: 9_000 },
      perSpeaker: ok(PATIO),
    }));
    expect(await talk.say(measure("calibrate", unsaid))).toContain("Which speakers do you mean");
    await talk.say(play(null, named("backyard")));
    expect(talk.sent).toMatchObject([{ kind: "calibrate", speakers: [PATIO, FIRE_PIT], whileMusicPlays: false }]);
  });

  it("for a step by ear is the one that was spoken of last, never a group that nobody named", async () => {
    expect(await speakersOf(nudge(5, unsaid), { ...playing, lastSpeakers: [FIRE_PIT] })).toEqual([FIRE_PIT]);
    expect(await speakersOf(nudge(5, unsaid), playing)).toContain("Which speakers do you mean");
  });
});

describe("a step by ear", () => {
  it.each<[number, HeardTargets, string]>([
    [10, named("patio"), "Patio plays 10 milliseconds later now."],
    [-2.5, named("patio"), "Patio plays 2.5 milliseconds earlier now."],
    [1, named("patio", "garage"), "Patio and Garage play 1 millisecond later now."],
    [500, everywhere, "All speakers play 500 milliseconds later now."],
  ])("is told as far as it went: %d", async (deltaMs, targets, speech) => {
    const world = createWorld({ snapshot: quiet });
    expect(heard((await world.say({ request: nudge(deltaMs, targets) })).ssml)).toBe(speech);
    expect(world.sent).toMatchObject([{ kind: "nudge-delay", deltaMs }]);
  });

  it.each([0, 501, -900, 2_000])("of %d ms is not sent, and people are told what a step may be", async (deltaMs) => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request: nudge(deltaMs) });
    expect(heard(reply.ssml)).toBe("I can move a speaker by 1 to 500 milliseconds at a time.");
    expect(world.sent).toEqual([]);
  });

  it("that was not understood is not sent, and no usual step is", async () => {
    const world = createWorld({ snapshot: quiet });
    const reply = await world.say({ request: nudge(Number.NaN) });
    expect(heard(reply.ssml)).toBe("I can move a speaker by 1 to 500 milliseconds at a time.");
    expect(world.sent).toEqual([]);
  });

  it.each<[number, VoiceRequest, number]>([
    [10, nudge(-10, unsaid), -10],
    [20, nudge(20, unsaid), 20],
    [20, nudge(-5, unsaid), -5],
  ])(
    "of %d ms without a way is asked which way, and the answer is about the same speaker: %j",
    async (deltaMs, answer, expected) => {
      const talk = createTalk(() => ({ perSpeaker: ok(PATIO) }));
      const request = { ...nudge(deltaMs), isUndirected: true } as VoiceRequest;
      expect(await talk.say(request)).toBe("Should it play earlier, or later?");
      expect([talk.isOpen(), talk.sent]).toEqual([true, []]);
      await talk.say(answer);
      expect(talk.sent).toMatchObject([{ kind: "nudge-delay", speakers: [PATIO], deltaMs: expected }]);
    },
  );

  it("that a speaker can't go is told by its name", async () => {
    const outcome = { state: "failed", code: "VALUE_RANGE", perSpeaker: { [PATIO]: "VALUE_RANGE" } } as const;
    expect(await speechAfter(nudge(-300), outcome)).toBe("Patio can't go that far. Ask me for a smaller step.");
  });

  it("tells who was not moved", async () => {
    const perSpeaker = { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_OFFLINE" } as const;
    expect(
      await speechAfter(nudge(10, named("backyard")), { state: "partial", code: "SPEAKER_OFFLINE", perSpeaker }),
    ).toBe("Patio plays 10 milliseconds later now. Fire Pit is off or out of range.");
  });
});

describe("the bridge's own sounds", () => {
  it.each([
    ["the metronome", "metronome", "Playing the metronome on Backyard."],
    ["metronome", "metronome", "Playing the metronome on Backyard."],
    ["test tone", "test-tone", "Playing a test tone on Backyard."],
  ] as const)("are played for what they are: %s", async (words, sound, speech) => {
    const found = { by: "sound", title: "whatever", trackCount: 1 } as const;
    const world = createWorld({ snapshot: quiet, bridge: () => ({ found, perSpeaker: ok(PATIO, FIRE_PIT) }) });
    expect(heard((await world.say({ request: play(words, named("backyard")) })).ssml)).toBe(speech);
    expect(world.sent).toMatchObject([{ kind: "play", source: { kind: "sound", sound } }]);
  });

  it.each(["metronomy", "the metronome song", "testing the tone"])("are not mistaken for music: %s", async (words) => {
    const world = createWorld({ snapshot: quiet });
    await world.say({ request: play(words, named("backyard")) });
    expect(world.sent).toMatchObject([{ source: { kind: "request", words } }]);
  });
});

describe("a measurement that has begun", () => {
  it("leaves the session closed: a reprompt would be heard by the microphone", async () => {
    const talk = createTalk(() => ({
      measuring: { playedProbes: 0, allProbes: 4, leftMs: 20_000 },
      perSpeaker: ok(PATIO, FIRE_PIT),
    }));
    await talk.say(measure("calibrate"));
    expect(talk.isOpen()).toBe(false);
  });
});
