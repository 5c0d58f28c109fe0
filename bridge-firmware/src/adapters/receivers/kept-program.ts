// A program that must run as long as the bridge does: started, watched, started again with growing patience, and gone
// with the daemon, whatever becomes of that. Where it is not installed that is its state, and it is looked for again.
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import { stepDelayMs } from "../../core/backoff.ts";
import type { Log } from "../../ports.ts";

export type ProgramState =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly pid: number }
  /** It is not on this machine. */
  | { readonly kind: "missing" }
  /** It ended, or would not start; it is started again after a while. */
  | { readonly kind: "failing"; readonly why: string };

export type ProgramOptions = {
  /** Its name in the path, or where it is. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Descriptors of this process that it gets as its own, from 3 on. */
  readonly descriptors?: readonly number[];
  /** A line of what it says; absent: only complaints are of interest, and go to the log. */
  readonly onLine?: (line: string) => void;
  /** Why it will never be of use any more, where a line that `onLine` hears says so: it is ended, and started again. */
  readonly toHopeless?: (line: string) => string | null;
  /** How a complaint is logged: null where it is none of the log's business, or says what logs must not. */
  readonly toComplaint: (line: string) => string | null;
  readonly onState: (state: ProgramState) => void;
  readonly log: Log;
  /** Waits after it ended for the 1st, the 2nd, … time in a row. */
  readonly restartDelaysMs?: readonly number[];
};

export interface KeptProgram {
  state(): ProgramState;
  /** Ends it: first by asking. */
  close(): Promise<void>;
}

const RESTART_DELAYS_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** Somebody may install it meanwhile. */
const LOOK_AGAIN_MS = 60_000;
/** Whoever has lived for that long did not fail at the start. */
const HEALTHY_AFTER_MS = 60_000;
const STOP_WITHIN_MS = 2_000;
const MAX_LINE = 65_536;

/**
 * The kernel ends the program when the daemon's process is gone, however it went: nobody is left behind who holds its
 * ports. @see setpriv(1), prctl(2) PR_SET_PDEATHSIG
 */
const DIES_WITH_US = ["setpriv", "--pdeathsig", "KILL", "--"] as const;

/** Starts it at once. */
export function keepProgram(options: ProgramOptions): KeptProgram {
  const { command, log, onState, restartDelaysMs = RESTART_DELAYS_MS } = options;
  const closing = new AbortController();
  let state: ProgramState = { kind: "starting" };
  let failures = 0;
  const change = (next: ProgramState): void => {
    if (closing.signal.aborted || JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    onState(next);
  };

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const path = await whereIs(command);
      if (path === null) {
        if (state.kind !== "missing") log.warn({ program: command }, "a program is not installed");
        change({ kind: "missing" });
        await pause(LOOK_AGAIN_MS, closing.signal);
        continue;
      }
      const startedMs = performance.now();
      const why = await live(path, options, closing.signal, change);
      if (closing.signal.aborted) return;
      failures = performance.now() - startedMs > HEALTHY_AFTER_MS ? 1 : failures + 1;
      const restartInMs = stepDelayMs(restartDelaysMs, failures);
      log.warn({ program: command, cause: why, restartInMs }, "a program ended; it is started again");
      change({ kind: "failing", why });
      await pause(restartInMs, closing.signal);
    }
  };
  const running = run();
  return {
    state: () => state,
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** One life of it. Resolves when it is over, with the reason. */
async function live(
  path: string,
  { command, args, env, descriptors = [], onLine, toHopeless = () => null, toComplaint, log }: ProgramOptions,
  closing: AbortSignal,
  change: (state: ProgramState) => void,
): Promise<string> {
  const [first, ...rest] = [...DIES_WITH_US, path, ...args];
  const stdio: StdioOptions = ["ignore", onLine ? "pipe" : "ignore", "pipe", ...descriptors];
  const child = spawn(first, rest, { stdio, env: { ...process.env, ...env } });
  const ended = endOf(child);
  let last = "";
  let hopeless: string | null = null;
  const complain = (line: string): void => {
    const complaint = toComplaint(line);
    if (complaint === null) return;
    last = complaint;
    log.info({ program: command, line: complaint.slice(0, 500) }, "a program complains");
  };
  if (child.stdout && onLine) {
    eachLine(child.stdout, (line) => {
      onLine(line);
      if (hopeless !== null) return;
      hopeless = toHopeless(line);
      if (hopeless !== null) child.kill("SIGKILL");
    });
  }
  if (child.stderr) eachLine(child.stderr, complain);
  if (child.pid !== undefined) {
    log.info({ program: command, child: child.pid }, "a program runs");
    change({ kind: "running", pid: child.pid });
  }
  const stop = (): void => void child.kill("SIGTERM");
  const kill = setTimeoutOn(closing, STOP_WITHIN_MS, () => child.kill("SIGKILL"));
  closing.addEventListener("abort", stop, { once: true });
  if (closing.aborted) stop();
  const how = await ended;
  closing.removeEventListener("abort", stop);
  kill.cancel();
  if (hopeless !== null) return hopeless;
  return last === "" ? how : `${how}: ${last}`;
}

function eachLine(stream: NonNullable<ChildProcess["stdout"]>, listener: (line: string) => void): void {
  createInterface({ input: stream }).on("line", (line) => listener(line.slice(0, MAX_LINE)));
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    // a child that could not be started has no exit
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });

/** Runs `then` a while after the signal has fired. */
function setTimeoutOn(signal: AbortSignal, ms: number, then: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(then, ms);
  };
  signal.addEventListener("abort", begin, { once: true });
  return {
    cancel(): void {
      signal.removeEventListener("abort", begin);
      clearTimeout(timer);
    },
  };
}

/** Resolves after a while, or when the signal fires. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });
}

/** Where a program is; null where it is not. */
export async function whereIs(command: string, path = process.env.PATH ?? ""): Promise<string | null> {
  const places = isAbsolute(command) ? [command] : path.split(delimiter).map((folder) => join(folder, command));
  for (const place of places) {
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  return null;
}
