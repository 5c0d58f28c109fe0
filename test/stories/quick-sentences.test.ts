// A family that does not wait: each sentence comes as soon as the reply to the one before was heard, and every reply
// is true of the music as it is then.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStory, type Story } from "./home.ts";

const HOME_WITHOUT_FAVOURITE = {
  speakers: [
    { name: "Patio", reportedDelayMs: 213 },
    { name: "Deck", reportedDelayMs: 142 },
    { name: "Counter", reportedDelayMs: 158 },
    { name: "Garage", reportedDelayMs: 171 },
  ],
  groups: [
    { name: "Backyard", members: ["Patio", "Deck"] },
    { name: "Kitchen", members: ["Counter", "Garage"] },
  ],
  echos: [{ name: "Hall Echo" }],
};

/** Long enough not to end by itself meanwhile, whatever the machine. */
const TRACKS = {
  "First Blue": { genre: "Jazz", seed: 11, seconds: 90 },
  Gravel: { genre: "Rock", seed: 33, seconds: 90 },
};
const JAZZ = "First Blue by The Generators";
const ROCK = "Gravel by The Generators";

describe("sentences without a pause between them", () => {
  let story: Story;
  beforeAll(async () => {
    story = await openStory({ spec: HOME_WITHOUT_FAVOURITE, tracks: TRACKS });
  });
  afterAll(() => story.close());

  it.each([
    ["what's playing", "Nothing is playing."],
    ["play jazz in the backyard", "Playing Jazz on Backyard."],
    ["what's playing", `${JAZZ} is playing on Backyard.`],
    ["pause", "Paused."],
    ["what's playing", `${JAZZ} is paused on Backyard.`],
    ["resume", "Playing again."],
    ["what's playing", `${JAZZ} is playing on Backyard.`],
    ["play rock in the kitchen", "Playing Rock on Kitchen."],
    ["what's playing", `${JAZZ} is playing on Backyard. ${ROCK} is playing on Kitchen.`],
    ["stop the music", "Stopped on Kitchen."],
    ["what's playing", `${JAZZ} is playing on Backyard.`],
    ["mute the deck", "Muted Deck."],
    ["what's playing", `${JAZZ} is playing on Patio; Deck is muted.`],
    ["unmute the deck", "Unmuted Deck."],
    ["stop the music in the kitchen", "Nothing is playing on Kitchen."],
    ["stop the music", "Stopped."],
    ["what's playing", "Nothing is playing."],
    ["play something in the kitchen", `Playing ${ROCK} on Kitchen.`],
    ["stop the music", "Stopped."],
    ["what's playing in the kitchen", "Nothing is playing on Kitchen."],
    ["stop the music everywhere", "Nothing is playing."],
  ])("%s → %s", async (utterance, reply) => {
    expect(await story.say(utterance)).toBe(reply);
  });

  it("leave nothing behind that plays", () => {
    expect(story.stack.state().zones).toEqual({});
  });
});
