// Each Echo has a group of its own, and the music is controlled by voice: pause, go on, next, back, stop.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { levelOf, openStory, type Story } from "./home.ts";

const JAZZ = {
  "First Blue": { genre: "Jazz", seed: 11, seconds: 40 },
  "Second Blue": { genre: "Jazz", seed: 22, seconds: 40 },
};

describe("the kitchen's Echo", () => {
  let story: Story;
  const title = () => Object.values(story.stack.state().zones)[0]?.title;
  const level = async (name: string) => {
    await story.listen(800);
    return levelOf(story.cone(name).left, story.nowMs() - 500, story.nowMs() - 300);
  };

  beforeAll(async () => {
    story = await openStory({ tracks: JAZZ });
  });
  afterAll(() => story.close());

  it("plays in the kitchen when nobody says where, and nowhere else", async () => {
    expect(await story.say("play jazz")).toBe("Playing Jazz on Kitchen.");
    expect(await level("Kitchen Counter")).toBeGreaterThan(0.01);
    expect(await level("Kitchen Window")).toBeGreaterThan(0.01);
    expect(levelOf(story.cone("Patio").left, 0, story.nowMs())).toBe(0);
  });

  it("falls silent at pause, and goes on at resume", async () => {
    expect(await story.say("pause")).toBe("Paused.");
    expect(await level("Kitchen Window")).toBe(0);
    expect(await story.say("resume")).toBe("Playing again.");
    expect(await level("Kitchen Window")).toBeGreaterThan(0.01);
  });

  it("says the next track, and begins one again", async () => {
    const first = title();
    expect(await story.say("next")).toMatch(/^Next: (?:First|Second) Blue by The Generators\.$/);
    const second = title();
    expect(second).not.toBe(first);
    await story.reported();
    expect(await story.say("what's playing")).toContain(`${second} by The Generators is playing on Kitchen`);
    await story.listen(4_000);
    // as on any player: later than three seconds into a track it begins again
    expect(await story.say("previous")).toBe(`Back to ${second} by The Generators.`);
    expect(title()).toBe(second);
  });

  it("can be given another group", async () => {
    expect(await story.say("use the backyard for this echo")).toBe("This Echo uses Backyard from now on.");
    expect(await story.say("play jazz")).toBe("Playing Jazz on Backyard.");
    expect(await level("Deck")).toBeGreaterThan(0.01);
  });

  it("stops, and then nothing plays", async () => {
    expect(await story.say("stop everywhere")).toBe("Stopped all speakers.");
    expect(story.stack.state().zones).toEqual({});
    expect(await level("Deck")).toBe(0);
    expect(await level("Kitchen Counter")).toBe(0);
  });
});
