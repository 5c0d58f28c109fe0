// A line input: any capture device that ALSA knows, opened and read without waiting for it.
import { err, ok, type Result } from "@house-band/contract";
import {
  bindLibasound,
  CAPTURE,
  callNative,
  INTEGER_FORMATS,
  type Libasound,
  openPcm,
  takesParameters,
} from "../outputs/pcm/libasound.ts";
import { ENGINE_RATE_HZ } from "../protocol.ts";
import type { Capture, CaptureFault, CaptureSpec } from "./capture.ts";
import { type CaptureShape, captureFrameBytes } from "./capture-shape.ts";

/** The device's own queue: as long as this thread may be busy with something else. */
const BUFFER_US = 200_000;
/** @see errno(3), Linux */
const EAGAIN = -11;
const EPIPE = -32;
const ESTRPIPE = -86;
const AWAY: ReadonlySet<number> = new Set([-2, -6, -19]);
const REASONS: Readonly<Record<number, string>> = {
  [-2]: "there is no such device (`arecord -L` lists them)",
  [-6]: "it is not plugged in",
  [-13]: "the bridge's user may not use it: it must be in the group `audio`",
  [-16]: "another program is using it",
  [-19]: "it is not plugged in",
};

/** Opens it at the engine's rate, in stereo where it has two channels. A device that is not plugged in is away. */
export async function openAlsaCapture({
  device,
}: Extract<CaptureSpec, { kind: "alsa" }>): Promise<Result<Capture, CaptureFault>> {
  const alsa = bindLibasound();
  if (!alsa.ok) return err({ isAway: false, reason: alsa.error });
  const { start, close, strerror } = alsa.value;
  const pcm = await openPcm(alsa.value, device, CAPTURE);
  if (!pcm.ok) {
    const reason = REASONS[pcm.error] ?? `ALSA says: ${strerror(pcm.error)}`;
    return err({ isAway: AWAY.has(pcm.error), reason: `${device}: ${reason}` });
  }
  const address = pcm.value;
  for (const channels of [2, 1] as const) {
    for (const [format, code] of INTEGER_FORMATS) {
      const parameters = { format: code, channels, bufferUs: BUFFER_US };
      if (!(await takesParameters(alsa.value, address, parameters))) continue;
      const started: number = start(address);
      if (started < 0) {
        await callNative(close, address);
        return err({ isAway: false, reason: `${device} can't start; ALSA says: ${strerror(started)}` });
      }
      return ok(toCapture(alsa.value, address, { format, channels, rateHz: ENGINE_RATE_HZ }));
    }
  }
  await callNative(close, address);
  const reason = `${device} gives ${ENGINE_RATE_HZ} Hz in no format the engine reads; put \`plug\` before its name (plughw:…) and ALSA converts`;
  return err({ isAway: false, reason });
}

function toCapture({ readi, prepare, start, drop, close }: Libasound, address: bigint, shape: CaptureShape): Capture {
  const frameBytes = captureFrameBytes(shape);
  /** Samples were lost, or the machine slept: it goes on with what comes now. */
  const restart = (): 0 | "ended" => (prepare(address) === 0 && start(address) === 0 ? 0 : "ended");
  return {
    shape,
    pacedBy: "writer",
    read(bytes, from, most) {
      const count: number = readi(address, bytes.subarray(from), Math.floor(most / frameBytes));
      if (count >= 0) return count * frameBytes;
      if (count === EAGAIN) return 0;
      return count === EPIPE || count === ESTRPIPE ? restart() : "ended";
    },
    close() {
      drop(address);
      // off this thread: a USB device takes its time
      close.async(address, () => undefined);
    },
  };
}
