// Outputs that leave this process: wired devices by ALSA, Bluetooth by the pipes of bluez-alsa, other programs by named
// pipes. Says for each kind how its queue is watched.
import { ENGINE_RATE_HZ, type OutputSpec } from "../protocol.ts";
import { createBluealsaDevice } from "./bluealsa/bluealsa-device.ts";
import type { BluealsaHandle, BluealsaRequest } from "./bluealsa/open-bluealsa.ts";
import { createRawClock } from "./bluealsa/raw-clock.ts";
import { type DeviceOpener, openLater } from "./open-later.ts";
import type { Output } from "./output.ts";
import { type AlsaHandle, createAlsaDevice } from "./pcm/alsa-device.ts";
import { createDeviceOutput } from "./pcm/device-output.ts";
import type { AlsaRequest } from "./pcm/open-alsa.ts";
import { openNamedPipe } from "./pcm/pipe-device.ts";
import { createQueueWatch } from "./pcm/queue-watch.ts";

export type AlsaSpec = Extract<OutputSpec, { kind: "alsa" }>;
export type BluealsaSpec = Extract<OutputSpec, { kind: "bluealsa" }>;
export type PipeSpec = Extract<OutputSpec, { kind: "pipe" }>;

export type Hardware = {
  readonly alsa: DeviceOpener<AlsaRequest, AlsaHandle>;
  readonly bluealsa: DeviceOpener<BluealsaRequest, BluealsaHandle>;
  /** The engine's frame at this very moment, fraction included. */
  readonly exactFrame: () => number;
};

/** A sound card counts to the sample, and so does bluez-alsa's schedule: half a millisecond is a slip, and half a second of readings makes a verdict. */
const CARD_WATCH = { windowBlocks: 50, settleBlocks: 40, boundFrames: 24, reference: "absolute" } as const;
/** What a sound server tells is an estimate: it takes longer to become true, and is never as fine. */
const SERVER_WATCH = { ...CARD_WATCH, windowBlocks: 100, settleBlocks: 100, boundFrames: 48 } as const;
/** A program reads in chunks of its own: what waits for it wavers, and only 4 ms are a slip. */
const PIPE_WATCH = { windowBlocks: 100, settleBlocks: 50, boundFrames: 192, reference: "learned" } as const;

/** Room in the device beyond what the engine writes ahead: its silence at the start and a late block. */
const ROOM_MS = 50;
/** Of what every beginning writes (at least 30 ms more than `queueMs`), this much is surely there at once. */
const START_MS = 20;

/** An output for a sound device that is being opened; it plays once it is. */
export function openAlsaOutput(
  { device, queueMs }: AlsaSpec,
  { alsa, exactFrame }: Hardware,
  writeAheadFrames: number,
): Output {
  const writeAheadMs = (writeAheadFrames * 1_000) / ENGINE_RATE_HZ;
  return openLater({
    opener: alsa,
    request: { device, bufferMs: queueMs + writeAheadMs + ROOM_MS, startAfterMs: queueMs + START_MS },
    name: device,
    create: (handle) =>
      createDeviceOutput({
        device: createAlsaDevice(handle, () => alsa.close(handle)),
        watch: createQueueWatch(handle.isCard ? CARD_WATCH : SERVER_WATCH),
        exactFrame,
        lagFrames: toFrames(queueMs),
      }),
  });
}

/** An output for a Bluetooth speaker whose PCM is being opened; it plays once it is. */
export const openBluealsaOutput = ({ pcmPath, queueMs }: BluealsaSpec, { bluealsa, exactFrame }: Hardware): Output =>
  openLater({
    opener: bluealsa,
    request: { pcmPath },
    create: (handle) =>
      createDeviceOutput({
        device: createBluealsaDevice({ handle, clock: createRawClock(), release: () => bluealsa.close(handle) }),
        watch: createQueueWatch(CARD_WATCH),
        exactFrame,
        lagFrames: toFrames(queueMs),
      }),
  });

/** An output for a named pipe, whether somebody reads it or not. */
export function openPipeOutput({ path }: PipeSpec, { exactFrame }: Hardware): Output {
  try {
    const device = openNamedPipe(path, "S16_LE");
    return createDeviceOutput({ device, watch: createQueueWatch(PIPE_WATCH), exactFrame, lagFrames: 0 });
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

const toFrames = (ms: number): number => (ms * ENGINE_RATE_HZ) / 1_000;
