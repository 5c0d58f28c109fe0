// Opening and closing ALSA's PCMs, off the audio loop and off this thread, too: a USB device takes tens of milliseconds
// for either, a sound server that does not answer takes for ever.
import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "@house-band/contract";
import { ENGINE_RATE_HZ } from "../../protocol.ts";
import type { AlsaHandle } from "./alsa-device.ts";
import {
  bindLibasound,
  callNative,
  INTEGER_FORMATS,
  type Libasound,
  openPcm,
  PLAYBACK,
  takesParameters,
} from "./libasound.ts";
import { createCell } from "./native.ts";
import { CHANNELS, type PcmFormat } from "./sample-format.ts";

export type AlsaRequest = {
  /** As `aplay -L` lists it: `hw:CARD=…`, `plughw:…`, or a name of an asound.conf. */
  readonly device: string;
  /** Room for what is written ahead. */
  readonly bufferMs: number;
  /** It starts once it has been given this much: a device that starts with less runs dry at once. */
  readonly startAfterMs: number;
};

/** What ALSA would have to convert comes last. */
const FORMATS: readonly (readonly [PcmFormat, number])[] = [...INTEGER_FORMATS, ["FLOAT_LE", 14]];
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
  const alsa = bindLibasound();
  if (!alsa.ok) return alsa;
  const pcm = await openPcm(alsa.value, device, PLAYBACK);
  if (!pcm.ok) return err(REASONS[pcm.error] ?? `it does not open: ${alsa.value.strerror(pcm.error)}`);
  const address = pcm.value;
  for (const [format, code] of FORMATS) {
    const parameters = { format: code, channels: CHANNELS, bufferUs: bufferMs * 1_000 };
    if (!(await takesParameters(alsa.value, address, parameters))) continue;
    if (await startAfter(alsa.value, address, startAfterMs))
      return ok({ address, format, isCard: isCard(alsa.value, address) });
  }
  await callNative(alsa.value.close, address);
  return err(
    `it does not take ${ENGINE_RATE_HZ} Hz stereo in any format the engine writes; put \`plug\` before its name (plughw:…) and ALSA converts`,
  );
}

function isCard(alsa: Libasound, address: bigint): boolean {
  const info: [bigint | null] = [null];
  if (alsa.infoMalloc(info) < 0 || info[0] === null) return false;
  const card = alsa.info(address, info[0]) === 0 ? alsa.infoCard(info[0]) : -1;
  alsa.infoFree(info[0]);
  return card >= 0;
}

/** Lets go of a device once what it was given has sounded: what was faded out must not end in a click. */
export async function closeAlsa({ address }: AlsaHandle): Promise<void> {
  const alsa = bindLibasound();
  if (!alsa.ok) return;
  const { delay, drop, close, state } = alsa.value;
  const cell = createCell();
  if (state(address) === RUNNING && delay(address, cell.memory) === 0) {
    await sleep(Math.min(LONGEST_QUEUE_MS, Math.max(0, (cell.value() * 1_000) / ENGINE_RATE_HZ)));
  }
  await callNative(drop, address);
  await callNative(close, address);
}

async function startAfter(alsa: Libasound, address: bigint, ms: number): Promise<boolean> {
  const params: [bigint | null] = [null];
  if (alsa.swMalloc(params) < 0 || params[0] === null) return false;
  const set =
    alsa.swCurrent(address, params[0]) === 0 &&
    alsa.swSetStart(address, params[0], (ms * ENGINE_RATE_HZ) / 1_000) === 0 &&
    (await callNative(alsa.swApply, address, params[0])) === 0;
  alsa.swFree(params[0]);
  return set;
}
