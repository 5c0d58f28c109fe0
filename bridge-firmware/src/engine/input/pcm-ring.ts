// A few seconds of sound between a decoder and the audio loop, in memory that both threads share: one writes, one reads,
// neither ever waits for the other here. Frames are interleaved stereo floats at the engine's rate.

/** 2.7 s at 48 kHz: a disk may sleep, a decoder may start, and no one hears it. */
export const RING_FRAMES = 131_072;

/** Plain memory, so that it can be posted to a worker. */
export type SharedRing = { readonly counters: SharedArrayBuffer; readonly samples: SharedArrayBuffer };

// WRITTEN and READ run in 32 bits and wrap; only their differences are used. CLOSED is set by the reader, BEATS counts
// the writer's signs of life: it may be busy for long without a frame to show for it.
const WRITTEN = 0;
const READ = 1;
const CLOSED = 2;
const BEATS = 3;
const COUNTERS = 4;

/** An empty ring for this many frames. */
export function createSharedRing(frames = RING_FRAMES): SharedRing {
  return {
    counters: new SharedArrayBuffer(COUNTERS * Int32Array.BYTES_PER_ELEMENT),
    samples: new SharedArrayBuffer(2 * frames * Float32Array.BYTES_PER_ELEMENT),
  };
}

export type RingWriter = {
  freeFrames(): number;
  /** True once the reader has gone: what is written now is for nobody. */
  isClosed(): boolean;
  /** By whichever writer, since the ring was made. */
  writtenFrames(): number;
  /** A sign of life. */
  beat(): void;
  /** Copies frames `from` to `from + frames` of an interleaved array; there must be room. */
  write(interleaved: Float32Array, from: number, frames: number): void;
};

/** The end that one thread at a time may write by; a later writer goes on where the one before it ended. */
export function createRingWriter(ring: SharedRing): RingWriter {
  const counters = new Int32Array(ring.counters);
  const samples = new Float32Array(ring.samples);
  const capacity = samples.length / 2;
  let at = (Atomics.load(counters, WRITTEN) >>> 0) % capacity;
  return {
    freeFrames: () => capacity - filledFrames(counters),
    isClosed: () => isRingClosed(ring),
    writtenFrames: () => Atomics.load(counters, WRITTEN) >>> 0,
    beat: () => void Atomics.add(counters, BEATS, 1),
    write(interleaved, from, frames) {
      const first = Math.min(frames, capacity - at);
      samples.set(interleaved.subarray(2 * from, 2 * (from + first)), 2 * at);
      samples.set(interleaved.subarray(2 * (from + first), 2 * (from + frames)), 0);
      at = (at + frames) % capacity;
      Atomics.add(counters, WRITTEN, frames);
    },
  };
}

export type RingReader = {
  availableFrames(): number;
  /** Copies the next `frames`, which must be available. */
  read(out: Float32Array, frames: number): void;
  close(): void;
};

/** The end that one thread may read by. */
export function createRingReader(ring: SharedRing): RingReader {
  const counters = new Int32Array(ring.counters);
  const samples = new Float32Array(ring.samples);
  const capacity = samples.length / 2;
  let at = 0;
  return {
    availableFrames: () => filledFrames(counters),
    read(out, frames) {
      const values = 2 * frames;
      const start = 2 * at;
      const untilWrap = Math.min(values, samples.length - start);
      for (let n = 0; n < untilWrap; n++) out[n] = samples[start + n] ?? 0;
      for (let n = untilWrap; n < values; n++) out[n] = samples[n - untilWrap] ?? 0;
      at = (at + frames) % capacity;
      Atomics.add(counters, READ, frames);
    },
    close() {
      Atomics.store(counters, CLOSED, 1);
    },
  };
}

/** Has the reader gone? */
export const isRingClosed = (ring: SharedRing): boolean => Atomics.load(new Int32Array(ring.counters), CLOSED) === 1;

/** How often the writer has given a sign of life. */
export const countBeats = (ring: SharedRing): number => Atomics.load(new Int32Array(ring.counters), BEATS);

const filledFrames = (counters: Int32Array): number =>
  (Atomics.load(counters, WRITTEN) - Atomics.load(counters, READ)) | 0;
