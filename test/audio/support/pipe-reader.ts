// A process that reads a pipe at the pace of sound and keeps what it read, as the encoder of a Bluetooth speaker does.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Reads at most so many bytes each 10 ms; more is made up for after it was kept from reading. */
const SCRIPT = `
const fs = require("node:fs");
const [path, out, bytesEach] = process.argv.slice(1);
const from = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
const to = fs.openSync(out, "a");
const buffer = Buffer.alloc(Number(bytesEach));
process.stdout.write("reading\\n");
setInterval(() => {
  let read = 0;
  try {
    read = fs.readSync(from, buffer);
  } catch (error) {
    if (error.code !== "EAGAIN") throw error;
  }
  fs.writeSync(to, buffer, 0, read);
}, 10);
`;

export type PipeReader = {
  readonly process: ChildProcess;
  /** Everything it has read so far. */
  heard(): Buffer;
  stop(): void;
  goOn(): void;
  /** Resolves when it is dead. */
  die(): Promise<void>;
};

/** Makes a FIFO. */
export const makeFifo = (path: string): void => void execFileSync("mkfifo", [path]);

/** Resolves when the reader has the pipe open. */
export async function startReader(path: string, keptIn: string, bytesEach: number): Promise<PipeReader> {
  const child = spawn(process.execPath, ["-e", SCRIPT, path, keptIn, String(bytesEach)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return {
    process: child,
    heard: () => readFileSync(keptIn),
    stop: () => void child.kill("SIGSTOP"),
    goOn: () => void child.kill("SIGCONT"),
    async die() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const dead = once(child, "exit");
      child.kill("SIGKILL");
      await dead;
    },
  };
}
