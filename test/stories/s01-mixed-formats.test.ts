// The user's own folder of music: any of the usual formats and rates, and a broken file that does not end the party.
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { firstSound, noise, sameSamples, sine, writeWav } from "../bridge-firmware/engine/fixtures.ts";
import { levelOf, openStory, SAMPLE_MS, type Story, toFrame } from "./home.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/audio");
const COMPRESSED = ["tones.flac", "tones.mp3", "tones.ogg", "tones.opus"];

/** File names are the titles: none of these is tagged. */
async function addMusic(folder: string): Promise<void> {
  for (const file of COMPRESSED) await copyFile(join(FIXTURES, file), join(folder, file.replace("tones", file)));
  writeWav(join(folder, "telephone.wav"), [sine(440, 3, 0.4, 8_000)], { bits: 8, rateHz: 8_000 });
  const studio = [noise(12, 5), noise(12, 6)];
  writeWav(join(folder, "studio.wav"), studio, { bits: 24, rateHz: 192_000 });
  await writeFile(join(folder, "broken.flac"), "fLaC, and then nothing of the kind");
}

describe("a folder of many formats", () => {
  let story: Story;

  beforeAll(async () => {
    story = await openStory({ tracks: {}, addMusic });
  });
  afterAll(() => story.close());

  it("says which file it can't use, and takes all the others", () => {
    expect(story.stack.music?.tracks).toBe(6);
    expect(story.stack.music?.skipped.map(({ file }) => file)).toEqual(["broken.flac"]);
  });

  it.each(["telephone", "studio", "tones flac", "tones mp3", "tones ogg", "tones opus"])(
    "plays %s on two speakers, the same sample at the same moment",
    async (title) => {
      await story.say("stop everywhere");
      await story.listen(600);
      const fromMs = story.nowMs();
      expect(await story.say(`play ${title} in the backyard`)).toMatch(/^Playing .* on Backyard\.$/);
      await story.listen(800);
      const heard = (name: string) => story.cone(name).left.subarray(toFrame(fromMs), toFrame(story.nowMs() - 100));
      const patio = heard("Patio");
      const startMs = firstSound(patio) * SAMPLE_MS;
      expect(startMs).toBeGreaterThan(0);
      expect(levelOf(patio, startMs + 100, startMs + 200)).toBeGreaterThan(0.005);
      expect(sameSamples(patio, heard("Deck"))).toBe(true);
    },
  );
});
