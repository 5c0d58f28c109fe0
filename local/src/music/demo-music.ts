// The demo music's folder: made once, on the first start, off the main thread, and only ever seen complete.
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { CATALOGUE, CATALOGUE_VERSION } from "./catalogue.ts";

export type MusicProgress = { readonly done: number; readonly total: number; readonly title: string };

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
    await renderInWorker(making, onProgress, signal);
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

function renderInWorker(
  directory: string,
  onProgress: (progress: MusicProgress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const worker = new Worker(new URL("./render-thread.mjs", import.meta.url), { workerData: directory });
  return new Promise((resolve, reject) => {
    const stop = (): void => void worker.terminate();
    signal?.addEventListener("abort", stop, { once: true });
    worker.on("message", onProgress);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      signal?.removeEventListener("abort", stop);
      if (code === 0) resolve();
      else
        reject(
          new Error(signal?.aborted ? "making the demo music was stopped" : `the music worker ended with code ${code}`),
        );
    });
  });
}
