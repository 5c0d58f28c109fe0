// What leaves a speaker's cone, when: a speaker plays its stream without a break, as its first packets set the pace, after
// its delay. How late single packets are it does not show as long as its buffer lasts. Pure.
import { median } from "../../../bridge-firmware/src/core/median.ts";
import type { Packet, Stream } from "./stream.ts";
import { RATE_HZ } from "./stream.ts";

/** Sound without a break. */
export type Piece = {
  /** When its first sample leaves the cone. */
  readonly startMs: number;
  readonly firstSample: number;
  readonly untilSample: number;
};

/** A pause of the sender's may be one of its machine's, which it makes up for, or a new beginning. */
const PAUSE_MS = 30;
const STEP_MS = 3;
/** Packets on either side that are compared: half a second. */
const AROUND = 40;

/** Where in time each part of a stream is played. */
export function toPieces({ packets }: Pick<Stream, "packets">, delayMs: number): readonly Piece[] {
  const begins = [0, ...packets.flatMap((_, index) => (beginsAnew(packets, index) ? [index] : []))];
  return begins.map((begin, index) => {
    const part = packets.slice(begin, begins[index + 1]);
    const first = part[0]?.firstSample ?? 0;
    const last = part.at(-1);
    const untilSample = last ? last.firstSample + last.samples : first;
    return { startMs: median(part.map(lateness)) + toMs(first) + delayMs, firstSample: first, untilSample };
  });
}

export type Side = "left" | "right" | "both";

/** The sound of a stretch of time, mono: one side of it, or the mean of both; silence where nothing is played. */
export function toCone(
  streams: readonly { readonly stream: Stream; readonly pieces: readonly Piece[] }[],
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  side: Side = "both",
): Float32Array {
  const cone = new Float32Array(Math.max(0, toSamples(untilMs - fromMs)));
  for (const { stream, pieces } of streams) {
    const [one, other] = [side === "right" ? stream.right : stream.left, side === "left" ? stream.left : stream.right];
    for (const { startMs, firstSample, untilSample } of pieces) {
      const shift = toSamples(startMs - fromMs) - firstSample;
      const until = Math.min(untilSample, stream.left.length, cone.length - shift);
      for (let n = Math.max(firstSample, -shift); n < until; n++) {
        cone[n + shift] = ((one[n] ?? 0) + (other[n] ?? 0)) / 2;
      }
    }
  }
  return cone;
}

const toMs = (samples: number): number => (samples / RATE_HZ) * 1_000;
const toSamples = (ms: number): number => Math.round((ms / 1_000) * RATE_HZ);

/** When the stream would have begun if this packet came as expected. */
const lateness = ({ arrivedMs, firstSample }: Packet): number => arrivedMs - toMs(firstSample);

function beginsAnew(packets: readonly Packet[], index: number): boolean {
  const [before, now] = [packets[index - 1], packets[index]];
  if (!before || !now || now.arrivedMs - before.arrivedMs < PAUSE_MS) return false;
  const earlier = packets.slice(Math.max(0, index - AROUND), index).map(lateness);
  const later = packets.slice(index, index + AROUND).map(lateness);
  return Math.abs(median(later) - median(earlier)) > STEP_MS;
}
