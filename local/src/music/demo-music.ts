// The demo music's folder: made once, on the first start, in a process apart, and only ever seen complete.
import { fork } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { CATALOGUE, CATALOGUE_VERSION } from "./catalogue.ts";

const Progress = z.object({ done: z.int(), total: z.int(), title: z.string() });
export type MusicProgress = Readonly<z.infer<typeof Progress>>;

/** Names what the folder holds, so that an older or half-made one is not taken for it. */
const MARKER = "catalogue.json";

/**
 * Sees to it that `directory` holds the whole demo music; 5 to 10 s of work the first time, nothing afterwards.
 * @throws where the folder can't be written, with the system's reason.
 */
export async function ensureDemoMusic(
  directory: string,
  onProgress: (progress: MusicProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (await isComplete(directory)) return;
  await mkdir(dirname(directory), { recursive: true });
  const making = await mkdtemp(`${directory}-`);
  try {
    await renderApart(making, onProgress, signal);
    await writeFile(join(making, MARKER), JSON.stringify({ version: CATALOGUE_VERSION, pieces: CATALOGUE.length }));
    await rm(directory, { recursive: true, force: true });
    await rename(making, directory);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (await isComplete(directory)) return; // another start was faster
    throw error;
  }
}

async function isComplete(directory: string): Promise<boolean> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(directory, MARKER), "utf8"));
    return typeof marker === "object" && marker !== null && "version" in marker && marker.version === CATALOGUE_VERSION;
  } catch {
    return false; // absent or unreadable: it is made anew
  }
}

function renderApart(
  directory: string,
  onProgress: (progress: MusicProgress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const renderer = fork(new URL("./render-process.ts", import.meta.url), [directory], {
    execArgv: ["--expose-gc", "--import", loader],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    const stop = (): void => void renderer.kill();
    signal?.addEventListener("abort", stop, { once: true });
    renderer.on("message", (message) => {
      const progress = Progress.safeParse(message);
      if (progress.success) onProgress(progress.data);
    });
    renderer.once("error", reject);
    renderer.once("exit", (code) => {
      signal?.removeEventListener("abort", stop);
      if (code === 0) resolve();
      else
        reject(
          new Error(
            signal?.aborted ? "making the demo music was stopped" : `the demo music could not be made (code ${code})`,
          ),
        );
    });
  });
}
