// The schedule by which bluez-alsa sends a PCM's frames: when it began, as far as that is known, and so how far ahead of it
// the frames are that it was given. Reckons by a clock, touches nothing.
import { createEncoderStart, type EncoderStart } from "./encoder-start.ts";

export interface Schedule {
  /** Its first frames come now; nothing where it runs. */
  begin(): void;
  give(frames: number): void;
  /** From the last frame it was given to the one that is sent now; null where none runs. */
  aheadFrames(): number | null;
  /** As `PcmDevice` says it. @param waitingFrames what the encoder has not read yet; null where that can't be told */
  lookForStart(waitingFrames: () => number | null): LookForStart;
  /** The next frames begin another one. */
  end(): void;
  /** What the encoder held when it began, and sends first. */
  leftOverFrames(): number;
  /** What the encoder lacks to send all that it holds: it takes whole pieces. */
  missingFrames(): number;
}

export type LookForStart = { readonly laterFrames: number; readonly againFrames: number | null };

/** None runs at first, and the encoder is empty. @param clock frames by the clock that bluez-alsa goes by */
export function createSchedule(clock: () => number, encoderFrames: number): Schedule {
  /** All frames ever: what is no whole multiple of the encoder's waits in it for more. */
  let takenFrames = 0;
  let leftOverFrames = 0;
  let startFrame: number | null = null;
  /** Null: there is nothing to be found out about that. */
  let start: EncoderStart | null = null;
  let nextLookFrame = 0;
  let givenFrames = 0;
  return {
    begin() {
      if (startFrame !== null) return;
      startFrame = clock();
      nextLookFrame = startFrame;
      // of an encoder whose piece is not known nothing could be reckoned from what it reads
      if (encoderFrames > 1)
        start = createEncoderStart({ writtenFrame: startFrame, encoderFrames, heldFrames: leftOverFrames });
    },
    give(frames) {
      takenFrames += frames;
      givenFrames += frames;
    },
    aheadFrames: () => (startFrame === null ? null : leftOverFrames + givenFrames - (clock() - startFrame)),
    lookForStart(waitingFrames) {
      if (start === null || startFrame === null) return { laterFrames: 0, againFrames: null };
      const afterFrame = clock();
      // a look that another output has asked for says nothing of this one
      if (afterFrame < nextLookFrame) return { laterFrames: 0, againFrames: nextLookFrame - afterFrame };
      const waiting = waitingFrames();
      const againFrames = waiting === null ? null : start.look(afterFrame, givenFrames - waiting, clock);
      nextLookFrame = afterFrame + (againFrames ?? 0);
      const laterFrames = start.startFrame - startFrame;
      startFrame = start.startFrame;
      if (againFrames === null) start = null;
      return { laterFrames, againFrames };
    },
    end() {
      startFrame = null;
      start = null;
      givenFrames = 0;
      leftOverFrames = takenFrames % encoderFrames;
    },
    leftOverFrames: () => leftOverFrames,
    missingFrames: () => (encoderFrames - (takenFrames % encoderFrames)) % encoderFrames,
  };
}
