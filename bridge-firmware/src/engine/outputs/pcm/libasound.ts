// libasound: its functions, and what opening a device for playing and one for capturing have in common.
import { err, ok, type Result } from "@house-band/contract";
import { ENGINE_RATE_HZ } from "../../protocol.ts";
import { loadLibrary, type NativeFunction } from "./native.ts";

const LIBASOUND = "libasound.so.2";

/** @see alsa-lib `alsa/pcm.h` snd_pcm_format_t; whole numbers, the finest first */
export const INTEGER_FORMATS = [
  ["S32_LE", 10],
  ["S24_3LE", 32],
  ["S24_LE", 6],
  ["S16_LE", 2],
] as const;

/** @see alsa-lib `alsa/pcm.h` snd_pcm_stream_t */
export const PLAYBACK = 0;
export const CAPTURE = 1;
const NONBLOCK = 1;
const RW_INTERLEAVED = 3;
/** `plug` may convert the rate, where somebody has chosen it; real hardware ignores this. */
const SOFT_RESAMPLE = 1;

export type Libasound = ReturnType<typeof bindLibrary>;

let bound: Libasound | null = null;

/** The system's library. @throws where it is missing */
export function libasound(): Libasound {
  bound ??= bindLibrary();
  return bound;
}

/** The same, or a sentence that says what is missing. */
export function bindLibasound(): Result<Libasound, string> {
  try {
    return ok(libasound());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(`ALSA is not there (${reason}); install Debian's libasound2`);
  }
}

/** Opens a PCM that nobody ever waits for; ALSA's own code where it can't be. @see errno(3), negative */
export async function openPcm(
  { open }: Libasound,
  device: string,
  direction: typeof PLAYBACK | typeof CAPTURE,
): Promise<Result<bigint, number>> {
  const pcm: [bigint | null] = [null];
  const opened = await callNative(open, pcm, device, direction, NONBLOCK);
  return opened < 0 || pcm[0] === null ? err(opened) : ok(pcm[0]);
}

export type PcmParameters = { readonly format: number; readonly channels: number; readonly bufferUs: number };

/** Whether it takes these, at the engine's rate. */
export async function takesParameters(
  { setParams }: Libasound,
  address: bigint,
  { format, channels, bufferUs }: PcmParameters,
): Promise<boolean> {
  const parameters = [format, RW_INTERLEAVED, channels, ENGINE_RATE_HZ, SOFT_RESAMPLE, bufferUs] as const;
  return (await callNative(setParams, address, ...parameters)) === 0;
}

/** In a thread of Node's pool. */
export function callNative(native: NativeFunction, ...parameters: readonly unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    native.async(...parameters, (error: Error | null, result: number) => (error ? reject(error) : resolve(result)));
  });
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
    resume: library.func("int snd_pcm_resume(void *pcm)"),
    writei: library.func("long snd_pcm_writei(void *pcm, const void *buffer, unsigned long frames)"),
    readi: library.func("long snd_pcm_readi(void *pcm, void *buffer, unsigned long frames)"),
    state: library.func("int snd_pcm_state(void *pcm)"),
    delay: library.func("int snd_pcm_delay(void *pcm, void *frames)"),
    drop: library.func("int snd_pcm_drop(void *pcm)"),
    close: library.func("int snd_pcm_close(void *pcm)"),
    infoMalloc: library.func("int snd_pcm_info_malloc(_Out_ void **info)"),
    infoFree: library.func("void snd_pcm_info_free(void *info)"),
    info: library.func("int snd_pcm_info(void *pcm, void *info)"),
    infoCard: library.func("int snd_pcm_info_get_card(void *info)"),
    swMalloc: library.func("int snd_pcm_sw_params_malloc(_Out_ void **params)"),
    swFree: library.func("void snd_pcm_sw_params_free(void *params)"),
    swCurrent: library.func("int snd_pcm_sw_params_current(void *pcm, void *params)"),
    swSetStart: library.func(
      "int snd_pcm_sw_params_set_start_threshold(void *pcm, void *params, unsigned long frames)",
    ),
    swApply: library.func("int snd_pcm_sw_params(void *pcm, void *params)"),
    strerror: library.func("const char *snd_strerror(int error)"),
  };
}
