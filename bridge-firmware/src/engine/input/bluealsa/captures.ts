// Reads what is played to the bridge, on the thread that may wait, for every zone that plays it: one PCM can be opened
// once, and two zones may want it. It is read whether or not the audio loop keeps up: nobody who sends is kept waiting.
import { readSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type SharedCapture, setCaptureRate } from "../captured-source.ts";
import { createRingWriter, isRingClosed, type RingWriter } from "../pcm-ring.ts";
import { codeOf } from "../unplayable.ts";
import { captureFrameBytes, decodeCapture } from "./capture-shape.ts";
import { type CaptureHandle, closeCapture, openCapture } from "./open-capture.ts";

export interface Captures {
  /** Delivers the PCM's frames until the ring's reader has gone. */
  add(pcmPath: string, capture: SharedCapture): void;
  close(): Promise<void>;
}

type Listener = { readonly capture: SharedCapture; readonly writer: RingWriter };
type Line = { readonly pcmPath: string; listeners: readonly Listener[]; complaint: string };

/** What the kernel keeps in a pipe. @see pipe(7) "Pipe capacity" */
const PIPE_BYTES = 65_536;
/** A radio packet holds some 13 to 21 ms. */
const LOOK_AGAIN_MS = 5;
/** bluez-alsa makes the PCM a moment after the link is told; one that has ended comes back with its sender. */
const OPEN_AGAIN_MS = 300;

/** Nothing is read at first; what goes wrong is told once, in a sentence. */
export function createCaptures(complain: (message: string) => void, open = openCapture): Captures {
  const lines = new Map<string, Line>();
  const running = new Set<Promise<void>>();
  let closing = false;

  const isWanted = (line: Line): boolean => {
    line.listeners = line.listeners.filter(({ capture }) => !isRingClosed(capture.ring));
    return line.listeners.length > 0 && !closing;
  };
  const run = async (line: Line): Promise<void> => {
    while (isWanted(line)) {
      const opened = await open(line.pcmPath);
      if (opened.ok) {
        line.complaint = "";
        await deliver(opened.value, line, () => isWanted(line));
        closeCapture(opened.value);
      } else if (!opened.error.isAway && opened.error.reason !== line.complaint) {
        line.complaint = opened.error.reason;
        complain(`what is played to the bridge can't be heard: ${line.complaint}`);
      }
      if (isWanted(line)) await sleep(OPEN_AGAIN_MS);
    }
    lines.delete(line.pcmPath);
  };

  return {
    add(pcmPath, capture) {
      const listener = { capture, writer: createRingWriter(capture.ring) };
      const known = lines.get(pcmPath);
      if (known !== undefined) {
        known.listeners = [...known.listeners, listener];
        return;
      }
      const line: Line = { pcmPath, listeners: [listener], complaint: "" };
      lines.set(pcmPath, line);
      const work: Promise<void> = run(line).finally(() => running.delete(work));
      running.add(work);
    },
    async close() {
      closing = true;
      await Promise.all(running);
    },
  };
}

/** Resolves when the sender's stream has ended, or nobody wants it any more. */
async function deliver(handle: CaptureHandle, line: Line, isWanted: () => boolean): Promise<void> {
  const frameBytes = captureFrameBytes(handle);
  const bytes = Buffer.alloc(PIPE_BYTES + frameBytes);
  const frames = new Float32Array(2 * Math.ceil(bytes.length / frameBytes));
  let kept = 0;
  while (isWanted()) {
    const count = readNow(handle.pipe, bytes, kept);
    if (count === "ended") break;
    const whole = Math.floor((kept + count) / frameBytes);
    decodeCapture(handle, bytes, whole, frames);
    bytes.copyWithin(0, whole * frameBytes, kept + count);
    kept += count - whole * frameBytes;
    for (const { capture, writer } of line.listeners) {
      // before its first frame, also for whoever came while it was read
      setCaptureRate(capture, handle.rateHz);
      writer.write(frames, 0, Math.min(whole, writer.freeFrames()));
    }
    if (count === 0) await sleep(LOOK_AGAIN_MS);
  }
  for (const { capture } of line.listeners) setCaptureRate(capture, 0);
}

function readNow(pipe: number, bytes: Buffer, from: number): number | "ended" {
  try {
    return readSync(pipe, bytes, from, PIPE_BYTES, null) || "ended";
  } catch (thrown) {
    return codeOf(thrown) === "EAGAIN" ? 0 : "ended";
  }
}
