// Named pipes of the receivers' own, below the data directory, for this user alone.
import { execFile } from "node:child_process";
import { constants, openSync, readSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { loadLibrary } from "../../engine/outputs/pcm/native.ts";

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

/** @see fcntl(2), include/uapi/linux/fcntl.h: F_LINUX_SPECIFIC_BASE + 7 */
const F_SETPIPE_SZ = 1_031;

/** 46 ms of a receiver's sound; the kernel keeps pages, of which some machines have larger ones. */
export const SHORT_PIPE_BYTES = 8_192;

/**
 * Has the pipe hold less, for as long as it is open anywhere: whoever fills it as fast as it is read is heard that much
 * sooner. Node can't do it, so the C library is asked, by the binding that opens sound cards.
 * @returns whether it does: without the binding it is as long as before
 */
export function shortenFifo(descriptor: number): boolean {
  try {
    const control = loadLibrary("libc.so.6").func("int fcntl(int descriptor, int command, ...)");
    const bytes: unknown = control(descriptor, F_SETPIPE_SZ, "int", SHORT_PIPE_BYTES);
    return typeof bytes === "number" && bytes > 0 && bytes < PIPE_BYTES;
  } catch {
    return false;
  }
}

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
