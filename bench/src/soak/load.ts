// Something else to do for the machine: one program a core that uses all it gets, at the ordinary priority.
import { type ChildProcess, spawn } from "node:child_process";
import { cpus, setPriority } from "node:os";

/** Ends by itself when whoever started it is gone. */
const BUSY = "const parent = process.ppid; while (process.ppid === parent) for (let n = 0; n < 1e6; n++) Math.sqrt(n);";

/** Each in a session of its own, as programs of other people's are. */
export function keepEveryCoreBusy(): readonly ChildProcess[] {
  return cpus().map(() => {
    const child = spawn(process.execPath, ["-e", BUSY], { stdio: "ignore", detached: true });
    if (child.pid === undefined) throw new Error("the load could not be started");
    setPriority(child.pid, 0);
    return child;
  });
}
