// What a real device is to the engine: a queue of bytes that plays by a clock of its own. ALSA and pipes implement it.
import type { Encoder } from "./sample-format.ts";

export interface PcmDevice {
  readonly encoder: Encoder;
  /**
   * Takes frames from `atFrame` of the encoder's bytes on, without blocking; gives how many it took. `dry`: its queue
   * had run out, it is ready to begin anew and took nothing. `gone`: it is lost for good.
   */
  write(atFrame: number, frames: number): number | "dry" | "gone";
  /** What it holds from before and plays first when it begins anew. */
  leftOverFrames(): number;
  /** Frames from the last one it took to the one that sounds now; null where it can't tell. */
  delayFrames(): number | null;
  /**
   * Devices that begin by themselves, some time after their first frames were written: a look at when that was. Answers by
   * how many frames later than `delayFrames` told until now, 0 where there is nothing new, and in how many frames to look
   * again; null: all is known.
   */
  lookForStart?(): { readonly laterFrames: number; readonly againFrames: number | null };
  /** Throws away what it has taken and not played; the next write begins anew, or says that it is gone. */
  drop(): void;
  close(): void;
  /** Why it is gone, once `write` has said so. */
  readonly goneReason: string;
}
