// Opening and closing ALSA's PCMs, off the audio loop and off this thread, too: a USB device takes tens of milliseconds
// for either, a sound server that does not answer takes for ever.
import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "@house-band/contract";
import { ENGINE_RATE_HZ } from "../../protocol.ts";
import type { AlsaHandle } from "./alsa-device.ts";
import { LIBASOUND } from "./alsa-device.ts";
import { createCell, loadLibrary, type NativeFunction } from "./native.ts";
import { CHANNELS, type PcmFormat } from "./sample-format.ts";

export type AlsaRequest = {
  /** As `aplay -L` lists it: `hw:CARD=…`, `plughw:…`, or a name of an asound.conf. */
  readonly device: string;
  /** Room for what is written ahead. */
  readonly bufferMs: number;
  /** It starts once it has been given this much: a device that starts with less runs dry at once. */
  readonly startAfterMs: number;
};

/** @see alsa-lib `alsa/pcm.h` snd_pcm_format_t; the finest first, and what ALSA would have to convert last. */
const FORMATS: readonly (readonly [PcmFormat, number])[] = [
  ["S32_LE", 10],
  ["S24_3LE", 32],
  ["S24_LE", 6],
  ["S16_LE", 2],
  ["FLOAT_LE", 14],
];
const PLAYBACK = 0;
const NONBLOCK = 1;
const RW_INTERLEAVED = 3;
/** `plug` may convert the rate, where somebody has chosen it; real hardware ignores this. */
const SOFT_RESAMPLE = 1;
/** @see alsa-lib `alsa/pcm.h` snd_pcm_state_t */
const RUNNING = 3;
/** A device that claims more has stopped counting. */
const LONGEST_QUEUE_MS = 600;
/** @see errno(3), Linux */
const REASONS: Readonly<Record<number, string>> = {
  [-2]: "ALSA knows no device of that name (`aplay -L` lists them)",
  [-13]: "the bridge's user may not use it: it must be in the group `audio`",
  [-16]: "another program is using it",
  [-19]: "it is not plugged in",
};

/** Opens a device for the engine's frames; the answer says in a sentence why it can't be. */
export async function openAlsa({ device, bufferMs, startAfterMs }: AlsaRequest): Promise<Result<AlsaHandle, string>> {
  const alsa = bind();
  if (!alsa.ok) return alsa;
  const { open, setParams, close, strerror } = alsa.value;
  const pcm: [bigint | null] = [null];
  const opened = await call(open, pcm, device, PLAYBACK, NONBLOCK);
  const address = pcm[0];
  if (opened < 0 || address === null) return err(REASONS[opened] ?? `it does not open: ${strerror(opened)}`);
  for (const [format, code] of FORMATS) {
    const set = await call(
      setParams,
      address,
      code,
      RW_INTERLEAVED,
      CHANNELS,
      ENGINE_RATE_HZ,
      SOFT_RESAMPLE,
      bufferMs * 1_000,
    );
    if (set === 0 && (await startAfter(alsa.value, address, startAfterMs)))
      return ok({ address, format, isCard: isCard(alsa.value, address) });
  }
  await call(close, address);
  return err(
    `it does not take ${ENGINE_RATE_HZ} Hz stereo in any format the engine writes; put \`plug\` before its name (plughw:…) and ALSA converts`,
  );
}

function isCard(alsa: Alsa, address: bigint): boolean {
  const info: [bigint | null] = [null];
  if (alsa.infoMalloc(info) < 0 || info[0] === null) return false;
  const card = alsa.info(address, info[0]) === 0 ? alsa.infoCard(info[0]) : -1;
  alsa.infoFree(info[0]);
  return card >= 0;
}

/** Lets go of a device once what it was given has sounded: what was faded out must not end in a click. */
export async function closeAlsa({ address }: AlsaHandle): Promise<void> {
  const alsa = bind();
  if (!alsa.ok) return;
  const { delay, drop, close, state } = alsa.value;
  const cell = createCell();
  if (state(address) === RUNNING && delay(address, cell.memory) === 0) {
    await sleep(Math.min(LONGEST_QUEUE_MS, Math.max(0, (cell.value() * 1_000) / ENGINE_RATE_HZ)));
  }
  await call(drop, address);
  await call(close, address);
}

async function startAfter(alsa: Alsa, address: bigint, ms: number): Promise<boolean> {
  const params: [bigint | null] = [null];
  if (alsa.swMalloc(params) < 0 || params[0] === null) return false;
  const set =
    alsa.swCurrent(address, params[0]) === 0 &&
    alsa.swSetStart(address, params[0], (ms * ENGINE_RATE_HZ) / 1_000) === 0 &&
    (await call(alsa.swApply, address, params[0])) === 0;
  alsa.swFree(params[0]);
  return set;
}

type Alsa = ReturnType<typeof bindLibrary>;

let bound: Alsa | null = null;

function bind(): Result<Alsa, string> {
  try {
    bound ??= bindLibrary();
    return ok(bound);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(`ALSA is not there (${reason}); install Debian's libasound2`);
  }
}

function bindLibrary() {
  const library = loadLibrary(LIBASOUND);
  return {
    open: library.func("int snd_pcm_open(_Out_ void **pcm, const char *name, int stream, int mode)"),
    setParams: library.func(
      "int snd_pcm_set_params(void *pcm, int format, int access, unsigned int channels, unsigned int rate, int resample, unsigned int latencyUs)",
    ),
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

/** In a thread of Node's pool. */
function call(native: NativeFunction, ...parameters: readonly unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    native.async(...parameters, (error: Error | null, result: number) => (error ? reject(error) : resolve(result)));
  });
}
