// Which laptop homes run on this machine, so that another terminal finds their cloud: a small file each, which goes with
// its process.
import { rmSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { Endpoints } from "../stack/local-cloud.ts";

export const RUNNING_HOMES =
  process.env.HOUSE_BAND_RUNNING_HOMES ?? fileURLToPath(new URL("../../.cache/running", import.meta.url));

const Running = z.object({
  processId: z.number().int().positive(),
  startedAtMs: z.number(),
  endpoints: z.object({ dynamoDb: z.string(), iot: z.string(), certificates: z.string(), logs: z.string() }),
});

/** Says that this process runs a home, until it ends. */
export async function announceHome(folder: string, endpoints: Endpoints): Promise<void> {
  const file = join(folder, `${process.pid}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify({ processId: process.pid, startedAtMs: Date.now(), endpoints }));
  process.once("exit", () => rmSync(file, { force: true }));
}

/** The home that was started last and runs still; null where none does. */
export async function findRunningHome(folder: string): Promise<Endpoints | null> {
  const names = await readdir(folder).catch(() => []);
  const read = await Promise.all(names.map((name) => readHome(join(folder, name))));
  const running = read.flatMap((home) => (home !== null && isAlive(home.processId) ? [home] : []));
  return running.sort((one, other) => other.startedAtMs - one.startedAtMs)[0]?.endpoints ?? null;
}

async function readHome(file: string): Promise<z.infer<typeof Running> | null> {
  try {
    return Running.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null; // it is just being written, or taken away
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
