// The microphone's clock against the bridge's, from how far apart the two passes of each speaker were heard; and whether a
// speaker's passes agree, by the clock that the others tell: its own would agree with it whatever happened.
import { median } from "../core/median.ts";
import { MAX_CLOCK_PPM, type Turns } from "./match-plan.ts";

/** A speaker's turns in the plan and in the recording. */
export type HeardTurns = { readonly turns: Turns; readonly firstAtMs: number; readonly secondAtMs: number };

/** How much faster the recording's clock runs, in parts per million: the middle of what the speakers tell. */
export const clockPpmOf = (heard: readonly HeardTurns[]): number =>
  median(heard.map((each) => (differenceMs(each, 0) / apartMs(each)) * 1e6));

/** By how much the passes of one speaker differ, its clock set by the others'. Alone, what no clock can explain of it. */
export function spreadMs(one: HeardTurns, others: readonly HeardTurns[]): number {
  if (others.length > 0) return Math.abs(differenceMs(one, clockPpmOf(others)));
  return Math.max(0, Math.abs(differenceMs(one, 0)) - apartMs(one) * MAX_CLOCK_PPM * 1e-6);
}

/** From the plan's moments to the recording's, the mean of both passes, by the plan's clock. */
export const originMs = ({ turns, firstAtMs, secondAtMs }: HeardTurns, clockPpm: number): number =>
  ((firstAtMs + secondAtMs) / (1 + clockPpm * 1e-6) - turns.firstMs - turns.secondMs) / 2;

const apartMs = ({ turns }: HeardTurns): number => turns.secondMs - turns.firstMs;

const differenceMs = (heard: HeardTurns, clockPpm: number): number =>
  (heard.secondAtMs - heard.firstAtMs) / (1 + clockPpm * 1e-6) - apartMs(heard);
