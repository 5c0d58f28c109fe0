import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFileLibrary } from "../../../../bridge-firmware/src/adapters/library/file-library.ts";
import { wavBytes, writeWav } from "./tagged-wav.ts";

/** Fifths of a second of a sine, encoded and tagged by ffmpeg 5.1. */
const fixtures = fileURLToPath(new URL("../../../fixtures/library/", import.meta.url));

let outside: string;
let directory: string;
beforeEach(async () => {
  outside = await fs.mkdtemp(join(tmpdir(), "house-band-library-"));
  directory = join(outside, "Music");
  await fs.mkdir(directory);
});
afterEach(() => fs.rm(outside, { recursive: true, force: true }));

const ignoreProgress = () => undefined;
async function scan() {
  const library = createFileLibrary({ directory });
  const scanned = await library.scan(ignoreProgress);
  if (!scanned.ok) throw new Error(scanned.error.message);
  return { library, ...scanned.value };
}
const titlesOf = (library: ReturnType<typeof createFileLibrary>, words: string) => {
  const found = library.find({ kind: "request", words });
  return found.ok ? found.value.tracks.map(({ title }) => title) : found.error;
};

describe("tags", () => {
  it("are read from every format that is played, whatever the language", async () => {
    await fs.cp(fixtures, directory, { recursive: true });
    await fs.rm(join(directory, "aac.m4a"));
    const { library, tracks, skipped } = await scan();

    expect({ tracks, skipped }).toEqual({ tracks: 4, skipped: [] });
    expect(titlesOf(library, "miles davis")).toEqual(["So What"]);
    expect(titlesOf(library, "hard rock")).toEqual(["Thunderstruck"]);
    expect(titlesOf(library, "gabriel faure")).toEqual(["Pavane"]);
    expect(titlesOf(library, "坂本九")).toEqual(["見上げてごらん夜の星を"]);
    expect(titlesOf(library, "50s jazz")).toEqual(["So What"]);
  });

  it("count, and not the ending of the name", async () => {
    await fs.writeFile(join(directory, "really a wav.mp3"), wavBytes({ title: "Disguised", genre: "Jazz" }));
    const { library } = await scan();

    expect(titlesOf(library, "jazz")).toEqual(["Disguised"]);
  });

  it.each(["utf8", "latin1"] as const)("of a WAV may be written in %s, which it does not say", async (encoding) => {
    await fs.writeFile(join(directory, "a.wav"), wavBytes({ title: "Für Elise", artist: "Zoë" }, encoding));
    const { library } = await scan();

    expect(library.find({ kind: "anything" })).toMatchObject({
      value: { tracks: [{ title: "Für Elise", artist: "Zoë" }] },
    });
  });

  it("with several genres put a track on each shelf", async () => {
    await writeWav(join(directory, "a.wav"), { title: "Both", genre: "Jazz; Funk/Soul" });
    const { library } = await scan();

    for (const genre of ["jazz", "funk", "soul"]) expect(titlesOf(library, genre)).toEqual(["Both"]);
  });

  it("are made sayable: one line, no controls, no marks that turn the writing direction", async () => {
    await writeWav(join(directory, "a.wav"), { title: "Evil\u202E\ntitle\u0007 ", genre: "Jazz" });
    const { library } = await scan();

    expect(titlesOf(library, "jazz")).toEqual(["Evil title"]);
  });

  it.each([
    ["03 - So What.wav", "so what", { title: "So What" }],
    ["07. Miles Davis - So What.wav", "miles davis", { title: "So What", artist: "Miles Davis" }],
    ["so_what.wav", "so what", { title: "so what" }],
    ["1999.wav", "1999", { title: "1999" }],
    ["-rf.wav", "rf", { title: "-rf" }],
  ])("are made up from the name %j where there are none", async (name, words, track) => {
    await writeWav(join(directory, name));
    const { library } = await scan();
    const found = library.find({ kind: "request", words });

    expect(found).toMatchObject({ ok: true, value: { tracks: [track] } });
  });

  it("that are missing leave the folders to ask for", async () => {
    await writeWav(join(directory, "Sunday Breakfast/track.wav"));
    await writeWav(join(directory, "Party/track.wav"));
    const { library } = await scan();
    const found = library.find({ kind: "request", words: "sunday breakfast" });

    expect(found).toMatchObject({
      ok: true,
      value: { found: { by: "words", title: "Sunday Breakfast", trackCount: 1 } },
    });
  });
});

describe("files that can't be played", () => {
  it("are skipped and said, and the others are there", async () => {
    await writeWav(join(directory, "good.wav"), { genre: "Jazz", title: "Good" });
    await fs.writeFile(join(directory, "empty.mp3"), "");
    await fs.writeFile(join(directory, "page.mp3"), "<html><body>404 not found</body></html>");
    await fs.writeFile(join(directory, "head only.flac"), "fLaC");
    await fs.writeFile(join(directory, "noise.ogg"), Buffer.alloc(4_096, "OggSnoise"));
    await fs.copyFile(join(fixtures, "aac.m4a"), join(directory, "aac.m4a"));
    const { library, tracks, skipped } = await scan();

    expect(tracks).toBe(1);
    expect(titlesOf(library, "jazz")).toEqual(["Good"]);
    expect(skipped.map(({ file }) => file)).toEqual([
      "aac.m4a",
      "empty.mp3",
      "head only.flac",
      "noise.ogg",
      "page.mp3",
    ]);
    expect(skipped[0]?.reason).toMatch(/^MPEG-4\/AAC in .* is not played: WAV, FLAC, MP3, Ogg Vorbis and Opus are$/);
    expect(skipped.every(({ reason }) => reason.length > 10 && !reason.includes(outside))).toBe(true);
  });

  it("are no reason to hang: an ID3 tag that claims 256 MB, in a file of 30 bytes", async () => {
    const bomb = Buffer.concat([
      Buffer.from("ID3\x03\x00\x00"),
      Buffer.from([0x7f, 0x7f, 0x7f, 0x7f]),
      Buffer.alloc(20),
    ]);
    await fs.writeFile(join(directory, "bomb.mp3"), bomb);
    const { tracks, skipped } = await scan();

    expect(tracks).toBe(0);
    expect(skipped).toHaveLength(1);
  });

  it("under names that no music has are not even mentioned", async () => {
    for (const name of ["cover.jpg", "notes.txt", "list.m3u", ".hidden.wav", "README"]) {
      await fs.writeFile(join(directory, name), "x");
    }
    await writeWav(join(directory, ".trash/deleted.wav"));

    expect(await scan()).toMatchObject({ tracks: 0, skipped: [] });
  });
});

describe("links", () => {
  it("that lead out of the folder are skipped and said, files as well as folders", async () => {
    await writeWav(join(outside, "secret/secret.wav"), { title: "Secret" });
    await fs.symlink(join(outside, "secret"), join(directory, "shared"));
    await fs.symlink(join(outside, "secret/secret.wav"), join(directory, "link.wav"));
    await fs.symlink(join(outside, "nowhere.wav"), join(directory, "dangling.wav"));
    // A neighbour whose path begins like the folder's own.
    await writeWav(join(outside, "Music Two/other.wav"));
    await fs.symlink(join(outside, "Music Two"), join(directory, "two"));

    expect(await scan()).toMatchObject({
      tracks: 0,
      skipped: [
        { file: "dangling.wav", reason: "it cannot be opened: ENOENT" },
        { file: "link.wav", reason: "a link that leads out of the music folder" },
        { file: "shared", reason: "a link that leads out of the music folder" },
        { file: "two", reason: "a link that leads out of the music folder" },
      ],
    });
  });

  it("within the folder count once, circles included", async () => {
    await writeWav(join(directory, "a/one.wav"), { title: "One" });
    await fs.symlink(join(directory, "a"), join(directory, "b"));
    await fs.symlink(directory, join(directory, "a/round"));

    expect(await scan()).toMatchObject({ tracks: 1, skipped: [] });
  });
});

describe("another scan", () => {
  it("sees what was added, changed and removed", async () => {
    await writeWav(join(directory, "kept.wav"), { title: "Kept", genre: "Jazz" });
    await writeWav(join(directory, "changed.wav"), { title: "Before", genre: "Jazz" });
    await writeWav(join(directory, "removed.wav"), { title: "Removed", genre: "Jazz" });
    const { library } = await scan();
    await writeWav(join(directory, "changed.wav"), { title: "Afterwards", genre: "Jazz" });
    await writeWav(join(directory, "added.wav"), { title: "Added", genre: "Jazz" });
    await fs.rm(join(directory, "removed.wav"));
    await library.scan(ignoreProgress);

    expect(titlesOf(library, "jazz")).toEqual(["Added", "Afterwards", "Kept"]);
  });

  it("does not read again what has not changed", async () => {
    const path = join(directory, "a.wav");
    await writeWav(path, { title: "Same size", genre: "Jazz" });
    const lastYear = new Date("2025-06-01T12:00:00Z");
    await fs.utimes(path, lastYear, lastYear);
    const { library } = await scan();
    await writeWav(path, { title: "size same", genre: "Jazz" });
    await fs.utimes(path, lastYear, lastYear);
    await library.scan(ignoreProgress);

    expect(titlesOf(library, "jazz")).toEqual(["Same size"]);
  });
});

it("says where it looked when the folder is not there", async () => {
  const missing = join(outside, "Musik");
  const scanned = await createFileLibrary({ directory: missing }).scan(ignoreProgress);

  expect(scanned).toMatchObject({
    ok: false,
    error: {
      port: "library",
      code: "refused",
      message: `the music folder ${missing} cannot be read: expected a folder that the bridge's user may read`,
    },
  });
});
