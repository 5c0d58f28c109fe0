// A speaker vanishes in the middle of a song: the others play on, the next question is answered with its name, and when
// it is back it plays along, in time and as loud as it was.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { levelOf, openStory, SAMPLE_MS, type Story } from "./home.ts";

describe("a speaker that vanishes mid-song", () => {
  let story: Story;
  let goneAtMs = 0;
  const patio = () => story.stack.speakers.find(({ name }) => name === "Patio");
  const reportOf = (name: string) => {
    const id = story.stack.speakers.find((speaker) => speaker.name === name)?.id;
    return id ? story.stack.state().speakers[id] : undefined;
  };

  beforeAll(async () => {
    story = await openStory();
    await story.say("set the patio to 30 percent");
    await story.say("play jazz in the backyard and the kitchen");
    await story.listen(1_500);
    goneAtMs = story.nowMs();
    patio()?.setMood("out-of-range");
    await story.listen(1_500);
  });
  afterAll(() => story.close());

  it("leaves no gap in what the others play", async () => {
    expect(levelOf(story.cone("Patio").left, story.nowMs() - 500, story.nowMs() - 100)).toBe(0);
    const others = ["Deck", "Kitchen Counter", "Kitchen Window"];
    const [zone] = await story.measure(others, goneAtMs - 800, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(others);
    expect(zone?.dropouts).toBe(0);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
  });

  it("is named when somebody asks", async () => {
    await story.until(() => reportOf("Patio")?.link === "disconnected");
    await story.reported();
    expect(await story.say("are all the speakers connected")).toBe(
      "3 of 4 speakers are connected. Patio is off or out of range.",
    );
  });

  it("is named by the next command that means it as well", async () => {
    const speech = await story.say("set the backyard to 40 percent");
    expect(speech).toBe("Volume 40 percent on Deck. Patio is off or out of range.");
  });

  it("plays along again when it is back, in time and at its old volume", async () => {
    await story.say("set the kitchen to 40 percent");
    patio()?.setMood("awake");
    await story.until(() => reportOf("Patio")?.link === "connected");
    await story.listen(3_000);
    const all = ["Patio", "Deck", "Kitchen Counter", "Kitchen Window"];
    const [zone] = await story.measure(all, story.nowMs() - 1_200, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(all);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
    expect(reportOf("Patio")?.volumePercent).toBe(40);
  });
});
