// "Announce dinner is ready in the backyard": from the sentence to the cones, over music that goes on.
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { noise, writeWav } from "../bridge-firmware/engine/fixtures.ts";
import { levelOf, openStory, placeIn, type Story, TRACKS } from "./home.ts";

/** What the stand-in voice always sounds like: noise is like itself only. */
const WORDS = { genre: "", seed: 99, seconds: 6 };
const IS_IT = 0.6;
/** Under music that has stepped back; what is other noise has less than 0.1. */
const IS_SPOKEN = 0.5;

describe("an announcement by voice", () => {
  let folder: string;
  let story: Story;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "house-band-voice-"));
    writeWav(join(folder, "words.wav"), [noise(WORDS.seconds, WORDS.seed)], { bits: 16 });
    const program = join(folder, "voice");
    // writes down what it is told, and speaks into the file that comes last
    const script = `cat > "${folder}/said"; for file in "$@"; do :; done; cp "${folder}/words.wav" "$file"`;
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    story = await openStory({ voice: { kind: "espeak-ng", program, voice: "en-us" } });
  });
  afterAll(async () => {
    await story.close();
    await rm(folder, { recursive: true });
  });

  /** Where the words begin in a cone's recording, by the second of it that is most like them. */
  const wordsIn = (name: string, fromMs: number, untilMs: number) => {
    const heard = story.cone(name).left;
    let best = { coherence: 0, beginMs: 0 };
    // no multiple of half a second: one of them is near the beginning of one of the words' own windows
    for (let atMs = fromMs; atMs < untilMs; atMs += 650) {
      const { coherence, positionMs } = placeIn(WORDS, "left", heard, atMs);
      if (coherence > best.coherence) best = { coherence, beginMs: atMs - positionMs };
    }
    return best;
  };

  it("is confirmed, spoken, and heard on its speakers alone and together, and the music is where it would have been", async () => {
    expect(await story.say("play jazz in the backyard")).toContain("Playing Jazz on Backyard");
    await story.listen(2_000);
    const beforeMs = story.nowMs();
    expect(await story.say("announce dinner is ready in the backyard")).toBe("Announcing it on Backyard.");
    expect((await readFile(join(folder, "said"), "utf8")).trim()).toBe("dinner is ready");
    await story.listen(WORDS.seconds * 1_000 + 2_500);

    const afterMs = story.nowMs() - 1_200;
    const [patio, deck] = ["Patio", "Deck"].map((name) => wordsIn(name, beforeMs - 500, afterMs));
    expect(patio?.coherence).toBeGreaterThan(IS_SPOKEN);
    expect(deck?.coherence).toBeGreaterThan(IS_SPOKEN);
    expect(deck?.beginMs).toBeCloseTo(patio?.beginMs ?? 0, 1);
    expect(levelOf(story.cone("Kitchen Counter").left, 0, story.nowMs() - 400)).toBe(0);

    const track = TRACKS["First Blue"];
    const heard = story.cone("Patio").left;
    const [before, after] = [beforeMs - 1_400, afterMs].map((atMs) => placeIn(track, "left", heard, atMs));
    expect(Math.min(before?.coherence ?? 0, after?.coherence ?? 0)).toBeGreaterThan(IS_IT);
    const playedMs = (after?.positionMs ?? 0) - (before?.positionMs ?? 0);
    expect(playedMs).toBeCloseTo(afterMs - (beforeMs - 1_400), 1);
  }, 60_000);

  it("is over as soon as somebody says stop, and the music plays on; the next stop is the music's", async () => {
    expect(await story.say("play jazz in the backyard")).toContain("Playing Jazz on Backyard");
    await story.listen(2_000);
    expect(await story.say("announce dinner is ready in the backyard")).toBe("Announcing it on Backyard.");
    await story.listen(1_500);
    const heardMs = story.nowMs();
    expect(await story.say("stop")).toBe("The announcement is over.");
    await story.listen(2_500);
    const backMs = story.nowMs() - 1_200;
    // the words would have lasted seconds longer
    expect(backMs - heardMs).toBeLessThan(WORDS.seconds * 1_000 - 1_500);
    for (const name of ["Patio", "Deck"]) {
      const heard = story.cone(name).left;
      expect(placeIn(TRACKS["First Blue"], "left", heard, backMs).coherence).toBeGreaterThan(IS_IT);
      expect(placeIn(WORDS, "left", heard, backMs).coherence).toBeLessThan(IS_SPOKEN);
      expect(levelOf(heard, backMs, backMs + 1_000)).toBeCloseTo(levelOf(heard, heardMs - 3_000, heardMs - 2_000), 2);
    }
    expect(await story.say("announce dinner is ready in the backyard")).toBe("Announcing it on Backyard.");
    expect(await story.say("stop the announcement")).toBe("The announcement is over.");
    expect(await story.say("stop the announcement")).toBe("Nothing is being announced.");
    await story.reported();
    expect(await story.say("stop")).toBe("Stopped.");
  }, 60_000);
});
