// Words into sound by the real espeak-ng: they begin at once, end soon, and are loud enough to be understood.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createAnnouncer } from "../../bridge-firmware/src/adapters/speech/announcer.ts";
import { DEFAULT_VOICE } from "../../bridge-firmware/src/announcer-port.ts";
import { createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { requirePackages } from "./support/required-packages.ts";

requirePackages();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-espeak-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Mono, 16 bits. @see espeak-ng(1) `-w` */
async function speak(words: string) {
  const announcer = await createAnnouncer({
    directory: join(folder, "spoken"),
    voice: DEFAULT_VOICE,
    log: createFakeLog(),
  });
  const spoken = await announcer.speak(words, new AbortController().signal);
  if (!spoken.ok) throw new Error(spoken.error.message);
  const bytes = await readFile(spoken.value);
  const rateHz = bytes.readUInt32LE(24);
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, Math.floor((bytes.length - 44) / 2));
  const loud = samples.map((sample) => (Math.abs(sample) > 300 ? 1 : 0));
  return { rateHz, samples, firstMs: (loud.indexOf(1) * 1_000) / rateHz, quietMs: quietAtTheEnd(loud, rateHz) };
}

const quietAtTheEnd = (loud: Int16Array, rateHz: number): number =>
  ((loud.length - 1 - loud.lastIndexOf(1)) * 1_000) / rateHz;

describe("words spoken by espeak-ng", () => {
  it("begin within a tenth of a second, end with less than half a second of silence, and use the range", async () => {
    const { rateHz, samples, firstMs, quietMs } = await speak("Dinner is ready in the backyard");
    expect(rateHz).toBe(22_050);
    expect(samples.length / rateHz).toBeGreaterThan(1);
    expect(firstMs).toBeLessThan(100);
    expect(quietMs).toBeLessThan(500);
    expect(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeGreaterThan(0.3 * 32_768);
  });

  it("are words, whatever else they might be", async () => {
    for (const words of ["-w /etc/passwd", "--version", "[[h@l'oU]]", "<speak>hello</speak>", "Müllers Küche"]) {
      const { samples, rateHz } = await speak(words);
      expect({ words, isSpoken: samples.length > rateHz / 4 }).toEqual({ words, isSpoken: true });
    }
  });
});
