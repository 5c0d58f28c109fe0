// What the witnesses of a soak have recorded in a stretch: skew and drop-outs, by the meter that users have. What has been
// listened to is taken off the disk again, or a night would fill it.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import { toZones, type ZoneSync } from "@house-band/local/meter/skew";
import { surveyRecordings } from "@house-band/local/meter/survey";
import type { SoakHouse } from "./house.ts";

export type Heard = {
  /** Of all pairs of a zone in every second of the stretch; null where no two could be compared. */
  readonly maxSkewMs: number | null;
  /** The same without the seconds around a drop-out, in which what was already on its way is heard to its end. */
  readonly maxSkewElsewhereMs: number | null;
  /** Of everybody but the speaker that leaves. */
  readonly dropouts: number;
};

const FRAME_BYTES = 4;
const BYTES_PER_MS = 48 * FRAME_BYTES;
const HEADER_BYTES = 44;
/** The newest sound may still be on its way into the files. */
const NOT_YET_MS = 2_000;
const run = promisify(execFile);

/** How far the recordings reach for certain. */
export async function recordedMs(house: SoakHouse): Promise<number> {
  const sizes = await Promise.all(witnesses(house).map(async ({ path }) => (await stat(path)).size));
  return Math.max(0, Math.floor((Math.min(...sizes) - HEADER_BYTES) / BYTES_PER_MS) - NOT_YET_MS);
}

/** @throws Error where the recordings can't be compared at all. */
export async function listen(house: SoakHouse, fromMs: number, untilMs: number): Promise<Heard> {
  const recordings = witnesses(house);
  const zones = house.zones.map(({ speakers }) => speakers.map(({ output }) => output));
  const survey = await surveyRecordings(recordings, { fromMs, untilMs, zones });
  if (!survey.ok) throw new Error(survey.error);
  const heard = toZones(survey.value, zones);
  await Promise.all(recordings.map(({ path }) => forget(path, untilMs)));
  const skews = heard.flatMap((zone) => skewsOf(zone, survey.value.windowMs));
  return {
    maxSkewMs: largest(skews.map(({ skewMs }) => skewMs)),
    maxSkewElsewhereMs: largest(skews.flatMap(({ skewMs, atDropout }) => (atDropout ? [] : [skewMs]))),
    dropouts: heard
      .flatMap(({ gaps }) => [...gaps])
      .reduce((sum, [name, runs]) => sum + (name === house.leaver.output ? 0 : runs.length), 0),
  };
}

/** The largest of each window, and whether a drop-out of anybody in the zone is in it or next to it. */
function skewsOf({ windows, gaps }: ZoneSync, windowMs: number) {
  const runs = [...gaps.values()].flat();
  return windows.map(({ startMs, lagsMs }) => {
    const lags = [...lagsMs.values()];
    const atDropout = runs.some(
      ({ fromMs, untilMs }) => untilMs > startMs - windowMs && fromMs < startMs + 2 * windowMs,
    );
    return { skewMs: Math.max(...lags) - Math.min(...lags), atDropout };
  });
}

const largest = (values: readonly number[]): number | null => (values.length > 0 ? Math.max(...values) : null);

const witnesses = ({ zones }: SoakHouse) =>
  zones
    .flatMap(({ speakers }) => speakers)
    .flatMap(({ output, recordPath }) => (recordPath === null ? [] : [{ name: output, path: recordPath }]));

/** A hole where the sound was: the file keeps its length. @see fallocate(1) */
async function forget(path: string, untilMs: number): Promise<void> {
  const length = Math.floor((untilMs * BYTES_PER_MS) / 4_096) * 4_096;
  if (length > 4_096)
    await run("fallocate", ["--punch-hole", "--offset", "4096", "--length", `${length - 4_096}`, path]);
}
