import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type FolderMeasurement, measureFolder } from "../../../local/src/meter/measure-folder.ts";
import { programme, RATE_HZ, writeWav } from "./programme.ts";

const jazz = programme(11);
const rock = programme(12);
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-meter-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function measured(): Promise<FolderMeasurement> {
  const result = await measureFolder(folder);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const wav = (name: string, left: Float32Array, right?: Float32Array) =>
  writeWav(join(folder, `${name}.wav`), left, right);

function silence(samples: Float32Array, fromMs: number, untilMs: number): Float32Array {
  return samples.fill(0, (fromMs / 1_000) * RATE_HZ, (untilMs / 1_000) * RATE_HZ);
}

describe("measuring a folder", () => {
  it("finds who plays the same music, and the worst skew among them", async () => {
    await wav("Patio", jazz({}));
    await wav("Deck", jazz({ shiftMs: 0.25, gain: 0.4 }));
    await wav("Кухня", rock({}));
    await wav("Küche", rock({ shiftMs: 40 }));
    const { zones } = await measured();
    expect(zones.map(({ speakers }) => speakers)).toEqual([
      ["Deck", "Patio"],
      ["Küche", "Кухня"],
    ]);
    expect(zones[0]?.maxMs).toBeCloseTo(0.25, 3);
    expect(zones[1]?.medianMs).toBeCloseTo(40, 3);
  });

  it("finds no skew between identical recordings", async () => {
    await wav("A", jazz({}));
    await wav("B", jazz({}));
    const { zones } = await measured();
    expect(zones[0]?.maxMs).toBeLessThan(1e-6);
    expect(zones[0]?.dropouts).toBe(0);
  });

  it("compares a left with a right speaker by what the channels share", async () => {
    const centre = jazz({});
    const mix = (side: Float32Array) => centre.map((sample, i) => sample + 0.4 * (side[i] ?? 0));
    await wav("Left", mix(rock({})));
    await wav("Right", mix(programme(13)({})));
    const { zones } = await measured();
    expect(zones.map(({ speakers }) => speakers)).toEqual([["Left", "Right"]]);
    expect(zones[0]?.maxMs).toBeLessThan(0.001);
  });

  it("counts a hole while the others play, once for each, and not a shorter one than 5 ms", async () => {
    await wav("Patio", jazz({}));
    await wav("Deck", silence(silence(jazz({}), 1_200, 1_400), 2_100, 2_110));
    await wav("Garage", silence(jazz({}), 1_500, 1_504));
    const { zones } = await measured();
    expect([...(zones[0]?.gaps ?? [])].map(([name, gaps]) => [name, gaps.length])).toEqual([
      ["Deck", 2],
      ["Garage", 0],
      ["Patio", 0],
    ]);
  });

  it("does not call it a drop-out when everybody pauses, or when a speaker was faded out", async () => {
    const fadeOut = jazz({}).map((sample, i) => {
      const ms = (i / RATE_HZ) * 1_000;
      return Math.abs(ms - 1_900) < 300 ? 0 : sample * Math.min(1, Math.max(0, Math.abs(ms - 1_900) - 300) / 100);
    });
    await wav("Patio", silence(jazz({}), 800, 1_200));
    await wav("Deck", silence(fadeOut, 800, 1_200));
    const { zones } = await measured();
    expect(zones[0]?.dropouts).toBe(0);
  });

  it("counts a short hole with hard edges that all share: the engine ran dry", async () => {
    await wav("Patio", silence(jazz({}), 800, 840));
    await wav("Deck", silence(jazz({}), 800, 840));
    const { zones } = await measured();
    expect(zones[0]?.dropouts).toBe(2);
  });

  it("counts a speaker that vanishes and never comes back", async () => {
    await wav("Patio", jazz({}));
    await wav("Deck", silence(jazz({}), 1_500, 3_000));
    const { zones } = await measured();
    expect(zones[0]?.gaps.get("Deck")?.length).toBe(1);
  });

  it("lists silent speakers apart, and leaves out what is no WAV with the reason", async () => {
    await wav("Patio", jazz({}));
    await wav("Garage", new Float32Array(RATE_HZ));
    await writeFile(join(folder, "notes.wav"), "not music");
    const { zones, silent, skipped } = await measured();
    expect(zones.map(({ speakers }) => speakers)).toEqual([["Patio"]]);
    expect(zones[0]?.maxMs).toBe(0);
    expect(silent).toEqual(["Garage"]);
    expect(skipped).toEqual([{ file: "notes.wav", reason: "is not a WAV file (no RIFF/WAVE at its start)" }]);
  });

  it("reads a recording whose writer was killed before it could write the length", async () => {
    await wav("Patio", jazz({}));
    const bytes = await readFile(join(folder, "Patio.wav"));
    bytes.writeUInt32LE(0, 4);
    bytes.writeUInt32LE(0, 40);
    await writeFile(join(folder, "Deck.wav"), bytes.subarray(0, bytes.length - 1));
    const { zones } = await measured();
    expect(zones.map(({ speakers }) => speakers)).toEqual([["Deck", "Patio"]]);
  });

  it("refuses recordings of different rates: they have no common timeline", async () => {
    await wav("A", jazz({}));
    await writeWav(join(folder, "B.wav"), jazz({}), undefined, 44_100);
    expect(await measureFolder(folder)).toEqual({
      ok: false,
      error: "B has 44100 Hz where A has 48000 Hz: one timeline needs one rate",
    });
  });

  it("says what is wrong with the folder", async () => {
    const missing = join(folder, "nowhere");
    expect(await measureFolder(missing)).toEqual({
      ok: false,
      error: `${missing} does not exist: give a folder with WAV files`,
    });
    const empty = await measureFolder(folder);
    expect(empty.ok ? "" : empty.error).toContain("holds no .wav file");
  });

  it("draws every speaker into sync.svg, names escaped", async () => {
    await wav("AT&T <Deck>", jazz({}));
    await wav("Patio", silence(jazz({}), 1_000, 1_300));
    const { plotPath } = await measured();
    const svg = await readFile(plotPath, "utf8");
    expect(svg).toContain(">AT&amp;T &lt;Deck&gt;</text>");
    expect(svg).toContain("drop-outs 1");
    expect(svg.match(/class="gap"/g)?.length).toBe(1);
  });
});
