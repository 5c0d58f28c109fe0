// What one speaker's sound goes through last: trim, equaliser, limiter. The limiter works by itself: it is there
// whenever trim or equaliser could lift a sample above full scale. It delays; whoever fills the blocks reads ahead, and
// decides when it may come and go. Until it is there nothing is lifted.
import { isNeutralTone, NEUTRAL_TONE, type Tone } from "@house-band/contract";
import { createEqualiser, type Equaliser, equalise, isFlat, resetEqualiser, setBands } from "./equaliser.ts";
import { checkRoom, workspace } from "./kernels.ts";
import {
  createLimiter,
  isIdle,
  type Limiter,
  LOOK_AHEAD_FRAMES,
  limit,
  primeLimiter,
  resetLimiter,
} from "./limiter.ts";

/** 100 ms at 48 kHz from one trim to another. */
const TRIM_FRAMES = 4_800;
/** Below 16 bits' smallest step: nobody hears it end. */
const QUIET = 1e-5;
/** The limiter's line is shorter than a block: after two silent ones nothing is left. */
const QUIET_BLOCKS = 2;

export type ToneChain = {
  wanted: Tone;
  /** What `wanted` means: looked at with every block. */
  wantsNothing: boolean;
  wantsLimiter: boolean;
  gain: number;
  targetGain: number;
  gainStep: number;
  readonly equaliser: Equaliser;
  readonly limiter: Limiter;
  /** Is the limiter in the way, and its delay with it? */
  limiting: boolean;
  /** Was the last block left as it came? Then so is what the limiter holds back, which is less than a block. */
  heldIsSettled: boolean;
  quietBlocks: number;
};

/** A chain that already sounds as it should: for a speaker that is silent. */
export function createToneChain(tone: Tone, rateHz: number): ToneChain {
  const chain: ToneChain = {
    wanted: tone,
    wantsNothing: true,
    wantsLimiter: false,
    gain: 1,
    targetGain: 1,
    gainStep: 0,
    equaliser: createEqualiser(rateHz),
    limiter: createLimiter(),
    limiting: false,
    heldIsSettled: true,
    quietBlocks: QUIET_BLOCKS,
  };
  resetTone(chain, tone);
  return chain;
}

/** A chain for a speaker that plays as it was built: it changes nothing until it is told to. */
export const createNeutralChain = (rateHz: number): ToneChain => createToneChain(NEUTRAL_TONE, rateHz);

/** Can this tone lift a sample above full scale? A filter that only takes away still shifts peaks over one another. */
const needsLimiter = ({ trimDb, equaliser }: Tone): boolean => trimDb > 0 || !isNeutralTone({ trimDb: 0, equaliser });

/** Sounds like this at once, and forgets what it heard: for when nothing sounds. */
export function resetTone(chain: ToneChain, tone: Tone): void {
  want(chain, tone);
  chain.gain = toFactor(tone.trimDb);
  chain.targetGain = chain.gain;
  chain.limiting = chain.wantsLimiter;
  chain.heldIsSettled = isSettled(chain);
  chain.quietBlocks = QUIET_BLOCKS;
  resetEqualiser(chain.equaliser, tone.equaliser);
  resetLimiter(chain.limiter);
}

/** Sets off to another tone, or waits with it for the limiter. */
export function setTone(chain: ToneChain, tone: Tone): void {
  want(chain, tone);
  if (chain.limiting || !chain.wantsLimiter) head(chain);
}

/** Shall the limiter come? */
export const awaitsLimiter = (chain: ToneChain): boolean => !chain.limiting && chain.wantsLimiter;

/** May the limiter go: does it do nothing, hold back nothing that was changed, and would it do nothing from here on? */
export const canStopLimiter = (chain: ToneChain): boolean =>
  chain.limiting && !chain.wantsLimiter && isSettled(chain) && chain.heldIsSettled && isIdle(chain.limiter);

/** The limiter comes: `first` is the LOOK_AHEAD_FRAMES of interleaved stereo that come out before the next block. */
export function startLimiter(chain: ToneChain, first: Float32Array): void {
  takeIn(chain, first, LOOK_AHEAD_FRAMES);
  primeLimiter(chain.limiter, workspace.block);
  chain.limiting = true;
  head(chain);
}

/** The limiter goes; what it held back is to be given again. */
export function stopLimiter(chain: ToneChain): void {
  chain.limiting = false;
}

/** Is there nothing left that it does? */
export const isSpent = (chain: ToneChain): boolean => !chain.limiting && chain.wantsNothing && isSettled(chain);

/** Would something still be heard of it, though nothing comes in any more? */
export const isRinging = (chain: ToneChain): boolean => chain.quietBlocks < QUIET_BLOCKS;

/** Sends an interleaved stereo block of at most MAX_FRAMES through it, in place. */
export function applyTone(chain: ToneChain, block: Float32Array, frames: number): void {
  chain.heldIsSettled = isSettled(chain);
  takeIn(chain, block, frames);
  equalise(chain.equaliser, workspace.block, frames);
  if (chain.limiting) limit(chain.limiter, workspace.block, block, frames);
  else giveBack(block, frames);
}

/** Takes note of whether anything came in or went out; a chain that has fallen silent is as good as new. */
export function noteLoudness(chain: ToneChain, fed: boolean, peak: number): void {
  chain.quietBlocks = fed || peak > QUIET ? 0 : chain.quietBlocks + 1;
  if (chain.quietBlocks === QUIET_BLOCKS) resetTone(chain, chain.wanted);
}

const isSettled = (chain: ToneChain): boolean => chain.gain === chain.targetGain && isFlat(chain.equaliser);

function want(chain: ToneChain, tone: Tone): void {
  chain.wanted = tone;
  chain.wantsNothing = isNeutralTone(tone);
  chain.wantsLimiter = needsLimiter(tone);
}

function head(chain: ToneChain): void {
  chain.targetGain = toFactor(chain.wanted.trimDb);
  chain.gainStep = Math.abs(chain.targetGain - chain.gain) / TRIM_FRAMES;
  setBands(chain.equaliser, chain.wanted.equaliser);
}

/** Full scale is 1; 0 dB is exactly 1. */
const toFactor = (decibels: number): number => 10 ** (decibels / 20);

/** Into 64 bits, where it stays until the next speaker's comes, with the trim's factor gliding; what is no number would ring in a filter for ever. */
function takeIn(chain: ToneChain, from: Float32Array, frames: number): void {
  checkRoom(frames);
  const { block } = workspace;
  const { targetGain, gainStep } = chain;
  let { gain } = chain;
  for (let n = 0; n < 2 * frames; n += 2) {
    if (gain !== targetGain) gain = nearer(gain, targetGain, gainStep);
    const left = from[n] ?? 0;
    const right = from[n + 1] ?? 0;
    block[n] = left - left === 0 ? gain * left : 0;
    block[n + 1] = right - right === 0 ? gain * right : 0;
  }
  chain.gain = gain;
}

const nearer = (from: number, to: number, step: number): number =>
  Math.abs(to - from) <= step ? to : from + Math.sign(to - from) * step;

function giveBack(out: Float32Array, frames: number): void {
  const { block } = workspace;
  for (let n = 0; n < 2 * frames; n++) out[n] = block[n] ?? 0;
}
