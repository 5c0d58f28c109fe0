// What a Bluetooth speaker hears that is kept awake: the engine's own process, bluez-alsa's pipe, and SBC with the bitpools
// there are. It must be no digital silence, neither before the codec nor behind it.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { amplitudeAt, toDb } from "../bridge-firmware/engine/dsp/signals.ts";
import { createFolder, longestSilence, RATE_HZ } from "../bridge-firmware/engine/fixtures.ts";
import { createSpeaker } from "./support/bluealsa/speaker.ts";
import { type Bluealsa, startBluealsa } from "./support/bluealsa/start.ts";
import { startEngine, type TestEngine } from "./support/engine.ts";
import { throughSbc } from "./support/sbc.ts";

const SPEAKER = createSpeaker("sleeper", 1);
const QUEUE_MS = 20;
/** A speaker that mutes itself on silence waits for longer than this. */
const FIVE_MS = 240;

let folder: ReturnType<typeof createFolder>;
let bluealsa: Bluealsa;
let engine: TestEngine;
beforeEach(async () => {
  folder = createFolder();
  bluealsa = await startBluealsa(folder.path("."), [SPEAKER]);
  engine = await startEngine(bluealsa.environment);
});
afterEach(async () => {
  await engine.close();
  await bluealsa.close();
  folder.remove();
});

/** Two seconds of what the speaker was sent, from some time after it was opened. */
async function heard(keepAwakeMs: number): Promise<Int16Array> {
  const wake = { leadInMs: 0, keepAwakeMs };
  engine.open(SPEAKER.name, { kind: "bluealsa", pcmPath: SPEAKER.path, queueMs: QUEUE_MS, wake });
  await bluealsa.until(({ kind }) => kind === "opened");
  await sleep(3_000);
  const bytes = bluealsa.heard(SPEAKER.name);
  const samples = Int16Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(2 * n));
  return samples.subarray(RATE_HZ / 2, RATE_HZ / 2 + 4 * RATE_HZ);
}
const leftOf = (samples: Int16Array) => samples.filter((_, n) => n % 2 === 0);

describe("a Bluetooth speaker that is kept awake", () => {
  it("hears a tone of 30 Hz at -60 dBFS, before SBC and behind it, and never silence", async () => {
    const sent = await heard(60_000);
    expect(sent.length).toBe(4 * RATE_HZ);
    const stages = {
      sent,
      "bitpool 35": throughSbc(folder.path("."), sent, 35),
      "bitpool 53": throughSbc(folder.path("."), sent, 53),
    };

    for (const [stage, samples] of Object.entries(stages)) {
      const left = leftOf(samples).subarray(RATE_HZ / 2, (3 * RATE_HZ) / 2);
      const level = toDb(amplitudeAt(left, 30) / 0x8000);
      const silence = longestSilence(left, 0, left.length);
      process.stdout.write(`${stage}: ${level.toFixed(2)} dBFS, longest silence ${silence} samples\n`);
      expect(level).toBeCloseTo(-60, 0);
      expect(silence).toBeLessThan(FIVE_MS);
    }
  });

  it("is the exception: another is sent nothing at all while it does not play", async () => {
    expect((await heard(0)).length).toBe(0);
  });
});

describe("digital silence", () => {
  it("is digital silence behind SBC, too: it keeps nobody awake", () => {
    const behind = throughSbc(folder.path("."), new Int16Array(4 * RATE_HZ), 53);

    expect(behind.length).toBeGreaterThan(3 * RATE_HZ);
    expect(behind.every((sample) => sample === 0)).toBe(true);
  });
});
