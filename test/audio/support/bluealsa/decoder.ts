// A phone's stream as bluez-alsa hands it to whoever opened its PCM: a radio packet's frames at a time, by the phone's
// clock, for as long as the phone plays. What finds no room in the pipe is lost, as it is there.
import { readFileSync, writeSync } from "node:fs";
import type { Encoder } from "./encoder.ts";

/** What a radio packet of SBC holds. */
const PACKET_FRAMES = 896;

export interface Decoder extends Encoder {
  /** Begins to play; null: stops. */
  play(nowMs: number | null): void;
}

type DecoderOptions = {
  /** Its writing end; it does not block. */
  readonly pipe: number;
  readonly frameBytes: number;
  readonly rateHz: number;
  /** Its samples in the PCM's format, over and over. */
  readonly path: string;
};

/** Plays nothing yet. */
export function createDecoder({ pipe, frameBytes, rateHz, path }: DecoderOptions): Decoder {
  const samples = readFileSync(path);
  const packetBytes = PACKET_FRAMES * frameBytes;
  const whole = Math.floor(samples.length / packetBytes);
  let begun: { readonly atMs: number; packets: number } | null = null;
  let sent = 0;
  let stalledUntilMs = 0;

  const dueMs = (): number =>
    begun === null
      ? Number.POSITIVE_INFINITY
      : Math.max(stalledUntilMs, begun.atMs + (begun.packets * PACKET_FRAMES * 1_000) / rateHz);
  return {
    run(nowMs) {
      while (begun !== null && dueMs() <= nowMs) {
        const from = (sent % whole) * packetBytes;
        if (!write(pipe, samples.subarray(from, from + packetBytes))) return false;
        begun.packets += 1;
        sent += 1;
      }
      return true;
    },
    dueMs,
    stall(untilMs) {
      stalledUntilMs = untilMs;
    },
    beginAnew: () => undefined,
    play(nowMs) {
      begun = nowMs === null ? null : { atMs: nowMs, packets: 0 };
    },
  };
}

/** Whether somebody still reads. */
function write(pipe: number, bytes: Buffer): boolean {
  try {
    writeSync(pipe, bytes);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EAGAIN";
  }
}
