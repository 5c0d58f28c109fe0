// librespot's events, by the very script that it runs.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { makeFifo } from "../../../../bridge-firmware/src/adapters/receivers/fifo.ts";
import {
  afterEvent,
  createEventParser,
  leavesScrap,
  NO_SPOTIFY_SESSION,
  toEventScript,
} from "../../../../bridge-firmware/src/adapters/receivers/parse-librespot.ts";
import { toComplaint } from "../../../../bridge-firmware/src/adapters/receivers/spotify.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "house-band-librespot-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the script writes of each, one after the other. */
async function written(...events: readonly Record<string, string>[]): Promise<string> {
  const [script, out] = [join(folder, "it's.sh"), join(folder, "it's.out")];
  writeFileSync(script, toEventScript(out));
  let all = "";
  for (const env of events) {
    rmSync(out, { force: true });
    await promisify(execFile)("/bin/sh", [script], { env: { PATH: "/usr/bin:/bin", ...env } });
    all += readFileSync(out, "utf8");
  }
  return all;
}
const sessionAfter = (text: string) => createEventParser().push(text).reduce(afterEvent, NO_SPOTIFY_SESSION);

const CHANGED = {
  PLAYER_EVENT: "track_changed",
  TRACK_ID: "4uLU",
  NAME: "So What\n",
  ARTISTS: "Miles Davis\nBill Evans",
  ALBUM: "Kind of Blue",
};

describe("what librespot tells", () => {
  it("is told without waiting, though the bridge that would read it is gone", async () => {
    const [script, pipe] = [join(folder, "event.sh"), join(folder, "events")];
    await makeFifo(pipe);
    writeFileSync(script, toEventScript(pipe));
    const env = { PATH: "/usr/bin:/bin", PLAYER_EVENT: "playing" };
    await expect(promisify(execFile)("/bin/sh", [script], { env, timeout: 10_000 })).resolves.toBeDefined();
  });

  it("is who plays what, from the choice of the bridge to its end", async () => {
    const begun = await written(
      { PLAYER_EVENT: "session_connected", USER_NAME: "secret-user" },
      { PLAYER_EVENT: "session_client_changed", CLIENT_NAME: "Anna's Phone" },
      CHANGED,
      { PLAYER_EVENT: "playing", TRACK_ID: "4uLU" },
    );
    expect(begun).not.toContain("secret-user");
    expect(sessionAfter(begun)).toEqual({
      isOpen: true,
      isSending: true,
      device: "Anna's Phone",
      trackId: "4uLU",
      title: "So What",
      artist: "Miles Davis",
      album: "Kind of Blue",
    });
    expect(sessionAfter(begun + (await written({ PLAYER_EVENT: "paused" })))).toMatchObject({
      isOpen: true,
      isSending: false,
    });
    expect(sessionAfter(begun + (await written({ PLAYER_EVENT: "session_disconnected" })))).toEqual(NO_SPOTIFY_SESSION);
  });

  it("is an episode's show where it is no song", async () => {
    const episode = await written({ PLAYER_EVENT: "track_changed", NAME: "Episode 1", SHOW_NAME: "Jazz Stories" });
    expect(sessionAfter(episode)).toMatchObject({ title: "Episode 1", artist: "Jazz Stories", album: null });
  });

  it("is taken as text, whatever is in it: nothing is carried out", async () => {
    const name = '$(touch /tmp/never) `id` "; rm -rf / #';
    expect(sessionAfter(await written({ ...CHANGED, NAME: name }))).toMatchObject({ title: name });
  });

  it("is the same however the pipe cuts it; an event that nobody knows changes nothing", async () => {
    const text = await written({ PLAYER_EVENT: "volume_changed", VOLUME: "1" }, CHANGED);
    const parser = createEventParser();
    expect([...text].flatMap((letter) => parser.push(letter))).toEqual(createEventParser().push(text));
    expect(sessionAfter(text)).toMatchObject({ isOpen: false, title: "So What" });
  });

  it("never grows: a record that does not end is not kept to its end", () => {
    const parser = createEventParser();
    for (let n = 0; n < 100; n++) expect(parser.push("x".repeat(10_000))).toEqual([]);
  });
});

describe("what nobody took of a song", () => {
  it("is thrown away when its session ends and when another begins, and never while one plays or is paused", () => {
    const playing = { ...NO_SPOTIFY_SESSION, isOpen: true, isSending: true };
    const paused = { ...playing, isSending: false };
    expect(leavesScrap(playing, NO_SPOTIFY_SESSION)).toBe(true);
    expect(leavesScrap(NO_SPOTIFY_SESSION, paused)).toBe(true);
    expect(leavesScrap(NO_SPOTIFY_SESSION, playing)).toBe(false);
    expect(leavesScrap(playing, paused)).toBe(false);
    expect(leavesScrap(paused, playing)).toBe(false);
  });
});

describe("what librespot complains of", () => {
  it.each([
    [
      "[2026-11-30T03:07:00Z WARN  librespot_playback::player] Skipping to next track, unable to load track <So What>",
      "[2026-11-30T03:07:00Z WARN  librespot_playback::player] Skipping to next track, unable to load track …",
    ],
    ["ERROR <a > b> and <c> can't be played", "ERROR … can't be played"],
    ['WARN no user "anna" here', "WARN no user … here"],
    ["[2026-11-30T03:07:00Z INFO  librespot_playback::player] Loading <So What> with Spotify URI", null],
  ])("is logged without names: %s", (line, logged) => {
    expect(toComplaint(line)).toBe(logged);
  });
});
