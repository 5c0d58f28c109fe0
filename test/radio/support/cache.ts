// What takes minutes to make is made once and kept between runs: a folder for each recipe, thrown away when it is old.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

export type Recipe = {
  readonly name: string;
  /** Everything that the result depends on. */
  readonly ingredients: readonly string[];
  /** After this it is made anew; absent: never. */
  readonly keepMs?: number;
  /** Fills an empty folder. */
  readonly make: (folder: string) => Promise<void>;
};

/** Results of other recipes of the same name are of no use to anybody after this. */
const FORGET_MS = 30 * 86_400_000;
const MADE = "made";

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "house-band", "radio");

/** @returns the folder that the recipe has filled, now or in an earlier run. */
export async function makeOnce({
  name,
  ingredients,
  keepMs = Number.POSITIVE_INFINITY,
  make,
}: Recipe): Promise<string> {
  const hash = createHash("sha256").update(ingredients.join("\0")).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), `${name}-${hash}`);
  if ((await ageMs(join(folder, MADE))) < keepMs) {
    const now = new Date();
    await utimes(folder, now, now);
    return folder;
  }
  await forgetOld(name);
  const draft = `${folder}.draft-${process.pid}`;
  await mkdir(draft, { recursive: true });
  const startedMs = performance.now();
  await make(draft);
  await mkdir(join(draft, MADE), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  process.stdout.write(`radio: ${name} was made in ${Math.round((performance.now() - startedMs) / 1_000)} s\n`);
  return folder;
}

const ageMs = async (path: string): Promise<number> =>
  existsSync(path) ? Date.now() - (await stat(path)).mtimeMs : Number.POSITIVE_INFINITY;

async function forgetOld(name: string): Promise<void> {
  const all = await readdir(cacheFolder()).catch(() => []);
  for (const entry of all.filter((one) => one.startsWith(`${name}-`))) {
    const path = join(cacheFolder(), entry);
    if ((await ageMs(path)) > FORGET_MS) await rm(path, { recursive: true, force: true });
  }
}
