// Writes a tone into a named pipe at the pace of sound until it is stopped, as a receiver does and a cable: what has no
// room in it is lost, since nobody who sends waits.
import { closeSync } from "node:fs";
import { openFifo } from "@house-band/bridge-firmware/adapters/receivers/fifo";
import { type Steady, steadySound, toPcm } from "./marked-sound.ts";
import { nowMs } from "./one-speaker.ts";
import { FRAME_BYTES, type Writing, writeNow } from "./pipe-writer.ts";

const WRITE_EVERY_MS = 4;

/** Begins at once; answers how to stop it. */
export function writeSteadySound(to: Pick<Writing, "path" | "rateHz" | "pieceFrames">, level: Steady): () => void {
  const { path, rateHz, pieceFrames } = to;
  const bytes = toPcm(steadySound(rateHz, rateHz + pieceFrames, level)); // a second of it repeats without a joint
  const pipe = openFifo(path);
  const startMs = nowMs();
  let piece = 0;
  const writeDue = (): void => {
    for (; nowMs() >= startMs + (piece * pieceFrames * 1_000) / rateHz; piece += 1) {
      const at = ((piece * pieceFrames) % rateHz) * FRAME_BYTES;
      writeNow(pipe, bytes.subarray(at, at + pieceFrames * FRAME_BYTES));
    }
  };
  writeDue();
  const timer = setInterval(writeDue, WRITE_EVERY_MS);
  return () => {
    clearInterval(timer);
    closeSync(pipe);
  };
}
