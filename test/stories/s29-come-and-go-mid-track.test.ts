// While a track plays, speakers join it, leave it, and the music moves: it goes on from where it is, and in time.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { levelOf, openStory, placeIn, SAMPLE_MS, type Story, TRACKS } from "./home.ts";

const BLUE = TRACKS["First Blue"];

describe("speakers that come and go while the music plays", () => {
  let story: Story;
  const placeOn = (name: string, atMs: number) => placeIn(BLUE, "left", story.cone(name).left, atMs);

  beforeAll(async () => {
    story = await openStory();
    await story.say("play jazz in the backyard");
    await story.listen(1_000);
  });
  afterAll(() => story.close());

  it("joins where the music is, in time with those already there", async () => {
    expect(await story.say("add the kitchen window")).toBe("Now also playing on Kitchen Window.");
    await story.listen(2_600);
    const atMs = story.nowMs() - 1_200;
    const [patio, window] = [placeOn("Patio", atMs), placeOn("Kitchen Window", atMs)];
    expect(window.coherence).toBeGreaterThan(0.5);
    expect(patio.positionMs).toBeGreaterThan(1_000);
    expect(Math.abs(window.positionMs - patio.positionMs)).toBeLessThanOrEqual(SAMPLE_MS);
    const [zone] = await story.measure(["Patio", "Deck", "Kitchen Window"], atMs, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(["Patio", "Deck", "Kitchen Window"]);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
  });

  it("leaves, and the others play on without a gap", async () => {
    const beforeMs = story.nowMs();
    expect(await story.say("remove the deck")).toBe("The music has stopped on Deck.");
    await story.listen(1_500);
    expect(levelOf(story.cone("Deck").left, story.nowMs() - 500, story.nowMs() - 100)).toBe(0);
    const [zone] = await story.measure(["Patio", "Kitchen Window"], beforeMs - 300, story.nowMs() - 100);
    expect(zone?.dropouts).toBe(0);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
  });

  it("moves, and goes on from where it was", async () => {
    const before = { atMs: story.nowMs() - 1_100, ...placeOn("Patio", story.nowMs() - 1_100) };
    expect(await story.say("move the music to the kitchen")).toBe("The music has moved and is playing on Kitchen.");
    await story.listen(2_600);
    const atMs = story.nowMs() - 1_200;
    expect(levelOf(story.cone("Patio").left, atMs, story.nowMs() - 100)).toBe(0);
    const counter = placeOn("Kitchen Counter", atMs);
    expect(counter.coherence).toBeGreaterThan(0.5);
    // as much music as time has passed: nothing was played twice, nothing was left out
    expect(Math.abs(counter.positionMs - before.positionMs - (atMs - before.atMs))).toBeLessThanOrEqual(SAMPLE_MS);
    const [zone] = await story.measure(["Kitchen Counter", "Kitchen Window"], atMs, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(["Kitchen Counter", "Kitchen Window"]);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
  });
});
