// What a descriptor delivers, read on the thread that may wait and played on the one that must not: frames in a ring, and
// the rate at which they come.

import type { LiveSource } from "./live-source.ts";
import { createRingReader, createSharedRing, type SharedRing } from "./pcm-ring.ts";

/** Plain memory, so that it can be posted to another thread. */
export type SharedCapture = { readonly ring: SharedRing; readonly rate: SharedArrayBuffer };

/** 0.68 s: whoever plays it looks every ten milliseconds. */
const CAPTURE_FRAMES = 32_768;

/** Nothing has come yet. */
export const createSharedCapture = (): SharedCapture => ({
  ring: createSharedRing(CAPTURE_FRAMES),
  rate: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
});

/** To be told before the first frame of a stream; 0: nobody sends. */
export const setCaptureRate = ({ rate }: SharedCapture, rateHz: number): void => {
  Atomics.store(new Int32Array(rate), 0, rateHz);
};

/** The audio loop's end. */
export function createCapturedSource({ ring, rate }: SharedCapture): LiveSource {
  const frames = createRingReader(ring);
  const rateHz = new Int32Array(rate);
  return {
    rateHz: () => Atomics.load(rateHz, 0) || null,
    take(out) {
      const count = Math.min(frames.availableFrames(), out.length / 2);
      if (count > 0) frames.read(out, count);
      return count;
    },
    close: frames.close,
  };
}
