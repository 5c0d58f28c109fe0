// The home that `npm start` brings up, with its music, for benches that run it.
import { fileURLToPath } from "node:url";
import { DEFAULT_HOME } from "@house-band/local/home/default-home";
import { ensureDemoMusic } from "@house-band/local/music/demo-music";
import type { BenchOptions } from "./bench.ts";

/** Where `npm start` keeps it: made once for both. */
const DEMO_MUSIC = fileURLToPath(new URL("../../local/.cache/music", import.meta.url));

/** What a stack is started with: nothing is recorded. Makes the music where it is not there yet. */
export async function prepareDemoHome(progress: BenchOptions["progress"]) {
  await ensureDemoMusic(DEMO_MUSIC, ({ done, total }) => progress(`demo music, once: ${done} of ${total}`));
  return { spec: DEFAULT_HOME, musicDirectory: DEMO_MUSIC, recordDirectory: null, logLevel: "error" } as const;
}

export type DemoHome = Awaited<ReturnType<typeof prepareDemoHome>>;
