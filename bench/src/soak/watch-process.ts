// What a process costs and what it has to wait for, and how busy the machine is: as the kernel tells. Linux only.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

export type ProcessCost = {
  readonly rssMb: number;
  /** Its own: without files and programs, which it may share. */
  readonly anonymousMb: number;
  readonly cpuSeconds: number;
  /** All its threads together were ready to run for so long, and something else ran. */
  readonly waitedForCpuMs: number;
  /** How often it waited for the disk to get a page of its memory. */
  readonly majorFaults: number;
};

export type MachineTime = { readonly busyMs: number; readonly allMs: number };

const TICKS_PER_S = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
/** In /proc/PID/stat, counted after the name in brackets: @see proc_pid_stat(5) */
const [MAJFLT, UTIME, STIME] = [9, 11, 12];

/** @throws Error where there is no such process. */
export function costOf(pid: number): ProcessCost {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[UTIME]) + Number(fields[STIME]);
  const waitedForCpuMs = readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + waitedMs(pid, thread), 0);
  return {
    rssMb: megabytes(rollup, "Rss"),
    anonymousMb: megabytes(rollup, "Anonymous"),
    cpuSeconds: ticks / TICKS_PER_S,
    waitedForCpuMs,
    majorFaults: Number(fields[MAJFLT]),
  };
}

/** Since the machine started, all cores together. */
export function machineTime(): MachineTime {
  const times = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busy: user + nice + sys + irq, idle }));
  const busyMs = times.reduce((sum, { busy }) => sum + busy, 0);
  return { busyMs, allMs: times.reduce((sum, { idle }) => sum + idle, busyMs) };
}

/** How busy all cores together were between two moments. */
export const busyPercent = (from: MachineTime, to: MachineTime): number =>
  (100 * (to.busyMs - from.busyMs)) / Math.max(1, to.allMs - from.allMs);

/** The second of three numbers, in nanoseconds. @see Linux "Scheduler Statistics", /proc/<pid>/schedstat */
const waitedMs = (pid: number, thread: string): number =>
  Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[1]) / 1e6;

function megabytes(rollup: string, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(rollup)?.[1];
  if (kilobytes === undefined) throw new Error(`the kernel does not tell ${name}`);
  return Number(kilobytes) / 1_024;
}
