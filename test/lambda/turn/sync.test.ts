// How well speakers play together, by voice: begun, asked about, told; moved by ear; the bridge's own sounds.
import type { Command, Outcome } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeSnapshot } from "../../../lambda/src/ports.ts";
import { readPending, toAttributes } from "../../../lambda/src/session-memory.ts";
import type { Pending, Reply } from "../../../lambda/src/turn/turn.ts";
import type { HeardTargets, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { START_MS } from "../fakes/clock.ts";
import { FIRE_PIT, GARAGE, home, KITCHEN_COUNTER, PATIO, playing, quiet } from "../fakes/home.ts";
import { allBut, everywhere, named, play, unsaid } from "../fakes/voice.ts";
import { type Bridge, createWorld, heard, type WorldOptions } from "../fakes/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const measure = (
  kind: "calibrate" | "sync-check",
  targets: HeardTargets = named("backyard"),
  whileMusicPlays = false,
): VoiceRequest => ({ kind, targets, whileMusicPlays });
const nudge = (deltaMs: number, targets: HeardTargets = named("patio")): VoiceRequest => ({
  kind: "nudge",
  deltaMs,
  targets,
});
const yes: VoiceRequest = { kind: "yes" };

const ok = (...ids: readonly string[]): Outcome["perSpeaker"] => Object.fromEntries(ids.map((id) => [id, "OK"]));
const measured = (said: Partial<NonNullable<Outcome["measured"]>>): Partial<Outcome> => ({
  perSpeaker: ok(...Object.keys(said.speakers ?? {})),
  measured: { atMs: START_MS, isApplied: false, speakers: {}, ...said },
});

/** What is said where the bridge answers this. */
async function speechAfter(request: VoiceRequest, outcome: Partial<Outcome>, options: WorldOptions = {}) {
  const reply = await createWorld({ snapshot: quiet, ...options, bridge: () => outcome }).say({ request });
  return heard(reply.ssml);
}

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

describe("a measurement that has begun", () => {
  const begun = { measuring: { playedProbes: 0, allProbes: 4, leftMs: 21_400 } };

  it.each<[string, VoiceRequest, Partial<Outcome>, string]>([
    [
      "of a group",
      measure("calibrate"),
      { perSpeaker: ok(PATIO, FIRE_PIT) },
      "I'm calibrating Backyard: 2 speakers, about 20 seconds of tones. Then ask me to check the sync on Backyard.",
    ],
    [
      "of speakers by their names",
      measure("calibrate", named("patio", "garage")),
      { perSpeaker: ok(PATIO, GARAGE) },
      "I'm calibrating Patio and Garage: about 20 seconds of tones. Then ask me to check the sync on Patio and Garage.",
    ],
    [
      "of everything",
      measure("sync-check", everywhere),
      { perSpeaker: ok(PATIO, FIRE_PIT, KITCHEN_COUNTER, GARAGE) },
      "I'm listening to all speakers: 4 speakers, about 20 seconds of tones. Then ask me again.",
    ],
    [
      "without one that is away",
      measure("calibrate", everywhere),
      {
        state: "partial",
        code: "SPEAKER_OFFLINE",
        perSpeaker: { ...ok(PATIO, FIRE_PIT), [GARAGE]: "SPEAKER_OFFLINE" },
      },
      "I'm calibrating all speakers: 2 speakers, about 20 seconds of tones; Garage is off or out of range. Then ask me to check the sync everywhere.",
    ],
  ])("is told with how long it takes and what to ask then: %s", async (_case, request, outcome, speech) => {
    expect(await speechAfter(request, { ...begun, ...outcome })).toBe(speech);
  });

  it("names no place that nobody named", async () => {
    expect(
      await speechAfter(
        measure("calibrate", unsaid),
        { ...begun, perSpeaker: ok(PATIO, FIRE_PIT) },
        { snapshot: playing },
      ),
    ).toBe("I'm calibrating Backyard: 2 speakers, about 20 seconds of tones. Then ask me to check the sync.");
  });

  it("leaves the session closed: a reprompt would be heard by the microphone", async () => {
    const talk = createTalk(() => ({ ...begun, perSpeaker: ok(PATIO, FIRE_PIT) }));
    await talk.say(measure("calibrate"));
    expect(talk.isOpen()).toBe(false);
  });

  it.each<[number, string]>([
    [2_000, "a few seconds"],
    [7_400, "about 7 seconds"],
    [33_000, "about 35 seconds"],
    [130_000, "about 2 minutes"],
  ])("is asked about while it goes on, with %d ms left", async (leftMs, left) => {
    const measuring = { playedProbes: 3, allProbes: 8, leftMs };
    expect(await speechAfter(measure("sync-check"), { measuring, perSpeaker: ok(PATIO, FIRE_PIT) })).toBe(
      `Still measuring: 3 of 8. Ask me again in ${left}.`,
    );
  });

  it("of other speakers is never taken for one of these", async () => {
    const outcome = {
      state: "failed",
      code: "BUSY",
      measuring: { playedProbes: 0, allProbes: 8, leftMs: 40_000 },
    } as const;
    expect(await speechAfter(measure("calibrate"), { ...outcome, perSpeaker: {} })).toBe(
      "I'm listening to other speakers: 0 of 8. Ask me again in about 40 seconds.",
    );
  });

  it.each<[string, Partial<Outcome>, string]>([
    [
      "there are too many of them",
      { code: "VALUE_RANGE", perSpeaker: { [PATIO]: "VALUE_RANGE", [FIRE_PIT]: "VALUE_RANGE" } },
      "Those are more speakers than I can listen to at once. Name a smaller group.",
    ],
    [
      "one would be alone",
      { code: "SPEAKER_OFFLINE", perSpeaker: { [PATIO]: "ONE_SPEAKER_ALONE", [FIRE_PIT]: "SPEAKER_OFFLINE" } },
      "Patio is alone, with nobody to be in time with, and Fire Pit is off or out of range. Once that is mended, ask me again.",
    ],
    [
      "it is too loud",
      { code: "TOO_LOUD_AROUND", perSpeaker: {} },
      "It is too loud around the microphone. Ask me again when it is quieter.",
    ],
    [
      "nothing was heard, whatever else is told",
      { code: "NOTHING_HEARD", ...measured({ speakers: { [PATIO]: { code: "NOT_HEARD" } } }) },
      "The microphone didn't hear the speakers. Bring it closer or turn them up, then ask me again.",
    ],
    [
      "the bridge listens to others",
      { code: "BUSY", perSpeaker: { [PATIO]: "BUSY", [FIRE_PIT]: "BUSY" } },
      "Your bridge is busy. Try again in a moment.",
    ],
  ])("is told not to be one where %s", async (_case, outcome, speech) => {
    expect(await speechAfter(measure("calibrate"), { state: "failed", ...outcome })).toBe(speech);
  });

  it("is waited for as long as a microphone takes to open", async () => {
    const world = createWorld({
      snapshot: quiet,
      outcomeAfterMs: 3_000,
      bridge: () => ({ ...begun, perSpeaker: ok(PATIO, FIRE_PIT) }),
    });
    expect(heard((await world.say({ request: measure("calibrate") })).ssml)).toContain("I'm calibrating Backyard");
    expect(world.meanwhile.map(heard)).toEqual(["One moment."]);
  });
});

describe("what was set by a calibration", () => {
  it.each<[string, Partial<NonNullable<Outcome["measured"]>>, string]>([
    [
      "of three, one stood out",
      {
        skewMs: 44.2,
        speakers: {
          [PATIO]: { code: "OK", lateMs: 0.2 },
          [FIRE_PIT]: { code: "OK", lateMs: -3 },
          [GARAGE]: { code: "OK", lateMs: 41.2 },
        },
      },
      "Backyard and Garage are set by what the microphone heard: Garage was 41 milliseconds late before. To hear whether it fits, ask me to check the sync.",
    ],
    [
      "of two, nobody is to blame",
      { skewMs: 41, speakers: { [PATIO]: { code: "OK", lateMs: -20.5 }, [FIRE_PIT]: { code: "OK", lateMs: 20.5 } } },
      "Backyard is set by what the microphone heard: Fire Pit was 41 milliseconds behind Patio before. To hear whether it fits, ask me to check the sync.",
    ],
    [
      "they were together already",
      { skewMs: 0.31, speakers: { [PATIO]: { code: "OK", lateMs: 0 }, [FIRE_PIT]: { code: "OK", lateMs: 0.31 } } },
      "Backyard is set by what the microphone heard: the speakers were less than half a millisecond apart before. To hear whether it fits, ask me to check the sync.",
    ],
    [
      "one was not heard",
      {
        skewMs: 12,
        speakers: {
          [PATIO]: { code: "OK", lateMs: 6 },
          [FIRE_PIT]: { code: "OK", lateMs: -6 },
          [GARAGE]: { code: "NOT_HEARD" },
        },
      },
      "Backyard is set by what the microphone heard: Patio was 12 milliseconds behind Fire Pit before. I couldn't hear Garage, so it plays as before.",
    ],
    [
      "two were uncertain",
      {
        skewMs: 5.25,
        speakers: {
          [PATIO]: { code: "OK", lateMs: 5.25 },
          [FIRE_PIT]: { code: "OK", lateMs: 0 },
          [KITCHEN_COUNTER]: { code: "UNCERTAIN" },
          [GARAGE]: { code: "UNCERTAIN", lateMs: 300 },
        },
      },
      "Backyard is set by what the microphone heard: Patio was 5.3 milliseconds behind Fire Pit before. I couldn't be sure of Kitchen Counter and Garage, so they play as before.",
    ],
    [
      "one was early",
      {
        skewMs: 30,
        speakers: {
          [PATIO]: { code: "OK", lateMs: -29 },
          [FIRE_PIT]: { code: "OK", lateMs: 1 },
          [GARAGE]: { code: "OK", lateMs: 0 },
        },
      },
      "Backyard and Garage are set by what the microphone heard: Patio was 29 milliseconds early before. To hear whether it fits, ask me to check the sync.",
    ],
  ])("is not called heard: %s", async (_case, said, speech) => {
    expect(await speechAfter(measure("calibrate", everywhere), measured({ isApplied: true, ...said }))).toBe(speech);
  });

  it("a while ago is told as that", async () => {
    const said = {
      atMs: START_MS - 5 * MINUTE_MS,
      isApplied: true,
      skewMs: 3,
      speakers: { [PATIO]: { code: "OK", lateMs: 3 }, [FIRE_PIT]: { code: "OK", lateMs: 0 } },
    } as const;
    expect(await speechAfter(measure("sync-check"), measured(said))).toBe(
      "Backyard was set 5 minutes ago by what the microphone heard: Patio was 3 milliseconds behind Fire Pit. To hear whether it fits, ask me to check the sync.",
    );
  });
});

describe("what a check has heard", () => {
  const two = (skewMs: number) => ({
    skewMs,
    speakers: { [PATIO]: { code: "OK", lateMs: skewMs }, [FIRE_PIT]: { code: "OK", lateMs: 0 } } as const,
  });

  it.each<[number, string]>([
    [0.2, "I listened to Backyard: the speakers are less than half a millisecond apart."],
    [0.84, "I listened to Backyard: the speakers are 0.8 milliseconds apart."],
    [1.04, "I listened to Backyard: the speakers are 1 millisecond apart."],
    [41.4, "I listened to Backyard: Patio is 41 milliseconds behind Fire Pit. Say calibrate to bring them together."],
  ])("is told with a number that can be said: %d ms", async (skewMs, speech) => {
    expect(await speechAfter(measure("sync-check"), measured(two(skewMs)))).toBe(speech);
  });

  it("a while ago is told as that, and not as what holds now", async () => {
    expect(await speechAfter(measure("sync-check"), measured({ ...two(0.6), atMs: START_MS - 3 * HOUR_MS }))).toBe(
      "I listened to Backyard 3 hours ago: the speakers were 0.6 milliseconds apart.",
    );
  });

  it("is doubted where a speaker was away since", async () => {
    const atMs = START_MS - 3 * HOUR_MS;
    const latencies = { [PATIO]: { ms: 180, method: "measured", unverifiedSinceMs: START_MS - HOUR_MS } } as const;
    expect(await speechAfter(measure("sync-check"), { ...measured({ ...two(0.6), atMs }), latencies })).toBe(
      "I listened to Backyard 3 hours ago: the speakers were 0.6 milliseconds apart. Patio was away or changed since, so that may not hold any more.",
    );
  });

  it.each<[string, NonNullable<Outcome["measured"]>["speakers"], string]>([
    [
      "one",
      { [PATIO]: { code: "OK", lateMs: 0 }, [FIRE_PIT]: { code: "NOT_HEARD" } },
      "I could only hear Patio, and I couldn't hear Fire Pit. Bring the microphone closer or turn the speakers up, then ask me again.",
    ],
    [
      "none",
      { [PATIO]: { code: "UNCERTAIN" }, [FIRE_PIT]: { code: "NOT_HEARD" } },
      "I couldn't hear enough, and I couldn't hear Fire Pit, and I couldn't be sure of Patio. Bring the microphone closer or turn the speakers up, then ask me again.",
    ],
  ])("claims nothing where it is %s", async (_case, speakers, speech) => {
    expect(await speechAfter(measure("sync-check"), measured({ speakers }))).toBe(speech);
  });

  it("names a speaker that is away once", async () => {
    const outcome = measured(two(0.6));
    const perSpeaker = { ...outcome.perSpeaker, [GARAGE]: "SPEAKER_OFFLINE" } as const;
    expect(await speechAfter(measure("sync-check", everywhere), { ...outcome, state: "partial", perSpeaker })).toBe(
      "I listened to Backyard: the speakers are 0.6 milliseconds apart. Garage is off or out of range.",
    );
  });
});

describe("what is known where nobody listens", () => {
  const agoOf = (agoMs: number) => START_MS - agoMs;
  it.each<[string, NonNullable<Outcome["latencies"]>, string]>([
    [
      "all of them were heard",
      {
        [PATIO]: { ms: 180, method: "measured", verifiedAtMs: agoOf(2 * HOUR_MS) },
        [FIRE_PIT]: { ms: 210, method: "measured", verifiedAtMs: agoOf(5 * HOUR_MS) },
      },
      "The microphone heard Backyard 5 hours ago, and nothing has changed since, so they should play together.",
    ],
    [
      "one came back",
      {
        [PATIO]: { ms: 180, method: "measured", verifiedAtMs: agoOf(2 * HOUR_MS) },
        [FIRE_PIT]: { ms: 210, method: "measured", unverifiedSinceMs: agoOf(20 * MINUTE_MS) },
      },
      "Nobody has listened since Fire Pit was away or changed, 20 minutes ago: I can't tell how well they play together. Say calibrate Backyard.",
    ],
    [
      "nobody ever listened",
      { [PATIO]: { ms: 180, method: "reported" }, [FIRE_PIT]: { ms: 210, method: "typical" } },
      "Nobody has listened to Patio and Fire Pit yet: I can't tell how well they play together. Say calibrate Backyard.",
    ],
    [
      "one was set by ear",
      {
        [PATIO]: { ms: 180, method: "by-hand" },
        [FIRE_PIT]: { ms: 210, method: "measured", verifiedAtMs: agoOf(HOUR_MS) },
      },
      "Patio is set by ear: I can't tell how well they play together. Say calibrate Backyard.",
    ],
  ])("is told, and nothing else: %s", async (_case, latencies, speech) => {
    expect(await speechAfter(measure("sync-check"), { perSpeaker: ok(PATIO, FIRE_PIT), latencies })).toBe(speech);
    const without = { state: "failed", code: "NO_MICROPHONE", perSpeaker: {}, latencies } as const;
    expect(await speechAfter(measure("sync-check"), without)).toBe(speech);
  });

  it("is no calibration: what is missing for one is told", async () => {
    const latencies = { [PATIO]: { ms: 180, method: "reported" } } as const;
    const without = { state: "failed", code: "NO_MICROPHONE", perSpeaker: {}, latencies } as const;
    expect(await speechAfter(measure("calibrate"), without)).toMatch(/^Your bridge has no microphone\. Plug one in/);
  });
});

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
    expect(heard(reply.ssml)).toBe("One step is 1 to 500 milliseconds. Ask me for one of those.");
    expect(world.sent).toEqual([]);
  });

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
