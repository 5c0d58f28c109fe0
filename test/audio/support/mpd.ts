// A real MPD of a test's own, on the very configuration that an installed bridge gives it, moved into a folder.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensurePipes } from "@house-band/bridge-firmware/adapters/mpd/player-pipes";

const TEMPLATE = join(import.meta.dirname, "../../../bridge-firmware/system/mpd.conf");

export type TestMpd = {
  readonly folder: string;
  readonly musicDirectory: string;
  readonly playlistDirectory: string;
  readonly pipeDirectory: string;
  readonly socketPath: string;
  start(): Promise<void>;
  /** As a crash does. */
  kill(): Promise<void>;
  remove(): Promise<void>;
};

/** Folders, pipes and a configuration; MPD itself runs after `start`. */
export async function createTestMpd(): Promise<TestMpd> {
  const folder = mkdtempSync(join(tmpdir(), "house-band-mpd-"));
  const [musicDirectory, playlistDirectory] = [join(folder, "music"), join(folder, "playlists")];
  for (const directory of [musicDirectory, playlistDirectory]) mkdirSync(directory);
  const pipeDirectory = join(folder, "players");
  const made = await ensurePipes(pipeDirectory);
  if (!made.ok) throw new Error(made.error);
  const socketPath = join(folder, "socket");
  const config = readFileSync(TEMPLATE, "utf8")
    .replace("/var/lib/house-band/music", musicDirectory)
    .replace("/var/lib/mpd/playlists", playlistDirectory)
    .replace("/var/lib/mpd/tag_cache", join(folder, "database"))
    .replace("/run/mpd/socket", socketPath)
    .replaceAll("/run/house-band/players", pipeDirectory);
  writeFileSync(join(folder, "mpd.conf"), `${config}log_file "${join(folder, "log")}"\n`);
  let child: ChildProcess | null = null;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    running.kill(signal);
    await once(running, "exit");
  };
  return {
    folder,
    musicDirectory,
    playlistDirectory,
    pipeDirectory,
    socketPath,
    async start() {
      rmSync(socketPath, { force: true });
      child = spawn("mpd", ["--no-daemon", join(folder, "mpd.conf")], { stdio: "ignore" });
      for (let round = 0; round < 250 && !existsSync(socketPath); round++) await sleep(20);
      if (!existsSync(socketPath)) throw new Error(`mpd did not start: ${readFileSync(join(folder, "log"), "utf8")}`);
    },
    kill: () => end("SIGKILL"),
    async remove() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
