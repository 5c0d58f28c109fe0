// The largest of the last so many values, at three comparisons a value however many those are. Values come in stretches
// of that many: the last ones are always the present stretch so far, and the end of the one before it, whose largest
// value from each place on was found when it was full.
// @see van Herk 1992, Gil and Werman 1993, on running maxima

export type PeakHold = {
  /** The present stretch, as far as it has come. */
  readonly values: Float64Array;
  /** Of the one before: the largest from there to its end, and nought after that. */
  readonly restPeaks: Float64Array;
  at: number;
  /** Of the present stretch so far. */
  peak: number;
};

/** Holds each value until `reach` values have come, itself included. */
export const createPeakHold = (reach: number): PeakHold => ({
  values: new Float64Array(reach),
  restPeaks: new Float64Array(reach + 1),
  at: 0,
  peak: 0,
});

/** Holds nothing any more. */
export function resetPeakHold(hold: PeakHold): void {
  hold.restPeaks.fill(0);
  hold.at = 0;
  hold.peak = 0;
}

/** Takes one value (nought or more), gives the largest one that is still held. */
export function holdPeak(hold: PeakHold, value: number): number {
  hold.values[hold.at] = value;
  hold.at += 1;
  if (value > hold.peak) hold.peak = value;
  const rest = hold.restPeaks[hold.at] ?? 0;
  const held = rest > hold.peak ? rest : hold.peak;
  if (hold.at === hold.values.length) beginStretch(hold);
  return held;
}

function beginStretch(hold: PeakHold): void {
  const { values, restPeaks } = hold;
  let peak = 0;
  for (let n = values.length - 1; n >= 0; n--) {
    const value = values[n] ?? 0;
    if (value > peak) peak = value;
    restPeaks[n] = peak;
  }
  hold.at = 0;
  hold.peak = 0;
}
