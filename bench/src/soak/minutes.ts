// What a soak has to tell, minute by minute, and what follows from it. Pure.
import { DEFAULT_WRITE_AHEAD_MS } from "@house-band/bridge-firmware/engine/protocol";
import * as z from "zod";
import type { BenchResult, BenchTable } from "../bench.ts";
import { median, quantile, rounded } from "../bench.ts";

/** Null: not measured. In virtual time nothing is recorded, and nobody waits. */
const measured = z.number().nullable().default(null);

export const Minute = z.object({
  /** Since the music began. */
  atMinute: z.int(),
  rssMb: z.number(),
  /** What the process has for itself, without files and programs that it shares with others: what a leak would add to. */
  anonymousMb: z.number(),
  /** Of one core. */
  cpuPercent: z.number(),
  /** How far ahead of what sounds the engine wrote: as late as its loop may be. */
  writeAheadMs: z.number().default(DEFAULT_WRITE_AHEAD_MS),
  worstLatenessMs: measured,
  worstGcPauseMs: measured,
  stalls: measured,
  maxSkewMs: measured,
  /** Without the seconds around drop-outs. */
  maxSkewElsewhereMs: measured,
  /** At every speaker that was listened to: a loop that came too late counts once for each. */
  dropouts: measured,
  /** All threads of the engine together were kept waiting for a core so long. */
  waitedForCpuMs: measured,
  /** Of all cores, whoever used them. */
  machineBusyPercent: measured,
  /** A real-time process that does nothing but sleep, one on each core, came so late at most. @see standstill.ts */
  stoodStillMs: measured,
  /** The engine waited for the disk to get a page of its memory back. */
  majorFaults: measured,
});
export type Minute = z.infer<typeof Minute>;

const SAMPLES_PER_MS = 48;
/** Compilers, pools and caches have found their size by then. */
const SETTLED_SHARE = 0.25;

/** Growth of memory from the settled part on, by Theil and Sen: the median of the slopes of all pairs. */
export function growthMbPerHour(minutes: readonly Minute[]): number {
  const settled = minutes.slice(Math.floor(minutes.length * SETTLED_SHARE));
  const slopes = settled.flatMap((one, index) =>
    settled
      .slice(index + 1)
      .map((other) => (60 * (other.anonymousMb - one.anonymousMb)) / (other.atMinute - one.atMinute)),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}

/** The whole of it as a bench tells it. What was not measured has no figure. */
export function toResult(minutes: readonly Minute[], notes: readonly string[]): BenchResult {
  const of = (name: keyof Minute): readonly number[] => minutes.flatMap((minute) => minute[name] ?? []);
  const figure = (name: string, values: readonly number[], by: (values: readonly number[]) => number) =>
    values.length > 0 ? { [name]: by(values) } : {};
  const whileRun = minutes.flatMap(({ dropouts, stoodStillMs }, index) =>
    dropouts !== null && stoodStillMs !== null && !stoodStill(minutes, index) ? [dropouts] : [],
  );
  return {
    tables: [table(minutes)],
    figures: {
      minutes: minutes.length,
      ...figure("dropouts", of("dropouts"), sum),
      ...figure("dropoutsWhileRun", whileRun, sum),
      ...figure("minutesWithDropouts", of("dropouts"), (counts) => counts.filter((count) => count > 0).length),
      ...figure("stalls", of("stalls"), sum),
      ...figure("maxSkewSamples", of("maxSkewMs"), (skews) => Math.max(...skews) * SAMPLES_PER_MS),
      ...figure("maxSkewElsewhereSamples", of("maxSkewElsewhereMs"), (skews) => Math.max(...skews) * SAMPLES_PER_MS),
      ...figure("worstLatenessMs", of("worstLatenessMs"), (all) => Math.max(...all)),
      ...figure("medianLatenessMs", of("worstLatenessMs"), median),
      ...figure("p95LatenessMs", of("worstLatenessMs"), (all) => quantile(all, 0.95)),
      ...figure("worstGcPauseMs", of("worstGcPauseMs"), (all) => Math.max(...all)),
      ...figure("medianCpuPercent", of("cpuPercent"), median),
      ...figure("medianMachineBusyPercent", of("machineBusyPercent"), median),
      ...figure("maxMachineBusyPercent", of("machineBusyPercent"), (all) => Math.max(...all)),
      ...figure("worstStoodStillMs", of("stoodStillMs"), (all) => Math.max(...all)),
      ...figure("majorFaults", of("majorFaults"), sum),
      firstAnonymousMb: minutes[0]?.anonymousMb ?? Number.NaN,
      lastAnonymousMb: minutes.at(-1)?.anonymousMb ?? Number.NaN,
      growthMbPerHour: growthMbPerHour(minutes),
    },
    notes,
  };
}

/**
 * In this minute or in the one before, whose last seconds are listened to in this one: where even a sleeper comes later
 * than the engine writes ahead, nobody could have played on.
 */
const stoodStill = (minutes: readonly Minute[], index: number): boolean =>
  minutes
    .slice(Math.max(0, index - 1), index + 1)
    .some(({ stoodStillMs, writeAheadMs }) => (stoodStillMs ?? 0) >= writeAheadMs);

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** At most two dozen lines of it: the rest is in the JSON and the picture. */
function table(minutes: readonly Minute[]): BenchTable {
  const step = Math.max(1, Math.ceil(minutes.length / 24));
  const shown = minutes.filter((_, index) => index % step === 0 || index === minutes.length - 1);
  const cell = (value: number | null, digits: number): number | null =>
    value === null ? null : rounded(value, digits);
  return {
    title: `Every ${step === 1 ? "" : `${step}th `}minute`,
    head: [
      ...["minute", "own MB", "CPU %", "machine busy %", "waited for CPU ms", "worst lateness ms", "worst GC ms"],
      ...["machine stood still ms", "major faults", "stalls", "max skew samples", "drop-outs"],
    ],
    rows: shown.map((minute) => [
      minute.atMinute,
      cell(minute.anonymousMb, 1),
      cell(minute.cpuPercent, 2),
      cell(minute.machineBusyPercent, 0),
      cell(minute.waitedForCpuMs, 0),
      cell(minute.worstLatenessMs, 1),
      cell(minute.worstGcPauseMs, 1),
      cell(minute.stoodStillMs, 1),
      minute.majorFaults,
      minute.stalls,
      cell(minute.maxSkewMs === null ? null : minute.maxSkewMs * SAMPLES_PER_MS, 4),
      minute.dropouts,
    ]),
  };
}
