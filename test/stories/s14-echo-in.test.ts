// S14, S28: an Echo, or a phone, takes the bridge for its speaker, and what it plays is heard in time on several. Speakers
// come and go, another zone plays something else: its link is kept.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { levelOf, openStory, placeIn, SAMPLE_MS, type Story, TRACKS } from "./home.ts";

/** Its clock is being followed, which blurs the match; what is other noise has less than 0.1. */
const IS_IT = 0.3;

describe("an Echo that plays to the bridge", () => {
  let story: Story;
  const sender = (kind: "echo" | "phone") => {
    const found = story.stack.senders.find((one) => one.kind === kind);
    if (!found) throw new Error(`no ${kind} in this home`);
    return found;
  };
  const speakerAt = (name: string) => story.stack.speakers.find((speaker) => speaker.name === name);
  const isSilent = (name: string, fromMs: number, untilMs: number) =>
    levelOf(story.cone(name).left, fromMs, untilMs) === 0;

  beforeAll(async () => {
    story = await openStory();
  });
  afterAll(() => story.close());

  it("is said to play nothing while it plays nothing, and is heard as soon as it does, in time", async () => {
    expect(await story.say("play the echo in the backyard")).toBe(
      "Kitchen Echo is connected, but isn't playing anything right now. Patio and Deck play it as soon as it does.",
    );
    await story.listen(500);
    expect(isSilent("Patio", 0, story.nowMs() - 400)).toBe(true);

    sender("echo").setSending(true);
    await story.listen(3_000);
    const [zone] = await story.measure(["Patio", "Deck"], story.nowMs() - 2_000, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(["Patio", "Deck"]);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
    expect(zone?.dropouts).toBe(0);
    // what the simulated Echo plays is the home's first track
    expect(
      placeIn(TRACKS["First Blue"], "left", story.cone("Patio").left, story.nowMs() - 1_500).coherence,
    ).toBeGreaterThan(IS_IT);
  });

  it("plays on in one place while another plays something else, and while a speaker leaves and comes back", async () => {
    expect(await story.say("play rock in the kitchen")).toContain("Playing Rock on Kitchen");
    speakerAt("Deck")?.setMood("out-of-range");
    await story.listen(2_000);
    const atMs = story.nowMs() - 1_400;
    expect(placeIn(TRACKS.Gravel, "left", story.cone("Kitchen Counter").left, atMs).coherence).toBeGreaterThan(0.6);
    expect(placeIn(TRACKS["First Blue"], "left", story.cone("Patio").left, atMs).coherence).toBeGreaterThan(IS_IT);

    speakerAt("Deck")?.setMood("awake");
    await story.until(() => Object.values(story.stack.state().speakers).every(({ link }) => link === "connected"));
    await story.listen(2_500);
    const [zone] = await story.measure(["Patio", "Deck"], story.nowMs() - 1_200, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(["Patio", "Deck"]);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
  });

  it("falls silent when it stops, and goes on by itself", async () => {
    sender("echo").setSending(false);
    await story.listen(1_500);
    expect(isSilent("Patio", story.nowMs() - 700, story.nowMs() - 100)).toBe(true);
    await story.reported();
    expect(await story.say("what's playing in the backyard")).toBe("Kitchen Echo is paused on Backyard.");

    sender("echo").setSending(true);
    await story.listen(2_000);
    expect(levelOf(story.cone("Patio").left, story.nowMs() - 900, story.nowMs() - 100)).toBeGreaterThan(0.01);
  });

  it("is not skipped from here, and says so", async () => {
    expect(await story.say("next song in the backyard")).toBe(
      "What comes next is decided where that music comes from. Skip it there.",
    );
    await story.listen(500);
    expect(levelOf(story.cone("Patio").left, story.nowMs() - 400, story.nowMs() - 100)).toBeGreaterThan(0.01);
  });

  it("that is not there is said to be away; the phone that is there is heard", async () => {
    sender("echo").setConnected(false);
    expect(await story.say("play the echo in the kitchen")).toBe(
      "No Echo is connected to your bridge. Tell that Echo to connect House Band, then ask me again.",
    );
    sender("phone").setSending(true);
    expect(await story.say("play my phone in the kitchen")).toBe("Playing Phone on Kitchen.");
    await story.listen(2_000);
    const names = ["Kitchen Counter", "Kitchen Window"];
    const [zone] = await story.measure(names, story.nowMs() - 1_200, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(names);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
  });

  it("whose player can be told is skipped, paused and let go on from here", async () => {
    expect(await story.say("next song in the kitchen")).toBe("Next: Second of the Phone on Kitchen.");
    expect(await story.say("what's playing in the kitchen")).toBe(
      "Second of the Phone, from Phone, is playing on Kitchen.",
    );

    expect(await story.say("pause the kitchen")).toBe("Paused Kitchen.");
    await story.until(() => !sender("phone").isSending());
    expect(await story.say("resume the kitchen")).toContain("Kitchen");
    expect(sender("phone").isSending()).toBe(true);
    await story.listen(1_500);
    expect(levelOf(story.cone("Kitchen Counter").left, story.nowMs() - 700, story.nowMs() - 100)).toBeGreaterThan(0.01);
  });
});
