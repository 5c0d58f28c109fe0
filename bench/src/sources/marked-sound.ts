// The sound by which a delay is measured: a soft tone, so that its beginning can be told, and in it a mark, a moment of
// the same tone ten times as loud, which begins at a crest, so that its first sample stands out.

/** Of full scale. */
const SOFT = 0.05;
const LOUD = 0.5;
const TONE_HZ = 1_000;
const MARK_MS = 50;

/** The tone before its mark, and all of it, as the sources play it. */
export const MARK_AFTER_MS = 1_000;
export const TONE_MS = 2_000;

/** Louder than this, it has begun; and louder than this, it is the mark. What a resampler rings before an edge is far less. */
export const BEGUN = SOFT / 4;
export const MARKED = LOUD / 2;

export type MarkedSound = {
  readonly rateHz: number;
  /** Silence before the tone. */
  readonly leadFrames: number;
  /** Where the mark begins, counted from the sound's own beginning, its silence included. */
  readonly markFrame: number;
  readonly frames: number;
};

/** One side of it; both are the same. */
export function markedSound({ rateHz, leadFrames, markFrame, frames }: MarkedSound): Float32Array {
  const markEnd = markFrame + Math.round((MARK_MS * rateHz) / 1_000);
  return Float32Array.from({ length: frames }, (_, n) => {
    if (n < leadFrames) return 0;
    const isMark = n >= markFrame && n < markEnd;
    return (isMark ? LOUD : SOFT) * Math.cos((2 * Math.PI * TONE_HZ * (n - markFrame)) / rateHz);
  });
}

export type Steady = "soft" | "loud";

/** The tone without a mark: what plays before a change is soft, what comes after it as loud as a mark. */
export function steadySound(rateHz: number, frames: number, level: Steady): Float32Array {
  const amplitude = level === "loud" ? LOUD : SOFT;
  return Float32Array.from({ length: frames }, (_, n) => amplitude * Math.cos((2 * Math.PI * TONE_HZ * n) / rateHz));
}

/** The same as a program writes it to a pipe: 16-bit stereo, little-endian, no header. */
export function toPcm(side: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 * side.length);
  for (const [n, sample] of side.entries()) {
    const value = Math.round(sample * 32_767);
    bytes.writeInt16LE(value, 4 * n);
    bytes.writeInt16LE(value, 4 * n + 2);
  }
  return bytes;
}

/** The first sample that is louder than `level`; null where none is. */
export function firstAbove(samples: Float32Array, level: number): number | null {
  const at = samples.findIndex((sample) => Math.abs(sample) > level);
  return at < 0 ? null : at;
}

/** Where the loud sound begins that follows a soft one, and the silence before it, in samples. */
export type Changeover = { readonly beginsAt: number; readonly silent: number };

/** Between two crests of the tone there are never so many quiet samples: 2 ms of them. */
const isSilence = (samples: number, rateHz: number): boolean => samples >= rateHz / 500;

/** What begins is as loud as it will be within this, in samples: 50 ms. */
const fadeSamples = (rateHz: number): number => rateHz / 20;

/** Null where there is no loud sound. One that fades in begins where the silence before it ends. */
export function findChangeover(heard: Float32Array, rateHz: number): Changeover | null {
  const loudAt = firstAbove(heard, MARKED);
  if (loudAt === null) return null;
  const isQuiet = (n: number): boolean => Math.abs(heard[n] ?? 0) <= BEGUN;
  for (let end = loudAt; end > 0 && end > loudAt - fadeSamples(rateHz); end--) {
    if (!isQuiet(end - 1)) continue;
    let start = end;
    while (start > 0 && isQuiet(start - 1)) start -= 1;
    if (isSilence(end - start, rateHz)) return { beginsAt: end, silent: end - start };
    end = start;
  }
  return { beginsAt: loudAt, silent: 0 };
}
