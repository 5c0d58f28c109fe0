// A sender that exists in software: a file's frames, handed over in pieces as a radio does, by a clock that is not ours.
import { ENGINE_RATE_HZ } from "../protocol.ts";
import type { Feed } from "./feed.ts";
import type { LiveSource } from "./live-source.ts";

export type EmulatedSourceOptions = {
  /** What it plays, at the engine's rate. */
  readonly music: Feed;
  readonly driftPpm: number;
  readonly isSending: () => boolean;
  /** The engine's frame now. */
  readonly nowFrame: () => number;
};

/** No divisor of a block, as Bluetooth and sound cards deliver. */
const PIECE_FRAMES = 1_024;

/** Silent until it is told to send; a pause is not made up for. */
export function createEmulatedSource({ music, driftPpm, isSending, nowFrame }: EmulatedSourceOptions): LiveSource {
  let startFrame: number | null = null;
  let sentFrames = 0;
  return {
    rateHz: () => (isSending() || sentFrames > 0 ? ENGINE_RATE_HZ : null),
    take(out) {
      while (music.takeMark() !== null); // which track it is, is nobody's business
      if (!isSending()) startFrame = null;
      else if (startFrame === null) {
        startFrame = nowFrame();
        sentFrames = 0;
      }
      if (startFrame === null) return 0;
      const dueFrames = (nowFrame() - startFrame) * (1 + driftPpm * 1e-6) - sentFrames;
      const frames = Math.min(PIECE_FRAMES, out.length / 2);
      if (dueFrames < frames || music.availableFrames() < frames) return 0;
      music.read(out, frames);
      sentFrames += frames;
      return frames;
    },
    close: () => music.close(),
  };
}
