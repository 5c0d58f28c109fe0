import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { createMpdLibrary, type MpdLibrary } from "@house-band/bridge-firmware/adapters/mpd/mpd-library";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeWav } from "../bridge-firmware/adapters/library/tagged-wav.ts";
import { describeLibraryContract } from "../port-contracts/library.ts";
import { createTestMpd, type TestMpd } from "./support/mpd.ts";
import { silentLog } from "./support/player-ports.ts";

const libraryOf = ({ socketPath, musicDirectory }: TestMpd): MpdLibrary =>
  createMpdLibrary({ socketPath, directory: musicDirectory, clock: createSystemClock(), log: silentLog });

describeLibraryContract("MPD", async (tracks) => {
  const mpd = await createTestMpd();
  await Promise.all(tracks.map((track, index) => writeWav(join(mpd.musicDirectory, `${index}.wav`), track)));
  writeFileSync(join(mpd.musicDirectory, "broken.mp3"), "this is no music");
  await mpd.start();
  const library = libraryOf(mpd);
  return {
    library,
    async cleanUp() {
      await library.close();
      await mpd.remove();
    },
  };
});

describe("the library of a running MPD", () => {
  const soWhat = { genre: "Jazz", artist: "Miles Davis", album: "Kind of Blue", title: "So What" };
  const debby = { genre: "Jazz", artist: "Bill Evans", album: "Waltz for Debby", title: "My Foolish Heart" };
  let mpd: TestMpd;
  let library: MpdLibrary;
  beforeEach(async () => {
    mpd = await createTestMpd();
    await writeWav(join(mpd.musicDirectory, "so-what.wav"), soWhat);
    writeFileSync(
      join(mpd.playlistDirectory, "Summer Evenings.m3u"),
      "so-what.wav\nhttps://radio.example/stream\n/etc/passwd\nfile:///etc/passwd\n",
    );
    await mpd.start();
    library = libraryOf(mpd);
    await library.scan(() => undefined);
  });
  afterEach(async () => {
    await library.close();
    await mpd.remove();
  });
  const until = async (holds: () => boolean): Promise<void> => {
    for (let round = 0; round < 500 && !holds(); round++) await sleep(20);
    expect(holds()).toBe(true);
  };
  const finds = (words: string) => library.find({ kind: "request", words });

  it("finds a file that was added while it runs, and loses one that was taken away", async () => {
    await writeWav(join(mpd.musicDirectory, "debby.wav"), debby);
    await until(() => finds("foolish heart").ok);
    rmSync(join(mpd.musicDirectory, "so-what.wav"));
    await until(() => !finds("so what").ok);

    expect(finds("jazz")).toMatchObject({ ok: true, value: { found: { trackCount: 1 } } });
  });

  it("knows at once what MPD knew before, while it looks again", async () => {
    const later = libraryOf(mpd);
    const known = new Set<number | null>();
    await later.scan(() => known.add(later.state().tracks));

    expect([...known]).toEqual([1]);
    await later.close();
  });

  it("looks again by itself where MPD is lost while it looks", async () => {
    const another = libraryOf(mpd);
    let lost: Promise<void> | null = null;
    const scanned = await another.scan(() => {
      lost ??= mpd.kill().then(() => mpd.start());
    });

    expect(scanned).toMatchObject({ ok: true, value: { tracks: 1 } });
    expect(another.state()).toEqual({ tracks: 1, looking: null, skipped: 0, fault: null });
    await lost;
    await another.close();
  });

  it("answers while MPD is gone, and finds what has come in the meantime", async () => {
    await mpd.kill();
    await writeWav(join(mpd.musicDirectory, "debby.wav"), debby);
    expect(finds("so what").ok).toBe(true);
    await mpd.start();
    await until(() => finds("foolish heart").ok);

    expect(finds("so what").ok).toBe(true);
  });

  it("plays a stored playlist by its name, with its songs and streams, and nothing else of this machine", () => {
    expect(library.find({ kind: "playlist", words: "my summer evenings playlist" })).toEqual({
      ok: true,
      value: {
        found: { by: "playlist", title: "Summer Evenings", trackCount: 2 },
        tracks: [
          { path: "so-what.wav", title: "So What", artist: "Miles Davis" },
          { path: "https://radio.example/stream", title: "stream", live: true },
        ],
      },
    });
  });

  it("follows a playlist that was renamed and has grown", async () => {
    const [old, next] = ["Summer Evenings.m3u", "Winter.m3u"].map((name) => join(mpd.playlistDirectory, name));
    renameSync(old ?? "", next ?? "");
    appendFileSync(next ?? "", "so-what.wav\n");
    // MPD tells of playlists that its clients change; of one that was changed behind its back with the next scan
    await library.scan(() => undefined);

    expect(library.find({ kind: "playlist", words: "winter" })).toMatchObject({ value: { found: { trackCount: 3 } } });
    expect(library.find({ kind: "playlist", words: "summer evenings" })).toEqual({ ok: false, error: "NO_SOURCE" });
  });
});
