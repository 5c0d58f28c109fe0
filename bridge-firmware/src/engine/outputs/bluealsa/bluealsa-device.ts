// A Bluetooth speaker's PCM, written to from the audio loop. bluez-alsa takes the first frames it is given as the start
// of a schedule and sends every later frame when that schedule says so: from then on the moment of each frame is known
// without looking, to the sample. Looking at the pipe tells less: an encoder reads in pieces of up to 21 ms.
// @see bluez-alsa `io.c` io_poll_and_read_pcm(), `shared/rt.c` asrsync_sync()
import { readSync, writeSync } from "node:fs";
import type { PcmDevice } from "../pcm/pcm-device.ts";
import { createPipeDevice } from "../pcm/pipe-device.ts";
import type { BluealsaHandle } from "./open-bluealsa.ts";
import { createSchedule } from "./schedule.ts";

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
  const schedule = createSchedule(clock, encoderFrames);
  const answer = Buffer.alloc(32);
  let state: "playing" | "begins-anew" | "gone" = "playing";
  let goneReason = "it is closed";
  let closed = false;

  const lose = (reason: string): "gone" => {
    goneReason = reason;
    state = "gone";
    return "gone";
  };
  /** Later frames would be sent at once and for ever too early: bluez-alsa tries to make up for what it missed. */
  const hasRunDry = (): boolean => (schedule.aheadFrames() ?? 0) < 0 && pipe.delayFrames() === 0;
  const beginAnew = (): 0 | "gone" => {
    const failure = askToBeginAnew(control);
    if (failure !== null) return lose(failure);
    state = "begins-anew";
    return 0;
  };
  const awaitBeginning = (): 0 | "dry" | "gone" => {
    const begun = hasBegunAnew(control, answer);
    if (typeof begun === "string") return lose(begun);
    if (!begun) return 0;
    state = "playing";
    schedule.end();
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
    leftOverFrames: schedule.leftOverFrames,
    write(atFrame, frames) {
      if (state === "gone") return "gone";
      if (state === "begins-anew") return awaitBeginning();
      if (hasRunDry()) return beginAnew();
      schedule.begin();
      const taken = pipe.write(atFrame, frames);
      if (taken === "gone") return lose(BLUEALSA_ENDED_IT);
      if (taken !== "dry") schedule.give(taken);
      return taken;
    },
    delayFrames: schedule.aheadFrames,
    lookForStart: () => schedule.lookForStart(pipe.delayFrames),
    drop() {
      // nobody but bluez-alsa can take out what waits, and it does not listen while its radio is stuck
      lose("it has taken nothing for over a second");
    },
    close() {
      if (closed) return;
      closed = true;
      // in 4.0 the rest of an encoder's piece would come out before the first sound of whoever opens it next
      const missing = schedule.missingFrames();
      pipe.encoder.bytes.fill(0);
      if (state !== "gone" && missing > 0) pipe.write(0, missing);
      lose("it is closed");
      release();
    },
  };
}

/** @returns why it can't be told; null: it was */
function askToBeginAnew(control: number): string | null {
  try {
    writeSync(control, BEGIN_ANEW);
    return null;
  } catch (thrown) {
    return ended(thrown);
  }
}

/** @returns whether it has; in words where it never will */
function hasBegunAnew(control: number, answer: Buffer): boolean | string {
  try {
    return readSync(control, answer) === 0 ? BLUEALSA_ENDED_IT : true;
  } catch (thrown) {
    return codeOf(thrown) === "EAGAIN" ? false : ended(thrown);
  }
}

const BLUEALSA_ENDED_IT = "bluez-alsa has closed it: the speaker is gone, or bluez-alsa has ended";

const ended = (thrown: unknown): string =>
  codeOf(thrown) === "EPIPE" || codeOf(thrown) === "ECONNRESET"
    ? BLUEALSA_ENDED_IT
    : `bluez-alsa can't be told to begin anew: ${codeOf(thrown)}`;

const codeOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : String(thrown);
