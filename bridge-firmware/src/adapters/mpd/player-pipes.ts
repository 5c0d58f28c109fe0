// The named pipes between MPD's players and the engine. An installed bridge finds them made; a checkout makes its own.
import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { err, ok, type Result } from "@house-band/contract";

/** As many zones as may play at once, each with an output of this name in mpd.conf. */
export const PLAYER_NAMES = ["zone-1", "zone-2", "zone-3", "zone-4", "zone-5", "zone-6", "zone-7", "zone-8"] as const;

/** Where the pipe of a player lies. */
export const pipePath = (directory: string, name: string): string => join(directory, `${name}.pcm`);

/** Makes those that are not there, for the bridge's user and its group: MPD is of that group. */
export async function ensurePipes(directory: string): Promise<Result<void, string>> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o750 });
    return await makeMissing(directory);
  } catch (cause) {
    return err(`the players' pipes can't be made in ${directory}: ${cause instanceof Error ? cause.message : cause}`);
  }
}

async function makeMissing(directory: string): Promise<Result<void, string>> {
  const missing: string[] = [];
  for (const name of PLAYER_NAMES) {
    const path = pipePath(directory, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFIFO()) continue;
    if (found) return err(`${path} is no pipe; expected a named pipe or nothing`);
    missing.push(path);
  }
  if (missing.length > 0) await promisify(execFile)("mkfifo", ["-m", "660", "--", ...missing]);
  return ok(undefined);
}
