// "Tone Patio" at the prompt: whom it is about, and what is shown.
import type { SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { listenForTone } from "../../../local/src/tone-scene.ts";
import { fakeHome } from "./fake-home.ts";

const asked: (readonly SpeakerId[])[] = [];
const tone = {
  async hear(speakers: readonly SpeakerId[]) {
    asked.push(speakers);
    const figures = { afterCommandMs: 290.2, afterWriteMs: 269.4, levelDb: -30, snrDb: 31 };
    return { kind: "heard" as const, ...figures, perSpeaker: { [speakers[0] ?? ""]: "OK" as const } };
  },
};
const { speakers } = fakeHome();

describe("the test tone at the prompt", () => {
  it("is played on the speaker that is named, and it is said how late it was heard", async () => {
    const lines = await listenForTone(tone, speakers, "Tone the patio");
    expect(asked.at(-1)).toEqual([speakers.find(({ name }) => name === "Patio")?.id]);
    expect(lines?.[0]).toBe(
      "The tone was heard 290 ms after the command, 269 ms after it was written, give or take 10 ms.",
    );
  });

  it("asks for a speaker of this home, and leaves every other sentence to the Echo", async () => {
    expect(await listenForTone(tone, speakers, "tone")).toEqual([
      expect.stringMatching(/^tone takes a speaker: .*Patio/),
    ]);
    for (const sentence of ["tone it down", "tone patoi", "play a test tone on the patio"]) {
      expect(await listenForTone(tone, speakers, sentence)).toBeNull();
    }
    expect(asked).toHaveLength(1);
  });
});
