// "Play jazz in the backyard and the kitchen": one sentence, two groups, one music, in time.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { firstSound } from "../bridge-firmware/engine/fixtures.ts";
import { openStory, placeIn, SAMPLE_MS, type Story, TRACKS } from "./home.ts";

const SPEAKERS = ["Patio", "Deck", "Kitchen Counter", "Kitchen Window"];

describe("one sentence for two groups", () => {
  let story: Story;
  let speech = "";

  beforeAll(async () => {
    story = await openStory();
    speech = await story.say("play jazz in the backyard and the kitchen");
    await story.listen(4_000);
  });
  afterAll(() => story.close());

  it("is answered with what plays and both names", () => {
    expect(speech).toBe("Playing Jazz on Backyard and Kitchen.");
  });

  it("starts all speakers on the same sample, though each takes another time to sound", () => {
    const starts = SPEAKERS.map((name) => firstSound(story.cone(name).left));
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThanOrEqual(1);
    expect(Math.min(...starts)).toBeGreaterThan(0);
  });

  it("plays the same music from every cone, no more than a sample apart", async () => {
    const startMs = firstSound(story.cone("Patio").left) * SAMPLE_MS;
    const zones = await story.measure(SPEAKERS, startMs + 500, startMs + 3_500);
    expect(zones).toHaveLength(1);
    expect(zones[0]?.speakers).toEqual(SPEAKERS);
    expect(zones[0]?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
    expect(zones[0]?.dropouts).toBe(0);
  });

  it("plays jazz, and not rock, from its beginning", () => {
    const heard = story.cone("Deck").left;
    const startMs = firstSound(heard) * SAMPLE_MS;
    const jazz = placeIn(TRACKS["First Blue"], "left", heard, startMs + 1_000);
    expect(jazz.coherence).toBeGreaterThan(0.5);
    expect(jazz.positionMs).toBeGreaterThan(990);
    expect(jazz.positionMs).toBeLessThan(1_010);
    expect(placeIn(TRACKS.Gravel, "left", heard, startMs + 1_000).coherence).toBeLessThan(0.15);
  });
});
