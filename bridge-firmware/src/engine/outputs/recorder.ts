// Keeps what leaves a cone until it has left it, then hands it on as 16-bit samples, half a second at a time.
// Positions are engine frames: sample n of every recording is the same instant. Files are the recordings' business.
import { BLOCK_FRAMES, ENGINE_RATE_HZ } from "../protocol.ts";

/** Where recordings go; must not block the audio loop. */
export interface RecordingSink {
  /** From here on the file exists; a second call for the same path changes nothing. */
  open(path: string): void;
  /** Interleaved stereo samples to be found at `atFrame`; the sink owns the array from now on. */
  write(path: string, atFrame: number, samples: Int16Array): void;
  /** Every recording lasts until `untilFrame`, in silence where nothing was written. */
  extend(untilFrame: number): void;
}

export type Recorder = {
  /** False: what is put there is thrown away. At first it is on. */
  isOn(): boolean;
  setOn(isOn: boolean): void;
  /** Interleaved stereo frames that leave the cone from `atFrame` on; a later `put` overwrites an earlier one. */
  put(atFrame: number, block: Float32Array): void;
  /** What would have left the cone after `frame` never does. */
  cut(frame: number): void;
  /** Hands on what has left the cone by `nowFrame`. */
  flush(nowFrame: number): void;
};

/** Slowest speaker, its jitter, the cushion and a flush period, rounded up to a power of two. */
const RING_FRAMES = 262_144;
/** Full scale of 16 bits; 1.0 itself is one step too loud and is held at the top. */
const FULL_SCALE = 32_768;
const MAX_SAMPLE = 32_767;

/** A recorder at frame 0, whose file exists from now on. */
export function createRecorder(path: string, sink: RecordingSink): Recorder {
  const ring = new Int16Array(2 * RING_FRAMES);
  const mask = RING_FRAMES - 1;
  let flushedFrame = 0;
  let endFrame = 0;
  let isOn = true;
  sink.open(path);

  const clear = (fromFrame: number, toFrame: number): void => {
    for (let frame = fromFrame; frame < toFrame; frame++) {
      const at = 2 * (frame & mask);
      ring[at] = 0;
      ring[at + 1] = 0;
    }
  };

  return {
    isOn: () => isOn,
    setOn(wanted) {
      isOn = wanted;
      if (!isOn) endFrame = flushedFrame;
    },
    put(atFrame, block) {
      if (!isOn) return;
      const frames = block.length / 2;
      if (endFrame === flushedFrame && atFrame > endFrame) {
        flushedFrame = atFrame;
        endFrame = atFrame;
      }
      if (atFrame + frames - flushedFrame > RING_FRAMES) return;
      clear(endFrame, atFrame);
      for (let n = Math.max(0, flushedFrame - atFrame); n < frames; n++) {
        const at = 2 * ((atFrame + n) & mask);
        ring[at] = toInt16(block[2 * n] ?? 0);
        ring[at + 1] = toInt16(block[2 * n + 1] ?? 0);
      }
      endFrame = Math.max(endFrame, atFrame + frames);
    },
    cut(frame) {
      const keptFrame = Math.max(flushedFrame, frame);
      clear(keptFrame, endFrame);
      endFrame = Math.min(endFrame, keptFrame);
    },
    flush(nowFrame) {
      // The newest block may still be completed by the interpolation of the one that follows it.
      const untilFrame = Math.min(endFrame, nowFrame - BLOCK_FRAMES);
      if (untilFrame <= flushedFrame) return;
      const samples = new Int16Array(2 * (untilFrame - flushedFrame));
      for (let frame = flushedFrame; frame < untilFrame; frame++) {
        const at = 2 * (frame & mask);
        samples[2 * (frame - flushedFrame)] = ring[at] ?? 0;
        samples[2 * (frame - flushedFrame) + 1] = ring[at + 1] ?? 0;
      }
      sink.write(path, flushedFrame, samples);
      flushedFrame = untilFrame;
    },
  };
}

/** Half a second: large enough to be rare, small enough to lose little when the process is killed. */
export const FLUSH_EVERY_FRAMES = ENGINE_RATE_HZ / 2;

/** To the nearest step, held within what 16 bits can say. */
function toInt16(sample: number): number {
  const scaled = sample * FULL_SCALE + 0.5;
  if (scaled >= MAX_SAMPLE) return MAX_SAMPLE;
  if (scaled <= -FULL_SCALE) return -FULL_SCALE;
  const whole = scaled | 0;
  return scaled < whole ? whole - 1 : whole;
}
