// A guest's processes take turns at every system call of theirs: between two cores each turn waits for the other to wake.
import { readFileSync } from "node:fs";

/** What a command is started by so that it, and all that it starts, stays on one core: another one for each of Jest's workers. @see taskset(1) */
export function onOneCore(): readonly string[] {
  const cores = parseCores(readFileSync("/proc/self/status", "utf8"));
  const worker = Number(process.env.JEST_WORKER_ID ?? 1);
  return ["taskset", "--cpu-list", String(cores[(worker - 1) % cores.length])];
}

/** The cores that a process may use, of its /proc/PID/status. @see proc_pid_status(5), Cpus_allowed_list */
function parseCores(status: string): readonly number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "0";
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
