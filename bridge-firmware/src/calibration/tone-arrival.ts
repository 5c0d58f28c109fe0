// When a steady tone is first heard in a recording, and how far it stands above what was there before at its pitch. Pure.
import { median } from "../core/median.ts";
import type { Recording } from "./measurement.ts";
import { clippedMsOf, MAX_CLIPPED_MS } from "./recording-faults.ts";

export type ToneArrival =
  | {
      readonly kind: "heard";
      /** Since the recording's first sample, by its own clock. */
      readonly atMs: number;
      /** Root mean square of the tone once it is steady, dB of full scale: a sine ends at −3. */
      readonly levelDb: number;
      /** That above what was there before, in the 375 Hz around its pitch. */
      readonly snrDb: number;
    }
  | ToneFault;

export type ToneFault =
  | { readonly kind: "silent" }
  /** What was there before at its pitch hides it. */
  | { readonly kind: "too-loud-around"; readonly noiseDb: number }
  /** It goes once more, or something else at its pitch was there when it came, or before: when that was can't be told. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "clipped"; readonly clippedMs: number }
  /** There is too little of it before the tone can come, or after. */
  | { readonly kind: "too-short" };

export type Tone = {
  readonly hz: number;
  /** Since the recording's beginning: before it the tone can't be there. Once it has come it lasts to the recording's end. */
  readonly notBeforeMs: number;
};

/** Four periods of 1 kHz: short enough that the first echoes are hardly in it, long enough that other pitches are not. */
const WINDOW_MS = 4;
const STEP_MS = 1;
const FINE_STEP_MS = 0.125;
/** What is taken for noise, and at least so much of it. */
const QUIET_MS = 800;
const MIN_QUIET_MS = 200;
/** The recording's end, in which the tone is steady. */
const STEADY_MS = 400;
/** More than noise comes to once in minutes, in multiples of its root mean square. */
const MIN_OVER_NOISE = 3.5;
/** The direct sound, as a share of what it and all its echoes come to: in a room they can be ten times as large. */
const MIN_OF_STEADY = 0.1;
/** It goes on, which a clap does not; where echoes come against it, there is less of it for a moment. */
const LASTS_MS = 100;
const MIN_LASTING_SHARE = 0.8;
/** So long after it was sighted the direct sound is there nearly in full, and its echoes hardly. */
const FULL_AFTER_MS = 1.5;
/** An edge lower than this is not told from noise. */
const MIN_EDGE_OVER_NOISE = 3;
/** Where less than this was there before, whoever hears nothing hears nothing because it is too soft. */
const LOUD_AROUND_DB = -55;
/** Less than any microphone's own noise. */
const NOTHING = 1e-6;

/** A recording of `NaN`s or of nothing is silent. */
export function findToneArrival(recording: Recording, { hz, notBeforeMs }: Tone): ToneArrival {
  const clippedMs = clippedMsOf(recording);
  if (clippedMs > MAX_CLIPPED_MS) return { kind: "clipped", clippedMs };
  const untilMs = (recording.samples.length / recording.rateHz) * 1_000 - WINDOW_MS / 2;
  const fromMs = Math.max(WINDOW_MS / 2, notBeforeMs - QUIET_MS);
  const isTooShort = notBeforeMs - fromMs < MIN_QUIET_MS || untilMs - notBeforeMs < STEADY_MS + LASTS_MS;
  if (isTooShort) return { kind: "too-short" };
  const sizeAt = createToneEar(recording, hz);
  const noise = noiseOf(moments(fromMs, notBeforeMs).map(sizeAt));
  const steady = median(moments(untilMs - STEADY_MS, untilMs).map(sizeAt));
  if (steady < Math.max(NOTHING, MIN_OVER_NOISE * noise)) return whyNot(noise);
  const sizes = moments(notBeforeMs, untilMs).map(sizeAt);
  const threshold = Math.max(MIN_OVER_NOISE * noise, MIN_OF_STEADY * steady);
  const goesOn = whereItGoesOn(sizes, threshold / 2);
  const sighted = goesOn.findIndex((does, at) => does && (sizes[at] ?? 0) >= threshold);
  if (sighted < 0) return whyNot(noise);
  const atMs = findEdge(notBeforeMs + sighted * STEP_MS, sizeAt, MIN_EDGE_OVER_NOISE * noise);
  if (atMs === null || goesOn.includes(false, sighted)) return { kind: "interrupted" };
  const levelDb = toDb(steady);
  return { kind: "heard", atMs, levelDb, snrDb: levelDb - toDb(noise) };
}

function whyNot(noise: number): ToneFault {
  const noiseDb = toDb(noise);
  return noiseDb > LOUD_AROUND_DB ? { kind: "too-loud-around", noiseDb } : { kind: "silent" };
}

/** Root mean square by the median, which a slammed door does not move: of noise, that is so much less. */
const noiseOf = (sizes: readonly number[]): number => median(sizes) / Math.sqrt(Math.LN2);

/** Of each moment: does it go on from there? Of the last ones nobody can tell. */
function whereItGoesOn(sizes: readonly number[], least: number): readonly boolean[] {
  const lasts = LASTS_MS / STEP_MS;
  return Array.from({ length: sizes.length - lasts + 1 }, (_, at) => {
    const loud = sizes.slice(at, at + lasts).filter((size) => size >= least);
    return loud.length >= MIN_LASTING_SHARE * lasts;
  });
}

/**
 * When half of what is there soon after it was sighted was reached before. Half of the direct sound's size is reached when
 * half of the window lies after its first sample: what the window adds to the edge is the same before and after it. Null: it
 * has no edge.
 */
function findEdge(sightedMs: number, sizeAt: (atMs: number) => number, least: number): number | null {
  const times = moments(sightedMs - WINDOW_MS, sightedMs + FULL_AFTER_MS + FINE_STEP_MS, FINE_STEP_MS);
  const sizes = times.map(sizeAt);
  const half = Math.max(least, (sizes.at(-1) ?? 0) / 2);
  const lastBelow = sizes.findLastIndex((size) => size < half);
  const [atMs, below, above] = [times[lastBelow], sizes[lastBelow], sizes[lastBelow + 1]];
  if (atMs === undefined || below === undefined || above === undefined) return null;
  return atMs + ((half - below) / (above - below)) * FINE_STEP_MS;
}

const moments = (fromMs: number, untilMs: number, stepMs = STEP_MS): number[] =>
  Array.from({ length: Math.max(0, Math.ceil((untilMs - fromMs) / stepMs)) }, (_, n) => fromMs + n * stepMs);

/**
 * How large the tone is in the window around a moment: its amplitude, where there is nothing else. A sine and a cosine of its
 * pitch, weighted (Hann), so that its phase does not matter.
 */
function createToneEar({ samples, rateHz }: Recording, hz: number): (atMs: number) => number {
  const reach = Math.round((WINDOW_MS * rateHz) / 2_000);
  const turn = (2 * Math.PI * hz) / rateHz;
  const weights = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, k) => (1 + Math.cos((Math.PI * (k - reach)) / (reach + 1))) / (reach + 1),
  );
  const cosine = weights.map((weight, k) => weight * Math.cos(turn * (k - reach)));
  const sine = weights.map((weight, k) => weight * Math.sin(turn * (k - reach)));
  return (atMs) => {
    const first = Math.round((atMs * rateHz) / 1_000) - reach;
    let re = 0;
    let im = 0;
    for (let k = Math.max(0, -first); k < weights.length; k++) {
      const sample = samples[first + k] ?? 0;
      if (!Number.isFinite(sample)) continue;
      re += sample * (cosine[k] ?? 0);
      im += sample * (sine[k] ?? 0);
    }
    return Math.hypot(re, im);
  };
}

/** Of a sine of that amplitude. */
const toDb = (amplitude: number): number => 20 * Math.log10(Math.max(amplitude, 1e-10) / Math.SQRT2);
