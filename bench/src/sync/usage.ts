// What processes cost: CPU time and memory, as the kernel counts them.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Seconds of CPU that these processes have used so far; those that are gone count nothing. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticksOf(pid), 0) / ticksPerSecond;
}

/** Proportional memory of these processes, MB: what they share is split among those who share it. */
export function memoryMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + pssKb(pid), 0) / 1_024;
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** @see proc(5), /proc/[pid]/stat: utime and stime are fields 14 and 15; the name before them may hold anything */
function ticksOf(pid: number): number {
  const stat = readOr(`/proc/${pid}/stat`, "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** @see proc(5), /proc/[pid]/smaps_rollup */
const pssKb = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/smaps_rollup`, ""))?.[1] ?? 0);

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}
