// A factor that travels to its target instead of jumping there: what keeps volume, mute and joining free of clicks.
// It moves along the perceptual scale, so that a long rise sounds even; within a block it is a straight line.
import { toGain } from "./volume.ts";

/** Getting louder startles people; getting quieter does not. */
export const RAISE_MS = 300;
export const LOWER_MS = 60;
/** Within one block of 10 ms, as a straight line: short enough to feel instant, long enough to be no click. */
export const CUT_MS = 8;

export type GainRamp = {
  /** On the perceptual scale, 0 … 100. */
  positionPercent: number;
  targetPercent: number;
  /** How far it moves per frame; never negative. */
  stepPercent: number;
};

/** A ramp at rest. */
export function createGainRamp(volumePercent: number): GainRamp {
  return { positionPercent: volumePercent, targetPercent: volumePercent, stepPercent: 0 };
}

/** Sets off to `volumePercent`, there after `durationMs` at `rateHz`. */
export function rampTo(ramp: GainRamp, volumePercent: number, durationMs: number, rateHz: number): void {
  const frames = Math.max(1, (durationMs * rateHz) / 1_000);
  ramp.targetPercent = volumePercent;
  ramp.stepPercent = Math.abs(volumePercent - ramp.positionPercent) / frames;
}

/** Has it arrived? */
export const isAtRest = (ramp: GainRamp): boolean => ramp.positionPercent === ramp.targetPercent;

/** Has it arrived at nothing? */
export const isSilent = (ramp: GainRamp): boolean => isAtRest(ramp) && ramp.positionPercent === 0;

/** The factor now. */
export const currentGain = (ramp: GainRamp): number => toGain(ramp.positionPercent);

/** Moves the ramp on by `frames` and gives the factor it has then. */
export function advanceRamp(ramp: GainRamp, frames: number): number {
  const left = ramp.targetPercent - ramp.positionPercent;
  const travel = ramp.stepPercent * frames;
  ramp.positionPercent =
    Math.abs(left) <= travel ? ramp.targetPercent : ramp.positionPercent + Math.sign(left) * travel;
  return toGain(ramp.positionPercent);
}
