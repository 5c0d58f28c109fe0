// Speakers that take longer than they say: a microphone hears it, and from then on they play together.
import type { Outcome, SpeakerId } from "@house-band/contract";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseCommandBody } from "../../bridge-firmware/src/control/parse-command.ts";
import type { HomeSpec } from "../../local/src/home/home-spec.ts";
import { openStory, type Story } from "./home.ts";

/** What they report is far from what they take; one of them reports nothing at all. */
const LIARS: HomeSpec = {
  speakers: [
    { name: "Patio", reportedDelayMs: 150, actualLatencyMs: 60.3 },
    { name: "Deck", reportedDelayMs: 142, actualLatencyMs: 349.8 },
    { name: "Fire Pit", reportedDelayMs: null, actualLatencyMs: 187.45 },
    { name: "Garage", reportedDelayMs: 171, actualLatencyMs: 240, mood: "asleep" },
  ],
  groups: [{ name: "Backyard", members: ["Patio", "Deck", "Fire Pit"] }],
};
const GROUP = ["Patio", "Deck", "Fire Pit"];

describe("speakers that are calibrated by a microphone", () => {
  let story: Story;
  const idOf = (name: string): SpeakerId => {
    const speaker = story.stack.speakers.find((one) => one.name === name);
    if (!speaker) throw new Error(`there is no ${name}`);
    return speaker.id;
  };
  const idsOf = (names: readonly string[]) => names.map(idOf);

  async function give(
    kind: "calibrate" | "sync-check",
    names: readonly string[],
    whileMusicPlays = false,
  ): Promise<Outcome> {
    const body = { kind, speakers: idsOf(names), whileMusicPlays };
    const command = parseCommandBody(body, Date.now());
    if (!command.ok) throw new Error(command.error.message);
    return story.stack.command(command.value);
  }
  /** Asks again until it is over, as somebody who waits does. */
  async function untilMeasured(kind: "calibrate" | "sync-check", names: readonly string[]): Promise<Outcome> {
    for (let tries = 0; tries < 200; tries += 1) {
      const outcome = await give(kind, names);
      if (outcome.measuring === undefined) return outcome;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error("the measurement does not end");
  }
  const playFor = async (ms: number) => {
    await story.listen(ms);
    return story.measure(GROUP, story.nowMs() - ms + 500, story.nowMs() - 200);
  };

  beforeAll(async () => {
    story = await openStory({ spec: LIARS });
  });
  afterAll(() => story.close());

  it("are far apart before", async () => {
    await story.say("play jazz in the backyard");
    const [zone] = await playFor(4_000);
    expect(zone?.maxMs).toBeGreaterThan(250);
  });

  it("are left alone while music plays on one of them, unless that is wanted", async () => {
    const outcome = await give("calibrate", GROUP);
    expect(outcome).toMatchObject({ state: "failed", code: "MUSIC_PLAYS" });
    await story.say("stop");
  });

  it("tell how far apart they are when that is asked, and nothing is changed", async () => {
    const begun = await give("sync-check", GROUP);
    expect(begun).toMatchObject({ state: "done", measuring: { playedProbes: 0, allProbes: 6 } });
    expect(begun.timings.settledMs).toBeLessThan(2_500);
    const other = await give("calibrate", ["Patio", "Deck"]);
    expect(other).toMatchObject({ state: "failed", code: "BUSY" });
    const checked = await untilMeasured("sync-check", GROUP);
    expect(checked).toMatchObject({ state: "done", code: "OK" });
    const { measured, latencies } = checked;
    expect(measured?.isApplied).toBe(false);
    // 349.8 − 142 against 60.3 − 150
    expect(measured?.skewMs).toBeGreaterThan(297);
    expect(measured?.skewMs).toBeLessThan(298);
    expect(latencies?.[idOf("Deck")]).toMatchObject({ ms: 142, method: "reported" });
  }, 60_000);

  it("play within half a millisecond afterwards; one that is asleep is said to be missing", async () => {
    const outcome = await untilMeasured("calibrate", [...GROUP, "Garage"]);
    expect(outcome).toMatchObject({ state: "partial", code: "SPEAKER_ASLEEP", measured: { isApplied: true } });
    expect(outcome.perSpeaker).toMatchObject({ [idOf("Garage")]: "SPEAKER_ASLEEP", [idOf("Deck")]: "OK" });
    expect(outcome.latencies?.[idOf("Deck")]?.method).toBe("measured");
    await story.say("play jazz in the backyard");
    const [zone] = await playFor(6_000);
    expect(zone?.speakers).toEqual(GROUP);
    expect(zone?.p95Ms).toBeLessThanOrEqual(0.5);
    expect(zone?.maxMs).toBeLessThanOrEqual(1);
    await story.say("stop");
  }, 60_000);
});
