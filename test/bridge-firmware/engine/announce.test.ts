// Announcements, measured in what left the cones: the words are all there, together on every speaker, and the music is
// afterwards sample for sample what it would have been.
import type { ZoneId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstSound, largestStep, member, RATE_HZ, sine, sineStep, skewSamples, zoneId } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

const MS = RATE_HZ / 1_000;
const FULL_SCALE = 32_768;
const MUSIC_HZ = 200;
/** Half a second of a tone that the music does not hold, with a hard beginning: a first word. */
const WORDS = sine(1_500, 0.5, 0.4);
const SILENCE_FIRST_MS = 300;
const RESTORE_MS = 400;
const DUCKED = 0.1;

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

function announce(latenciesMs: Readonly<Record<string, number>>, samples = WORDS): ZoneId {
  const zone = zoneId();
  const { path } = stage.tune("words.wav", samples);
  const members = Object.entries(latenciesMs).map(([output, latencyMs]) => member(output, latencyMs));
  stage.send({ kind: "announce", zone, path, members });
  return zone;
}

const leftOf = (output: string): Int16Array => stage.recordingOf(output).left;
const loudest = (samples: Int16Array, from: number, to: number): number =>
  samples.subarray(from, to).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) / FULL_SCALE;

/** Where the words begin, in a recording whose music has stepped back wholly from `from` on: its remainder is taken away. */
const wordsAt = (samples: Int16Array, music: Int16Array, from: number): number =>
  samples.findIndex((sample, n) => n >= from && Math.abs(sample - DUCKED * (music[n] ?? 0)) > 0.05 * FULL_SCALE);

/** What the same speakers play where nothing is announced. */
async function musicAlone(latenciesMs: Readonly<Record<string, number>>, ms: number): Promise<Map<string, Int16Array>> {
  const other = createStage();
  for (const [output, latencyMs] of Object.entries(latenciesMs)) other.openSpeaker(output, latencyMs);
  other.play(latenciesMs, [other.tune("music.wav", sine(MUSIC_HZ, 8, 0.9))]);
  await other.advance(ms);
  const alone = new Map(Object.keys(latenciesMs).map((output) => [output, other.recordingOf(output).left]));
  await other.close();
  return alone;
}

describe("an announcement", () => {
  it("is heard together on all its speakers, over music that steps back by 20 dB and is then what it was, bit for bit", async () => {
    const latenciesMs = { a: 200, b: 37.5 };
    for (const [output, latencyMs] of Object.entries(latenciesMs)) stage.openSpeaker(output, latencyMs);
    stage.play(latenciesMs, [stage.tune("music.wav", sine(MUSIC_HZ, 8, 0.9))]);
    await stage.advance(1_500);
    const zone = announce(latenciesMs);
    await stage.advance(3_500);
    const alone = await musicAlone(latenciesMs, 5_000);

    const begins = Object.keys(latenciesMs).map((output) => {
      const [heard, music] = [leftOf(output), alone.get(output) ?? new Int16Array()];
      const firstDucked = heard.findIndex((sample, frame) => sample !== music[frame]);
      const begin = wordsAt(heard, music, firstDucked + 210 * MS);
      expect(begin).toBeGreaterThan(1_500 * MS);
      // it steps back just before the first word, and by as much as it is told to
      expect(begin - firstDucked).toBeLessThanOrEqual((SILENCE_FIRST_MS + 10) * MS);
      expect(loudest(heard, begin - 80 * MS, begin - 10 * MS)).toBeCloseTo(0.9 * DUCKED, 2);
      expect(loudest(heard, begin, begin + WORDS.length)).toBeGreaterThan(0.4);
      // the words end, and within half a second there is no difference any more, to the end
      const restored = begin + WORDS.length + (RESTORE_MS + 20) * MS;
      expect(heard.subarray(restored, restored + 1_000 * MS)).toEqual(music.subarray(restored, restored + 1_000 * MS));
      expect(largestStep(heard, firstDucked - 100, begin - 10)).toBeLessThan(1.9 * sineStep(MUSIC_HZ));
      expect(largestStep(heard, begin + WORDS.length + 50, restored)).toBeLessThan(1.9 * sineStep(MUSIC_HZ));
      return begin;
    });
    expect(begins[0]).toBe(begins[1]);
    expect(stage.events()).toContainEqual(expect.objectContaining({ kind: "zone-started", zone }));
    expect(stage.events()).toContainEqual({ kind: "zone-ended", zone, reason: "finished" });
    expect(stage.events().filter(({ kind }) => kind === "refused" || kind === "output-failed")).toEqual([]);
  });

  it("plays alone and whole on speakers that play nothing, and leaves them free", async () => {
    stage.openSpeaker("a", 200);
    stage.openSpeaker("b", 60);
    await stage.advance(500);
    announce({ a: 200, b: 60 });
    await stage.advance(2_500);

    const [a, b] = [leftOf("a"), leftOf("b")];
    const begin = firstSound(a);
    expect(skewSamples(a, b, begin, WORDS.length)).toBe(0);
    expect(a.subarray(begin - 1, begin - 1 + WORDS.length)).toEqual(
      Int16Array.from(WORDS, (sample) => Math.round(sample * (FULL_SCALE - 1))),
    );
    expect(loudest(a, begin + WORDS.length + 10, a.length)).toBe(0);
    stage.play({ a: 200 }, [stage.tune("next.wav", sine(MUSIC_HZ, 2))]);
    await stage.advance(1_000);
    expect(loudest(leftOf("a"), 3_400 * MS, 4_000 * MS)).toBeCloseTo(0.5, 1);
  });

  it("goes on where the music under it ends, is paused, or moves to another zone meanwhile", async () => {
    for (const output of ["a", "b", "c"]) stage.openSpeaker(output, 100);
    const paused = stage.play({ a: 100 }, [stage.tune("a.wav", sine(MUSIC_HZ, 8, 0.9))]);
    stage.play({ b: 100 }, [stage.tune("b.wav", sine(MUSIC_HZ, 1.8, 0.9))]);
    const moving = stage.play({ c: 100 }, [stage.tune("c.wav", sine(MUSIC_HZ, 8, 0.9))]);
    await stage.advance(1_500);
    announce({ a: 100, b: 100, c: 100 }, sine(1_500, 1, 0.4));
    await stage.advance(600);
    stage.send({ kind: "pause-zone", zone: paused });
    stage.play({ c: 100 }, [stage.tune("d.wav", sine(MUSIC_HZ, 8, 0.9))]);
    stage.send({ kind: "close-zone", zone: moving });
    await stage.advance(2_500);

    for (const output of ["a", "b", "c"]) {
      const words = leftOf(output).subarray(2_200 * MS, 2_700 * MS);
      expect({ output, peak: loudest(words, 0, words.length) > 0.39 }).toEqual({ output, peak: true });
    }
    expect(loudest(leftOf("a"), 3_800 * MS, 4_200 * MS)).toBe(0);
    expect(loudest(leftOf("c"), 3_800 * MS, 4_200 * MS)).toBeCloseTo(0.9, 2);
  });

  it("that can't be played is told of, and the music has not stepped back", async () => {
    stage.openSpeaker("a", 100);
    stage.play({ a: 100 }, [stage.tune("music.wav", sine(MUSIC_HZ, 4, 0.9))]);
    await stage.advance(1_000);
    const zone = zoneId();
    stage.send({ kind: "announce", zone, path: stage.path("nothing.wav"), members: [member("a", 100)] });
    await stage.advance(1_500);

    expect(stage.events()).toContainEqual({ kind: "zone-ended", zone, reason: "unplayable" });
    const alone = await musicAlone({ a: 100 }, 2_500);
    expect(loudest(leftOf("a"), 1_200 * MS, 2_400 * MS)).toBeCloseTo(
      loudest(alone.get("a") ?? new Int16Array(), 1_200 * MS, 2_400 * MS),
      3,
    );
  });

  it("that is ended in the middle of a word is over at once, and the music is what it was within half a second, bit for bit", async () => {
    const latenciesMs = { a: 200, b: 37.5 };
    for (const [output, latencyMs] of Object.entries(latenciesMs)) stage.openSpeaker(output, latencyMs);
    stage.play(latenciesMs, [stage.tune("music.wav", sine(MUSIC_HZ, 8, 0.9))]);
    await stage.advance(1_500);
    const zone = announce(latenciesMs, sine(1_500, 4, 0.4));
    await stage.advance(1_500);
    stage.send({ kind: "close-zone", zone });
    await stage.advance(2_000);
    const alone = await musicAlone(latenciesMs, 5_000);

    for (const [output, latencyMs] of Object.entries(latenciesMs)) {
      const [heard, music] = [leftOf(output), alone.get(output) ?? new Int16Array()];
      // it was being heard, and what is written ahead is all that is still heard of it
      const overMs = 3_000 + latencyMs + 60;
      expect(loudest(heard, 2_700 * MS, 2_900 * MS)).toBeGreaterThan(0.4);
      const restored = (overMs + RESTORE_MS) * MS;
      expect(heard.subarray(restored, restored + 1_000 * MS)).toEqual(music.subarray(restored, restored + 1_000 * MS));
      expect(largestStep(heard, overMs * MS, restored)).toBeLessThan(1.9 * sineStep(MUSIC_HZ));
    }
    expect(stage.events().filter(({ kind }) => kind === "refused" || kind === "output-failed")).toEqual([]);
  });

  it("for an output that is not open is refused", async () => {
    const zone = announce({ nobody: 0 });
    await stage.advance(20);
    expect(stage.events()).toContainEqual({
      kind: "refused",
      request: "announce",
      reason: "output nobody is not open; open it first",
    });
    expect(stage.events()).not.toContainEqual(expect.objectContaining({ kind: "zone-ended", zone }));
  });
});
