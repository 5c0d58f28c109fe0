// Which silences of a speaker are drop-outs: it was cut off while the others of its zone played on. A fade is somebody's
// wish (stop, mute, remove), and so is a silence of everybody's, unless it is a short hole with hard edges.
import { PEAK_PERIOD_MS, type SilentRun, type Trace } from "./trace.ts";

/** Louder than this (−50 dB) counts as playing. */
const PLAYING_PEAK = 0.003;
/** A hole that all speakers share and that is longer than this was meant. */
const MAX_SHARED_HOLE_MS = 300;
/** Whoever is silent for good must miss at least this much of the others' music before it is called a drop-out. */
const MIN_MISSED_MS = 300;

/** @returns the drop-outs of one speaker, given the traces of the others that play the same music (none for a lone one). */
export function findDropouts(own: Trace, others: readonly Trace[]): readonly SilentRun[] {
  const endMs = own.peaks.length * PEAK_PERIOD_MS;
  return own.silentRuns.filter((run) => {
    if (run.fromMs === 0) return false;
    const othersPlay = others.some((other) => playedShare(other, run) > 0.5);
    if (run.untilMs >= endMs - PEAK_PERIOD_MS) {
      return othersPlay && run.cutBefore && run.untilMs - run.fromMs > MIN_MISSED_MS;
    }
    if (othersPlay) return run.cutBefore || run.cutAfter;
    return run.cutBefore && run.cutAfter && run.untilMs - run.fromMs <= MAX_SHARED_HOLE_MS;
  });
}

/** Which part of the run, 0 … 1, the other was sounding. */
function playedShare(other: Trace, run: SilentRun): number {
  const from = Math.floor(run.fromMs / PEAK_PERIOD_MS);
  const until = Math.max(from + 1, Math.ceil(run.untilMs / PEAK_PERIOD_MS));
  const during = other.peaks.slice(from, until);
  return during.filter((peak) => peak > PLAYING_PEAK).length / (until - from);
}
