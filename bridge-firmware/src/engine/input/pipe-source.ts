// One named pipe, looked at and never waited for: what is in it, that it is empty, or that nobody writes to it.
// Whose sound it is, is decided in pipes.ts.
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { Unplayable } from "./unplayable.ts";

/** `empty`: somebody writes, and nothing has come. `no-writer`: nothing is in it, and nobody has it open to write. */
export type PipeRead = Float32Array | "empty" | "no-writer";

export interface PipeSource {
  /** Whole stereo frames, as many as are there now. */
  read(): PipeRead;
  /** Half a frame that a writer left behind belongs to no other one. */
  forget(): void;
  close(): void;
}

/** What the kernel keeps in a pipe. @see pipe(7) "Pipe capacity" */
const PIPE_BYTES = 65_536;
const FRAME_BYTES = 2 * Float32Array.BYTES_PER_ELEMENT;

/**
 * Opens it whether or not anybody writes yet.
 * @throws {Unplayable} where the path is no pipe, and the system's error where it can't be opened
 */
export function openPipe(path: string): PipeSource {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!fstatSync(fd).isFIFO()) {
    closeSync(fd);
    throw new Unplayable("the player's pipe is no pipe");
  }
  const bytes = Buffer.from(new ArrayBuffer(PIPE_BYTES + FRAME_BYTES));
  let kept = 0;
  return {
    read() {
      const count = readNow(fd, bytes, kept);
      if (typeof count === "string") return count;
      const whole = kept + count - ((kept + count) % FRAME_BYTES);
      const frames = new Float32Array(bytes.buffer.slice(0, whole));
      bytes.copyWithin(0, whole, kept + count);
      kept = kept + count - whole;
      return frames;
    },
    forget() {
      kept = 0;
    },
    close: () => closeSync(fd),
  };
}

function readNow(fd: number, bytes: Buffer, from: number): number | "empty" | "no-writer" {
  try {
    return readSync(fd, bytes, from, PIPE_BYTES, null) || "no-writer";
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EAGAIN") return "empty";
    throw thrown;
  }
}
