// The encoder of bluez-alsa's SBC, as 4.0 and 4.3 have it, without the encoding: it takes up to a radio packet's frames
// from the pipe, sends what is whole, and sleeps until its schedule says that those have sounded. The schedule begins
// with the first frames; what comes too late is sent at once, and so is everything after it.
// @see bluez-alsa `a2dp-sbc.c` a2dp_sbc_enc_thread(), `io.c` io_poll_and_read_pcm(), `shared/rt.c` asrsync_sync()
import { readSync, writeSync } from "node:fs";

const RATE_HZ = 48_000;
/** 16 blocks of 8 subbands; five of them fit into a packet of 672 bytes at bitpool 51. */
const SBC_FRAMES = 128;
const PACKET_FRAMES = 5 * SBC_FRAMES;

export type EncoderOptions = {
  readonly pipe: number;
  readonly frameBytes: number;
  /** Where the samples it sends are kept, and a line for each packet: when, and how many frames. */
  readonly samples: number;
  readonly packets: number;
};

export interface Encoder {
  /** Does what is due at `nowMs`; false once the writing end is closed. */
  run(nowMs: number): boolean;
  /** When it wants to be run again; null: as soon as the pipe has something. */
  dueMs(): number | null;
  stall(untilMs: number): void;
  /** The next frames begin a new schedule. */
  beginAnew(): void;
}

/** An encoder that has been given nothing yet. */
export function createEncoder({ pipe, frameBytes, samples, packets }: EncoderOptions): Encoder {
  const buffer = Buffer.alloc(PACKET_FRAMES * frameBytes);
  let heldBytes = 0;
  let startMs = 0;
  let sentFrames = 0;
  let dueMs: number | null = null;
  let stalledUntilMs = 0;

  const read = (): number | "closed" => {
    try {
      const bytes = readSync(pipe, buffer, heldBytes, buffer.length - heldBytes, null);
      return bytes === 0 ? "closed" : bytes;
    } catch (thrown) {
      if (thrown instanceof Error && "code" in thrown && thrown.code === "EAGAIN") return 0;
      throw thrown;
    }
  };
  const send = (nowMs: number): void => {
    const frames = Math.floor(heldBytes / frameBytes / SBC_FRAMES) * SBC_FRAMES;
    if (frames === 0) return;
    writeSync(samples, buffer, 0, frames * frameBytes);
    writeSync(packets, `${nowMs} ${frames}\n`);
    buffer.copy(buffer, 0, frames * frameBytes, heldBytes);
    heldBytes -= frames * frameBytes;
    sentFrames += frames;
    const untilMs = startMs + (sentFrames * 1_000) / RATE_HZ;
    dueMs = untilMs > nowMs ? untilMs : null;
  };

  return {
    run(nowMs) {
      while ((dueMs === null || dueMs <= nowMs) && stalledUntilMs <= nowMs) {
        dueMs = null;
        const bytes = read();
        if (bytes === "closed") return false;
        if (bytes === 0) return true;
        if (sentFrames === 0) startMs = nowMs;
        heldBytes += bytes;
        send(nowMs);
      }
      return true;
    },
    dueMs: () => (dueMs === null && stalledUntilMs === 0 ? null : Math.max(dueMs ?? 0, stalledUntilMs)),
    stall(untilMs) {
      stalledUntilMs = untilMs;
    },
    beginAnew() {
      sentFrames = 0;
    },
  };
}
