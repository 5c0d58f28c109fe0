// No sample above the ceiling, and none touched while all stay below it: what gain was added must not clip. The gain is
// known before a peak comes out, because samples leave four milliseconds after they came; readers make up for that by
// reading so much earlier. Both sides always get the same gain: the picture does not move.
import { createPeakHold, holdPeak, type PeakHold, resetPeakHold } from "./peak-hold.ts";

/** 4 ms at 48 kHz. */
export const LOOK_AHEAD_FRAMES = 192;
/** −1 dBFS, rounded down to what 32 bits can say: room for a codec's own overshoot. */
export const CEILING = Math.fround(0.891_25);
/** What is aimed at: a hair lower, for what the running means' sums may be off by. */
const AIM = CEILING * (1 - 1e-6);

/** Two running means, one after the other, that together reach exactly as far back as a sample waits. */
const MEAN_FRAMES = LOOK_AHEAD_FRAMES / 2 + 1;
/** Once no more gain has to be taken away, both means still have to run empty. */
const EMPTY_AFTER_FRAMES = 2 * MEAN_FRAMES;
/** More than +24 dB is no music. */
const LOUDEST = 16;
/** A ten-thousandth of a decibel: then the limiter lets go. */
const NEGLIGIBLE = 1e-5;

/** After one drum beat the level is back before the next one. */
const FAST_RELEASE_FRAMES = 3_840;
/** What was too loud for a while stays softer for a while: the bass must not pump. */
const SLOW_ATTACK_FRAMES = 14_400;
const SLOW_RELEASE_FRAMES = 33_600;

const perFrame = (frames: number): number => 1 - Math.exp(-1 / frames);
const FAST_KEEP = 1 - perFrame(FAST_RELEASE_FRAMES);
const SLOW_ATTACK = perFrame(SLOW_ATTACK_FRAMES);
const SLOW_RELEASE = perFrame(SLOW_RELEASE_FRAMES);
const PER_MEAN_FRAME = 1 / MEAN_FRAMES;

/** One of what is taken away, one of that one's: they go round together. */
type Means = {
  readonly first: Float64Array;
  readonly second: Float64Array;
  at: number;
  firstSum: number;
  secondSum: number;
};

export type Limiter = {
  /** What came in and has not come out yet, interleaved. */
  readonly line: Float64Array;
  readonly hold: PeakHold;
  readonly means: Means;
  /** How much of the level is taken away, 0 … 1, as a beat asks for it and as the passage does. */
  fast: number;
  slow: number;
  /** Frames until the means are empty; 0: every sample passes as it is. */
  busyFrames: number;
};

/** A limiter that has heard nothing. */
export function createLimiter(): Limiter {
  const ring = (): Float64Array => new Float64Array(MEAN_FRAMES);
  return {
    line: new Float64Array(2 * LOOK_AHEAD_FRAMES),
    hold: createPeakHold(LOOK_AHEAD_FRAMES + 1),
    means: { first: ring(), second: ring(), at: 0, firstSum: 0, secondSum: 0 },
    fast: 0,
    slow: 0,
    busyFrames: 0,
  };
}

/** Forgets everything it has heard. */
export function resetLimiter(limiter: Limiter): void {
  limiter.line.fill(0);
  limiter.fast = 0;
  limiter.slow = 0;
  resetPeakHold(limiter.hold);
  limiter.busyFrames = 0;
  letGo(limiter);
}

/** Does it leave everything as it is? */
export const isIdle = (limiter: Limiter): boolean => limiter.busyFrames === 0;

/**
 * Takes `frames` (at least LOOK_AHEAD_FRAMES) of an interleaved stereo block, gives as many, LOOK_AHEAD_FRAMES late.
 * What is no number, or infinite, counts as silence.
 */
export function limit(limiter: Limiter, block: Float64Array, out: Float32Array, frames: number): void {
  const peak = peakOfSane(block, 2 * frames);
  if (isIdle(limiter) && peak <= CEILING) passOn(limiter, block, out, frames);
  else turnDown(limiter, block, out, frames);
  keepEnd(limiter.line, block, frames);
}

/** Puts LOOK_AHEAD_FRAMES of interleaved stereo into an empty line: they come out first, and as they are. */
export function primeLimiter(limiter: Limiter, block: Float64Array): void {
  resetLimiter(limiter);
  keepEnd(limiter.line, block, LOOK_AHEAD_FRAMES);
}

function passOn({ line }: Limiter, block: Float64Array, out: Float32Array, frames: number): void {
  const late = 2 * LOOK_AHEAD_FRAMES;
  for (let n = 0; n < late; n++) out[n] = line[n] ?? 0;
  for (let n = late; n < 2 * frames; n++) out[n] = block[n - late] ?? 0;
}

/**
 * What is taken away from the frame that comes out when another one comes in: the largest reduction of the whole
 * look-ahead is held, then averaged over no more than the look-ahead, so it is in full force when its peak comes out.
 * What changes with every frame is kept in variables until the block is done: that is half the work.
 */
function turnDown(limiter: Limiter, block: Float64Array, out: Float32Array, frames: number): void {
  const { line, hold, means } = limiter;
  const { first, second } = means;
  const late = 2 * LOOK_AHEAD_FRAMES;
  let { fast, slow, busyFrames } = limiter;
  let { at, firstSum, secondSum } = means;
  for (let n = 0; n < 2 * frames; n += 2) {
    const held = holdPeak(hold, reductionFor(block[n] ?? 0, block[n + 1] ?? 0));
    fast = fastAfter(fast, held);
    slow = slowAfter(slow, held);
    const released = fast > slow ? fast : slow;
    if (released > 0) busyFrames = EMPTY_AFTER_FRAMES;
    else if (busyFrames > 0) {
      busyFrames -= 1;
      if (busyFrames === 0) {
        letGo(limiter);
        firstSum = 0;
        secondSum = 0;
      }
    }
    firstSum += released - (first[at] ?? 0);
    first[at] = released;
    const mean = firstSum * PER_MEAN_FRAME;
    secondSum += mean - (second[at] ?? 0);
    second[at] = mean;
    at = at + 1 === MEAN_FRAMES ? 0 : at + 1;
    const gain = 1 - secondSum * PER_MEAN_FRAME;
    const left = n < late ? line[n] : block[n - late];
    const right = n < late ? line[n + 1] : block[n + 1 - late];
    out[n] = gain * (left ?? 0);
    out[n + 1] = gain * (right ?? 0);
  }
  limiter.fast = fast;
  limiter.slow = slow;
  limiter.busyFrames = busyFrames;
  means.at = at;
  means.firstSum = firstSum;
  means.secondSum = secondSum;
}

/** Of a frame that is louder than the ceiling; both sides' is the louder one's. */
function reductionFor(left: number, right: number): number {
  const peak = Math.max(Math.abs(left), Math.abs(right));
  return peak > CEILING ? 1 - AIM / peak : 0;
}

/** Never less than `held`; back for the next beat. */
function fastAfter(fast: number, held: number): number {
  const kept = fast * FAST_KEEP;
  const after = kept > held ? kept : held;
  return after < NEGLIGIBLE ? held : after;
}

/** Counts once the reduction has lasted. */
function slowAfter(slow: number, held: number): number {
  const after = slow + (held - slow) * (held > slow ? SLOW_ATTACK : SLOW_RELEASE);
  return after < NEGLIGIBLE ? 0 : after;
}

/** What rounding has left in the sums goes, too: a limiter that lets go changes no bit. */
function letGo({ means }: Limiter): void {
  means.first.fill(0);
  means.second.fill(0);
  means.firstSum = 0;
  means.secondSum = 0;
}

function keepEnd(line: Float64Array, block: Float64Array, frames: number): void {
  const from = 2 * (frames - LOOK_AHEAD_FRAMES);
  for (let n = 0; n < line.length; n++) line[n] = block[from + n] ?? 0;
}

/** The loudest sample, after what can't be played was mended. */
function peakOfSane(block: Float64Array, samples: number): number {
  let peak = 0;
  for (let n = 0; n < samples; n++) {
    const sample = block[n] ?? 0;
    const loudness = sample < 0 ? -sample : sample;
    if (loudness <= peak) continue;
    if (loudness <= LOUDEST) peak = loudness;
    else {
      block[n] = loudness < Number.POSITIVE_INFINITY ? Math.sign(sample) * LOUDEST : 0;
      if (loudness < Number.POSITIVE_INFINITY) peak = LOUDEST;
    }
  }
  return peak;
}
