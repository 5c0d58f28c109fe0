// A speaker out of its box: paired, named, played on, told apart and forgotten again, by voice alone.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { HOME, levelOf, openStory, type Story } from "./home.ts";

const NEW = "Tribit StormBox";

/** The amplitude of one frequency in a stretch, 0 … 1 of full scale. @see Goertzel */
function amplitudeAt(samples: Int16Array, hz: number, fromMs: number, untilMs: number): number {
  const [from, until] = [Math.round(fromMs * 48), Math.round(untilMs * 48)];
  let [re, im] = [0, 0];
  for (let n = from; n < until; n++) {
    re += ((samples[n] ?? 0) / 32_768) * Math.cos((2 * Math.PI * hz * n) / 48_000);
    im += ((samples[n] ?? 0) / 32_768) * Math.sin((2 * Math.PI * hz * n) / 48_000);
  }
  return (2 * Math.hypot(re, im)) / (until - from);
}

describe("somebody who has bought a speaker", () => {
  let story: Story;
  const level = async (name: string) => {
    await story.listen(800);
    return levelOf(story.cone(name).left, story.nowMs() - 500, story.nowMs() - 300);
  };
  const namesInCloud = async () => (await story.stack.home()).home.speakers.map(({ name }) => name);
  /** The bridge's edit is in the cloud, and back. */
  const edited = async (isThere: boolean) => {
    for (let tries = 0; tries < 200 && (await namesInCloud()).includes("Shed") !== isThere; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await story.configured();
  };

  beforeAll(async () => {
    story = await openStory({ spec: { ...HOME, nearby: [{ name: NEW, reportedDelayMs: 176 }] } });
  });
  afterAll(() => story.close());

  it("pairs it in one talk", async () => {
    expect(await story.say("ask house band to pair a new speaker")).toBe(`I found ${NEW}. Is it this one?`);
    expect(await story.say("yes")).toBe("What should it be called?");
    expect(await story.say("kitchen window")).toBe(
      "There is already something called Kitchen Window. What else should it be called?",
    );
    expect(await story.say("call it shed")).toBe("Paired Shed, and ready to play.");
  });

  it("finds it in the home in the cloud, under the same id as on the bridge", async () => {
    await edited(true);
    expect(await namesInCloud()).toEqual(["Patio", "Deck", "Kitchen Counter", "Kitchen Window", "Shed"]);
    const { home } = await story.stack.home();
    const shed = home.speakers.find(({ name }) => name === "Shed");
    expect(shed && story.stack.state().speakers[shed.id]).toMatchObject({ link: "connected" });
    expect(story.stack.state().configRevision).toBe(home.revision);
  });

  it("plays on it, in time with the others", async () => {
    expect(await story.say("ask house band to play jazz on the shed and the patio")).toBe(
      "Playing Jazz on Shed and Patio.",
    );
    expect(await level(NEW)).toBeGreaterThan(0.01);
    const from = story.nowMs();
    await story.listen(3_500);
    const [zone] = await story.measure([NEW, "Patio"], from, story.nowMs() - 500);
    expect(zone?.maxMs).toBeLessThanOrEqual(1 / 48);
  });

  it("hears which one it is, over its music and nowhere else", async () => {
    const fromMs = story.nowMs();
    const said = await story.say("ask house band which speaker is the shed");
    expect(said).toBe("I let Shed chime.");
    await story.listen(1_500);
    const loudest = (name: string) => {
      const { left } = story.cone(name);
      const starts = Array.from({ length: 15 }, (_, n) => fromMs + n * 100);
      return Math.max(...starts.map((atMs) => amplitudeAt(left, 880, atMs, atMs + 100)));
    };
    // at half of the volume's scale: −18 dB, of a tone of 0.141
    expect(loudest(NEW)).toBeGreaterThan(0.012);
    expect(loudest("Patio")).toBeLessThan(0.008);
  });

  it("is told that music would be disturbed, and looks all the same when that is wanted", async () => {
    expect(await story.say("ask house band to pair a new speaker")).toContain("Music is playing");
    expect(await story.say("pair anyway")).toMatch(/^I don't see a new speaker yet/);
    expect(await story.say("never mind")).toBe("Goodbye.");
    await story.say("ask house band to stop everywhere");
  });

  it("forgets it after a question, and it is gone everywhere", async () => {
    expect(await story.say("ask house band to forget the shed speaker")).toContain("Should I forget it?");
    expect(await story.say("no")).toBe("All right, I'll leave everything as it is.");
    expect(await namesInCloud()).toContain("Shed");
    await story.say("ask house band to forget the shed speaker");
    expect(await story.say("yes")).toBe("Forgot Shed.");
    await edited(false);
    expect(await namesInCloud()).toEqual(["Patio", "Deck", "Kitchen Counter", "Kitchen Window"]);
    expect(Object.keys(story.stack.state().speakers)).toHaveLength(4);
    expect(await story.say("ask house band to play jazz on the shed")).toContain("I don't know");
  });

  it("pairs it again, under a name said at once", async () => {
    await story.say("never mind");
    expect(await story.say("ask house band to pair a new speaker called shed")).toBe(`I found ${NEW}. Is it this one?`);
    expect(await story.say("yes please")).toBe("Paired Shed, and ready to play.");
    await edited(true);
    expect(await namesInCloud()).toContain("Shed");
  });
});
