// The code beneath the music: how soft it is, that nothing of it is there without music, and that it makes no click.
import { createTransform } from "@house-band/bridge-firmware/calibration/transform";
import { createWatchVoice, mixWatch } from "@house-band/bridge-firmware/engine/watch-voice";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { largestStep, noise, RATE_HZ, sine, sineStep } from "./fixtures.ts";
import { createStage, type Stage } from "./stage.ts";

/** All of it is by a virtual clock: only how long it takes depends on the machine. */
const PATIENCE_MS = 120_000;

/** What it adds to a signal; `until`: from then on it is called off. */
function codeOf(music: Float32Array, levelDb: number, until = Infinity): Float32Array {
  const voice = createWatchVoice(5, levelDb);
  const added = new Float32Array(music.length);
  const block = new Float32Array(960);
  for (let at = 0; at + 480 <= music.length; at += 480) {
    for (let n = 0; n < 960; n++) block[n] = music[at + (n >> 1)] ?? 0;
    if (at >= until) voice.isCalledOff = true;
    const goesOn = mixWatch(voice, block, at);
    for (let n = 0; n < 480; n++) added[at + n] = (block[2 * n] ?? 0) - (music[at + n] ?? 0);
    if (!goesOn) break;
  }
  return added;
}

/** Mean power between two pitches, dB. */
function bandDb(samples: Float32Array, fromHz: number, toHz: number): number {
  const transform = createTransform(65_536);
  const spectrum = transform.forward(samples.subarray(0, 65_536));
  let power = 0;
  for (let bin = Math.ceil((fromHz * 65_536) / RATE_HZ); bin < (toHz * 65_536) / RATE_HZ; bin++) {
    power += (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2;
  }
  return 10 * Math.log10(power);
}

describe("a code beneath music", () => {
  const music = noise(2, 9);

  it.each([
    [1_200, 2_400],
    [2_400, 4_800],
    [4_800, 7_200],
  ])("is as far below it as was asked for, between %i and %i Hz", (fromHz, toHz) => {
    const belowDb = bandDb(codeOf(music, -20), fromHz, toHz) - bandDb(music, fromHz, toHz);
    expect(Math.abs(belowDb + 20)).toBeLessThan(1);
  });

  it("leaves what is below and above its band alone", () => {
    const code = codeOf(music, -20);
    expect(bandDb(code, 100, 800) - bandDb(music, 100, 800)).toBeLessThan(-60);
    expect(bandDb(code, 8_000, 20_000) - bandDb(music, 8_000, 20_000)).toBeLessThan(-60);
  });

  it("is nothing where the music is nothing, a fiftieth of a second after it has ended", () => {
    const ended = music.map((sample, n) => (n < RATE_HZ ? sample : 0));
    expect(
      codeOf(ended, -20)
        .subarray(RATE_HZ + 1_440)
        .every((sample) => sample === 0),
    ).toBe(true);
  });

  it("never drives the music over full scale", () => {
    const loud = music.map((sample) => Math.sign(sample) * 0.95);
    const code = codeOf(loud, -6);
    expect(code.every((sample, n) => Math.abs((loud[n] ?? 0) + sample) <= 1.000_001)).toBe(true);
    expect(code.some((sample) => Math.abs(sample) > 0.01)).toBe(true);
  });

  it("fades out when it is called off", () => {
    const code = codeOf(music, -20, RATE_HZ);
    const step = (from: number, to: number): number => {
      let largest = 0;
      for (let n = from + 1; n < to; n++) largest = Math.max(largest, Math.abs((code[n] ?? 0) - (code[n - 1] ?? 0)));
      return largest;
    };
    // where it ends it moves no faster than it does all the time
    expect(step(RATE_HZ - 480, RATE_HZ + 960)).toBeLessThanOrEqual(step(4_800, RATE_HZ - 480));
    expect(code.subarray(RATE_HZ + 480).every((sample) => sample === 0)).toBe(true);
  });
});

describe("an output that is watched", () => {
  let stage: Stage;
  beforeEach(() => {
    stage = createStage();
  });
  afterEach(async () => {
    await stage.close();
  });

  it(
    "is corrected time and again, by a fifth of a millisecond, without a click",
    async () => {
      const hz = 400;
      stage.openSpeaker("a", 100);
      stage.play({ a: 100 }, [stage.tune("tone.wav", sine(hz, 4))]);
      await stage.advance(500);
      stage.send({ kind: "watch", outputs: [{ output: "a", seed: 1, levelDb: -20 }] });
      for (let k = 1; k <= 10; k++) {
        stage.send({ kind: "set-latency", output: "a", latencyMs: 100 + 0.2 * k });
        await stage.advance(100);
      }
      // a tone of 400 Hz has next to nothing where the code is: what is left is the tone's own steepest step
      expect(largestStep(stage.recordingOf("a").left, RATE_HZ / 2)).toBeLessThanOrEqual(sineStep(hz) * 1.1);
    },
    PATIENCE_MS,
  );

  it(
    "tells the moment that its code is counted from, and plays none when nobody watches any more",
    async () => {
      const music = noise(4, 3);
      for (const name of ["a", "b"]) stage.openSpeaker(name, 100);
      stage.play({ a: 100, b: 100 }, [stage.tune("noise.wav", music)]);
      await stage.advance(1_000);
      stage.send({
        kind: "watch",
        outputs: [
          { output: "a", seed: 1, levelDb: -20 },
          { output: "gone", seed: 2, levelDb: -20 },
        ],
      });
      await stage.advance(1_000);
      stage.send({ kind: "watch", outputs: [] });
      await stage.advance(1_000);

      expect(stage.events().filter(({ kind }) => kind === "watching")).toEqual([{ kind: "watching", frame: RATE_HZ }]);
      const [a, b] = [stage.recordingOf("a").left, stage.recordingOf("b").left];
      const differs = (fromMs: number, toMs: number): boolean =>
        a.subarray(fromMs * 48, toMs * 48).some((sample, n) => sample !== b[fromMs * 48 + n]);
      expect([differs(500, 1_000), differs(1_300, 1_900), differs(2_300, 2_900)]).toEqual([false, true, false]);
    },
    PATIENCE_MS,
  );
});
