// The audio loop ahead of every ordinary thread, and its program kept in memory, where the system allows that: a priority (nice) only
// weighs, and on a machine whose cores are all busy it lets the loop come tens of milliseconds late.
// @see sched(7) SCHED_RR, SCHED_RESET_ON_FORK; getrlimit(2) RLIMIT_RTPRIO
import { readFileSync } from "node:fs";
import { loadLibrary } from "./outputs/pcm/native.ts";

/** Ahead of the lowest real-time priority, behind the kernel's own threads (50). @see `LimitRTPRIO` of the engine's unit */
const PRIORITY = 10;
const CALLING_THREAD = 0;
const SCHED_RR = 2;
/** What this thread starts later is ordinary again. */
const SCHED_RESET_ON_FORK = 0x4000_0000;
const MLOCK_ONFAULT = 1;

/** Raises the calling thread. @returns whether it is real-time now; where it may not, everything is as it was */
export function becomeRealTime(): boolean {
  if (!isAllowed("Max realtime priority", PRIORITY)) return false;
  try {
    const set = loadLibrary("libc.so.6").func("int sched_setscheduler(int pid, int policy, const int32_t *param)");
    return set(CALLING_THREAD, SCHED_RR | SCHED_RESET_ON_FORK, new Int32Array([PRIORITY])) === 0;
  } catch {
    return false; // without the package that calls C the loop plays on at the priority it has
  }
}

/**
 * Keeps in memory what was once used of the program itself, Node.js and its libraries: for room the kernel would drop such
 * pages, and the loop would wait for the disk to get them back. Never-used pages cost nothing. The heap is left out: V8
 * gives pages of it back, which the kernel refuses for locked ones; without swap they stay anyway (`MemorySwapMax=`).
 * @returns how many bytes may be kept; 0 where that is not allowed
 * @see mlock2(2) MLOCK_ONFAULT, proc_pid_maps(5)
 */
export function keepProgramInMemory(): number {
  if (!isAllowed("Max locked memory", Number.POSITIVE_INFINITY)) return 0;
  try {
    const lock = loadLibrary("libc.so.6").func("int mlock2(uintptr_t start, size_t length, unsigned int flags)");
    return programMappings().reduce((sum, [from, until]) => {
      const length = Number(until - from);
      return lock(from, length, MLOCK_ONFAULT) === 0 ? sum + length : sum;
    }, 0);
  } catch {
    return 0;
  }
}

/** Where files are in this process's memory that it only reads or runs. */
function programMappings(): readonly (readonly [bigint, bigint])[] {
  const lines = readFileSync("/proc/self/maps", "utf8").matchAll(/^([0-9a-f]+)-([0-9a-f]+) r-[x-]p .* \/.*$/gm);
  return [...lines].map(([, from, until]) => [BigInt(`0x${from}`), BigInt(`0x${until}`)]);
}

/** Asked of the kernel first: whoever may not need not load anything for it. @see getrlimit(2) */
function isAllowed(limit: string, atLeast: number): boolean {
  if (process.platform !== "linux") return false;
  if (process.geteuid?.() === 0) return true;
  const soft = new RegExp(`^${limit}\\s+(\\w+)`, "m").exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? "0";
  return soft === "unlimited" || Number(soft) >= atLeast;
}
