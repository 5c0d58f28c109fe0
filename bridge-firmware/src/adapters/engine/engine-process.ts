// The engine in a process of its own, as the daemon sees it: requests go in, events come out, and when it dies it is
// started again, empty, with growing patience; one that lives and does not answer is killed first. It never outlives
// the daemon: the pipe between them is its lifeline.
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { EngineEvent, type EngineRequest } from "../../engine/protocol.ts";
import { createListeners } from "../../listeners.ts";
import type { AudioEngine, Log } from "../../ports.ts";
import { bundleEngine } from "./engine-bundle.ts";
import { connectEngine, type EngineChild } from "./engine-child.ts";
import { createPulse, type Pulse } from "./pulse.ts";

export type EngineProcessOptions = {
  readonly log: Log;
  /** The engine's `main.js`. Without it, one is built from the sources beside this file. */
  readonly mainPath?: string;
  /** Where a supervisor starts an engine for whoever connects; the daemon starts none of its own then. */
  readonly socketPath?: string;
  /** How far ahead of what sounds it writes; the engine's own default where it is not given. */
  readonly writeAheadMs?: number;
  /** Wait before the second restart, the first is at once; doubles with each further one until an engine has lived for a minute. */
  readonly restartAfterMs?: number;
};

export interface EngineProcess extends AudioEngine {
  /** The process that plays now; undefined between two. */
  readonly pid: () => number | undefined;
}

const RESTART_AFTER_MS = 200;
const MAX_RESTART_AFTER_MS = 30_000;
const HEALTHY_AFTER_MS = 60_000;
/** A shut-down fades and finishes recordings; after this it is no shut-down any more. */
const STOP_WITHIN_MS = 3_000;

/**
 * How Node.js runs the engine, here and in its unit.
 * Young objects die young here: a larger nursery only costs memory, and makes each collection longer. And the audio loop
 * must not wait for the collector's other threads, which have no priority and come late on a busy machine.
 */
export const ENGINE_FLAGS = ["--max-semi-space-size=2", "--single-threaded-gc"] as const;

type Running = {
  readonly child: EngineChild;
  readonly startedMs: number;
  readonly pulse: Pulse;
  /** What it said when it was; null until then. */
  ready: Extract<EngineEvent, { kind: "ready" }> | null;
};

/** Starts the engine at once; requests sent before it is ready wait for it. Ends it with `close`. */
export function createEngineProcess(options: EngineProcessOptions): EngineProcess {
  const { log, writeAheadMs, restartAfterMs = RESTART_AFTER_MS } = options;
  const events = createListeners<EngineEvent>();
  const restarts = createListeners<void>();
  /** Requests that came before the engine could take them: only at the very start, a lost engine takes its own along. */
  let early: EngineRequest[] = [];
  let running: Running | null = null;
  let closed = false;
  let waitMs = 0;
  let restartTimer: NodeJS.Timeout | undefined;

  const start = (where: Where): void => {
    if (closed) return;
    const child = launch(where, log);
    const pulse = createPulse({
      ask: () => write(child, { kind: "ping" }),
      onDead() {
        log.error({}, "the audio engine does not answer; it is killed");
        child.kill("SIGKILL");
      },
    });
    const current: Running = { child, startedMs: performance.now(), pulse, ready: null };
    running = current;
    const hear = (event: EngineEvent): void => {
      pulse.answered();
      if (event.kind === "pong") return; // between the two of us: nobody else asked
      if (event.kind === "ready") current.ready = event;
      if (event.kind === "ready" && event.pid !== undefined) child.notePid?.(event.pid);
      if (event.kind === "ready" && writeAheadMs !== undefined) write(child, { kind: "set-write-ahead", writeAheadMs });
      if (event.kind === "ready") for (const request of closed ? [] : early.splice(0)) write(child, request);
      events.tell(event);
    };
    listen(child, hear, log);
    child.once("exit", (code, signal) => lost(where, current, signal ?? String(code)));
    child.once("error", (error) => lost(where, current, error.message));
  };

  const lost = (where: Where, dead: Running, cause: string): void => {
    dead.pulse.stop();
    if (running !== dead) return;
    running = null;
    if (closed) return;
    if (performance.now() - dead.startedMs > HEALTHY_AFTER_MS) waitMs = 0;
    log.error({ cause, restartInMs: waitMs }, "the audio engine stopped; it is started again");
    early = [];
    restarts.tell();
    restartTimer = setTimeout(() => start(where), waitMs);
    waitMs = Math.min(Math.max(2 * waitMs, restartAfterMs), MAX_RESTART_AFTER_MS);
  };

  const started = whereIsIt(options).then(start);
  // A bundle that can't be built is a broken checkout: nothing here can mend it.
  started.catch((error: unknown) => log.error({ cause: String(error) }, "the audio engine can't be built"));

  return {
    send(request) {
      if (running?.ready) write(running.child, request);
      else early.push(request);
    },
    onEvent(listener) {
      const said = running?.ready;
      if (said) queueMicrotask(() => listener(said));
      return events.add(listener);
    },
    onRestart: (listener) => restarts.add(listener),
    pid: () => running?.child.pid,
    async close() {
      closed = true;
      clearTimeout(restartTimer);
      await started.catch(() => undefined);
      running?.pulse.stop();
      if (running !== null) await stop(running.child, log);
      events.clear();
      restarts.clear();
    },
  };
}

type Where = { readonly kind: "file" | "socket"; readonly path: string };

async function whereIsIt({ mainPath, socketPath }: EngineProcessOptions): Promise<Where> {
  if (socketPath !== undefined) return { kind: "socket", path: socketPath };
  return { kind: "file", path: mainPath ?? (await bundleEngine()) };
}

function launch({ kind, path }: Where, log: Log): EngineChild {
  if (kind === "socket") return connectEngine(path);
  const child = spawn(process.execPath, [...ENGINE_FLAGS, path], { stdio: ["pipe", "pipe", "pipe"] });
  favour(child, log);
  return child;
}

/**
 * Sound first, where the machine has more to do than it can. Threads take their priority from the thread that starts
 * them, so this is done before there are any. A user who may not raise it plays all the same.
 */
function favour(child: EngineChild, log: Log): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_HIGH);
  } catch (error) {
    log.debug({ cause: String(error) }, "the audio engine runs at the ordinary priority");
  }
}

function write(child: EngineChild, request: EngineRequest): void {
  child.stdin?.write(`${JSON.stringify(request)}\n`);
}

function listen(child: EngineChild, hear: (event: EngineEvent) => void, log: Log): void {
  // A write to a process that has just died fails here; its exit tells the story.
  child.stdin?.on("error", () => undefined);
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const event = parseEvent(line);
      if (event === null) log.warn({ length: line.length }, "the audio engine said something that is no event");
      else hear(event);
    });
  }
  if (child.stderr !== null) {
    const isRepeated = createRepeatFilter();
    createInterface({ input: child.stderr }).on("line", (line) =>
      isRepeated(line) ? log.debug({ line }, COMPLAINS) : log.warn({ line }, COMPLAINS),
    );
  }
}

const COMPLAINS = "the audio engine complains";
/** More than alsa-lib has to say of all the devices of a home. */
const MAX_KNOWN_LINES = 200;

/** What alsa-lib writes each time that a device is tried which is not there, from the second time on. */
export function createRepeatFilter(): (line: string) => boolean {
  const known = new Set<string>();
  return (line) => {
    if (!line.startsWith("ALSA lib ")) return false;
    if (known.has(line)) return true;
    if (known.size < MAX_KNOWN_LINES) known.add(line);
    return false;
  };
}

function parseEvent(line: string): EngineEvent | null {
  try {
    return EngineEvent.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

async function stop(child: EngineChild, log: Log): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  write(child, { kind: "shut-down" });
  child.stdin?.end();
  const timer = setTimeout(() => {
    log.warn({ waitedMs: STOP_WITHIN_MS }, "the audio engine did not stop by itself; it is killed");
    child.kill("SIGKILL");
  }, STOP_WITHIN_MS);
  await gone;
  clearTimeout(timer);
}
