// A real MPD of one's own, on the very configuration that an installed bridge gives it, moved into a folder.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensurePipes } from "@house-band/bridge-firmware/adapters/mpd/player-pipes";
import { isThere } from "../sync/packages.ts";
import { end, waitFor } from "../sync/world.ts";

const TEMPLATE = join(import.meta.dirname, "../../../bridge-firmware/system/mpd.conf");

export type MpdPlace = {
  readonly musicDirectory: string;
  readonly playlistDirectory: string;
  readonly pipeDirectory: string;
  readonly socketPath: string;
  readonly configPath: string;
  readonly logPath: string;
};

/** Null where MPD is installed; else what has to be, as a sentence. */
export function missingForMpd(): string | null {
  if (isThere("mpd")) return null;
  return "What MPD plays, radio too, is left out: it needs MPD (apt-get install --no-install-recommends mpd).";
}

/** Folders, pipes and a configuration, all in `directory`; nothing runs yet. @throws Error where they can't be made */
export async function prepareMpd(directory: string): Promise<MpdPlace> {
  const place: MpdPlace = {
    musicDirectory: join(directory, "music"),
    playlistDirectory: join(directory, "playlists"),
    pipeDirectory: join(directory, "players"),
    socketPath: join(directory, "socket"),
    configPath: join(directory, "mpd.conf"),
    logPath: join(directory, "log"),
  };
  for (const one of [place.musicDirectory, place.playlistDirectory]) await mkdir(one, { recursive: true });
  const made = await ensurePipes(place.pipeDirectory);
  if (!made.ok) throw new Error(made.error);
  const config = (await readFile(TEMPLATE, "utf8"))
    .replace("/var/lib/house-band/music", place.musicDirectory)
    .replace("/var/lib/mpd/playlists", place.playlistDirectory)
    .replace("/var/lib/mpd/tag_cache", join(directory, "database"))
    .replace("/run/mpd/socket", place.socketPath)
    .replaceAll("/run/house-band/players", place.pipeDirectory);
  await writeFile(place.configPath, `${config}log_file "${place.logPath}"\n`);
  return place;
}

/** Resolves when it listens, with how to end it. */
export async function startMpd({ configPath, socketPath }: MpdPlace): Promise<() => Promise<void>> {
  const daemon = spawn("mpd", ["--no-daemon", configPath], { stdio: "ignore" });
  try {
    await waitFor("MPD", () => existsSync(socketPath));
  } catch (error) {
    await end(daemon);
    throw error;
  }
  return () => end(daemon);
}
