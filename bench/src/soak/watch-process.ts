// What a process costs: memory and CPU time, as the kernel tells. Linux only.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export type ProcessCost = {
  readonly rssMb: number;
  /** What is shared counts for its share. */
  readonly pssMb: number;
  readonly cpuSeconds: number;
};

const TICKS_PER_S = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
/** In /proc/PID/stat, counted after the name in brackets: utime and stime. @see proc_pid_stat(5) */
const [UTIME, STIME] = [11, 12];

/** @throws Error where there is no such process. */
export function costOf(pid: number): ProcessCost {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[UTIME]) + Number(fields[STIME]);
  return { rssMb: megabytes(rollup, "Rss"), pssMb: megabytes(rollup, "Pss"), cpuSeconds: ticks / TICKS_PER_S };
}

function megabytes(rollup: string, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup)?.[1];
  if (kilobytes === undefined) throw new Error(`the kernel does not tell ${name}`);
  return Number(kilobytes) / 1_024;
}
