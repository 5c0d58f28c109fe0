// The audio loop ahead of every ordinary thread, where the system allows that: a priority (nice) only weighs, and on a
// machine whose cores are all busy it lets the loop come tens of milliseconds late.
// @see sched(7) SCHED_RR, SCHED_RESET_ON_FORK; getrlimit(2) RLIMIT_RTPRIO
import { readFileSync } from "node:fs";
import { loadLibrary } from "./outputs/pcm/native.ts";

/** Ahead of the lowest real-time priority, behind the kernel's own threads (50). @see `LimitRTPRIO` of the engine's unit */
const PRIORITY = 10;
const CALLING_THREAD = 0;
const SCHED_RR = 2;
/** What this thread starts later is ordinary again. */
const SCHED_RESET_ON_FORK = 0x4000_0000;

/** Raises the calling thread. @returns whether it is real-time now; where it may not, everything is as it was */
export function becomeRealTime(): boolean {
  if (!isAllowed()) return false;
  try {
    const set = loadLibrary("libc.so.6").func("int sched_setscheduler(int pid, int policy, const int32_t *param)");
    return set(CALLING_THREAD, SCHED_RR | SCHED_RESET_ON_FORK, new Int32Array([PRIORITY])) === 0;
  } catch {
    return false; // without the package that calls C the loop plays on at the priority it has
  }
}

/** Asked of the kernel first: whoever may not need not load anything for it. */
function isAllowed(): boolean {
  if (process.platform !== "linux") return false;
  if (process.geteuid?.() === 0) return true;
  const limit = /^Max realtime priority\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  return Number(limit ?? 0) >= PRIORITY;
}
