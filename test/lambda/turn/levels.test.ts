// Speakers that are not equally loud: what is offered, what is asked, and what comes of yes and no.
import type { Home, Outcome } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { readPending, toAttributes } from "../../../lambda/src/session-memory.ts";
import type { Pending, Reply } from "../../../lambda/src/turn/turn.ts";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { FIRE_PIT, GARAGE, home, PATIO, quiet } from "../fakes/home.ts";
import { measure, measured, ok, speechAfter } from "../fakes/sync.ts";
import { everywhere, named, unsaid } from "../fakes/voice.ts";
import { createWorld, heard } from "../fakes/world.ts";

const TRIMS = { [PATIO]: -4.2, [FIRE_PIT]: 0 };

/** Patio and Fire Pit, in time, the patio so much louder. */
const uneven = (spreadDb: number, said: Partial<NonNullable<Outcome["measured"]>> = {}): Partial<Outcome> =>
  measured({
    skewMs: 0.2,
    levels: { spreadDb, leftDb: 0, trims: TRIMS },
    speakers: {
      [PATIO]: { code: "OK", lateMs: 0.1, levelDb: spreadDb / 2 },
      [FIRE_PIT]: { code: "OK", lateMs: -0.1, levelDb: -spreadDb / 2 },
    },
    ...said,
  });

/** Each turn takes up what the one before left in the session. */
function createTalk(answer: Partial<Outcome>) {
  const world = createWorld({ snapshot: quiet, bridge: () => answer });
  let pending: Pending | null = null;
  let reply: Reply | null = null;
  const trims = () => {
    const edited: Home | undefined = world.store.snapshotOf(home.id)?.home;
    return edited?.speakers.map(({ tone }) => tone?.trimDb ?? 0);
  };
  return {
    ...world,
    trims,
    isOpen: () => reply?.endsSession === false,
    async say(request: VoiceRequest): Promise<string> {
      reply = await world.say({ request, pending });
      pending = readPending(JSON.parse(JSON.stringify(toAttributes(reply.pending))));
      return heard(reply.ssml);
    },
  };
}

describe("a measurement that heard one louder than the rest", () => {
  it("asks whether to match them, and turns the louder one down at a yes", async () => {
    const talk = createTalk(uneven(4.2));
    expect(await talk.say(measure("sync-check"))).toBe(
      "I listened to Backyard: the speakers are less than half a millisecond apart. At the same volume Patio is 4 decibels louder than Fire Pit: should I match the levels?",
    );
    expect(talk.isOpen()).toBe(true);
    expect(await talk.say({ kind: "yes" })).toBe(
      "Patio is turned down to match, by 4 decibels. To undo it, say forget the levels.",
    );
    expect(talk.trims()).toEqual([-4.2, 0, 0, 0]);
    expect(talk.sent).toHaveLength(1);
  });

  it('takes "match them" for a yes, and leaves them alone at a no', async () => {
    const agreed = createTalk(uneven(4.2));
    await agreed.say(measure("sync-check"));
    await agreed.say(measure("match-levels", unsaid));
    expect(agreed.trims()).toEqual([-4.2, 0, 0, 0]);
    const refused = createTalk(uneven(4.2));
    await refused.say(measure("sync-check"));
    expect(await refused.say({ kind: "no" })).toBe("All right, I'll leave everything as it is.");
    expect(refused.trims()).toEqual([0, 0, 0, 0]);
  });

  it("names the one that stands out of several, louder or softer", async () => {
    const three = (levels: readonly [number, number, number]) =>
      measured({
        skewMs: 0.2,
        isApplied: true,
        levels: { spreadDb: 6, leftDb: 0, trims: TRIMS },
        speakers: {
          [PATIO]: { code: "OK", lateMs: 0, levelDb: levels[0] },
          [FIRE_PIT]: { code: "OK", lateMs: 0.2, levelDb: levels[1] },
          [GARAGE]: { code: "OK", lateMs: 0.1, levelDb: levels[2] },
        },
      });
    const request = measure("calibrate", named("backyard", "garage"));
    expect(await speechAfter(request, three([6.4, 0, -0.2]))).toBe(
      "Backyard and Garage are set by what the microphone heard: the speakers were less than half a millisecond apart before. At the same volume Patio is 6 decibels louder than the rest: should I match the levels?",
    );
    expect(await speechAfter(request, three([1, 0, -6]))).toContain("Garage is 6 decibels softer than the rest");
  });

  it.each<[string, Partial<Outcome>]>([
    ["they differ by less than people notice", uneven(2.9)],
    ["they are not in time: that comes first", uneven(9, { skewMs: 40 })],
    [
      "one was not heard",
      uneven(9, {
        speakers: {
          ...uneven(9).measured?.speakers,
          [GARAGE]: { code: "NOT_HEARD" },
        },
      }),
    ],
  ])("asks nothing where %s", async (_, outcome) => {
    const talk = createTalk(outcome);
    expect(await talk.say(measure("sync-check"))).not.toContain("?");
    expect(talk.isOpen()).toBe(false);
  });
});

describe("levels that somebody wants matched", () => {
  it("are listened to first: nothing is changed by what nobody has heard", async () => {
    const talk = createTalk({
      measuring: { playedProbes: 0, allProbes: 4, leftMs: 20_000 },
      perSpeaker: ok(PATIO, FIRE_PIT),
    });
    expect(await talk.say(measure("match-levels"))).toBe(
      "I'm listening to Backyard: 2 speakers, about 20 seconds. Then ask me again to match the levels on Backyard.",
    );
    expect(talk.sent).toMatchObject([{ kind: "sync-check", speakers: [PATIO, FIRE_PIT] }]);
    expect(talk.trims()).toEqual([0, 0, 0, 0]);
  });

  it("are asked about once they were heard, also where they differ by little", async () => {
    const talk = createTalk(uneven(1.6));
    expect(await talk.say(measure("match-levels"))).toBe(
      "At the same volume Patio is 2 decibels louder than Fire Pit: should I match the levels?",
    );
    await talk.say({ kind: "yes" });
    expect(talk.trims()).toEqual([-4.2, 0, 0, 0]);
  });

  it.each<[string, Partial<Outcome>, string]>([
    ["they are even", uneven(0.8), "Backyard is equally loud where the microphone stands: there is nothing to match."],
    [
      "they can't be compared",
      measured({
        skewMs: 0.2,
        speakers: { [PATIO]: { code: "OK", lateMs: 0 }, [FIRE_PIT]: { code: "OK", lateMs: 0 } },
      }),
      "I could only hear Backyard. Bring the microphone closer or turn the speakers up, then ask me again.",
    ],
    [
      "nobody can listen",
      { perSpeaker: ok(PATIO, FIRE_PIT), latencies: { [PATIO]: { ms: 120, method: "reported" } } },
      "Your bridge has no microphone. Plug one in where you listen, or use a phone's recording: house-band calibrate, on the bridge, tells how.",
    ],
  ])("are told of and left alone where %s", async (_, outcome, speech) => {
    const talk = createTalk(outcome);
    expect(await talk.say(measure("match-levels"))).toBe(speech);
    expect(talk.isOpen()).toBe(false);
  });

  it("wait for a yes where music plays", async () => {
    const talk = createTalk({ state: "failed", code: "MUSIC_PLAYS", perSpeaker: {} });
    expect(await talk.say(measure("match-levels"))).toContain("should I listen anyway?");
    expect(talk.isOpen()).toBe(true);
  });
});

describe("levels that are forgotten", () => {
  it.each<[VoiceRequest, string, readonly number[]]>([
    [{ kind: "forget-levels", targets: named("backyard") }, "Backyard plays as loud as it was built.", [0, 0, -3, 0]],
    [{ kind: "forget-levels", targets: unsaid }, "All speakers play as loud as they were built.", [0, 0, 0, 0]],
    [{ kind: "forget-levels", targets: everywhere }, "All speakers play as loud as they were built.", [0, 0, 0, 0]],
  ])("%j: %s", async (request, speech, trims) => {
    const tones = [-4.2, 0, -3, 0];
    const speakers = home.speakers.map((speaker, index) => ({
      ...speaker,
      tone: { trimDb: tones[index] ?? 0, equaliser: [] },
    }));
    const world = createWorld({ snapshot: { ...quiet, home: { ...home, speakers } } });
    expect(heard((await world.say({ request })).ssml)).toBe(speech);
    const edited = world.store.snapshotOf(home.id)?.home.speakers.map(({ tone }) => tone?.trimDb ?? 0);
    expect(edited).toEqual(trims);
  });
});

describe("what the session carries meanwhile", () => {
  it.each<[string, unknown]>([
    ["somebody louder than they were built", { [PATIO]: 3 }],
    ["more taken away than levels are matched by", { [PATIO]: -30 }],
    ["trims of nobody's", { patio: -3 }],
    ["no trims", null],
  ])("is not believed with %s", (_, trims) => {
    expect(readPending({ pending: { request: { kind: "take-levels", trims }, hole: "sure" } })).toBeNull();
    expect(readPending({ pending: { request: { kind: "take-levels", trims: TRIMS }, hole: "sure" } })).not.toBeNull();
  });
});
