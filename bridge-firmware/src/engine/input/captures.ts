// Reads what is played to the bridge, on the thread that may wait, for every zone that plays it: a source can be opened
// once, and two zones may want it. It is read whether or not the audio loop keeps up: nobody who sends is kept waiting.
import { setTimeout as sleep } from "node:timers/promises";
import { createLineMeter, type LineMeter } from "../dsp/line-meter.ts";
import type { EngineEvent, InputId } from "../protocol.ts";
import type { Capture, CaptureSpec, OpenCapture } from "./capture.ts";
import { captureFrameBytes, decodeCapture } from "./capture-shape.ts";
import { type SharedCapture, setCaptureRate } from "./captured-source.ts";
import { openAnyCapture } from "./open-any-capture.ts";
import { createRingWriter, isRingClosed } from "./pcm-ring.ts";

export interface Captures {
  /** Delivers its frames until the ring's reader has gone. */
  add(spec: CaptureSpec, capture: SharedCapture): void;
  /** Hears it from now on, and tells how loud it is. */
  listen(input: InputId, spec: CaptureSpec): void;
  close(): Promise<void>;
}

export type CapturesOptions = {
  /** Told what goes wrong, once, in a sentence. */
  readonly complain: (message: string) => void;
  readonly emit: (event: EngineEvent) => void;
  readonly open?: OpenCapture;
};

/** Whoever wants what is captured. */
type Listener = {
  isGone(): boolean;
  /** Before the first frames of a stream, and with each: `frames` interleaved stereo frames. */
  take(rateHz: number, interleaved: Float32Array, frames: number): void;
  /** Its stream has ended, or there is none. */
  end(reason: string): void;
};
type Line = { readonly key: string; readonly spec: CaptureSpec; listeners: readonly Listener[]; complaint: string };

/** What the kernel keeps in a pipe. @see pipe(7) "Pipe capacity" */
const PIPE_BYTES = 65_536;
/** A radio packet holds some 13 to 21 ms. */
const LOOK_AGAIN_MS = 5;
/** bluez-alsa makes the PCM a moment after the link is told; one that has ended comes back with its sender. */
const OPEN_AGAIN_MS = 300;
/** A sound card stays away for as long as it is unplugged, and alsa-lib writes a few lines at each try. */
const OPEN_CARD_AGAIN_MS = 5_000;

/** Nothing is read at first. */
export function createCaptures({ complain, emit, open = openAnyCapture }: CapturesOptions): Captures {
  const lines = new Map<string, Line>();
  const running = new Set<Promise<void>>();
  const closing = new AbortController();

  const isWanted = (line: Line): boolean => {
    line.listeners = line.listeners.filter((listener) => !listener.isGone());
    return line.listeners.length > 0 && !closing.signal.aborted;
  };
  const run = async (line: Line): Promise<void> => {
    let failures = 0; // in a row
    while (isWanted(line)) {
      const opened = await open(line.spec);
      failures = opened.ok ? 0 : failures + 1;
      if (opened.ok) {
        line.complaint = "";
        await deliver(opened.value, line, () => isWanted(line));
        opened.value.close();
      } else if (!opened.error.isAway && opened.error.reason !== line.complaint) {
        line.complaint = opened.error.reason;
        complain(`what is played to the bridge can't be heard: ${line.complaint}`);
      }
      const reason = opened.ok ? "it has ended" : opened.error.reason;
      for (const listener of line.listeners) listener.end(reason);
      const waitMs = openAgainMs(line.spec, failures);
      if (isWanted(line)) await sleep(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    lines.delete(line.key);
  };
  const attach = (spec: CaptureSpec, listener: Listener): void => {
    const key = JSON.stringify({ ...spec, queueMs: 0 }); // zones that keep different amounts in hand hear one source
    const known = lines.get(key);
    if (known !== undefined) {
      known.listeners = [...known.listeners, listener];
      return;
    }
    const line: Line = { key, spec, listeners: [listener], complaint: "" };
    lines.set(key, line);
    const work: Promise<void> = run(line).finally(() => running.delete(work));
    running.add(work);
  };

  return {
    add: (spec, capture) => attach(spec, toRing(capture)),
    listen: (input, spec) => attach(spec, toMeter(input, emit)),
    async close() {
      closing.abort();
      await Promise.all(running);
    },
  };
}

/** @param failures to open it, in a row; 0: it was open, and has ended */
export const openAgainMs = ({ kind }: CaptureSpec, failures: number): number =>
  kind === "alsa" ? Math.min(OPEN_AGAIN_MS * 2 ** Math.max(0, failures - 1), OPEN_CARD_AGAIN_MS) : OPEN_AGAIN_MS;

/** A zone's ring; whoever does not keep up loses its own frames. */
function toRing(capture: SharedCapture): Listener {
  const writer = createRingWriter(capture.ring);
  return {
    isGone: () => isRingClosed(capture.ring),
    take(rateHz, interleaved, frames) {
      // before its first frame, also for whoever came while it was read
      setCaptureRate(capture, rateHz);
      writer.write(interleaved, 0, Math.min(frames, writer.freeFrames()));
    },
    end: () => setCaptureRate(capture, 0),
  };
}

/** Tells of every window, and of each reason for which there is none, once until there is one again. */
function toMeter(input: InputId, emit: (event: EngineEvent) => void): Listener {
  let meter: LineMeter | null = null;
  let lostFor: string | null = null;
  return {
    isGone: () => false,
    take(rateHz, interleaved, frames) {
      meter ??= createLineMeter(rateHz);
      for (const reading of meter.add(interleaved, frames)) {
        lostFor = null;
        emit({ kind: "input-level", input, ...reading });
      }
    },
    end(reason) {
      meter = null;
      if (reason !== lostFor) emit({ kind: "input-lost", input, reason });
      lostFor = reason;
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
    for (const listener of line.listeners) listener.take(shape.rateHz, frames, whole);
    if (count === 0) await sleep(LOOK_AGAIN_MS);
  }
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
