// Speakers that are not equally loud: a microphone hears it, somebody says yes, and from then on they are.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { HomeSpec } from "../../local/src/home/home-spec.ts";
import { levelOf, openStory, type Story } from "./home.ts";

/** For what they are given, the patio is 7 dB louder than the deck, and 3 dB louder than the fire pit. All of them stand 2 m off. */
const UNEVEN: HomeSpec = {
  speakers: [
    { name: "Patio", reportedDelayMs: 150, actualLatencyMs: 150 },
    { name: "Deck", reportedDelayMs: 142, actualLatencyMs: 142, sensitivityDb: -7 },
    { name: "Fire Pit", reportedDelayMs: 187, actualLatencyMs: 187.45, sensitivityDb: -3 },
  ],
  groups: [{ name: "Backyard", members: ["Patio", "Deck", "Fire Pit"] }],
};
const GROUP = ["Patio", "Deck", "Fire Pit"];
/** On a busy machine the bridge may not have answered in time: whoever asks again is told. */
const GOES_ON = /^(?:I sent it, but|I'm listening|Still measuring|All tones)/u;

describe("speakers that are matched in loudness", () => {
  let story: Story;

  /** Asks again until there is an answer, as somebody who waits does. */
  async function ask(utterance: string): Promise<string> {
    for (let tries = 0; tries < 200; tries += 1) {
      const speech = await story.say(utterance);
      if (!GOES_ON.test(speech)) return speech;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error("the measurement does not end");
  }

  /** What left each cone while all played the same, dB: the mean over three seconds of it. */
  async function levelsDb(): Promise<readonly number[]> {
    await story.say("play jazz in the backyard");
    await story.listen(6_000);
    const untilMs = story.nowMs() - 1_000;
    const levels = GROUP.map((name) => 20 * Math.log10(levelOf(story.cone(name).left, untilMs - 3_000, untilMs)));
    await story.say("stop");
    return levels;
  }

  const spread = (levels: readonly number[]): number => Math.max(...levels) - Math.min(...levels);

  beforeAll(async () => {
    story = await openStory({ spec: UNEVEN });
  }, 60_000);
  afterAll(() => story.close());

  it("are 7 dB apart before, at the same volume", async () => {
    expect(spread(await levelsDb())).toBeCloseTo(7, 0);
  });

  it("are asked about once they were heard, and nothing is changed before the yes", async () => {
    expect(await ask("match the levels in the backyard")).toMatch(
      /^At the same volume (?:Patio is [34] decibels louder|Deck is [34] decibels softer) than the rest: should I match the levels\?$/u,
    );
    const { home } = await story.stack.home();
    expect(home.speakers.map(({ tone }) => tone)).toEqual([undefined, undefined, undefined]);
  }, 60_000);

  it("are within 1 dB afterwards, and nobody is louder than before", async () => {
    const before = await levelsDb();
    await ask("match the levels in the backyard");
    expect(await story.say("yes")).toMatch(/^Patio and Fire Pit are turned down to match, by up to [78] decibels\./u);
    await story.configured();
    const after = await levelsDb();
    expect(spread(after)).toBeLessThan(1);
    for (const [index, level] of after.entries()) expect(level).toBeLessThan((before[index] ?? 0) + 0.1);
  }, 60_000);

  it("are heard to be even by the microphone, too", async () => {
    expect(await ask("match the levels in the backyard")).toBe(
      "All speakers are equally loud where the microphone stands: there is nothing to match.",
    );
  }, 60_000);

  it("are as they were built again when that is said", async () => {
    expect(await story.say("forget the levels of the backyard")).toBe("Backyard plays as loud as it was built.");
    await story.configured();
    expect(spread(await levelsDb())).toBeCloseTo(7, 0);
  });
});
