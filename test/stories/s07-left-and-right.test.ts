// A speaker plays the left side, the right side, both, or both in one: what leaves its cone is that side.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStory, placeIn, type Story, TRACKS } from "./home.ts";

const BLUE = TRACKS["First Blue"];

describe("left and right", () => {
  let story: Story;

  /** How much of the track's left and right side is in what the speaker gave off in the last second, on each of its channels. */
  async function sidesOf(name: string) {
    await story.configured();
    await story.listen(1_500);
    const cone = story.cone(name);
    const atMs = story.nowMs() - 1_300;
    const of = (heard: Int16Array) => ({
      left: placeIn(BLUE, "left", heard, atMs).coherence > 0.4,
      right: placeIn(BLUE, "right", heard, atMs).coherence > 0.4,
    });
    return [of(cone.left), of(cone.right)];
  }

  const LEFT = { left: true, right: false };
  const RIGHT = { left: false, right: true };
  const BOTH = { left: true, right: true };

  beforeAll(async () => {
    story = await openStory();
    await story.say("play jazz in the backyard");
  });
  afterAll(() => story.close());

  it("is stereo until somebody says otherwise", async () => {
    expect(await sidesOf("Deck")).toEqual([LEFT, RIGHT]);
  });

  it("follows while the music plays", async () => {
    expect(await story.say("set the patio to left")).toBe("Patio is set to the left channel.");
    expect(await story.say("set the deck to right")).toBe("Deck is set to the right channel.");
    expect(await sidesOf("Patio")).toEqual([LEFT, LEFT]);
    expect(await sidesOf("Deck")).toEqual([RIGHT, RIGHT]);
  });

  it("swaps", async () => {
    expect(await story.say("swap left and right in the backyard")).toBe("Left and right are swapped on Backyard.");
    expect(await sidesOf("Patio")).toEqual([RIGHT, RIGHT]);
    expect(await sidesOf("Deck")).toEqual([LEFT, LEFT]);
  });

  it("is both sides in one at mono", async () => {
    expect(await story.say("set the patio to mono")).toBe("Patio is set to mono.");
    expect(await sidesOf("Patio")).toEqual([BOTH, BOTH]);
  });

  it("stays so for what is played next", async () => {
    await story.say("stop");
    await story.say("play jazz on the deck");
    expect(await sidesOf("Deck")).toEqual([LEFT, LEFT]);
  });
});
