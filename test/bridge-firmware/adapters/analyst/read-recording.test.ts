// What people bring from their phones, as one channel of sound; or a sentence that says why it is none.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readRecording } from "../../../../bridge-firmware/src/adapters/analyst/read-recording.ts";
import { createFolder, noise, writeWav } from "../../engine/fixtures.ts";

const fixture = (path: string): string => fileURLToPath(new URL(`../../../fixtures/${path}`, import.meta.url));

let folder: ReturnType<typeof createFolder>;
const path = process.env.PATH;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => {
  process.env.PATH = path;
  folder.remove();
});

/** An ffmpeg that makes two samples of whatever it is given, or says no. */
function putFfmpeg(exitCode: number): void {
  mkdirSync(folder.path("bin"));
  writeFileSync(
    folder.path("bin/ffmpeg"),
    `#!/bin/sh\nprintf '\\000\\000\\200\\076\\000\\000\\000\\277'\nexit ${exitCode}\n`,
  );
  chmodSync(folder.path("bin/ffmpeg"), 0o755);
  process.env.PATH = `${folder.path("bin")}:${path}`;
}

describe("a recording from a phone", () => {
  it("is one channel at the engine's rate, the mean of what it has", async () => {
    const [left, right] = [noise(1, 1), noise(1, 2)];
    writeWav(folder.path("rec.wav"), [left, right], { bits: 32, float: true });
    const read = await readRecording(folder.path("rec.wav"));
    if (!read.ok) throw new Error(read.error);
    expect(read.value.rateHz).toBe(48_000);
    expect(read.value.samples).toHaveLength(48_000);
    expect(read.value.samples[1_234]).toBeCloseTo(((left[1_234] ?? 0) + (right[1_234] ?? 0)) / 2, 6);
  });

  it.each(["tones.mp3", "tones.flac", "tones.ogg", "tones.opus"])("is read from %s", async (name) => {
    const read = await readRecording(fixture(`audio/${name}`));
    expect(read).toMatchObject({ ok: true, value: { rateHz: 48_000 } });
    expect(read.ok && read.value.samples.some((sample) => Math.abs(sample) > 0.05)).toBe(true);
  });

  it("that only ffmpeg can read is read by it", async () => {
    putFfmpeg(0);
    const read = await readRecording(fixture("library/aac.m4a"));
    expect(read).toEqual({ ok: true, value: { samples: new Float32Array([0.25, -0.5]), rateHz: 48_000 } });
  });

  it("that only ffmpeg could read says how to have it read", async () => {
    process.env.PATH = "/nowhere";
    const read = await readRecording(fixture("library/aac.m4a"));
    expect(read).toEqual({
      ok: false,
      error: expect.stringMatching(/convert it to FLAC or MP3; .*apt install ffmpeg/),
    });
  });

  it("that nobody can read says what it is", async () => {
    putFfmpeg(1);
    writeFileSync(folder.path("notes.txt"), "Dear diary, today the fire pit was late again.");
    const read = await readRecording(folder.path("notes.txt"));
    expect(read).toEqual({ ok: false, error: expect.stringMatching(/none of WAV, FLAC, MP3/) });
  });

  it("that lasts for hours is refused before it fills the memory", async () => {
    writeWav(folder.path("long.wav"), [noise(4, 1)], { bits: 16 });
    const read = await readRecording(folder.path("long.wav"), 3);
    expect(read).toEqual({ ok: false, error: expect.stringMatching(/lasts longer than 0.05 minutes: cut it/) });
  });
});
