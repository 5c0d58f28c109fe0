import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeFile } from "@house-band/bridge-firmware/engine/input/decode-file";
import { createResamplers } from "@house-band/bridge-firmware/engine/input/resample";
import { reasonOf } from "@house-band/bridge-firmware/engine/input/unplayable";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFolder, RATE_HZ, sine, type WavCoding, wavBytes, writeWav } from "./fixtures.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/audio/", import.meta.url));

let folder: ReturnType<typeof createFolder>;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

type Sound = { readonly left: Float32Array; readonly right: Float32Array };

async function decode(path: string, startMs = 0): Promise<Sound> {
  const pieces: Float32Array[] = [];
  const resamplers = createResamplers();
  for await (const piece of decodeFile(path, startMs, resamplers)) pieces.push(piece.slice());
  resamplers.close();
  const all = pieces.flatMap((piece) => [...piece]);
  return {
    left: Float32Array.from(all.filter((_, n) => n % 2 === 0)),
    right: Float32Array.from(all.filter((_, n) => n % 2 === 1)),
  };
}

const reasonFor = async (path: string): Promise<string> => {
  try {
    await decode(path);
  } catch (thrown) {
    return reasonOf(thrown);
  }
  return "it played";
};

/** Amplitude of one frequency in the middle of a signal, whole cycles of 100 ms. */
function levelAt(samples: Float32Array, hz: number): number {
  const from = Math.floor(samples.length / 2) - 4_800;
  let re = 0;
  let im = 0;
  for (let n = 0; n < 9_600; n++) {
    re += (samples[from + n] ?? 0) * Math.cos((2 * Math.PI * hz * n) / RATE_HZ);
    im += (samples[from + n] ?? 0) * Math.sin((2 * Math.PI * hz * n) / RATE_HZ);
  }
  return (2 * Math.hypot(re, im)) / 9_600;
}

describe("a compressed file", () => {
  it.each([
    ["tones.mp3", 1],
    ["tones.flac", 0.6],
    ["tones.ogg", 1],
    ["tones.opus", 1],
    ["tones-flac.ogg", 0.3],
  ])("%s keeps its sides, its pitch, its level and its length", async (name, seconds) => {
    const { left, right } = await decode(FIXTURES + name);

    expect(Math.abs(left.length - seconds * RATE_HZ)).toBeLessThanOrEqual(2);
    expect(levelAt(left, 440)).toBeCloseTo(0.5, 1);
    expect(levelAt(left, 1_000)).toBeLessThan(0.02);
    expect(levelAt(right, 1_000)).toBeCloseTo(0.5, 1);
    expect(levelAt(right, 440)).toBeLessThan(0.02);
  });

  it("is known by its content, whatever its name says", async () => {
    writeFileSync(folder.path("song.wav"), readFileSync(`${FIXTURES}tones.mp3`));

    expect(levelAt((await decode(folder.path("song.wav"))).left, 440)).toBeCloseTo(0.5, 1);
  });

  it("cut short plays as far as it goes", async () => {
    const whole = readFileSync(`${FIXTURES}tones.mp3`);
    writeFileSync(folder.path("half.mp3"), whole.subarray(0, whole.length / 2));

    const { left } = await decode(folder.path("half.mp3"));
    expect(left.length).toBeGreaterThan(0.4 * RATE_HZ);
    expect(left.length).toBeLessThan(0.6 * RATE_HZ);
  });

  it.each(["tones.mp3", "tones.flac", "tones.ogg", "tones.opus"])("%s can be entered in its middle", async (name) => {
    const whole = await decode(FIXTURES + name);
    const later = await decode(FIXTURES + name, 250);

    expect(Math.abs(whole.left.length - later.left.length - 12_000)).toBeLessThanOrEqual(2);
    for (let n = 2_000; n < 2_100; n++) expect(later.left[n]).toBeCloseTo(whole.left[12_000 + n] ?? 9, 1);
  });

  it("with damage in its middle is played around it", async () => {
    const bytes = Buffer.from(readFileSync(`${FIXTURES}tones.mp3`));
    bytes.fill(0x55, 3_000, 3_500);
    writeFileSync(folder.path("scratched.mp3"), bytes);

    expect((await decode(folder.path("scratched.mp3"))).left.length).toBeGreaterThan(0.5 * RATE_HZ);
  });
});

describe("a WAV file", () => {
  it.each<[WavCoding, number]>([
    [{ bits: 8 }, 0.01],
    [{ bits: 16 }, 1e-4],
    [{ bits: 24 }, 1e-6],
    [{ bits: 32 }, 1e-6],
    [{ bits: 32, float: true }, 1e-7],
    [{ bits: 64, float: true }, 1e-7],
    [{ bits: 24, extensible: true }, 1e-6],
    [{ bits: 32, float: true, extensible: true }, 1e-7],
  ])("of %j is read sample by sample", async (coding, tolerance) => {
    const tone = sine(440, 0.1);
    writeWav(folder.path("tone.wav"), [tone, tone], coding);

    const { left } = await decode(folder.path("tone.wav"));
    expect(left.length).toBe(tone.length);
    const worst = left.reduce((most, sample, n) => Math.max(most, Math.abs(sample - (tone[n] ?? 9))), 0);
    expect(worst).toBeLessThanOrEqual(tolerance);
  });

  it.each([8_000, 11_025, 22_050, 44_100, 88_200, 96_000, 192_000])(
    "at %d Hz comes out at 48 kHz in its full length",
    async (rateHz) => {
      writeWav(folder.path("tone.wav"), [sine(1_000, 0.4, 0.5, rateHz)], { bits: 16, rateHz });

      const { left, right } = await decode(folder.path("tone.wav"));
      expect(left.length).toBe(19_200);
      expect(levelAt(left, 1_000)).toBeCloseTo(0.5, 3);
      expect(right).toEqual(left);
      // The phase is right too: sample n is the tone at n / 48,000 s.
      for (let n = 9_600; n < 9_650; n++) {
        expect(left[n]).toBeCloseTo(0.5 * Math.sin((2 * Math.PI * 1_000 * n) / RATE_HZ), 2);
      }
    },
  );

  it("of one rate joined to one of the same rate has no seam", async () => {
    const rateHz = 44_100;
    const tone = sine(1_000, 1, 0.5, rateHz);
    writeWav(folder.path("a.wav"), [tone.subarray(0, 22_050)], { bits: 32, float: true, rateHz });
    writeWav(folder.path("b.wav"), [tone.subarray(22_050)], { bits: 32, float: true, rateHz });

    const a = (await decode(folder.path("a.wav"))).left;
    const b = (await decode(folder.path("b.wav"))).left;
    expect(a.length + b.length).toBe(RATE_HZ);
    const step = Math.abs((b[0] ?? 9) - (a.at(-1) ?? -9));
    expect(step).toBeLessThan(0.5 * 2 * Math.PI * (1_000 / RATE_HZ) * 1.5);
  });

  it("of 5.1 channels is mixed to two: centre to both, bass to none, nothing can clip", async () => {
    const [l, r, c, bass, bl, br] = [100, 200, 300, 400, 500, 600].map((hz) => sine(hz, 0.4, 1));
    if (!l || !r || !c || !bass || !bl || !br) throw new Error("six channels were made");
    writeWav(folder.path("surround.wav"), [l, r, c, bass, bl, br], { bits: 16, extensible: true });

    const { left, right } = await decode(folder.path("surround.wav"));
    const scale = 1 / (1 + 2 * Math.SQRT1_2);
    expect(levelAt(left, 100)).toBeCloseTo(scale, 2);
    expect(levelAt(left, 200)).toBeCloseTo(0, 2);
    expect(levelAt(left, 300)).toBeCloseTo(scale * Math.SQRT1_2, 2);
    expect(levelAt(right, 300)).toBeCloseTo(scale * Math.SQRT1_2, 2);
    expect(levelAt(left, 400)).toBeCloseTo(0, 2);
    expect(levelAt(left, 500)).toBeCloseTo(scale * Math.SQRT1_2, 2);
    expect(levelAt(right, 600)).toBeCloseTo(scale * Math.SQRT1_2, 2);
  });

  it("is entered at the very sample", async () => {
    const ramp = Float32Array.from({ length: RATE_HZ }, (_, n) => n / RATE_HZ);
    writeWav(folder.path("ramp.wav"), [ramp], { bits: 32, float: true });

    const { left } = await decode(folder.path("ramp.wav"), 250);
    expect(left[0]).toBe(ramp[12_000]);
    expect(left.length).toBe(36_000);
  });

  it("whose recorder never told its length, or was cut off, plays to its end", async () => {
    const bytes = wavBytes([sine(440, 0.5)], { bits: 16 });
    for (const claimed of [0, 0xffff_ffff, 96_000]) {
      bytes.writeUInt32LE(claimed, 40);
      writeFileSync(folder.path("cut.wav"), bytes.subarray(0, 44 + 20_000));
      expect((await decode(folder.path("cut.wav"))).left.length).toBe(10_000);
    }
  });

  it("passes over chunks it does not know, odd ones too", async () => {
    const bytes = wavBytes([sine(440, 0.1)], { bits: 16 });
    const odd = Buffer.concat([Buffer.from("LIST"), Buffer.from([3, 0, 0, 0]), Buffer.from("abc"), Buffer.alloc(1)]);
    writeFileSync(folder.path("odd.wav"), Buffer.concat([bytes.subarray(0, 12), odd, bytes.subarray(12)]));

    expect((await decode(folder.path("odd.wav"))).left.length).toBe(4_800);
  });
});

describe("what is no music", () => {
  it.each([
    ["an empty file", Buffer.alloc(0), "the file is empty"],
    ["a web page", Buffer.from("<!DOCTYPE html><html><body>404</body></html>"), "it is a web page, not a sound file"],
    ["a text", Buffer.from("la la la ".repeat(50)), "its content is none of WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus"],
    ["zeros", Buffer.alloc(20_000), "its content is none of WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus"],
    [
      "only an ID3 tag",
      Buffer.from("ID3\u0004\u0000\u0000\u0000\u0000\u0000\u0005abcde", "latin1"),
      "the file is empty",
    ],
    [
      "an M4A",
      Buffer.from("\u0000\u0000\u0000\u0020ftypM4A ", "latin1"),
      "MPEG-4 audio (AAC, ALAC) can't be played; convert it to FLAC or MP3",
    ],
    ["a WAV of nothing but a header", wavBytes([new Float32Array(0)], { bits: 16 }), "the file holds no sound"],
    ["a WAV without samples", wavBytes([sine(440, 0.1)], { bits: 16 }).subarray(0, 36), "the WAV file has no samples"],
  ])("%s is refused with a reason", async (_, bytes, reason) => {
    writeFileSync(folder.path("x.mp3"), bytes);
    expect(await reasonFor(folder.path("x.mp3"))).toBe(reason);
  });

  it.each([
    ["no channels", 22, 0, "the WAV file claims 0 channels, 1 to 8 can be played"],
    ["a thousand channels", 22, 1_000, "the WAV file claims 1000 channels, 1 to 8 can be played"],
    ["7 bits", 34, 7, "WAV coding 1 with 7 bits can't be played; convert it to 16-bit PCM"],
    ["ADPCM", 20, 2, "WAV coding 2 with 16 bits can't be played; convert it to 16-bit PCM"],
    ["one sample a second", 24, 1, "the WAV file claims 1 samples a second, 4,000 to 384,000 can be played"],
  ])("a WAV that claims %s is refused", async (_, at, value, reason) => {
    const bytes = wavBytes([sine(440, 0.1)], { bits: 16 });
    bytes.writeUInt16LE(value, at);
    if (at === 24) bytes.writeUInt16LE(0, 26);
    writeFileSync(folder.path("bad.wav"), bytes);
    expect(await reasonFor(folder.path("bad.wav"))).toBe(reason);
  });

  it("a folder or a file that is gone is refused without telling its path", async () => {
    expect(await reasonFor(folder.path("gone.mp3"))).toBe("the file is not there any more");
    expect(await reasonFor(FIXTURES)).toBe("it is a folder, not a sound file");
  });

  it("a FLAC of which only the header is left is refused", async () => {
    writeFileSync(folder.path("head.flac"), readFileSync(`${FIXTURES}tones.flac`).subarray(0, 60));
    expect(await reasonFor(folder.path("head.flac"))).toMatch(/^the file is damaged/);
  });

  it("chance is never taken for music that hangs the decoder", async () => {
    let state = 7;
    const bytes = Buffer.from(
      Array.from({ length: 30_000 }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
        return (state >>> 16) & 255;
      }),
    );
    writeFileSync(folder.path("noise.mp3"), bytes);
    expect(await reasonFor(folder.path("noise.mp3"))).toBe(
      "its content is none of WAV, FLAC, MP3, Ogg Vorbis or Ogg Opus",
    );
  });
});
