// What happened when, as lines: milliseconds since the beginning, the gap before each, where, and what. Pure.
import { columnsOf } from "./table.ts";

export type Station = {
  /** Epoch. */
  readonly atMs: number;
  /** By how much it may be off, either way: it was reckoned from other clocks' times. 0 where a clock has said it. */
  readonly slackMs: number;
  readonly where: string;
  readonly what: string;
};

/** A gap is worth a word from here on, if it is the longest. */
const LONG_GAP_MS = 100;

/** @param zeroAtMs epoch: what the times count from; earlier ones are negative */
export function timelineLines(stations: readonly Station[], zeroAtMs: number): readonly string[] {
  const gaps = gapsOf(stations);
  const longest = Math.max(LONG_GAP_MS, ...gaps.map((gap) => gap ?? 0));
  const rows = stations.map(({ atMs, slackMs, where, what }, index) => {
    const gap = gaps[index] ?? null;
    const since = figure(atMs - zeroAtMs);
    const slack = slackMs === 0 ? "" : ` (±${figure(slackMs)} ms)`;
    const remark = gap !== null && gap >= longest ? "  ◄ the longest gap" : "";
    return [since, gap === null ? "" : `+${figure(gap)}`, where, `${what}${slack}${remark}`] as const;
  });
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[HEAD, ...rows].map((row) => columnsOf(row[column as 0 | 1 | 2]))),
  ) as [number, number, number];
  return [HEAD, ...rows].map(([since, gap, where, what]) =>
    `${since.padStart(widths[0] + 2)}  ${gap.padStart(widths[1])}  ${where.padEnd(widths[2])}  ${what}`.trimEnd(),
  );
}

const HEAD = ["ms", "gap", "", ""] as const;

/** From the station before; null before the first, and never less than nothing: clocks differ. */
export const gapsOf = (stations: readonly Pick<Station, "atMs">[]): readonly (number | null)[] =>
  stations.map(({ atMs }, index) => {
    const before = stations[index - 1];
    return before === undefined ? null : Math.max(0, atMs - before.atMs);
  });

const figure = (ms: number): string => String(Math.round(ms * 10) / 10);
