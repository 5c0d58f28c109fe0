// One stream that reached a speaker: when each packet came, and what it sounds like. Written by guest/recording.py.
import { readFile, rm } from "node:fs/promises";
import { command } from "./command.ts";

export const RATE_HZ = 48_000;

export type Packet = {
  /** By the guest's clock. */
  readonly arrivedMs: number;
  /** Counts on with every packet of the stream, 16 bits. */
  readonly number: number;
  /** Where its sound begins in the stream's. */
  readonly firstSample: number;
  readonly samples: number;
};

export type Stream = {
  readonly packets: readonly Packet[];
  readonly left: Float32Array;
  readonly right: Float32Array;
};

/** Little-endian: arrival in ns (64 bits), number (16), RTP time stamp (32), SBC frames (16). */
const PACKET_BYTES = 16;
/** 16 blocks of 8 subbands: what bluez-alsa sends. */
const SAMPLES_PER_FRAME = 128;
const AU_HEADER_OFFSET = 4;

/** Reads a recording by its path without extension; null of one in which nothing came. */
export async function readStream(base: string): Promise<Stream | null> {
  const packets = toPackets(await readFile(`${base}.packets`));
  if (packets.length === 0) return null;
  const sound = await decode(`${base}.sbc`);
  return { packets, ...sound };
}

function toPackets(bytes: Buffer): readonly Packet[] {
  const packets: Packet[] = [];
  let firstSample = 0;
  for (let at = 0; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
    const arrivedMs = Number(bytes.readBigUInt64LE(at)) / 1e6;
    const samples = bytes.readUInt16LE(at + 14) * SAMPLES_PER_FRAME;
    packets.push({ arrivedMs, number: bytes.readUInt16LE(at + 8), firstSample, samples });
    firstSample += samples;
  }
  return packets;
}

/** By Debian's sbc-tools. @see Sun's AU format: a header of big-endian words, the second is its length; 16 bits, big-endian */
async function decode(path: string): Promise<Pick<Stream, "left" | "right">> {
  const decoded = `${path}.au`;
  await command("sbcdec", ["-f", decoded, path]);
  const file = await readFile(decoded);
  await rm(decoded);
  const bytes = file.subarray(file.readUInt32BE(AU_HEADER_OFFSET));
  const frames = Math.floor(bytes.length / 4);
  const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
  for (let frame = 0; frame < frames; frame++) {
    left[frame] = bytes.readInt16BE(4 * frame) / 32_768;
    right[frame] = bytes.readInt16BE(4 * frame + 2) / 32_768;
  }
  return { left, right };
}
