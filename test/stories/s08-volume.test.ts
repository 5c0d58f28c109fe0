// Volume per speaker and per group, in words and in numbers, never above a speaker's limit.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { levelOf, openStory, type Story } from "./home.ts";

describe("volume", () => {
  let story: Story;
  const volumeOf = (name: string) => {
    const id = story.stack.speakers.find((speaker) => speaker.name === name)?.id;
    const report = id && story.stack.state().speakers[id];
    return report ? (report.muted ? "muted" : report.volumePercent) : null;
  };
  const level = async (name: string) => {
    await story.listen(1_200);
    return levelOf(story.cone(name).left, story.nowMs() - 500, story.nowMs() - 300);
  };

  beforeAll(async () => {
    story = await openStory();
    await story.say("play jazz everywhere");
  });
  afterAll(() => story.close());

  it("is set for one speaker, and no other", async () => {
    const before = await level("Deck");
    expect(await story.say("set the patio to 20 percent")).toBe("Volume 20 percent on Patio.");
    expect([volumeOf("Patio"), volumeOf("Deck")]).toEqual([20, 50]);
    expect(await level("Patio")).toBeLessThan(0.5 * before);
    expect(await level("Deck")).toBeCloseTo(before, 2);
  });

  it("is set for a group", async () => {
    expect(await story.say("set the kitchen to 80 percent")).toBe("Volume 80 percent on Kitchen.");
    expect([volumeOf("Kitchen Counter"), volumeOf("Kitchen Window"), volumeOf("Patio")]).toEqual([80, 80, 20]);
  });

  it("goes up and down by as much as the words mean", async () => {
    expect(await story.say("turn the deck up a bit")).toBe("Turned up Deck to 55 percent.");
    expect(await story.say("turn the deck down")).toBe("Turned down Deck to 45 percent.");
    expect(await story.say("set the deck to half")).toBe("Volume 50 percent on Deck.");
    expect(volumeOf("Deck")).toBe(50);
  });

  it("is silent while muted, and as before afterwards", async () => {
    expect(await story.say("mute the deck")).toBe("Muted Deck.");
    expect(await level("Deck")).toBe(0);
    expect(volumeOf("Deck")).toBe("muted");
    expect(await story.say("unmute the deck")).toBe("Unmuted Deck.");
    expect(await level("Deck")).toBeGreaterThan(0.01);
    expect(volumeOf("Deck")).toBe(50);
  });
});
