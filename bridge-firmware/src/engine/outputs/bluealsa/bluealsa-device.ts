// A Bluetooth speaker's PCM, written to from the audio loop. bluez-alsa takes the first frames it is given as the start
// of a schedule and sends every later frame when that schedule says so: from then on the moment of each frame is known
// without looking, to the sample. Looking at the pipe tells less: an encoder reads in pieces of up to 21 ms.
// @see bluez-alsa `io.c` io_poll_and_read_pcm(), `shared/rt.c` asrsync_sync()
import { readSync, writeSync } from "node:fs";
import type { PcmDevice } from "../pcm/pcm-device.ts";
import { createPipeDevice } from "../pcm/pipe-device.ts";
import { createEncoderStart, type EncoderStart } from "./encoder-start.ts";
import type { BluealsaHandle } from "./open-bluealsa.ts";

export type BluealsaDeviceOptions = {
  readonly handle: BluealsaHandle;
  /** Frames by the clock that bluez-alsa goes by. */
  readonly clock: () => number;
  /** Closes the handle, where closing may take its time. */
  readonly release: () => void;
};

/** @see bluez-alsa `bluealsa-dbus.h` BLUEALSA_PCM_CTRL_*: its next frames begin a new schedule */
const BEGIN_ANEW = Buffer.from("Resume");

/** An open PCM that has been given nothing yet. */
export function createBluealsaDevice({ handle, clock, release }: BluealsaDeviceOptions): PcmDevice {
  const { pipe: descriptor, control, format, encoderFrames } = handle;
  const pipe = createPipeDevice(descriptor, format);
  const answer = Buffer.alloc(32);
  /** All frames since it was opened: what is no whole multiple of the encoder's waits in it for more. */
  let takenFrames = 0;
  let leftOverFrames = 0;
  /** When the schedule began, as far as is known, null until then; and the frames it has been given. */
  let startFrame: number | null = null;
  /** Null: there is nothing to be found out about that. */
  let start: EncoderStart | null = null;
  let nextLookFrame = 0;
  let givenFrames = 0;
  let state: "playing" | "begins-anew" | "gone" = "playing";
  let goneReason = "it is closed";
  let closed = false;

  const lose = (reason: string): "gone" => {
    goneReason = reason;
    state = "gone";
    return "gone";
  };
  const ahead = (start: number): number => leftOverFrames + givenFrames - (clock() - start);
  /** Later frames would be sent at once and for ever too early: bluez-alsa tries to make up for what it missed. */
  const hasRunDry = (): boolean => startFrame !== null && ahead(startFrame) < 0 && pipe.delayFrames() === 0;
  const askToBeginAnew = (): 0 | "gone" => {
    try {
      writeSync(control, BEGIN_ANEW);
    } catch (thrown) {
      return lose(ended(thrown));
    }
    state = "begins-anew";
    return 0;
  };
  const beginSchedule = (): number => {
    startFrame = clock();
    nextLookFrame = startFrame;
    // of an encoder whose piece is not known nothing could be reckoned from what it reads
    if (encoderFrames > 1)
      start = createEncoderStart({ writtenFrame: startFrame, encoderFrames, heldFrames: leftOverFrames });
    return startFrame;
  };
  const awaitBeginning = (): 0 | "dry" | "gone" => {
    try {
      if (readSync(control, answer) === 0) return lose(BLUEALSA_ENDED_IT);
    } catch (thrown) {
      return codeOf(thrown) === "EAGAIN" ? 0 : lose(ended(thrown));
    }
    state = "playing";
    startFrame = null;
    start = null;
    givenFrames = 0;
    leftOverFrames = takenFrames % encoderFrames;
    return "dry";
  };

  // a call's first time takes a millisecond or more, and the first write is what the speaker's place in time hangs on
  clock();
  pipe.delayFrames();
  pipe.write(0, 0);

  return {
    encoder: pipe.encoder,
    get goneReason() {
      return goneReason;
    },
    leftOverFrames: () => leftOverFrames,
    write(atFrame, frames) {
      if (state === "gone") return "gone";
      if (state === "begins-anew") return awaitBeginning();
      if (hasRunDry()) return askToBeginAnew();
      startFrame ??= beginSchedule();
      const taken = pipe.write(atFrame, frames);
      if (taken === "gone") return lose(BLUEALSA_ENDED_IT);
      if (taken === "dry") return taken;
      takenFrames += taken;
      givenFrames += taken;
      return taken;
    },
    delayFrames: () => (startFrame === null ? null : ahead(startFrame)),
    lookForStart() {
      if (start === null || startFrame === null) return { laterFrames: 0, againFrames: null };
      const afterFrame = clock();
      // a look that another output has asked for says nothing of this one
      if (afterFrame < nextLookFrame) return { laterFrames: 0, againFrames: nextLookFrame - afterFrame };
      const waiting = pipe.delayFrames();
      const againFrames = waiting === null ? null : start.look(afterFrame, givenFrames - waiting, clock);
      nextLookFrame = afterFrame + (againFrames ?? 0);
      const laterFrames = start.startFrame - startFrame;
      startFrame = start.startFrame;
      if (againFrames === null) start = null;
      return { laterFrames, againFrames };
    },
    drop() {
      // nobody but bluez-alsa can take out what waits, and it does not listen while its radio is stuck
      lose("it has taken nothing for over a second");
    },
    close() {
      if (closed) return;
      closed = true;
      // in 4.0 the rest of an encoder's piece would come out before the first sound of whoever opens it next
      const missing = (encoderFrames - (takenFrames % encoderFrames)) % encoderFrames;
      pipe.encoder.bytes.fill(0);
      if (state !== "gone" && missing > 0) pipe.write(0, missing);
      lose("it is closed");
      release();
    },
  };
}

const BLUEALSA_ENDED_IT = "bluez-alsa has closed it: the speaker is gone, or bluez-alsa has ended";

const ended = (thrown: unknown): string =>
  codeOf(thrown) === "EPIPE" || codeOf(thrown) === "ECONNRESET"
    ? BLUEALSA_ENDED_IT
    : `bluez-alsa can't be told to begin anew: ${codeOf(thrown)}`;

const codeOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : String(thrown);
