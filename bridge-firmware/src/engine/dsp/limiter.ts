// No sample above the ceiling, and none touched while all stay below it: what gain was added must not clip. The gain is
// known before a peak comes out, because samples leave four milliseconds after they came; readers make up for that by
// reading so much earlier. Both sides always get the same gain: the picture does not move.
import { createPeakHold, holdPeak, type PeakHold } from "./peak-hold.ts";

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

type Mean = { readonly ring: Float64Array; at: number; sum: number };

export type Limiter = {
  /** What came in and has not come out yet, interleaved. */
  readonly line: Float64Array;
  readonly hold: PeakHold;
  readonly means: readonly [Mean, Mean];
  /** How much of the level is taken away, 0 … 1, as a beat asks for it and as the passage does. */
  fast: number;
  slow: number;
  /** Frames until the means are empty; 0: every sample passes as it is. */
  busyFrames: number;
};

/** A limiter that has heard nothing. */
export function createLimiter(): Limiter {
  const mean = (): Mean => ({ ring: new Float64Array(MEAN_FRAMES), at: 0, sum: 0 });
  return {
    line: new Float64Array(2 * LOOK_AHEAD_FRAMES),
    hold: createPeakHold(LOOK_AHEAD_FRAMES + 1),
    means: [mean(), mean()],
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
  limiter.hold.size = 0;
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

function turnDown(limiter: Limiter, block: Float64Array, out: Float32Array, frames: number): void {
  const { line } = limiter;
  const late = 2 * LOOK_AHEAD_FRAMES;
  for (let n = 0; n < 2 * frames; n += 2) {
    const gain = 1 - reductionAfter(limiter, Math.abs(block[n] ?? 0), Math.abs(block[n + 1] ?? 0));
    const left = n < late ? line[n] : block[n - late];
    const right = n < late ? line[n + 1] : block[n + 1 - late];
    out[n] = gain * (left ?? 0);
    out[n + 1] = gain * (right ?? 0);
  }
}

/**
 * How much is taken away from the frame that comes out when this one comes in. The largest reduction of the whole
 * look-ahead is held, then averaged over no more than the look-ahead: so it is in full force when its peak comes out.
 */
function reductionAfter(limiter: Limiter, left: number, right: number): number {
  const peak = left > right ? left : right;
  const held = holdPeak(limiter.hold, peak > CEILING ? 1 - AIM / peak : 0);
  const released = release(limiter, held);
  if (released > 0) limiter.busyFrames = EMPTY_AFTER_FRAMES;
  else if (limiter.busyFrames > 0) {
    limiter.busyFrames -= 1;
    if (limiter.busyFrames === 0) letGo(limiter);
  }
  const [first, second] = limiter.means;
  return limiter.busyFrames === 0 ? 0 : meanWith(second, meanWith(first, released));
}

/** Never less than `held`. The fast way back counts for a beat, the slow one once the reduction has lasted. */
function release(limiter: Limiter, held: number): number {
  const fast = Math.max(held, limiter.fast * FAST_KEEP);
  const slow = limiter.slow + (held - limiter.slow) * (held > limiter.slow ? SLOW_ATTACK : SLOW_RELEASE);
  limiter.fast = fast < NEGLIGIBLE ? 0 : fast;
  limiter.slow = slow < NEGLIGIBLE ? 0 : slow;
  return Math.max(limiter.fast, limiter.slow, held);
}

function meanWith(mean: Mean, value: number): number {
  mean.sum += value - (mean.ring[mean.at] ?? 0);
  mean.ring[mean.at] = value;
  mean.at = mean.at + 1 === MEAN_FRAMES ? 0 : mean.at + 1;
  return mean.sum / MEAN_FRAMES;
}

/** What rounding has left in the sums goes, too: a limiter that lets go changes no bit. */
function letGo(limiter: Limiter): void {
  limiter.busyFrames = 0;
  for (const mean of limiter.means) {
    mean.ring.fill(0);
    mean.sum = 0;
  }
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
