// A pipe whose other end somebody else plays, at the pace of a clock of his own: one of bluez-alsa's, or a named pipe of
// another program's. One write a block that never waits; what did not fit is kept, and no frame is ever torn.
import { closeSync, constants, openSync, readSync, statSync, writeSync } from "node:fs";
import { createCell, loadLibrary } from "./native.ts";
import type { PcmDevice } from "./pcm-device.ts";
import { createEncoder, type PcmFormat } from "./sample-format.ts";
import { LONGEST_BLOCK_FRAMES } from "./splice.ts";

const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/**
 * Opens a named pipe whose reader may come and go: while nobody reads it takes nothing. Some readers (snapserver) close
 * a pipe that nobody holds open and try again later: without a reading end of our own, neither would ever meet.
 */
export function openNamedPipe(path: string, format: PcmFormat): PcmDevice {
  if (!statSync(path).isFIFO()) throw new Error("it is no named pipe");
  return createPipeDevice(openSync(path, O_RDWR | O_NONBLOCK), format);
}

/** For the writing end of a pipe, opened not to block. */
export function createPipeDevice(descriptor: number, format: PcmFormat): PcmDevice {
  const encoder = createEncoder(format, LONGEST_BLOCK_FRAMES);
  const { bytes, frameBytes } = encoder;
  const waitingBytes = createQueueMeter(descriptor);
  /** All bytes written, modulo a frame: whoever reads must never be left in the middle of one. */
  let writtenPart = 0;
  /** The end of a frame that was torn, to be written before anything else. */
  const torn = new Uint8Array(frameBytes);
  let tornBytes = 0;
  let goneReason = "the pipe is closed";
  let closed = false;

  const push = (from: Uint8Array, at: number, length: number): number | "gone" => {
    try {
      const written = writeSync(descriptor, from, at, length);
      writtenPart = (writtenPart + written) % frameBytes;
      return written;
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code === "EAGAIN") return 0;
      goneReason = code === "EPIPE" ? "nobody reads its pipe any more" : `its pipe can't be written: ${code}`;
      return "gone";
    }
  };
  const mend = (): boolean | "gone" => {
    if (tornBytes === 0) return true;
    const written = push(torn, frameBytes - tornBytes, tornBytes);
    if (written === "gone") return "gone";
    tornBytes -= written;
    return tornBytes === 0;
  };

  return {
    encoder,
    get goneReason() {
      return goneReason;
    },
    write(atFrame, frames) {
      if (closed) return "gone";
      const mended = mend();
      if (mended !== true) return mended === "gone" ? "gone" : 0;
      const written = push(bytes, atFrame * frameBytes, frames * frameBytes);
      if (written === "gone") return "gone";
      const excess = written % frameBytes;
      if (excess === 0) return written / frameBytes;
      // the frame counts as taken: its other bytes are kept here and go first next time
      const tornAt = atFrame * frameBytes + written - excess;
      torn.set(bytes.subarray(tornAt, tornAt + frameBytes));
      tornBytes = frameBytes - excess;
      return (written + tornBytes) / frameBytes;
    },
    leftOverFrames: () => 0,
    delayFrames() {
      const waiting = closed ? null : waitingBytes();
      return waiting === null ? null : (waiting + tornBytes) / frameBytes;
    },
    drop() {
      if (closed) return;
      const readPart = (writtenPart + frameBytes - (drain(descriptor) % frameBytes)) % frameBytes;
      tornBytes = readPart === 0 ? 0 : frameBytes - readPart;
      torn.fill(0);
      writtenPart = readPart;
    },
    close() {
      if (!closed) closeSync(descriptor);
      closed = true;
    },
  };
}

/** Takes out what nobody has read yet; gives the number of bytes. */
function drain(descriptor: number): number {
  const scratch = new Uint8Array(65_536);
  const reader = openSync(`/proc/self/fd/${descriptor}`, O_RDONLY | O_NONBLOCK);
  let drained = 0;
  try {
    for (let read = readSync(reader, scratch); read > 0; read = readSync(reader, scratch)) drained += read;
  } catch (thrown) {
    if (codeOf(thrown) !== "EAGAIN") throw thrown; // empty
  } finally {
    closeSync(reader);
  }
  return drained;
}

/** @see ioctl_tty(2) FIONREAD, which pipes have, too */
const FIONREAD = 0x541b;

/** How many bytes wait in a pipe; it can't tell (null) where the package that asks the kernel is missing. */
export function createQueueMeter(descriptor: number): () => number | null {
  try {
    const ioctl = loadLibrary("libc.so.6").func("int ioctl(int descriptor, unsigned long request, ...)");
    const cell = createCell();
    return () => (ioctl(descriptor, FIONREAD, "void *", cell.memory) < 0 ? null : cell.value());
  } catch {
    return () => null;
  }
}

const codeOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : String(thrown);
