// The bridge's documents and journal, for as long as the process runs.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type DataFolder = { readonly path: string; remove(): Promise<void> };

/** @throws where there is no room for it */
export async function makeDataFolder(): Promise<DataFolder> {
  const parent = tmpdir();
  try {
    await mkdir(parent, { recursive: true });
    const path = await mkdtemp(join(parent, "house-band-"));
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = "Free some space there, or name another folder in TMPDIR";
    throw new Error(`The temporary folder ${parent} can't be written: ${reason}. ${advice}.`, { cause });
  }
}
