// What is said of how well speakers play together: as much as the bridge's outcome holds, and never more.
import type { Outcome } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { START_MS } from "../fakes/clock.ts";
import { FIRE_PIT, GARAGE, KITCHEN_COUNTER, PATIO, playing, quiet } from "../fakes/home.ts";
import { measure, measured, ok, speechAfter } from "../fakes/sync.ts";
import { everywhere, named, unsaid } from "../fakes/voice.ts";
import { createWorld, heard } from "../fakes/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("a measurement that has begun", () => {
  const begun = { measuring: { playedProbes: 0, allProbes: 4, leftMs: 21_400 } };

  it.each<[string, VoiceRequest, Partial<Outcome>, string]>([
    [
      "of a group",
      measure("calibrate"),
      { perSpeaker: ok(PATIO, FIRE_PIT) },
      "I'm calibrating Backyard: 2 speakers, about 20 seconds. Then ask me to check the sync on Backyard.",
    ],
    [
      "of speakers by their names",
      measure("calibrate", named("patio", "garage")),
      { perSpeaker: ok(PATIO, GARAGE) },
      "I'm calibrating Patio and Garage: about 20 seconds. Then ask me to check the sync on Patio and Garage.",
    ],
    [
      "of everything",
      measure("sync-check", everywhere),
      { perSpeaker: ok(PATIO, FIRE_PIT, KITCHEN_COUNTER, GARAGE) },
      "I'm listening to all speakers: 4 speakers, about 20 seconds. Then ask me again.",
    ],
    [
      "without one that is away",
      measure("calibrate", everywhere),
      {
        state: "partial",
        code: "SPEAKER_OFFLINE",
        perSpeaker: { ...ok(PATIO, FIRE_PIT), [GARAGE]: "SPEAKER_OFFLINE" },
      },
      "I'm calibrating all speakers: 2 speakers, about 20 seconds; Garage is off or out of range. Then ask me to check the sync everywhere.",
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
    ).toBe("I'm calibrating Backyard: 2 speakers, about 20 seconds. Then ask me to check the sync.");
  });

  it.each<[number, string]>([
    [2_000, "a few seconds"],
    [7_400, "about 7 seconds"],
    [33_000, "about 35 seconds"],
    [130_000, "about 2 minutes"],
  ])("is asked about while it goes on, with %d ms left", async (leftMs, left) => {
    const measuring = { playedProbes: 3, allProbes: 8, leftMs };
    expect(await speechAfter(measure("sync-check"), { measuring, perSpeaker: ok(PATIO, FIRE_PIT) })).toBe(
      `Still measuring: 3 of 8 tones. Ask me again in ${left}.`,
    );
  });

  it("has played all its tones before it knows what it heard", async () => {
    const measuring = { playedProbes: 8, allProbes: 8, leftMs: 1_200 };
    expect(await speechAfter(measure("calibrate"), { measuring, perSpeaker: ok(PATIO, FIRE_PIT) })).toBe(
      "All tones were played, and I am working out what I heard. Ask me again in a few seconds.",
    );
  });

  it("of other speakers is never taken for one of these", async () => {
    const outcome = {
      state: "failed",
      code: "BUSY",
      measuring: { playedProbes: 0, allProbes: 8, leftMs: 40_000 },
    } as const;
    expect(await speechAfter(measure("calibrate"), { ...outcome, perSpeaker: {} })).toBe(
      "I'm listening to other speakers: 0 of 8 tones. Ask me again in about 40 seconds.",
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
      "of three, two stood out",
      {
        skewMs: 56,
        speakers: {
          [PATIO]: { code: "OK", lateMs: 0 },
          [FIRE_PIT]: { code: "OK", lateMs: -20.8 },
          [GARAGE]: { code: "OK", lateMs: 35.4 },
        },
      },
      "Backyard and Garage are set by what the microphone heard: Garage was 35 milliseconds late and Fire Pit 21 milliseconds early before. To hear whether it fits, ask me to check the sync.",
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

  it.each<[string, Outcome["perSpeaker"], string]>([
    [
      "who is told nothing of",
      ok(PATIO, FIRE_PIT),
      "Nothing is known of Fire Pit now: I can't tell how well they play together. Say calibrate Backyard.",
    ],
    [
      "who is away",
      { ...ok(PATIO), [FIRE_PIT]: "SPEAKER_OFFLINE" },
      "I can't tell how well they play together. Fire Pit is off or out of range.",
    ],
  ])("claims nothing for a speaker %s", async (_case, perSpeaker, speech) => {
    const latencies = { [PATIO]: { ms: 180, method: "measured", verifiedAtMs: agoOf(2 * HOUR_MS) } } as const;
    const state = Object.values(perSpeaker).every((code) => code === "OK") ? "done" : "partial";
    expect(await speechAfter(measure("sync-check"), { state, perSpeaker, latencies })).toBe(speech);
  });

  it("is no calibration: what is missing for one is told", async () => {
    const latencies = { [PATIO]: { ms: 180, method: "reported" } } as const;
    const without = { state: "failed", code: "NO_MICROPHONE", perSpeaker: {}, latencies } as const;
    expect(await speechAfter(measure("calibrate"), without)).toMatch(/^Your bridge has no microphone\. Plug one in/);
  });
});

describe("the picture of a film", () => {
  const two = {
    skewMs: 0.3,
    speakers: { [PATIO]: { code: "OK", lateMs: 0 }, [FIRE_PIT]: { code: "OK", lateMs: 0.3 } },
  } as const;

  it("is told of where the speakers are in time, and there is nothing else to say", async () => {
    expect(await speechAfter(measure("sync-check"), { ...measured(two), pictureAheadMs: 343.4 })).toBe(
      "I listened to Backyard: the speakers are less than half a millisecond apart. A film's picture would be about 340 milliseconds ahead of its sound.",
    );
  });

  it("is told of where nobody listens, and the microphone's word still holds", async () => {
    const latencies = {
      [PATIO]: { ms: 180, method: "measured", verifiedAtMs: START_MS - HOUR_MS },
      [FIRE_PIT]: { ms: 180, method: "measured", verifiedAtMs: START_MS - HOUR_MS },
    } as const;
    const outcome = { perSpeaker: ok(PATIO, FIRE_PIT), latencies, pictureAheadMs: 310 };
    expect(await speechAfter(measure("sync-check"), outcome)).toMatch(
      /should play together\. A film's picture would be about 310 milliseconds ahead of its sound\.$/u,
    );
  });

  it("comes after what is to be done", async () => {
    const apart = { ...measured({ ...two, skewMs: 40 }), pictureAheadMs: 343 };
    expect(await speechAfter(measure("sync-check"), apart)).toMatch(/Say calibrate to bring them together\.$/u);
  });
});
