// When a recorded cone began to sound, and when it had fallen silent.
import { openWav } from "@house-band/local/meter/wav-file";
import type { Heard, RecordingTime } from "./peer.ts";

/** Below −60 dB nobody hears a thing. */
const AUDIBLE = 0.001;
/** Shorter than this it is a gap, not silence. */
const SILENT_MS = 500;
const STRIDE_FRAMES = 48_000;

/** By the run's clock: when the last of the cones began to sound after `afterMs`; null where one never did. */
export const soundOfAllMs = (heard: Heard, afterMs: number): Promise<number | null> =>
  latest(heard, (path) => firstMs(path, heard, afterMs));

/** When the last of the cones fell silent between `afterMs` and `untilMs`; null where one was never silent for long. */
export const silenceOfAllMs = (heard: Heard, afterMs: number, untilMs: number): Promise<number | null> =>
  latest(heard, (path) => lastMs(path, heard, afterMs, untilMs));

async function latest(heard: Heard, edgeOf: (path: string) => Promise<number | null>): Promise<number | null> {
  const edges = await Promise.all(heard.speakers.map(({ path }) => edgeOf(path)));
  return edges.reduce<number | null>((last, ms) => (last === null || ms === null ? null : Math.max(last, ms)), 0);
}

async function firstMs(path: string, { time }: Heard, afterMs: number): Promise<number | null> {
  let found: number | null = null;
  await scan(path, time, { fromMs: afterMs, untilMs: Number.POSITIVE_INFINITY }, (frameMs) => {
    found = frameMs;
    return "enough";
  });
  return found;
}

async function lastMs(path: string, { time }: Heard, fromMs: number, untilMs: number): Promise<number | null> {
  let found: number | null = null;
  await scan(path, time, { fromMs, untilMs }, (frameMs) => {
    found = frameMs;
    return "more";
  });
  return found !== null && untilMs - found > SILENT_MS ? found : null;
}

type Stretch = { readonly fromMs: number; readonly untilMs: number };

/** Calls `hear` for every audible frame of a stretch, until it has had enough. */
async function scan(
  path: string,
  time: RecordingTime,
  { fromMs, untilMs }: Stretch,
  hear: (frameMs: number) => "more" | "enough",
): Promise<void> {
  const opened = await openWav(path);
  if (!opened.ok) throw new Error(`${path} ${opened.error}`);
  const { value: file } = opened;
  const endFrame = Math.min(file.frameCount, untilMs === Number.POSITIVE_INFINITY ? untilMs : time.frameAt(untilMs));
  try {
    for (let at = Math.max(0, time.frameAt(fromMs)); at < endFrame; at += STRIDE_FRAMES) {
      const samples = await file.readMono(at, Math.min(STRIDE_FRAMES, endFrame - at));
      for (const [index, sample] of samples.entries()) {
        if (Math.abs(sample) < AUDIBLE) continue;
        if (hear(time.msOf(at + index)) === "enough") return;
      }
    }
  } finally {
    await file.close();
  }
}
