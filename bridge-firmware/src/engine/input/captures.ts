// Reads what is played to the bridge, on the thread that may wait, for every zone that plays it: a source can be opened
// once, and two zones may want it. It is read whether or not the audio loop keeps up: nobody who sends is kept waiting.
import { setTimeout as sleep } from "node:timers/promises";
import type { Capture, CaptureSpec } from "./capture.ts";
import { captureFrameBytes, decodeCapture } from "./capture-shape.ts";
import { type SharedCapture, setCaptureRate } from "./captured-source.ts";
import { openAnyCapture } from "./open-any-capture.ts";
import { createRingWriter, isRingClosed, type RingWriter } from "./pcm-ring.ts";

export interface Captures {
  /** Delivers its frames until the ring's reader has gone. */
  add(spec: CaptureSpec, capture: SharedCapture): void;
  close(): Promise<void>;
}

type Listener = { readonly capture: SharedCapture; readonly writer: RingWriter };
type Line = { readonly key: string; readonly spec: CaptureSpec; listeners: readonly Listener[]; complaint: string };

/** What the kernel keeps in a pipe. @see pipe(7) "Pipe capacity" */
const PIPE_BYTES = 65_536;
/** A radio packet holds some 13 to 21 ms. */
const LOOK_AGAIN_MS = 5;
/** bluez-alsa makes the PCM a moment after the link is told; one that has ended comes back with its sender. */
const OPEN_AGAIN_MS = 300;

/** Nothing is read at first; what goes wrong is told once, in a sentence. */
export function createCaptures(complain: (message: string) => void, open = openAnyCapture): Captures {
  const lines = new Map<string, Line>();
  const running = new Set<Promise<void>>();
  let closing = false;

  const isWanted = (line: Line): boolean => {
    line.listeners = line.listeners.filter(({ capture }) => !isRingClosed(capture.ring));
    return line.listeners.length > 0 && !closing;
  };
  const run = async (line: Line): Promise<void> => {
    while (isWanted(line)) {
      const opened = await open(line.spec);
      if (opened.ok) {
        line.complaint = "";
        await deliver(opened.value, line, () => isWanted(line));
        opened.value.close();
      } else if (!opened.error.isAway && opened.error.reason !== line.complaint) {
        line.complaint = opened.error.reason;
        complain(`what is played to the bridge can't be heard: ${line.complaint}`);
      }
      if (isWanted(line)) await sleep(OPEN_AGAIN_MS);
    }
    lines.delete(line.key);
  };

  return {
    add(spec, capture) {
      const key = JSON.stringify({ ...spec, queueMs: 0 }); // zones that keep different amounts in hand hear one source
      const listener = { capture, writer: createRingWriter(capture.ring) };
      const known = lines.get(key);
      if (known !== undefined) {
        known.listeners = [...known.listeners, listener];
        return;
      }
      const line: Line = { key, spec, listeners: [listener], complaint: "" };
      lines.set(key, line);
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
async function deliver(capture: Capture, line: Line, isWanted: () => boolean): Promise<void> {
  const { shape } = capture;
  const frameBytes = captureFrameBytes(shape);
  const bytes = Buffer.alloc(PIPE_BYTES + frameBytes);
  const frames = new Float32Array(2 * Math.ceil(bytes.length / frameBytes));
  const pace = capture.pacedBy === "reader" ? createPace(shape.rateHz) : null;
  let kept = 0;
  while (isWanted()) {
    const most = Math.min(PIPE_BYTES, (pace?.dueFrames(performance.now()) ?? PIPE_BYTES) * frameBytes);
    const count = capture.read(bytes, kept, most);
    if (count === "ended") break;
    const whole = Math.floor((kept + count) / frameBytes);
    pace?.take(whole, most > 0 && count === 0);
    decodeCapture(shape, bytes, whole, frames);
    bytes.copyWithin(0, whole * frameBytes, kept + count);
    kept += count - whole * frameBytes;
    for (const { capture: shared, writer } of line.listeners) {
      // before its first frame, also for whoever came while it was read
      setCaptureRate(shared, shape.rateHz);
      writer.write(frames, 0, Math.min(whole, writer.freeFrames()));
    }
    if (count === 0) await sleep(LOOK_AGAIN_MS);
  }
  for (const { capture: shared } of line.listeners) setCaptureRate(shared, 0);
}

/** Takes no more than sounds, by this machine's clock; what nobody had written in time is not made up for. */
function createPace(rateHz: number) {
  let takenFrames = 0;
  let startMs: number | null = null;
  return {
    /** Whole frames that may be taken now. */
    dueFrames(nowMs: number): number {
      startMs ??= nowMs;
      return Math.max(0, Math.floor(((nowMs - startMs) * rateHz) / 1_000) - takenFrames);
    },
    take(frames: number, isEmpty: boolean): void {
      takenFrames += frames;
      if (!isEmpty) return;
      startMs = null;
      takenFrames = 0;
    },
  };
}
