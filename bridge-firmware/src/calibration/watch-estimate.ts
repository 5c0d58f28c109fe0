// How late each of several speakers is while all of them play music: its code is looked for in what a microphone has heard,
// through the response that a calibration has heard of it. What is not sure is not said.
import type { SpeakerId } from "@house-band/contract";
import { highest, vertex } from "./peak.ts";
import { readAt } from "./read-at.ts";
import { RESPONSE_ARRIVAL, RESPONSE_FROM_HZ, RESPONSE_RATE_HZ, RESPONSE_TO_HZ } from "./response.ts";
import { createTransform, type Transform } from "./transform.ts";
import { bareCode, CODE_HOP_MS, CODE_RATE_HZ } from "./watch-code.ts";
import { whiten } from "./whiten.ts";

/** The engine's time against the microphone's: what sounded without delay at `engineMs` stands at `micMs` of what was heard. */
export type WatchClock = {
  readonly engineMs: number;
  readonly micMs: number;
  /** How much faster the microphone's clock runs, in parts in a million. */
  readonly ppm: number;
};

export type WatchedSpeaker = {
  readonly speaker: SpeakerId;
  /** Of its code. */
  readonly seed: number;
  readonly response: Float32Array;
  /** Where it is looked for first: from write to sound, and a constant that all of them have in common. */
  readonly expectedMs: number;
};

export type WatchJob = {
  readonly speakers: readonly WatchedSpeaker[];
  readonly heard: { readonly samples: Float32Array; readonly rateHz: number };
  /** When the first sample was heard, by the microphone's clock since it began to listen. */
  readonly heardFromMs: number;
  readonly clock: WatchClock;
  /** What the engine wrote from this frame of the code on, this many segments of it. */
  readonly fromHop: number;
  readonly segments: number;
};

export type Sighted = {
  /** By the same clock and constant as what was expected. */
  readonly latencyMs: number;
  /** How far it stands out of what chance brings about, in multiples of its root mean square. */
  readonly strength: number;
  /** How much slower than the others, by its own clock, it plays. Coarse. */
  readonly driftPpm: number;
};

/** Null: it was not found, or there is no telling where. */
export type Sightings = ReadonlyMap<SpeakerId, Sighted | null>;

/** A piece of the recording that no clock can smear. */
export const SEGMENT_MS = 500;
const SEGMENT_FRAMES = (SEGMENT_MS * RESPONSE_RATE_HZ) / 1_000;
/** A segment, and what a speaker that is later than expected still plays of it. */
const SIZE = 16_384;
/** So much earlier than expected a speaker is found, and so much later. */
export const SEARCH_BEFORE_MS = 200;
export const SEARCH_AFTER_MS = 300;
/** Half of the frames of a window are heard of a speaker that comes so much later than this: the recording reaches on. */
export const HEAR_ON_MS = 100;
const BEFORE_FRAMES = (SEARCH_BEFORE_MS * RESPONSE_RATE_HZ) / 1_000;
const LAGS = ((SEARCH_BEFORE_MS + SEARCH_AFTER_MS) * RESPONSE_RATE_HZ) / 1_000;
/** Where it is expected: as far as drift and air bring it between two looks. */
const NEAR_FRAMES = (1.5 * RESPONSE_RATE_HZ) / 1_000;
/** Chance comes to so much in one of some 100,000 looks: in its place, and in any of 8,000 others. */
const NEAR_STRENGTH = 4.5;
const FAR_STRENGTH = 6.5;
/** A speaker that jumps while it is listened to is in two places: it counts for where it was longer. */
const STAYS_SHARE = 0.8;
/** How far a speaker may run off the common clock, and how near to its rate is near enough, over a window of 3 s. */
const MAX_DRIFT_PPM = 75;
const DRIFT_STEP_PPM = 25;
const STEP_SEGMENTS = 6;

const FIRST_BIN = Math.ceil((RESPONSE_FROM_HZ * SIZE) / RESPONSE_RATE_HZ);
const LAST_BIN = Math.floor((RESPONSE_TO_HZ * SIZE) / RESPONSE_RATE_HZ);
const MS_PER_FRAME = 1_000 / RESPONSE_RATE_HZ;

/** When, since it began to listen, the microphone must have heard everything that a job of these speakers needs. */
export const neededUntilMs = (clock: WatchClock, untilEngineMs: number, latestMs: number): number =>
  toMicMs(clock, untilEngineMs + latestMs + HEAR_ON_MS);

/** Engine time, as the microphone's clock has it. */
export const toMicMs = ({ engineMs, micMs, ppm }: WatchClock, atEngineMs: number): number =>
  micMs + (atEngineMs - engineMs) * (1 + ppm * 1e-6);

/** Each speaker of the job. */
export function estimateWatch(job: WatchJob): Sightings {
  const transform = createTransform(SIZE);
  const aligned = align(job);
  return new Map(job.speakers.map((speaker) => [speaker.speaker, sight(job, speaker, aligned, transform)]));
}

/** What was heard, white, by the engine's clock: `fromFrame` counts from the beginning of the job's code. */
type Aligned = { readonly samples: Float32Array; readonly fromFrame: number };

function align({ heard, heardFromMs, clock, fromHop, segments, speakers }: WatchJob): Aligned {
  const expected = speakers.map(({ expectedMs }) => firstFrameOf(expectedMs));
  const fromFrame = Math.min(...expected);
  const count = Math.max(...expected) - fromFrame + (segments - 1) * SEGMENT_FRAMES + SIZE;
  const framesPerMs = heard.rateHz / 1_000;
  const startMs = toMicMs(clock, fromHop * CODE_HOP_MS + fromFrame * MS_PER_FRAME) - heardFromMs;
  const step = (1 + clock.ppm * 1e-6) * MS_PER_FRAME * framesPerMs;
  const white = whiten(heard.samples, heard.rateHz);
  return { samples: readAt(white, startMs * framesPerMs, step, count), fromFrame };
}

const firstFrameOf = (expectedMs: number): number => Math.round(expectedMs / MS_PER_FRAME) - BEFORE_FRAMES;

function sight(job: WatchJob, speaker: WatchedSpeaker, aligned: Aligned, transform: Transform): Sighted | null {
  const firstFrame = firstFrameOf(speaker.expectedMs);
  const crosses = crossSpectra(job, speaker, { ...aligned, fromFrame: firstFrame - aligned.fromFrame }, transform);
  const response = transform.forward(speaker.response).slice(0, SIZE + 2);
  const looks = driftsPpm(job.segments).map((driftPpm) => {
    const correlation = correlate(crosses, response, driftPpm, transform);
    return { driftPpm, correlation, far: highest(correlation, 0, LAGS - 1) };
  });
  const best = looks.reduce((one, other) =>
    (other.correlation[other.far] ?? 0) > (one.correlation[one.far] ?? 0) ? other : one,
  );
  const at = placeOf(best.correlation, best.far, speaker.expectedMs / MS_PER_FRAME - firstFrame);
  if (at === null) return null;
  const latencyMs = (firstFrame + at.frame) * MS_PER_FRAME;
  return { latencyMs, strength: at.strength, driftPpm: best.driftPpm };
}

/** The longer a window, the finer. */
function driftsPpm(segments: number): readonly number[] {
  const stepPpm = Math.min(DRIFT_STEP_PPM, (DRIFT_STEP_PPM * STEP_SEGMENTS) / segments);
  const steps = Math.round(MAX_DRIFT_PPM / stepPpm);
  return Array.from({ length: 2 * steps + 1 }, (_, n) => (n - steps) * stepPpm);
}

/** Of each segment, as far as the band reaches: what was heard against the code. `fromFrame`: the first one's beginning. */
function crossSpectra(
  { fromHop, segments }: WatchJob,
  { seed }: WatchedSpeaker,
  { samples, fromFrame }: Aligned,
  transform: Transform,
): readonly Float64Array[] {
  const hops = (segments * SEGMENT_MS) / CODE_HOP_MS;
  const code = bareCode(seed, fromHop, hops, CODE_RATE_HZ / RESPONSE_RATE_HZ);
  return Array.from({ length: segments }, (_, index) => {
    const from = index * SEGMENT_FRAMES;
    const cross = transform.forward(code.subarray(from, from + SEGMENT_FRAMES)).slice(0, SIZE + 2);
    const heard = transform.forward(samples.subarray(fromFrame + from, fromFrame + from + SIZE));
    for (let bin = FIRST_BIN; bin <= LAST_BIN; bin++) {
      const [re, im] = [heard[2 * bin] ?? 0, heard[2 * bin + 1] ?? 0];
      const [codeRe, codeIm] = [cross[2 * bin] ?? 0, cross[2 * bin + 1] ?? 0];
      cross[2 * bin] = re * codeRe + im * codeIm;
      cross[2 * bin + 1] = im * codeRe - re * codeIm;
    }
    return cross;
  });
}

/** By lag, in frames: how well the segments, each moved by what the drift has moved it, look like the response at that lag. */
function correlate(
  crosses: readonly Float64Array[],
  response: Float64Array,
  driftPpm: number,
  transform: Transform,
): Float64Array {
  const sum = new Float64Array(2 * SIZE);
  for (const [index, cross] of crosses.entries()) {
    const lateFrames = driftPpm * 1e-6 * SEGMENT_FRAMES * (index - (crosses.length - 1) / 2);
    addTurned(sum, cross, (2 * Math.PI * lateFrames) / SIZE);
  }
  for (let bin = FIRST_BIN; bin <= LAST_BIN; bin++) {
    const [re, im] = [sum[2 * bin] ?? 0, sum[2 * bin + 1] ?? 0];
    const [ownRe, ownIm] = [response[2 * bin] ?? 0, response[2 * bin + 1] ?? 0];
    sum[2 * bin] = re * ownRe + im * ownIm;
    sum[2 * bin + 1] = im * ownRe - re * ownIm;
  }
  const back = transform.inverse(sum);
  // the response's own direct sound stands so far in it
  return Float64Array.from({ length: LAGS }, (_, lag) => back[2 * ((lag - RESPONSE_ARRIVAL + SIZE) % SIZE)] ?? 0);
}

/** Adds `cross` moved ahead in time; `turn`: by how many radians from each bin to the next. */
function addTurned(sum: Float64Array, cross: Float64Array, turn: number): void {
  const [stepRe, stepIm] = [Math.cos(turn), Math.sin(turn)];
  let turnRe = Math.cos(turn * FIRST_BIN);
  let turnIm = Math.sin(turn * FIRST_BIN);
  for (let bin = FIRST_BIN; bin <= LAST_BIN; bin++) {
    const [re, im] = [cross[2 * bin] ?? 0, cross[2 * bin + 1] ?? 0];
    sum[2 * bin] = (sum[2 * bin] ?? 0) + re * turnRe - im * turnIm;
    sum[2 * bin + 1] = (sum[2 * bin + 1] ?? 0) + re * turnIm + im * turnRe;
    const nextRe = turnRe * stepRe - turnIm * stepIm;
    turnIm = turnRe * stepIm + turnIm * stepRe;
    turnRe = nextRe;
  }
}

/** Where a speaker is; null where chance could have made it. */
function placeOf(
  correlation: Float64Array,
  far: number,
  expected: number,
): { readonly frame: number; readonly strength: number } | null {
  const chance = rmsOfChance(correlation);
  const near = highest(correlation, Math.ceil(expected - NEAR_FRAMES), Math.floor(expected + NEAR_FRAMES));
  const strengthAt = (lag: number): number => (correlation[lag] ?? 0) / chance;
  const stays = strengthAt(near) >= Math.max(NEAR_STRENGTH, STAYS_SHARE * strengthAt(far));
  if (!stays && strengthAt(far) < FAR_STRENGTH) return null;
  const at = stays ? near : far;
  return { frame: at + vertex(correlation, at), strength: strengthAt(at) };
}

/** By the median of the lengths: what stands out does not move it. Never 0. */
function rmsOfChance(correlation: Float64Array): number {
  const lengths = correlation.filter((_, n) => n % 3 === 0).map(Math.abs);
  lengths.sort();
  return Math.max((lengths[lengths.length >> 1] ?? 0) / 0.6745, Number.MIN_VALUE);
}
