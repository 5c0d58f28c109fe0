// A record player, a television, AirPlay, Spotify and DLNA by voice: each is heard where it was asked for, is told of as what
// it is, and of several sources the one is heard that the table of docs/inputs.md says.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { HOME, levelOf, openStory, placeIn, SAMPLE_MS, type Story, TRACKS } from "./home.ts";

/** Its clock is being followed, which blurs the match; what is other noise has less than 0.1. */
const IS_IT = 0.3;

const sourceOf = (story: Story, kind: "line" | "airplay" | "spotify" | "dlna") => {
  const found = story.stack.senders.find((one) => one.kind === kind);
  if (!found) throw new Error(`no ${kind} in this home`);
  return found;
};
const isHeard = (story: Story, name: string): boolean =>
  levelOf(story.cone(name).left, story.nowMs() - 700, story.nowMs() - 100) > 0.01;
const plays = (story: Story, track: keyof typeof TRACKS, name: string): number =>
  placeIn(TRACKS[track], "left", story.cone(name).left, story.nowMs() - 1_400).coherence;

describe("what plays by a cable or over the network", () => {
  let story: Story;
  const KITCHEN = ["Kitchen Counter", "Kitchen Window"];

  beforeAll(async () => {
    story = await openStory();
  });
  afterAll(() => story.close());

  it("says what to do while nobody has chosen the bridge", async () => {
    expect(await story.say("play airplay in the kitchen")).toBe(
      "Nobody plays to your bridge by AirPlay. Choose House Band as the speaker there, then ask me again.",
    );
    expect(await story.say("play spotify in the kitchen")).toBe(
      "No Spotify app plays to your bridge. Choose House Band among its devices, then ask me again.",
    );
    expect(await story.say("play dlna in the kitchen")).toBe(
      "No app plays to your bridge by DLNA. Choose House Band as its renderer, then ask me again.",
    );
  });

  it("is a record player that is heard as soon as its needle is down, in time, and told of by its name", async () => {
    expect(await story.say("play the record player in the kitchen")).toBe(
      "Record Player is connected, but isn't playing anything right now. Kitchen Counter and Kitchen Window play it as soon as it does.",
    );
    sourceOf(story, "line").setSending(true);
    await story.listen(2_500);
    const [zone] = await story.measure(KITCHEN, story.nowMs() - 1_500, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(KITCHEN);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
    expect(plays(story, "First Blue", "Kitchen Counter")).toBeGreaterThan(IS_IT);
    await story.reported();
    expect(await story.say("what's playing in the kitchen")).toBe("Record Player is playing on Kitchen.");
    expect(await story.say("next song in the kitchen")).toBe(
      "What comes next is decided where that music comes from. Skip it there.",
    );
  });

  it("is the same cable where somebody calls it the television", async () => {
    expect(await story.say("play the television on the deck")).toBe("Playing Record Player on Deck.");
    await story.listen(1_500);
    expect(isHeard(story, "Deck")).toBe(true);
    expect(isHeard(story, "Kitchen Counter")).toBe(true);
    sourceOf(story, "line").setSending(false);
    await story.listen(1_000);
    await story.reported();
    expect(await story.say("what's playing on the deck")).toBe("Record Player is paused on Deck.");
  });

  it.each([
    ["airplay", "airplay", "Anna's iPad", "First of the iPad by The Generators"],
    ["spotify", "spotify", "Spotify", "First of Spotify by The Streamers"],
    ["dlna", "d.l.n.a.", "DLNA", "First of the Server"],
  ] as const)("is %s, told of by title and by who plays it", async (kind, words, name, title) => {
    sourceOf(story, kind).setSending(true);
    expect(await story.say(`play ${words} in the kitchen`)).toBe(`Playing ${name} on Kitchen.`);
    await story.listen(2_500);
    const [zone] = await story.measure(KITCHEN, story.nowMs() - 1_500, story.nowMs() - 100);
    expect(zone?.speakers).toEqual(KITCHEN);
    expect(zone?.maxMs).toBeLessThanOrEqual(SAMPLE_MS);
    expect(plays(story, "First Blue", "Kitchen Counter")).toBeGreaterThan(IS_IT);
    await story.reported();
    expect(await story.say("what's playing in the kitchen")).toBe(`${title}, from ${name}, is playing on Kitchen.`);
  });

  it("is skipped from here where it takes that, and says so where it does not", async () => {
    expect(await story.say("next song in the kitchen")).toBe(
      "What comes next is decided where that music comes from. Skip it there.",
    );
    expect(await story.say("play airplay in the kitchen")).toBe("Playing Anna's iPad on Kitchen.");
    expect(await story.say("next song in the kitchen")).toBe("Next: Second of the iPad by The Generators on Kitchen.");
    expect(await story.say("pause the kitchen")).toBe("Paused Kitchen.");
    await story.until(() => !sourceOf(story, "airplay").isSending());
    expect(sourceOf(story, "airplay").isSending()).toBe(false);
  });

  it("is not called paused once it has left, and does not go on", async () => {
    expect(await story.say("what's playing in the kitchen")).toMatch(/is paused on Kitchen\.$/);
    sourceOf(story, "airplay").setConnected(false);
    await story.until(() => Object.values(story.stack.state().zones).some(({ away }) => away === true));
    await story.reported();
    expect(await story.say("what's playing in the kitchen")).toBe(
      "AirPlay isn't connected any more, so nothing is playing on Kitchen.",
    );
    expect(await story.say("resume the kitchen")).toBe(
      "What played on Kitchen Counter and Kitchen Window isn't connected any more. Connect it again, then ask me again.",
    );
    expect(await story.say("pause the kitchen")).toBe("Nothing is playing on Kitchen.");
  });
});

describe("a source that begins by itself", () => {
  let story: Story;
  const inputs = {
    line: { name: "Turntable", playsOn: "Kitchen" },
    airplay: { playsOn: "Backyard", mayInterrupt: true },
  };

  beforeAll(async () => {
    story = await openStory({ spec: { ...HOME, inputs } });
  });
  afterAll(() => story.close());

  it("takes its place where that is idle, and not where something plays", async () => {
    expect(await story.say("play rock on the kitchen counter")).toContain("Playing Rock on Kitchen Counter");
    sourceOf(story, "line").setSending(true);
    await story.listen(2_500);
    expect(plays(story, "Gravel", "Kitchen Counter")).toBeGreaterThan(0.6);
    expect(plays(story, "First Blue", "Kitchen Window")).toBeGreaterThan(IS_IT);
    await story.reported();
    expect(await story.say("what's playing on the kitchen window")).toBe("Turntable is playing on Kitchen Window.");
  });

  it("takes its place from what plays there where it may, and what it interrupted comes back when it has gone", async () => {
    expect(await story.say("play rock in the backyard")).toContain("Playing Rock on Backyard");
    await story.listen(2_000);
    const from = placeIn(TRACKS.Gravel, "left", story.cone("Patio").left, story.nowMs() - 1_400);
    sourceOf(story, "airplay").setSending(true);
    await story.listen(2_500);
    expect(plays(story, "First Blue", "Patio")).toBeGreaterThan(IS_IT);
    await story.reported();
    expect(await story.say("what's playing in the backyard")).toBe(
      "First of the iPad by The Generators, from Anna's iPad, is playing on Backyard.",
    );
    sourceOf(story, "airplay").setConnected(false);
    await story.until(() => Object.values(story.stack.state().zones).some(({ title }) => title === "Gravel"));
    const isBack = () =>
      Object.values(story.stack.state().zones).some(
        ({ title, members }) => title === "Gravel" && Object.keys(members).length === 2,
      );
    await story.until(isBack);
    await story.listen(2_500);
    const back = placeIn(TRACKS.Gravel, "left", story.cone("Patio").left, story.nowMs() - 1_400);
    expect(back.coherence).toBeGreaterThan(0.6);
    // from its place: the 2.5 s for which it was away are not lost, and not played twice
    expect(back.positionMs).toBeGreaterThan(from.positionMs);
    expect(isHeard(story, "Deck")).toBe(true);
  });

  it("stays silent once it was stopped by voice, however often it begins", async () => {
    sourceOf(story, "airplay").setSending(true);
    await story.listen(2_000);
    await story.reported();
    expect(await story.say("stop the backyard")).toBe("Stopped Backyard.");
    sourceOf(story, "airplay").setSending(false);
    sourceOf(story, "airplay").setSending(true);
    await story.listen(2_000);
    expect(isHeard(story, "Patio")).toBe(false);
    expect(sourceOf(story, "airplay").isSending()).toBe(true);
  });
});
