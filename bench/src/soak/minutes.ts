// What a soak has to tell, minute by minute, and what follows from it. Pure.
import type { BenchResult, BenchTable } from "../bench.ts";
import { median, quantile, rounded } from "../bench.ts";

export type Minute = {
  /** Since the music began. */
  readonly atMinute: number;
  readonly rssMb: number;
  readonly pssMb: number;
  readonly cpuPercent: number;
  readonly worstLatenessMs: number;
  readonly worstGcPauseMs: number;
  readonly stalls: number;
  /** Null in virtual time, where nothing is recorded, and where no two could be compared. */
  readonly maxSkewMs: number | null;
  readonly dropouts: number;
};

const SAMPLES_PER_MS = 48;
/** Compilers, pools and caches have found their size by then. */
const SETTLED_SHARE = 0.25;

/** Growth of memory from the settled part on, by Theil and Sen: the median of the slopes of all pairs. */
export function growthMbPerHour(minutes: readonly Minute[]): number {
  const settled = minutes.slice(Math.floor(minutes.length * SETTLED_SHARE));
  const slopes = settled.flatMap((one, index) =>
    settled.slice(index + 1).map((other) => (60 * (other.pssMb - one.pssMb)) / (other.atMinute - one.atMinute)),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}

/** The whole of it as a bench tells it. */
export function toResult(minutes: readonly Minute[], notes: readonly string[]): BenchResult {
  const of = (pick: (minute: Minute) => number) => minutes.map(pick);
  const skews = minutes.flatMap(({ maxSkewMs }) => (maxSkewMs === null ? [] : [maxSkewMs * SAMPLES_PER_MS]));
  return {
    tables: [table(minutes)],
    figures: {
      minutes: minutes.length,
      dropouts: of(({ dropouts }) => dropouts).reduce((a, b) => a + b, 0),
      stalls: of(({ stalls }) => stalls).reduce((a, b) => a + b, 0),
      ...(skews.length > 0 && { maxSkewSamples: Math.max(...skews) }),
      worstLatenessMs: Math.max(...of(({ worstLatenessMs }) => worstLatenessMs)),
      p95LatenessMs: quantile(
        of(({ worstLatenessMs }) => worstLatenessMs),
        0.95,
      ),
      medianCpuPercent: median(of(({ cpuPercent }) => cpuPercent)),
      firstPssMb: minutes[0]?.pssMb ?? 0,
      lastPssMb: minutes.at(-1)?.pssMb ?? 0,
      growthMbPerHour: growthMbPerHour(minutes),
    },
    notes,
  };
}

/** At most two dozen lines of it: the rest is in the JSON and the picture. */
function table(minutes: readonly Minute[]): BenchTable {
  const step = Math.max(1, Math.ceil(minutes.length / 24));
  const shown = minutes.filter((_, index) => index % step === 0 || index === minutes.length - 1);
  return {
    title: `Every ${step === 1 ? "" : `${step}th `}minute`,
    head: ["minute", "PSS MB", "CPU %", "worst lateness ms", "worst GC ms", "stalls", "max skew samples", "drop-outs"],
    rows: shown.map((minute) => [
      minute.atMinute,
      rounded(minute.pssMb, 1),
      rounded(minute.cpuPercent, 2),
      rounded(minute.worstLatenessMs, 1),
      rounded(minute.worstGcPauseMs, 1),
      minute.stalls,
      minute.maxSkewMs === null ? null : rounded(minute.maxSkewMs * SAMPLES_PER_MS, 4),
      minute.dropouts,
    ]),
  };
}
