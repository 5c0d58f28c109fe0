// Named pipes of the receivers' own, below the data directory, for this user alone.
import { execFile } from "node:child_process";
import { constants, openSync, readSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** Makes it anew, so that nothing of an earlier life is in it. */
export async function makeFifo(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 });
  await rm(path, { force: true });
  await promisify(execFile)("mkfifo", ["-m", "600", "--", path]);
}

/** Both ends of it, so that no writer ever waits for a reader or sees it go. The descriptor is the caller's to close. */
export const openFifo = (path: string): number => openSync(path, constants.O_RDWR | constants.O_NONBLOCK);

/** @see pipe(7) "Pipe capacity" */
const PIPE_BYTES = 65_536;

/**
 * Throws away what waits in it, at most once what it holds: whoever still writes loses no more.
 * @param descriptor as `openFifo` has opened it
 */
export function emptyFifo(descriptor: number): void {
  try {
    readSync(descriptor, Buffer.alloc(PIPE_BYTES));
  } catch {
    // EAGAIN: there is nothing in it
  }
}

/** Reads what writers write, however many come and go, until it is closed. */
export function readFifo(path: string, listener: (chunk: Buffer) => void): () => void {
  const socket = new Socket({ fd: openFifo(path), readable: true, writable: false });
  socket.on("data", listener);
  socket.on("error", () => undefined); // only closing it ends it
  return () => void socket.destroy();
}
