// How far a device's queue has slipped from where it should be: one reading a block, one verdict a window. Single
// readings lie (a device counts in chunks, a busy machine looks late), so the outer ones of each window are left out;
// and some devices' accounts wander for a while, so a small slip counts once two windows agree on it.

export type WatchOptions = {
  /** Readings that make a verdict: one is taken each block. */
  readonly windowBlocks: number;
  /** Readings to ignore after a start or a correction: many devices tell nothing sensible until they run. */
  readonly settleBlocks: number;
  /** A slip up to this is left alone. */
  readonly boundFrames: number;
  /**
   * `absolute`: the device knows when a sample sounds. `learned`: it only knows how much waits, so what holds after
   * the start is what shall hold from then on.
   */
  readonly reference: "absolute" | "learned";
};

export interface QueueWatch {
  /** Takes a reading; gives the frames by which the stream is to be shortened (negative: lengthened), usually 0. */
  note(slipFrames: number): number;
  /** The queue was begun anew: what holds has to be learned again. */
  begin(): void;
}

/** 20 ms, two words of an echo: no time to make sure. */
const GREAT_SLIP_FRAMES = 960;
/** Corrections in a row that did not help: such a device does not tell its queue, and is left alone. */
const MAX_STRIKES = 4;

/** A watch that has seen nothing yet. */
export function createQueueWatch({ windowBlocks, settleBlocks, boundFrames, reference }: WatchOptions): QueueWatch {
  const readings = new Float64Array(windowBlocks);
  const firstBase = reference === "absolute" ? 0 : null;
  let baseFrames: number | null = firstBase;
  let count = -settleBlocks;
  let windowBefore = Number.NaN;
  let corrected = 0;
  let strikes = 0;

  const judge = (slip: number): number => {
    const isSure = Math.abs(slip - windowBefore) <= boundFrames;
    windowBefore = slip;
    if (Math.abs(slip) <= boundFrames) {
      corrected = 0;
      strikes = 0;
      return 0;
    }
    if (!isSure && Math.abs(slip) <= GREAT_SLIP_FRAMES) return 0;
    strikes = corrected !== 0 && Math.abs(slip) > Math.abs(corrected) / 2 ? strikes + 1 : 0;
    corrected = slip;
    windowBefore = Number.NaN;
    count = -settleBlocks;
    return strikes < MAX_STRIKES ? Math.round(slip) : 0;
  };
  return {
    note(slipFrames) {
      if (strikes >= MAX_STRIKES) return 0;
      if (count >= 0) readings[count] = slipFrames;
      count += 1;
      if (count < windowBlocks) return 0;
      count = 0;
      const mean = trimmedMean(readings);
      if (Number.isNaN(mean)) return 0;
      if (baseFrames !== null) return judge(mean - baseFrames);
      baseFrames = mean;
      return 0;
    },
    begin() {
      baseFrames = firstBase;
      count = -settleBlocks;
      windowBefore = Number.NaN;
      corrected = 0;
      strikes = 0;
    },
  };
}

/** The mean of the middle four fifths; NaN where they lie so far apart that something happened between them. */
function trimmedMean(readings: Float64Array): number {
  readings.sort();
  const left = Math.floor(readings.length / 10);
  const spread = (readings[readings.length - left - 1] ?? 0) - (readings[left] ?? 0);
  if (spread > GREAT_SLIP_FRAMES) return Number.NaN;
  let sum = 0;
  for (let n = left; n < readings.length - left; n++) sum += readings[n] ?? 0;
  return sum / (readings.length - 2 * left);
}
