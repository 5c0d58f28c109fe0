// Two clocks that run apart, and a place where both lay still: the lags between them lie on a line. Whoever moved, or spoke,
// makes moments that lie beside it, and these count for nothing.

/** By how much one was later than the other at that time. */
export type Moment = { readonly atS: number; readonly lateMs: number };

export type Line = {
  readonly atNoughtMs: number;
  readonly msPerS: number;
  readonly onIt: readonly Moment[];
  /** Root mean square of what lies beside it. */
  readonly restMs: number;
};

/** No two clocks are farther apart: 200 parts in a million each. */
const MOST_MS_PER_S = 0.4;
const STEP_MS_PER_S = 0.01;
/** As far beside the line a moment may lie: what an echo does to it, and less than a hand. */
const NEAR_MS = 0.35;
/** Fewer are chance. */
const FEWEST = 8;

/** The line that most of them are near; null where fewer than eight are. */
export function bestLine(moments: readonly Moment[]): Line | null {
  let best: readonly Moment[] = [];
  for (let msPerS = -MOST_MS_PER_S; msPerS <= MOST_MS_PER_S; msPerS += STEP_MS_PER_S) {
    const near = nearest(moments, msPerS);
    if (near.length > best.length) best = near;
  }
  return best.length < FEWEST ? null : fit(best);
}

/** Where others are, against a line and along it; null where fewer than eight agree. `errorMs`: one standard error. */
export function shiftFrom(
  line: Line,
  moments: readonly Moment[],
): { readonly ms: number; readonly errorMs: number } | null {
  const near = nearest(moments, line.msPerS);
  if (near.length < FEWEST) return null;
  const shifts = near.map(({ atS, lateMs }) => lateMs - line.atNoughtMs - line.msPerS * atS);
  const ms = mean(shifts);
  const ownError = Math.sqrt(mean(shifts.map((each) => (each - ms) ** 2)) / near.length);
  // neighbouring moments have half of their sound in common
  const times = line.onIt.map(({ atS }) => atS);
  const spreadS = Math.sqrt(mean(times.map((atS) => (atS - mean(times)) ** 2)));
  const apartS = mean(times) - mean(near.map(({ atS }) => atS));
  const lineError = (line.restMs / Math.sqrt(line.onIt.length)) * Math.hypot(1, apartS / spreadS);
  return { ms, errorMs: Math.SQRT2 * Math.hypot(ownError, lineError) };
}

/** Those that agree best with one another, where lags change that fast. */
function nearest(moments: readonly Moment[], msPerS: number): readonly Moment[] {
  const levelled = moments.map((moment) => ({ moment, ms: moment.lateMs - msPerS * moment.atS }));
  let best: readonly Moment[] = [];
  for (const { ms } of levelled) {
    const near = levelled.filter((each) => Math.abs(each.ms - ms) <= NEAR_MS).map(({ moment }) => moment);
    if (near.length > best.length) best = near;
  }
  return best;
}

/** Least squares. */
function fit(moments: readonly Moment[]): Line {
  const middleS = mean(moments.map(({ atS }) => atS));
  const middleMs = mean(moments.map(({ lateMs }) => lateMs));
  const over = moments.reduce((sum, { atS, lateMs }) => sum + (atS - middleS) * (lateMs - middleMs), 0);
  const under = moments.reduce((sum, { atS }) => sum + (atS - middleS) ** 2, 0);
  const msPerS = under > 0 ? over / under : 0;
  const atNoughtMs = middleMs - msPerS * middleS;
  const rest = moments.map(({ atS, lateMs }) => (lateMs - atNoughtMs - msPerS * atS) ** 2);
  return { atNoughtMs, msPerS, onIt: moments, restMs: Math.sqrt(mean(rest)) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
