// A microphone that stands where people listen. The daemon asks for it while it measures, and while it watches speakers that
// play, and never else.
import { err, type Result } from "@house-band/contract";

export interface Microphone {
  /** Begins to listen; resolves once sound arrives. One at a time: a second one is `busy`. */
  listen(signal: AbortSignal): Promise<Result<Listening, MicrophoneFault>>;
  /** Lets go of the device; calling it again does nothing. */
  close(): Promise<void>;
}

/** It listens, until it is told to finish or its signal fires. */
export interface Listening {
  /** Everything that was heard, without a gap. A gap is a fault: what comes after it would be out of time. */
  finish(): Promise<Result<Heard, MicrophoneFault>>;
  /**
   * What was heard since the last time, or since it began; it listens on. Piece after piece there is no gap between them.
   * Absent: this one tells everything in the end.
   */
  take?(): Promise<Result<Heard, MicrophoneFault>>;
}

/** Mono; 1 is full scale. By the microphone's own clock, which may run some hundred parts in a million fast or slow. */
export type Heard = {
  readonly samples: Float32Array;
  readonly rateHz: number;
  /** When the first of them was taken, by the bridge's monotonic clock, to some milliseconds. Absent: nobody knows. */
  readonly startedAtMs?: number;
};

export type MicrophoneFault = {
  readonly code: "none" | "busy" | "refused" | "lost";
  /** For logs and the command line: what is wrong, and the way out. */
  readonly message: string;
};

/** Of a bridge that nobody has given one. */
export const NO_MICROPHONE: Microphone = {
  listen: async () => err({ code: "none", message: "this bridge has no microphone" }),
  close: async () => undefined,
};
