// How the daemon holds its engine: a child process, or a service of its own at the other end of a socket. Both look the
// same to engine-process.ts: lines in, lines out, an end.
import { EventEmitter } from "node:events";
import { createConnection } from "node:net";
import type { Readable, Writable } from "node:stream";
import { PassThrough } from "node:stream";

/** The part of Node's `ChildProcess` that the engine's supervision uses. */
export type EngineChild = {
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly pid?: number | undefined;
  readonly exitCode: number | null;
  readonly signalCode: NodeJS.Signals | null;
  once(event: "exit", listener: (code: number | null, signal: NodeJS.Signals | null) => void): unknown;
  once(event: "error", listener: (error: Error) => void): unknown;
  kill(signal?: NodeJS.Signals): boolean;
  /** Told by the engine where the daemon did not start it. */
  notePid?(pid: number): void;
};

/**
 * An engine that the supervisor starts for whoever connects, with the socket as its stdin and stdout.
 * @see systemd.socket(5) `Accept=yes`, systemd.exec(5) `StandardInput=socket`
 */
export function connectEngine(socketPath: string): EngineChild {
  const socket = createConnection({ path: socketPath });
  const events = new EventEmitter();
  const stdout = new PassThrough();
  let over: { readonly code: number } | null = null;
  let failure: Error | null = null;
  let pid: number | undefined;
  socket.pipe(stdout);
  // the close that follows tells it, once
  socket.on("error", (error) => {
    failure = error;
  });
  socket.once("close", () => {
    over = { code: failure === null ? 0 : 1 };
    // whoever waits for the end waits for `exit`, whatever brought it about
    if (failure !== null && events.listenerCount("error") > 0) events.emit("error", failure);
    events.emit("exit", over.code, null);
  });
  return {
    stdin: socket,
    stdout,
    // what it complains of goes to the journal by its own unit
    stderr: null,
    get exitCode() {
      return over === null ? null : over.code;
    },
    signalCode: null,
    once: (event: string, listener: (...args: never[]) => void) =>
      events.once(event, listener as (...args: unknown[]) => void),
    get pid() {
      return pid;
    },
    notePid(told) {
      pid = told;
    },
    kill(signal = "SIGTERM") {
      socket.destroy();
      return pid === undefined || sendSignal(pid, signal);
    },
  };
}

/** The same user's process, or one that has just gone. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
