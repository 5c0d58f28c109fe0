// No sample above the ceiling, and none touched while all stay below it: what gain was added must not clip. The gain is
// known before a peak comes out, because samples leave four milliseconds after they came; readers make up for that by
// reading so much earlier. Both sides always get the same gain: the picture does not move.
import { bringIn, kernels, takeDoubles, workspace } from "./kernels.ts";

/** 4 ms at 48 kHz. */
export const LOOK_AHEAD_FRAMES = 192;
/** −1 dBFS, rounded down to what 32 bits can say: room for a codec's own overshoot. */
export const CEILING = Math.fround(0.891_25);
/** What is aimed at: a hair lower, for what the running means' sums may be off by. */
const AIM = CEILING * (1 - 1e-6);

/** Two running means, one after the other, that together reach exactly as far back as a sample waits. */
const MEAN_FRAMES = LOOK_AHEAD_FRAMES / 2 + 1;
/** The largest reduction is held until its own frame has come out. */
const HOLD_FRAMES = LOOK_AHEAD_FRAMES + 1;
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

/** As bridge-firmware/kernels/limit.ts reads them. */
const SETTINGS = [CEILING, AIM, LOUDEST, NEGLIGIBLE, FAST_KEEP, SLOW_ATTACK, SLOW_RELEASE];

/** The state's numbers that are looked at here; the kernel says what the others are. */
const BUSY_FRAMES = 2;
const LINE = 8;
const STATE_NUMBERS = LINE + 2 * LOOK_AHEAD_FRAMES + 2 * MEAN_FRAMES + 2 * HOLD_FRAMES + 1;

const settings = takeDoubles(SETTINGS.length);
const workingState = takeDoubles(STATE_NUMBERS);
settings.set(SETTINGS);

/** What came in and has not come out yet, what is taken away, and for how long still. */
export type Limiter = { readonly state: Float64Array };

/** A limiter that has heard nothing. */
export const createLimiter = (): Limiter => ({ state: new Float64Array(STATE_NUMBERS) });

/** Forgets everything it has heard. */
export function resetLimiter({ state }: Limiter): void {
  state.fill(0);
}

/** Does it leave everything as it is? */
export const isIdle = ({ state }: Limiter): boolean => state[BUSY_FRAMES] === 0;

/**
 * Takes `frames` (at least LOOK_AHEAD_FRAMES, at most MAX_FRAMES) of an interleaved stereo block, gives as many,
 * LOOK_AHEAD_FRAMES late. What is no number, or infinite, counts as silence.
 * @throws RangeError where it is less or more
 *
 * What is taken away from the frame that comes out when another one comes in: the largest reduction of the whole
 * look-ahead is held, then averaged over no more than the look-ahead, so it is in full force when its peak comes out.
 */
export function limit({ state }: Limiter, block: Float64Array, out: Float32Array, frames: number): void {
  if (frames < LOOK_AHEAD_FRAMES)
    throw new RangeError(`a limiter takes ${LOOK_AHEAD_FRAMES} frames at least, not ${frames}`);
  const { samples } = workspace;
  workingState.set(state);
  kernels.limit(
    settings.byteOffset,
    workingState.byteOffset,
    bringIn(block, 0, frames),
    samples.byteOffset,
    frames,
    LOOK_AHEAD_FRAMES,
  );
  state.set(workingState);
  for (let n = 0; n < 2 * frames; n++) out[n] = samples[n] ?? 0;
}

/** Puts LOOK_AHEAD_FRAMES of interleaved stereo into an empty line: they come out first, and as they are. */
export function primeLimiter(limiter: Limiter, block: Float64Array): void {
  resetLimiter(limiter);
  for (let n = 0; n < 2 * LOOK_AHEAD_FRAMES; n++) limiter.state[LINE + n] = block[n] ?? 0;
}
