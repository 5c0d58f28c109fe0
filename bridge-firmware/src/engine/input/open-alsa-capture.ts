// A line input: any capture device that ALSA knows, opened and read without waiting for it.
import { err, ok, type Result } from "@house-band/contract";
import { LIBASOUND } from "../outputs/pcm/alsa-device.ts";
import { loadLibrary, type NativeFunction } from "../outputs/pcm/native.ts";
import { ENGINE_RATE_HZ } from "../protocol.ts";
import type { Capture, CaptureFault, CaptureSpec } from "./capture.ts";
import { type CaptureShape, captureFrameBytes } from "./capture-shape.ts";

/** @see alsa-lib `alsa/pcm.h` snd_pcm_format_t; the finest first */
const FORMATS: readonly (readonly [CaptureShape["format"], number])[] = [
  ["S32_LE", 10],
  ["S24_3LE", 32],
  ["S24_LE", 6],
  ["S16_LE", 2],
];
const CAPTURE = 1;
const NONBLOCK = 1;
const RW_INTERLEAVED = 3;
const SOFT_RESAMPLE = 1;
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
  const alsa = bind();
  if (!alsa.ok) return alsa;
  const { open, setParams, start, close, strerror } = alsa.value;
  const pcm: [bigint | null] = [null];
  const opened = await call(open, pcm, device, CAPTURE, NONBLOCK);
  const address = pcm[0];
  if (opened < 0 || address === null) {
    const reason = REASONS[opened] ?? `ALSA says: ${strerror(opened)}`;
    return err({ isAway: AWAY.has(opened), reason: `${device}: ${reason}` });
  }
  for (const channels of [2, 1] as const) {
    for (const [format, code] of FORMATS) {
      const parameters = [code, RW_INTERLEAVED, channels, ENGINE_RATE_HZ, SOFT_RESAMPLE, BUFFER_US] as const;
      if ((await call(setParams, address, ...parameters)) !== 0) continue;
      const started: number = start(address);
      if (started < 0) {
        await call(close, address);
        return err({ isAway: false, reason: `${device} can't start; ALSA says: ${strerror(started)}` });
      }
      return ok(toCapture(alsa.value, address, { format, channels, rateHz: ENGINE_RATE_HZ }));
    }
  }
  await call(close, address);
  const reason = `${device} gives ${ENGINE_RATE_HZ} Hz in no format the engine reads; put \`plug\` before its name (plughw:…) and ALSA converts`;
  return err({ isAway: false, reason });
}

function toCapture({ readi, prepare, start, drop, close }: Alsa, address: bigint, shape: CaptureShape): Capture {
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

type Alsa = ReturnType<typeof bindLibrary>;

let bound: Alsa | null = null;

function bind(): Result<Alsa, CaptureFault> {
  try {
    bound ??= bindLibrary();
    return ok(bound);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err({ isAway: false, reason: `ALSA is not there (${reason}); install Debian's libasound2` });
  }
}

/** @see alsa-lib `alsa/asoundlib.h`: the ABI of libasound.so.2 */
function bindLibrary() {
  const library = loadLibrary(LIBASOUND);
  return {
    open: library.func("int snd_pcm_open(_Out_ void **pcm, const char *name, int stream, int mode)"),
    setParams: library.func(
      "int snd_pcm_set_params(void *pcm, int format, int access, unsigned int channels, unsigned int rate, int resample, unsigned int latencyUs)",
    ),
    start: library.func("int snd_pcm_start(void *pcm)"),
    prepare: library.func("int snd_pcm_prepare(void *pcm)"),
    readi: library.func("long snd_pcm_readi(void *pcm, void *buffer, unsigned long frames)"),
    drop: library.func("int snd_pcm_drop(void *pcm)"),
    close: library.func("int snd_pcm_close(void *pcm)"),
    strerror: library.func("const char *snd_strerror(int error)"),
  };
}

/** In a thread of Node's pool. */
function call(native: NativeFunction, ...parameters: readonly unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    native.async(...parameters, (error: Error | null, result: number) => (error ? reject(error) : resolve(result)));
  });
}
