// The audit's looks at a real machine, each with a deadline. A tool that is missing or says no is a thing not seen.
import { execFile } from "node:child_process";
import { readdir, readFile, realpath, statfs } from "node:fs/promises";
import { connect } from "node:net";
import { absent, type Seen, seen, unseen } from "../../audit/finding.ts";
import type { Tools } from "../../audit/run-audit.ts";

const LOOK_WITHIN_MS = 10_000;
/** Tools of administrators are in no ordinary user's path. */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Looks that touch nothing. */
export function createMachineTools(withinMs = LOOK_WITHIN_MS): Tools {
  return {
    run: (command, ...args) => runTool(command, args, withinMs),
    read: (path) => attempt(readFile(path, "utf8"), withinMs),
    async list(path) {
      const names = await attempt(readdir(path), withinMs);
      return names.kind === "unseen" && names.why.includes("ENOENT") ? seen([]) : names;
    },
    resolve: (path) => attempt(realpath(path), withinMs),
    async freeBytes(path) {
      const stats = await attempt(statfs(path), withinMs);
      return stats.kind === "seen" ? seen(stats.value.bavail * stats.value.bsize) : stats;
    },
    reach: (host, port) => tryToReach(host, port, withinMs),
  };
}

/** What it printed, whatever its exit code: `systemctl is-active` says "inactive" with 3. */
function runTool(command: string, args: readonly string[], withinMs: number): Promise<Seen<string>> {
  return new Promise((resolve) => {
    const env = { PATH, LC_ALL: "C" };
    execFile(command, [...args], { timeout: withinMs, env }, (error, stdout) => {
      if (stdout.trim() !== "") resolve(seen(stdout));
      else if (error?.code === "ENOENT") resolve(absent(command));
      else if (error?.killed) resolve(unseen(`${command} said nothing within ${withinMs / 1_000} s`));
      else resolve(unseen(`${command} said nothing${error ? ` (${error.message.split("\n")[0]})` : ""}`));
    });
  });
}

async function attempt<T>(work: Promise<T>, withinMs: number): Promise<Seen<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Seen<T>>((resolve) => {
    timer = setTimeout(() => resolve(unseen(`nothing within ${withinMs / 1_000} s`)), withinMs);
  });
  const looked = work.then(seen, (error: unknown) => unseen(error instanceof Error ? error.message : String(error)));
  const first = await Promise.race([looked, late]);
  clearTimeout(timer);
  return first;
}

function tryToReach(host: string, port: number, withinMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: withinMs });
    const end = (fault: string | null) => {
      socket.destroy();
      resolve(fault);
    };
    socket.once("connect", () => end(null));
    socket.once("timeout", () => end(`nothing within ${withinMs / 1_000} s`));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
