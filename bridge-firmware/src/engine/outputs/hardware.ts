// Outputs that leave this process: wired devices by ALSA, Bluetooth by the pipes of bluez-alsa, other programs by named
// pipes. Says for each kind how its queue is watched, and what it is until it is open: a device that opens late joins late, and nobody waits for it.
import { ENGINE_RATE_HZ, type OutputSpec } from "../protocol.ts";
import type { Output } from "./output.ts";
import { type AlsaHandle, createAlsaDevice } from "./pcm/alsa-device.ts";
import { createDeviceOutput } from "./pcm/device-output.ts";
import type { AlsaRequest } from "./pcm/open-alsa.ts";
import type { PcmDevice } from "./pcm/pcm-device.ts";
import { openNamedPipe, openPipeDevice } from "./pcm/pipe-device.ts";
import { createQueueWatch } from "./pcm/queue-watch.ts";

export type AlsaSpec = Extract<OutputSpec, { kind: "alsa" }>;
export type BluealsaSpec = Extract<OutputSpec, { kind: "bluealsa" }>;
export type PipeSpec = Extract<OutputSpec, { kind: "pipe" }>;

/** The thread that may wait: it opens devices and closes them. */
export type AlsaOpener = {
  open(request: AlsaRequest, onOpened: (opened: AlsaOpening) => void): void;
  close(address: bigint): void;
};

export type AlsaOpening =
  | { readonly kind: "opened"; readonly handle: AlsaHandle }
  | { readonly kind: "failed"; readonly reason: string };

export type Hardware = {
  readonly alsa: AlsaOpener;
  /** The engine's frame at this very moment, fraction included. */
  readonly exactFrame: () => number;
};

/** A sound card counts to the sample: half a millisecond is a slip, and half a second of readings makes a verdict. */
const CARD_WATCH = { windowBlocks: 50, settleBlocks: 40, boundFrames: 24, reference: "absolute" } as const;
/** What a sound server tells is an estimate: it takes longer to become true, and is never as fine. */
const SERVER_WATCH = { ...CARD_WATCH, windowBlocks: 100, settleBlocks: 100, boundFrames: 48 } as const;
/** An encoder reads in chunks of up to 19 ms: what waits for it wavers, and only 4 ms are a slip. */
const PIPE_WATCH = { windowBlocks: 100, settleBlocks: 50, boundFrames: 192, reference: "learned" } as const;

/** Room in the device for what the engine writes ahead, its silence at the start and a late block. */
const ROOM_MS = 80;
/** Of what every beginning writes (at least 30 ms more than `queueMs`), this much is surely there at once. */
const START_MS = 20;

/** An output for a device that is being opened; it plays once it is. */
export function openAlsaOutput({ device, queueMs }: AlsaSpec, { alsa, exactFrame }: Hardware): Output {
  let inner: Output | null = null;
  let failure: string | null = null;
  let closed = false;
  alsa.open({ device, bufferMs: queueMs + ROOM_MS, startAfterMs: queueMs + START_MS }, (opening) => {
    if (opening.kind === "failed") failure = opening.reason;
    else if (closed) alsa.close(opening.handle.address);
    else {
      inner = createDeviceOutput({
        device: createAlsaDevice(opening.handle, () => alsa.close(opening.handle.address)),
        watch: createQueueWatch(opening.handle.isCard ? CARD_WATCH : SERVER_WATCH),
        exactFrame,
        lagFrames: (queueMs * ENGINE_RATE_HZ) / 1_000,
      });
    }
  });
  return {
    get goneReason() {
      return `${device}: ${failure ?? inner?.goneReason ?? "it is closed"}`;
    },
    get health() {
      return inner?.health ?? NOTHING_YET;
    },
    queuedFrames: () => inner?.queuedFrames?.() ?? 0,
    write(block, nowFrame, atFrame) {
      if (failure !== null || closed) return "gone";
      // while it opens the music goes on without it: it will begin where the others are by then
      return inner === null ? "accepted" : inner.write(block, nowFrame, atFrame);
    },
    drop: (nowFrame) => inner?.drop(nowFrame),
    close() {
      closed = true;
      inner?.close();
    },
  };
}

const NOTHING_YET = { underruns: 0, slips: 0 } as const;

/** An output for a pipe that somebody holds open for us. */
export function openBluealsaOutput(spec: BluealsaSpec, hardware: Hardware): Output {
  if (spec.rateHz !== ENGINE_RATE_HZ) {
    return lostOutput(
      `it plays at ${spec.rateHz} Hz and the engine at ${ENGINE_RATE_HZ} Hz: choose that rate for its codec`,
    );
  }
  return openPipe(() => openPipeDevice(spec.descriptorPath, spec.format), hardware);
}

/** An output for a named pipe, whether somebody reads it or not. */
export const openPipeOutput = ({ path }: PipeSpec, hardware: Hardware): Output =>
  openPipe(() => openNamedPipe(path, "S16_LE"), hardware);

function openPipe(open: () => PcmDevice, { exactFrame }: Hardware): Output {
  try {
    return createDeviceOutput({ device: open(), watch: createQueueWatch(PIPE_WATCH), exactFrame, lagFrames: 0 });
  } catch (thrown) {
    return lostOutput(`its pipe can't be opened: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** An output that says at its first write why there is none. */
export const lostOutput = (goneReason: string): Output => ({
  goneReason,
  write: () => "gone",
  drop: () => undefined,
  close: () => undefined,
});
