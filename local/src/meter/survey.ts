// Listens to a set of recordings made on one timeline, one second after the other, with bounded memory: the only part
// of the meter that touches files.
import { basename } from "node:path";
import { err, ok, type Result } from "@house-band/contract";
import { findFamilies } from "./families.ts";
import { createLagMeter, type LagMeter } from "./lag.ts";
import type { SkewWindow, Survey } from "./skew.ts";
import { createTracer, type Tracer } from "./trace.ts";
import { openWav, type WavFile } from "./wav-file.ts";

const WINDOW_MS = 1_000;
/** A window quieter than this (−60 dB) is not compared: its phases are those of rounding. */
const SOUNDING_RMS = 0.001;

export type Recording = { readonly name: string; readonly path: string };

export type SurveyOptions = {
  /** The stretch that is listened to; all of it where absent. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  /** Names that are known to play together: nobody is compared across. */
  readonly zones?: readonly (readonly string[])[];
};

/** @returns what was heard, or a sentence naming the file that can't be used and why. */
export async function surveyRecordings(
  recordings: readonly Recording[],
  options: SurveyOptions = {},
): Promise<Result<Survey, string>> {
  const files: { name: string; file: WavFile }[] = [];
  try {
    for (const { name, path } of recordings) {
      const opened = await openWav(path);
      if (!opened.ok) return err(`${basename(path)} ${opened.error}`);
      files.push({ name, file: opened.value });
    }
    const rateHz = files[0]?.file.rateHz ?? 48_000;
    const odd = files.find(({ file }) => file.rateHz !== rateHz);
    if (odd) {
      return err(
        `${odd.name} has ${odd.file.rateHz} Hz where ${files[0]?.name} has ${rateHz} Hz: one timeline needs one rate`,
      );
    }
    return ok(await listen(files, rateHz, options));
  } finally {
    await Promise.all(files.map(({ file }) => file.close()));
  }
}

type OpenFile = { readonly name: string; readonly file: WavFile };

async function listen(files: readonly OpenFile[], rateHz: number, options: SurveyOptions): Promise<Survey> {
  const windowFrames = Math.round((WINDOW_MS / 1_000) * rateHz);
  const fromFrame = Math.round(((options.fromMs ?? 0) / 1_000) * rateHz);
  const longest = Math.max(0, ...files.map(({ file }) => file.frameCount));
  const untilFrame = Math.min(longest, Math.round(((options.untilMs ?? Number.POSITIVE_INFINITY) / 1_000) * rateHz));
  const meter = createLagMeter(rateHz, windowFrames);
  const tracers = files.map(() => createTracer(rateHz));
  const mayMatch = matchWithin(files, options.zones);
  const windows: SkewWindow[] = [];
  for (let at = fromFrame; at < untilFrame; at += windowFrames) {
    const stretch = { at, frames: Math.min(windowFrames, untilFrame - at) };
    const spectra = await hearStretch(files, tracers, meter, stretch);
    windows.push({ startMs: ((at - fromFrame) / rateHz) * 1_000, families: findFamilies(meter, spectra, mayMatch) });
  }
  return {
    durationMs: (Math.max(0, untilFrame - fromFrame) / rateHz) * 1_000,
    windowMs: WINDOW_MS,
    speakers: files.map(({ name }, index) => ({
      name,
      trace: tracers[index]?.finish() ?? { peaks: [], silentRuns: [] },
    })),
    windows,
  };
}

/** The spectrum of each file in this stretch, null where it is (nearly) silent or the stretch is less than half a window. */
async function hearStretch(
  files: readonly OpenFile[],
  tracers: readonly Tracer[],
  meter: LagMeter,
  stretch: { readonly at: number; readonly frames: number },
) {
  const samples = await Promise.all(files.map(({ file }) => file.readMono(stretch.at, stretch.frames)));
  return samples.map((mono, index) => {
    tracers[index]?.push(mono);
    return stretch.frames >= meter.windowFrames / 2 && rms(mono) > SOUNDING_RMS ? meter.transform(mono) : null;
  });
}

function matchWithin(files: readonly OpenFile[], zones: SurveyOptions["zones"]) {
  if (!zones) return () => true;
  const zoneOf = files.map(({ name }) => zones.findIndex((names) => names.includes(name)));
  return (first: number, second: number): boolean => zoneOf[first] === zoneOf[second] && zoneOf[first] !== -1;
}

function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
