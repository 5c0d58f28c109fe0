// The sounds that the engine makes itself, played by zones as music is, and measured in what left the cones.
import { BUILT_IN_SOUNDS, builtInSoundPath } from "@house-band/bridge-firmware/engine/input/built-in-sounds";
import type { Track } from "@house-band/bridge-firmware/engine/protocol";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { firstSound, largestStep, news, RATE_HZ, sineStep, skewSamples } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

const MS = RATE_HZ / 1_000;
const track = (path: string): Track => ({ path, title: path });

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});
afterEach(() => stage.close());

const leftOf = (output: string): Int16Array => stage.recordingOf(output).left;

/** The frames at which something begins to be heard after at least half a second of silence. */
function beginnings(samples: Int16Array): number[] {
  const found: number[] = [];
  for (let at = firstSound(samples, 100); at >= 0; at = firstSound(samples, 100, at + 500 * MS)) found.push(at);
  return found;
}

/** How often the signal crosses zero upwards in a stretch: its frequency where it is one tone. */
function risesIn(samples: Int16Array, from: number, to: number): number {
  let rises = 0;
  for (let n = from + 1; n < to; n++) if ((samples[n - 1] ?? 0) < 0 && (samples[n] ?? 0) >= 0) rises += 1;
  return rises;
}

const peakDb = (samples: Int16Array): number =>
  20 * Math.log10(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) / 32_768);

describe("the metronome", () => {
  it("clicks once a second on all speakers of the zone at once, every fourth time higher", async () => {
    stage.openSpeaker("a", 180);
    stage.openSpeaker("b", 42.25);
    stage.play({ a: 180, b: 42.25 }, [track("sound:metronome")]);
    await stage.advance(9_500);

    const clicks = beginnings(leftOf("a"));
    expect(clicks).toHaveLength(10);
    expect(new Set(clicks.slice(1).map((at, n) => Math.round((at - (clicks[n] ?? 0)) / MS)))).toEqual(new Set([1_000]));
    const pitches = clicks.slice(0, 9).map((at) => risesIn(leftOf("a"), at, at + 10 * MS) * 100);
    const isHigh = pitches.map((hz) => hz > 1_500);
    expect(isHigh).toEqual([true, false, false, false, true, false, false, false, true]);
    expect(Math.abs(skewSamples(leftOf("a"), leftOf("b"), 2 * RATE_HZ, RATE_HZ))).toBeLessThan(0.02);
    expect(peakDb(leftOf("a"))).toBeLessThanOrEqual(-12);
    expect(peakDb(leftOf("a"))).toBeGreaterThan(-14);
  });

  it("goes on where it was left when it is moved", async () => {
    stage.openSpeaker("a", 0);
    stage.play({ a: 0 }, [track("sound:metronome")], { startMs: 2_600 });
    await stage.advance(3_000);

    const [first = 0, second = 0] = beginnings(leftOf("a"));
    // the click of the third second comes 400 ms after the start
    expect(first / MS - 400).toBeGreaterThan(0);
    expect(first / MS - 400).toBeLessThan(60);
    expect(risesIn(leftOf("a"), first, first + 10 * MS)).toBeLessThan(15);
    // beat 3 was the last of its bar: the next one has the accent
    expect(risesIn(leftOf("a"), second, second + 10 * MS)).toBeGreaterThan(15);
  });
});

describe("the test tone", () => {
  it("is 1 kHz at −12 dBFS without end and without a click", async () => {
    stage.openSpeaker("a", 0);
    const zone = stage.play({ a: 0 }, [track("sound:test-tone")]);
    await stage.advance(12_000);

    const heard = leftOf("a");
    expect(risesIn(heard, RATE_HZ, 11 * RATE_HZ)).toBe(10_000);
    expect(peakDb(heard)).toBeCloseTo(-12, 1);
    expect(largestStep(heard)).toBeLessThan(0.503 * sineStep(1_000) + 2);
    expect(stage.recordingOf("a").right).toEqual(heard);
    expect(news(stage.events())).toMatchObject([{ kind: "zone-started", zone, index: 0 }]);
  });
});

describe("a sound that there is not", () => {
  it("is told as a track that failed, and what can be had instead", async () => {
    stage.openSpeaker("a", 0);
    stage.play({ a: 0 }, [track("sound:foghorn")]);
    await stage.advance(500);

    const reason = "there is no such sound; there are metronome and test-tone";
    expect(news(stage.events())).toMatchObject([
      { kind: "track-failed", reason },
      { kind: "zone-ended", reason: "unplayable" },
    ]);
  });
});

it("every built-in sound has the path of its name", () => {
  expect(BUILT_IN_SOUNDS.map(builtInSoundPath)).toEqual(["sound:metronome", "sound:test-tone"]);
});
