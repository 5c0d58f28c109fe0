import { ENGINE_RATE_HZ } from "../protocol.ts";

export const HEADER_BYTES = 44;
/** 16-bit stereo. */
export const FRAME_BYTES = 4;

/**
 * The header of a WAV file with so many frames of 16-bit stereo at the engine's rate.
 * @see IBM and Microsoft "Multimedia Programming Interface and Data Specifications 1.0", RIFF WAVE
 */
export function wavHeader(frames: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(HEADER_BYTES - 8 + frames * FRAME_BYTES, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(ENGINE_RATE_HZ, 24);
  bytes.writeUInt32LE(ENGINE_RATE_HZ * FRAME_BYTES, 28);
  bytes.writeUInt16LE(FRAME_BYTES, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(frames * FRAME_BYTES, 40);
  return bytes;
}
