// Writes a marked sound into a named pipe as a receiver does, and says at which moments: at the pace of sound, as
// shairport-sync and gmediarender write, or as fast as somebody reads, as librespot does.
import { closeSync, writeSync } from "node:fs";
import { openFifo, shortenFifo } from "@house-band/bridge-firmware/adapters/receivers/fifo";
import { MARK_AFTER_MS, type MarkedSound, markedSound, TONE_MS, toPcm } from "./marked-sound.ts";
import { nowMs, sleep } from "./one-speaker.ts";

export type Writing = {
  readonly path: string;
  readonly rateHz: number;
  /** What is written at once; at most 1,024 frames, so that the kernel takes all of it or nothing. @see pipe(7) PIPE_BUF */
  readonly pieceFrames: number;
  readonly pacedBy: "writer" | "reader";
  /** Silence first: a cable that is plugged in is never without samples. */
  readonly leadMs: number;
};

/** When the first piece of the tone, and the first of the mark, were handed over, by the monotonic clock. */
export type HandedOver = { readonly beganMs: number; readonly markMs: number };

export const FRAME_BYTES = 4;
const LOOK_AGAIN_MS = 2;

/** Tone and mark begin with a piece each. Resolves when all is written. */
export async function writeMarkedSound({ path, rateHz, pieceFrames, pacedBy, leadMs }: Writing): Promise<HandedOver> {
  const pieces = (ms: number): number => Math.round((ms * rateHz) / 1_000 / pieceFrames);
  const [leadPiece, markPiece] = [pieces(leadMs), pieces(leadMs) + pieces(MARK_AFTER_MS)];
  const count = leadPiece + pieces(TONE_MS);
  const shape: MarkedSound = {
    rateHz,
    leadFrames: leadPiece * pieceFrames,
    markFrame: markPiece * pieceFrames,
    frames: count * pieceFrames,
  };
  const bytes = toPcm(markedSound(shape));
  const pieceBytes = pieceFrames * FRAME_BYTES;
  const pipe = openFifo(path);
  if (pacedBy === "reader") shortenFifo(pipe); // as Spotify's is
  const handedOver = { beganMs: Number.NaN, markMs: Number.NaN };
  try {
    const startMs = nowMs();
    for (let piece = 0; piece < count; ) {
      const isDue = pacedBy === "reader" || nowMs() >= startMs + (piece * pieceFrames * 1_000) / rateHz;
      const beforeMs = nowMs();
      if (!isDue || !writeNow(pipe, bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes))) {
        await sleep(LOOK_AGAIN_MS);
        continue;
      }
      if (piece === leadPiece) handedOver.beganMs = beforeMs;
      if (piece === markPiece) handedOver.markMs = beforeMs;
      piece += 1;
    }
    await sleep(TONE_MS / 2); // what is in the pipe is still read
    return handedOver;
  } finally {
    closeSync(pipe);
  }
}

/** False where the pipe is full. */
export function writeNow(pipe: number, piece: Buffer): boolean {
  try {
    writeSync(pipe, piece);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EAGAIN") return false;
    throw thrown;
  }
}
