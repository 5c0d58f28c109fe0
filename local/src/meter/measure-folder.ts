// Measures a folder of WAVs and draws its picture: what `npm run measure` does, without the printing.
import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { err, ok, type Result } from "@house-band/contract";
import { syncPlot } from "./plot.ts";
import { toZones, type ZoneSync } from "./skew.ts";
import { type Recording, surveyRecordings } from "./survey.ts";
import { openWav } from "./wav-file.ts";

export type FolderMeasurement = {
  readonly zones: readonly ZoneSync[];
  /** Speakers without any sound, so that they belong to no zone. */
  readonly silent: readonly string[];
  /** Files that could not be read, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly plotPath: string;
};

/** Measures every `*.wav` of a folder (not of those inside it) and writes `sync.svg` there. */
export async function measureFolder(directory: string): Promise<Result<FolderMeasurement, string>> {
  const listed = await listWavs(directory);
  if (!listed.ok) return listed;
  const recordings: Recording[] = [];
  const skipped: { file: string; reason: string }[] = [];
  for (const file of listed.value) {
    const path = join(directory, file);
    const opened = await openWav(path);
    if (opened.ok) recordings.push({ name: basename(file).replace(/\.wav$/i, ""), path });
    else skipped.push({ file, reason: opened.error });
    if (opened.ok) await opened.value.close();
  }
  if (recordings.length === 0) {
    const reasons = skipped.map(({ file, reason }) => `${file} ${reason}`).join("; ");
    return err(`no WAV file in ${directory} can be measured: ${reasons}`);
  }
  const survey = await surveyRecordings(recordings);
  if (!survey.ok) return survey;
  const zones = toZones(survey.value);
  const plotPath = join(directory, "sync.svg");
  await writeFile(plotPath, syncPlot(`In time? ${basename(directory)}`, survey.value, zones));
  const heard = new Set(zones.flatMap(({ speakers }) => speakers));
  return ok({
    zones,
    silent: recordings.map(({ name }) => name).filter((name) => !heard.has(name)),
    skipped,
    plotPath,
  });
}

async function listWavs(directory: string): Promise<Result<readonly string[], string>> {
  try {
    const files = (await readdir(directory)).filter((file) => /\.wav$/i.test(file)).sort();
    return files.length > 0
      ? ok(files)
      : err(`${directory} holds no .wav file: give the folder that a run recorded into (recordings/… or --record)`);
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
    if (code === "ENOENT") return err(`${directory} does not exist: give a folder with WAV files`);
    if (code === "ENOTDIR") return err(`${directory} is a file: give the folder it lies in`);
    return err(`${directory} can't be read: ${String(error)}`);
  }
}
