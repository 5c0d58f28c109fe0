import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createLagMeter, type Spectrum } from "../../../local/src/meter/lag.ts";
import { openWav } from "../../../local/src/meter/wav-file.ts";
import { CATALOGUE, renderPiece } from "../../../local/src/music/catalogue.ts";
import { ensureDemoMusic } from "../../../local/src/music/demo-music.ts";
import { loudnessLufs } from "../../../local/src/music/synth/master.ts";
import { taggedWav } from "../../../local/src/music/tagged-wav.ts";

let parent = "";
let folder = "";
const told: string[] = [];

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "house-band-music-"));
  folder = join(parent, "music");
  await ensureDemoMusic(folder, ({ title }) => told.push(title));
}, 120_000);
afterAll(() => rm(parent, { recursive: true }));

/** The two channels of a piece's file. */
async function load(title: string): Promise<{ left: Float32Array; right: Float32Array; bytes: Buffer }> {
  const file = (await readdir(folder)).find((name) => name.endsWith(` - ${title}.wav`)) ?? "";
  const bytes = await readFile(join(folder, file));
  const start = bytes.indexOf("data", 0, "latin1") + 8;
  const frames = (bytes.length - start) / 4;
  const side = (offset: number) =>
    Float32Array.from({ length: frames }, (_, i) => bytes.readInt16LE(start + 4 * i + offset) / 32_767);
  return { left: side(0), right: side(2), bytes };
}

describe("the demo music", () => {
  it("has at least eight pieces of at least four genres, jazz, rock, classical and ambient among them", () => {
    const genres = new Set(CATALOGUE.map(({ genre }) => genre));
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(8);
    expect([...genres]).toEqual(expect.arrayContaining(["Jazz", "Rock", "Classical", "Ambient"]));
    expect(new Set(CATALOGUE.map(({ title }) => title)).size).toBe(CATALOGUE.length);
  });

  it("tells of each piece as it is made, and leaves no unfinished folder behind", async () => {
    expect(told).toEqual(CATALOGUE.map(({ title }) => title));
    expect(await readdir(parent)).toEqual(["music"]);
  });

  it.each(CATALOGUE.map((piece) => [piece.title, piece] as const))(
    "makes %s 40 to 60 s long, as loud as other music, without clipping, in stereo, with its tags inside",
    async (title, piece) => {
      const { left, right, bytes } = await load(title);
      expect(left.length / 44_100).toBeGreaterThanOrEqual(40);
      expect(left.length / 44_100).toBeLessThanOrEqual(60);
      const peak = [left, right].reduce((most, side) => side.reduce((m, x) => (x > m ? x : -x > m ? -x : m), most), 0);
      expect(peak).toBeGreaterThan(0.5);
      expect(peak).toBeLessThan(0.98);
      expect(loudnessLufs({ left, right })).toBeGreaterThan(-15.5);
      expect(loudnessLufs({ left, right })).toBeLessThan(-12.5);
      const middle = left.slice(20 * 44_100, 21 * 44_100);
      expect(middle.some((sample, i) => sample !== right[20 * 44_100 + i])).toBe(true);
      for (const [id, text] of [
        ["INAM", title],
        ["IART", piece.artist],
        ["IGNR", piece.genre],
        ["IPRD", piece.album],
      ]) {
        const at = bytes.indexOf(id ?? "", 0, "latin1");
        expect(bytes.toString("utf8", at + 8, at + 8 + bytes.readUInt32LE(at + 4) - 1)).toBe(text);
      }
    },
  );

  it("gives different pieces that the meter never takes for the same music", async () => {
    const meter = createLagMeter(44_100, 44_100);
    const spectra: Spectrum[] = [];
    for (const file of (await readdir(folder)).filter((name) => name.endsWith(".wav"))) {
      const opened = await openWav(join(folder, file));
      if (!opened.ok) throw new Error(opened.error);
      spectra.push(meter.transform(await opened.value.readMono(20 * 44_100, 44_100)));
      await opened.value.close();
    }
    const coherences = spectra.flatMap((first, i) =>
      spectra.slice(i + 1).map((second) => meter.compare(first, second)?.coherence ?? 0),
    );
    expect(Math.max(...coherences)).toBeLessThan(0.15);
  });

  it("gives every piece enough of a centre that a left speaker can be measured against a right one", async () => {
    const meter = createLagMeter(44_100, 44_100);
    for (const { title } of CATALOGUE) {
      const { left, right } = await load(title);
      const [first, second] = [left, right].map((side) => meter.transform(side.slice(20 * 44_100, 21 * 44_100)));
      const lag = first && second ? meter.compare(first, second) : null;
      expect(lag?.coherence).toBeGreaterThan(0.4);
      expect(Math.abs(lag?.lagMs ?? 1)).toBeLessThan(0.02);
    }
  });

  it("makes the same samples again from the same seed", async () => {
    const piece = CATALOGUE.find(({ title }) => title === "Picket Fence");
    if (!piece) throw new Error("the piece is not in the catalogue");
    const { bytes } = await load(piece.title);
    expect(taggedWav(renderPiece(piece), 44_100, piece).equals(bytes)).toBe(true);
  });

  it("makes nothing where the folder is complete, and leaves what else lies beside it alone", async () => {
    await writeFile(join(parent, "mine.txt"), "keep");
    const again: string[] = [];
    await ensureDemoMusic(folder, ({ title }) => again.push(title));
    expect(again).toEqual([]);
    expect(await readFile(join(parent, "mine.txt"), "utf8")).toBe("keep");
  });
});
