// What an encoder holds and its device has not taken yet, and the silence that goes before anything: offered as often as
// it takes, in order, and never twice.
import { BLOCK_FRAMES } from "../../protocol.ts";
import type { WriteResult } from "../output.ts";
import type { PcmDevice } from "./pcm-device.ts";

/** Silence is written in pieces of this length. */
const PIECE_FRAMES = BLOCK_FRAMES;

export interface Rest {
  /** Silence aside. */
  readonly frames: number;
  /** What was held is void; so much silence goes first. */
  begin(silenceFrames: number): void;
  /** So many frames from the encoder's first on; only once nothing is left. */
  hold(frames: number): void;
  /** `stalled`: the device has no room for all of it yet. */
  offer(): WriteResult | "dry";
}

/** Holds nothing. @param onTaken each time that the device has taken some of it */
export function createRest(device: Pick<PcmDevice, "encoder" | "write">, onTaken: () => void): Rest {
  const { encoder } = device;
  let fromFrame = 0;
  let frames = 0;
  let silenceFrames = 0;
  return {
    get frames() {
      return frames;
    },
    begin(silence) {
      frames = 0;
      silenceFrames = silence;
    },
    hold(held) {
      fromFrame = 0;
      frames = held;
    },
    offer() {
      while (frames > 0 || silenceFrames > 0) {
        if (frames === 0) {
          fromFrame = 0;
          frames = Math.min(PIECE_FRAMES, silenceFrames);
          encoder.bytes.fill(0, 0, frames * encoder.frameBytes);
          silenceFrames -= frames;
        }
        const taken = device.write(fromFrame, frames);
        if (taken === "dry" || taken === "gone") return taken;
        if (taken === 0) return "stalled";
        onTaken();
        fromFrame += taken;
        frames -= taken;
      }
      return "accepted";
    },
  };
}
