// One command starts a whole group together, however different its speakers; who is asleep is named and not waited for.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { firstSound } from "../bridge-firmware/engine/fixtures.ts";
import { levelOf, openStory, type Story } from "./home.ts";

const LATENCIES_MS = [31, 88, 120, 171, 213, 247, 330, 412];
const NAMES = ["Patio", "Deck", "Garage", "Office", "Bedroom", "Hallway", "Porch", "Pool"];

describe("a group of eight speakers that differ by 381 ms, and one that sleeps", () => {
  let story: Story;
  let speech = "";

  beforeAll(async () => {
    const awake = NAMES.map((name, index) => ({ name, reportedDelayMs: LATENCIES_MS[index] ?? 0 }));
    const speakers = [...awake, { name: "Attic", mood: "asleep" as const }];
    const groups = [{ name: "Party", members: [...NAMES, "Attic"] }];
    story = await openStory({ spec: { speakers, groups } });
    speech = await story.say("play jazz on the party speakers");
    await story.listen(1_500);
  });
  afterAll(() => story.close());

  it("starts on the same sample on all that are awake", () => {
    const starts = NAMES.map((name) => firstSound(story.cone(name).left));
    expect(Math.min(...starts)).toBeGreaterThan(0);
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThanOrEqual(1);
  });

  it("names the one that sleeps, and does not wait for it", () => {
    expect(speech).toBe(
      "Playing Jazz on Patio, Deck, Garage, Office, Bedroom, Hallway, Porch and Pool. Attic is asleep.",
    );
    for (const name of NAMES) {
      expect(levelOf(story.cone(name).left, story.nowMs() - 500, story.nowMs() - 200)).toBeGreaterThan(0.01);
    }
  });
});
