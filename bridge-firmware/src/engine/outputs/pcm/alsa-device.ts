// One open PCM of ALSA, written to from the audio loop: nothing here blocks. Opening takes its time and is done
// elsewhere (open-alsa.ts); a handle is an address, good in every thread of the process.
import { libasound } from "./libasound.ts";
import { createCell } from "./native.ts";
import type { PcmDevice } from "./pcm-device.ts";
import { createEncoder, type PcmFormat } from "./sample-format.ts";
import { LONGEST_BLOCK_FRAMES } from "./splice.ts";

/** @see errno(3), Linux */
const EAGAIN = -11;
const EPIPE = -32;
const ESTRPIPE = -86;
const ENODEV = -19;

/** What the thread that opened it hands over. */
export type AlsaHandle = {
  readonly address: bigint;
  readonly format: PcmFormat;
  /** A sound card's own, perhaps converted on the way; not a server's, nor a file's. */
  readonly isCard: boolean;
};

/** `release` closes the handle, where closing may take its time. */
export function createAlsaDevice({ address, format }: AlsaHandle, release: () => void): PcmDevice {
  const alsa = libasound();
  const encoder = createEncoder(format, LONGEST_BLOCK_FRAMES);
  const { bytes, frameBytes } = encoder;
  const cell = createCell();
  let goneReason = "the device is closed";
  let closed = false;

  const recover = (error: number): 0 | "dry" | "gone" => {
    if (error === EAGAIN) return 0;
    if (error === ESTRPIPE) {
      const resumed: number = alsa.resume(address);
      if (resumed === EAGAIN) return 0;
      if (resumed === 0) return "dry";
    }
    const hasStopped = error === EPIPE || error === ESTRPIPE;
    const failed: number = hasStopped ? alsa.prepare(address) : error;
    if (hasStopped && failed === 0) return "dry";
    const said = `ALSA says: ${alsa.strerror(failed)}`;
    goneReason = failed === ENODEV ? "the device was unplugged" : hasStopped ? `it can't start again; ${said}` : said;
    return "gone";
  };

  return {
    encoder,
    get goneReason() {
      return goneReason;
    },
    write(atFrame, frames) {
      if (closed) return "gone";
      // a view for the rare rest of a block; the whole of it needs none
      const from = atFrame === 0 ? bytes : bytes.subarray(atFrame * frameBytes);
      const written: number = alsa.writei(address, from, frames);
      return written >= 0 ? written : recover(written);
    },
    leftOverFrames: () => 0,
    delayFrames() {
      if (closed || alsa.delay(address, cell.memory) < 0) return null;
      // right after a write something waits, unless the device does not play yet, or swallows all without a clock
      return cell.value() > 0 ? cell.value() : null;
    },
    drop() {
      if (closed) return;
      alsa.drop(address);
      alsa.prepare(address);
    },
    close() {
      if (!closed) release();
      closed = true;
    },
  };
}
