// Each command asks the cloud for one Query, one send and one write, and reads its outcome: real requests of the whole stack.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type CallCounter, type Calls, createCallCounter } from "../../bench/src/count-calls.ts";
import { HOME, openStory, type Story, TRACKS } from "./home.ts";

let story: Story;
let counter: CallCounter;
beforeAll(async () => {
  const longer = { seconds: 90 };
  const tracks = { "First Blue": { ...TRACKS["First Blue"], ...longer }, Gravel: { ...TRACKS.Gravel, ...longer } };
  story = await openStory({ spec: HOME, tracks });
  counter = createCallCounter();
});
afterAll(async () => {
  counter.close();
  await story.close();
});

const say = async (sentence: string) => {
  const { value, calls } = await counter.count(() => story.say(`Alexa, ask House Band to ${sentence}`));
  return { speech: value, calls };
};

/** Reads of one item, and the "one moment" of a turn that takes long, are beside the point; so is what a busy machine tries again. */
const counted = (calls: Calls): Record<string, number> =>
  Object.fromEntries([...calls].filter(([name]) => !/^GetItem|^progressive response|, tried again$/.test(name)));

/** PutItem, UpdateItem, DeleteItem and transactions are writes: one of them is all there may be. */
const ONE_OF_EACH = { Query: 1, UpdateItem: 1, SendDirectMessage: 1 };

describe("a command by voice", () => {
  it.each([
    ["play jazz in the backyard", /^Playing Jazz on Backyard\.$/],
    ["turn it up", /^Turned up Backyard/],
    ["set the volume to 40 percent in the backyard", /^Volume 40 percent/],
    ["pause the backyard", /^Paused Backyard/],
    ["resume the backyard", /^Playing again on Backyard/],
    ["mute the patio", /^Muted Patio/],
    ["unmute the patio", /^Unmuted Patio/],
    ["add the kitchen window", /Kitchen Window/],
    ["move the music to the kitchen", /Kitchen/],
    ["play a song nobody has in the kitchen", /^I couldn't find/],
    ["stop the music everywhere", /^Stopped/],
  ])("asks the cloud for one Query, one send and one write: %s", async (sentence, expected) => {
    const { speech, calls } = await say(sentence);
    expect(speech).toMatch(expected);
    expect(counted(calls)).toEqual(ONE_OF_EACH);
  });

  it("does so after more of them than a home remembers", async () => {
    for (let times = 0; times < 12; times += 1) {
      const { calls } = await say(times % 2 === 0 ? "mute the patio" : "unmute the patio");
      expect(counted(calls)).toEqual(ONE_OF_EACH);
    }
  });

  it("does so where two people speak at once, and neither's is lost", async () => {
    const both = await Promise.all([say("turn the patio down a bit"), say("turn the kitchen window down a bit")]);
    expect(both.map(({ speech }) => speech).sort()).toEqual([
      expect.stringMatching(/^Turned down Kitchen Window/),
      expect.stringMatching(/^Turned down Patio/),
    ]);
    for (const { calls } of both) expect(counted(calls)).toEqual(ONE_OF_EACH);
  });
});
