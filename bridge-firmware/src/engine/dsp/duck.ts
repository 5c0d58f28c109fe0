// Music that steps back for what is said over it, and comes back: a factor of its own beside every volume, so that
// these are what they were. Linear in the amplitude: a straight line over tenths of a second is no click.

/** What is left of the music: −20 dB. */
export const DUCKED_GAIN = 0.1;
/** From all of it to that. */
export const DUCK_MS = 200;
/** And back. */
export const RESTORE_MS = 400;

/** 1: untouched. */
export type Duck = { gain: number; readonly downStep: number; readonly upStep: number };

/** At rest; steps are for `rateHz`. */
export function createDuck(rateHz: number): Duck {
  const perFrame = (ms: number): number => (1 - DUCKED_GAIN) / ((ms * rateHz) / 1_000);
  return { gain: 1, downStep: perFrame(DUCK_MS), upStep: perFrame(RESTORE_MS) };
}

/** Is the music anything but untouched? */
export const isDucking = ({ gain }: Duck): boolean => gain !== 1;

/**
 * One interleaved stereo block of music, towards what is left of it or back. Where no music plays there is nothing to come
 * back slowly; at rest not a sample is touched.
 */
export function duckBlock(
  duck: Duck,
  block: Float32Array,
  frames: number,
  hasMusic: boolean,
  isSpokenOver: boolean,
): void {
  if (!isSpokenOver && (duck.gain === 1 || !hasMusic)) {
    duck.gain = 1;
    return;
  }
  const { downStep, upStep } = duck;
  let { gain } = duck;
  for (let n = 0; n < frames; n++) {
    gain = isSpokenOver ? Math.max(DUCKED_GAIN, gain - downStep) : Math.min(1, gain + upStep);
    block[2 * n] = gain * (block[2 * n] ?? 0);
    block[2 * n + 1] = gain * (block[2 * n + 1] ?? 0);
  }
  duck.gain = gain;
}
