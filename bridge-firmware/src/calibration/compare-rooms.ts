// Two recordings that two phones have made at the same time, first side by side and then each in its room: by how much one
// room is later than the other. Neither phone knows when the other began, and their clocks are some parts in a million
// apart; both come out, since the phones have heard the same music together first. What is heard of a room is heard where
// its phone lay: sound's way to it is part of it.
import { err, ok, type Result } from "@house-band/contract";
import { decimate } from "./decimate.ts";
import { bestLine, type Moment, shiftFrom } from "./lag-lines.ts";
import { createComparison } from "./likeness.ts";
import type { Recording } from "./measurement.ts";

export type RoomsCompared = {
  /** How much later the second recording's room is than the first one's. */
  readonly lateMs: number;
  /** What the recordings themselves leave open, two standard errors; how exactly the phones lay is not part of it. */
  readonly uncertaintyMs: number;
  /** How much faster the second phone's clock runs. */
  readonly clockPpm: number;
};

export type CompareFault =
  /** They ran together for less than is needed. */
  | { readonly kind: "too-short"; readonly togetherMs: number; readonly neededMs: number }
  /** They have heard nothing in common. */
  | { readonly kind: "nothing-in-common" }
  /** In the beginning of both, they do not hear the same from one place. */
  | { readonly kind: "not-side-by-side" }
  /** In the end of both, one of them did not lie still, or heard the music not clearly enough. */
  | { readonly kind: "not-still" };

/** The phones lie side by side for the first of the time that both have recorded, and in their rooms for the last of it. */
export const SIDE_BY_SIDE_MS = 20_000;
export const IN_ROOMS_MS = 30_000;
/** Whoever starts and stops a recorder moves it. */
const HANDLED_MS = 2_000;
const NEEDED_MS = SIDE_BY_SIDE_MS + IN_ROOMS_MS + 10_000;

/** Enough for a hundredth of a millisecond, and for what small speakers play of the highest tones that rooms let through. */
const FINE_RATE_HZ = 16_000;
const COARSE_FACTOR = 4;
/** To find out which phone began when: pieces of the first one's beginning, somewhere in the second one's. */
const COARSE_MS = 120_000;
const SEARCHED_MS = 60_000;
/** In longer ones two clocks run too far apart to be like one another. */
const PIECE_MS = 6_000;
const EVERY_MS = 12_000;
/** Long enough for music to be like nothing but itself, short enough for two clocks that drift apart. */
const WINDOW_MS = 2_000;
const HOP_MS = 1_000;
/** Rooms are not farther apart than this. */
const REACH_MS = 600;
/** More than chance comes to in an hour of windows. */
const MIN_STRENGTH = 7;
/** No need to look on. */
const CERTAIN_STRENGTH = 12;

/** Both at the same rate, a multiple of 16 kHz. @throws RangeError for others */
export function compareRooms(one: Recording, other: Recording): Result<RoomsCompared, CompareFault> {
  if (one.rateHz !== other.rateHz || one.rateHz % FINE_RATE_HZ !== 0) {
    throw new RangeError(
      `recordings of one rate, a multiple of ${FINE_RATE_HZ}: got ${one.rateHz} and ${other.rateHz}`,
    );
  }
  const factor = one.rateHz / FINE_RATE_HZ;
  const [a, b] = [decimate(one.samples, factor), decimate(other.samples, factor)];
  const offset = offsetOf(a, b);
  if (offset === null) return err({ kind: "nothing-in-common" });
  const from = Math.max(0, -offset);
  const until = Math.min(a.length, b.length - offset);
  const togetherMs = ((until - from) * 1_000) / FINE_RATE_HZ;
  if (togetherMs < NEEDED_MS) return err({ kind: "too-short", togetherMs, neededMs: NEEDED_MS });
  const listen = (fromMs: number, untilMs: number) => moments({ a, b, offset }, from, fromMs, untilMs);
  const rooms = bestLine(listen(togetherMs - IN_ROOMS_MS - HANDLED_MS, togetherMs - HANDLED_MS));
  if (rooms === null) return err({ kind: "not-still" });
  const sideBySide = shiftFrom(rooms, listen(HANDLED_MS, SIDE_BY_SIDE_MS));
  if (sideBySide === null) return err({ kind: "not-side-by-side" });
  return ok({ lateMs: -sideBySide.ms, uncertaintyMs: 2 * sideBySide.errorMs, clockPpm: rooms.msPerS * 1_000 });
}

/** How many frames later in the second recording the same is heard, roughly; null where nothing is. */
function offsetOf(a: Float32Array, b: Float32Array): number | null {
  const rateHz = FINE_RATE_HZ / COARSE_FACTOR;
  const frames = (ms: number): number => Math.round((ms * rateHz) / 1_000);
  const beginning = (samples: Float32Array): Float32Array =>
    decimate(samples.subarray(0, frames(COARSE_MS) * COARSE_FACTOR), COARSE_FACTOR);
  const [one, other] = [beginning(a), beginning(b)];
  const reachFrames = Math.max(one.length, other.length);
  const comparison = createComparison({ rateHz, frames: frames(PIECE_MS), reachFrames });
  let best = { lateFrames: 0, strength: 0 };
  for (let from = 0; from + frames(PIECE_MS) <= one.length && from < frames(SEARCHED_MS); from += frames(EVERY_MS)) {
    const found = comparison.compare(one, from, other, from);
    if (found.strength > best.strength) best = found;
    if (best.strength >= CERTAIN_STRENGTH) break;
  }
  return best.strength < MIN_STRENGTH ? null : Math.round(best.lateFrames * COARSE_FACTOR);
}

type Pair = { readonly a: Float32Array; readonly b: Float32Array; readonly offset: number };

/** How late the second one is, every second of a stretch; what does not stand out is left out. */
function moments({ a, b, offset }: Pair, originFrame: number, fromMs: number, untilMs: number): readonly Moment[] {
  const frames = (ms: number): number => Math.round((ms * FINE_RATE_HZ) / 1_000);
  const comparison = createComparison({
    rateHz: FINE_RATE_HZ,
    frames: frames(WINDOW_MS),
    reachFrames: frames(REACH_MS),
  });
  const found: Moment[] = [];
  for (let atMs = fromMs; atMs + WINDOW_MS <= untilMs; atMs += HOP_MS) {
    const from = originFrame + frames(atMs);
    const { lateFrames, strength } = comparison.compare(a, from, b, from + offset);
    if (strength >= MIN_STRENGTH) found.push({ atS: atMs / 1_000, lateMs: (lateFrames * 1_000) / FINE_RATE_HZ });
  }
  return found;
}
