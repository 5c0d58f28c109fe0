// A real MPD of a test's own, on the very configuration that an installed bridge gives it, moved into a folder.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareMpd } from "../../../bench/src/sources/own-mpd.ts";

export type TestMpd = {
  readonly folder: string;
  readonly musicDirectory: string;
  readonly playlistDirectory: string;
  readonly pipeDirectory: string;
  readonly socketPath: string;
  start(): Promise<void>;
  /** As a crash does. */
  kill(): Promise<void>;
  /** As a restart does. */
  stop(): Promise<void>;
  remove(): Promise<void>;
};

/** Folders, pipes and a configuration; MPD itself runs after `start`. */
export async function createTestMpd(): Promise<TestMpd> {
  const folder = mkdtempSync(join(tmpdir(), "house-band-mpd-"));
  const { configPath, logPath, ...place } = await prepareMpd(folder);
  const { socketPath } = place;
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
    ...place,
    async start() {
      rmSync(socketPath, { force: true });
      child = spawn("mpd", ["--no-daemon", configPath], { stdio: "ignore" });
      for (let round = 0; round < 250 && !existsSync(socketPath); round++) await sleep(20);
      if (!existsSync(socketPath)) throw new Error(`mpd did not start: ${readFileSync(logPath, "utf8")}`);
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    async remove() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
