// Jazz in the backyard, rock in the kitchen, at the same time: each place hears its own and nothing of the other.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStory, placeIn, SAMPLE_MS, type Story, TRACKS } from "./home.ts";

const BACKYARD = ["Patio", "Deck"];
const KITCHEN = ["Kitchen Counter", "Kitchen Window"];

describe("two zones", () => {
  let story: Story;

  beforeAll(async () => {
    story = await openStory();
    expect(await story.say("play jazz in the backyard")).toBe("Playing Jazz on Backyard.");
    expect(await story.say("play rock in the kitchen")).toBe("Playing Rock on Kitchen.");
    await story.listen(3_000);
  });
  afterAll(() => story.close());

  it.each([
    { names: BACKYARD, own: TRACKS["First Blue"], other: TRACKS.Gravel },
    { names: KITCHEN, own: TRACKS.Gravel, other: TRACKS["First Blue"] },
  ])("$names hear their own music and nothing else", ({ names, own, other }) => {
    const atMs = story.nowMs() - 1_500;
    for (const name of names) {
      const heard = story.cone(name).left;
      expect(placeIn(own, "left", heard, atMs).coherence).toBeGreaterThan(0.5);
      expect(placeIn(other, "left", heard, atMs).coherence).toBeLessThan(0.1);
    }
  });

  it("are each in time with themselves", async () => {
    const zones = await story.measure([...BACKYARD, ...KITCHEN], story.nowMs() - 2_200, story.nowMs() - 200);
    expect(zones.map(({ speakers }) => speakers)).toEqual([BACKYARD, KITCHEN]);
    for (const { maxMs } of zones) expect(maxMs).toBeLessThanOrEqual(SAMPLE_MS);
  });

  it("are both told of", async () => {
    await story.reported();
    const speech = await story.say("what's playing");
    expect(speech).toContain("First Blue by The Generators is playing on Backyard");
    expect(speech).toContain("Gravel by The Generators is playing on Kitchen");
  });

  it("end one by one", async () => {
    expect(await story.say("stop the music in the kitchen")).toBe("Stopped Kitchen.");
    await story.listen(800);
    const playing = Object.values(story.stack.state().zones).map(({ title }) => title);
    expect(playing).toEqual(["First Blue"]);
  });
});
