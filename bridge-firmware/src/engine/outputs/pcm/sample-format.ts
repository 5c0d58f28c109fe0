// From the engine's floats to what a device takes, in its own bytes. Sixteen bits are dithered: without it a quiet
// passage turns into a rattle of steps; with it, into a breath of noise that nobody hears.

/** ALSA's own names, little-endian as every machine the bridge runs on. @see ALSA `snd_pcm_format_t` */
export type PcmFormat = "S16_LE" | "S24_3LE" | "S24_LE" | "S32_LE" | "FLOAT_LE";

export const CHANNELS = 2;

const SAMPLE_BYTES = { S16_LE: 2, S24_3LE: 3, S24_LE: 4, S32_LE: 4, FLOAT_LE: 4 } as const satisfies Record<
  PcmFormat,
  number
>;

/** Bytes of one stereo frame. */
export const frameBytesOf = (format: PcmFormat): number => CHANNELS * SAMPLE_BYTES[format];

/** Interleaved stereo frames as bytes; `bytes` must have room for them. */
export type Encode = (block: Float32Array, frames: number) => void;

export type Encoder = { readonly frameBytes: number; readonly bytes: Uint8Array; readonly encode: Encode };

/** An encoder with room for `maxFrames`; each call overwrites the bytes of the last. */
export function createEncoder(format: PcmFormat, maxFrames: number, seed = 1): Encoder {
  const frameBytes = frameBytesOf(format);
  const buffer = new ArrayBuffer(maxFrames * frameBytes);
  return { frameBytes, bytes: new Uint8Array(buffer), encode: encodeInto(format, buffer, seed) };
}

function encodeInto(format: PcmFormat, buffer: ArrayBuffer, seed: number): Encode {
  switch (format) {
    case "S16_LE":
      return encodeDithered(new Int16Array(buffer), seed);
    case "S24_3LE":
      return encodePacked(new Uint8Array(buffer));
    case "S24_LE":
      return encodeWhole(new Int32Array(buffer), 0x80_0000);
    case "S32_LE":
      return encodeWhole(new Int32Array(buffer), 0x8000_0000);
    case "FLOAT_LE":
      return encodeFloats(new Float32Array(buffer));
  }
}

/**
 * Triangular noise of one step either way, which leaves an error that has nothing to do with the music.
 * @see Lipshitz, Wannamaker, Vanderkooy: "Quantization and Dither: A Theoretical Survey", JAES 40 (1992)
 */
function encodeDithered(out: Int16Array, seed: number): Encode {
  let state = seed | 1;
  return (block, frames) => {
    for (let n = 0; n < CHANNELS * frames; n++) {
      const sample = block[n] ?? 0;
      // silence stays silence: many devices mute themselves, and an idle speaker must not hiss
      if (sample === 0) {
        out[n] = 0;
        continue;
      }
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const noise = ((state & 0xffff) - (state >>> 16)) / 0x1_0000;
      out[n] = clamp(Math.round(sample * 0x8000 + noise), -0x8000, 0x7fff);
    }
  };
}

/** Its own error is far below what any converter resolves: no dither. */
function encodeWhole(out: Int32Array, fullScale: number): Encode {
  return (block, frames) => {
    for (let n = 0; n < CHANNELS * frames; n++) {
      out[n] = clamp(Math.round((block[n] ?? 0) * fullScale), -fullScale, fullScale - 1);
    }
  };
}

function encodePacked(out: Uint8Array): Encode {
  return (block, frames) => {
    for (let n = 0; n < CHANNELS * frames; n++) {
      const step = clamp(Math.round((block[n] ?? 0) * 0x80_0000), -0x80_0000, 0x7f_ffff);
      out[3 * n] = step & 0xff;
      out[3 * n + 1] = (step >> 8) & 0xff;
      out[3 * n + 2] = (step >> 16) & 0xff;
    }
  };
}

/** What is too loud would be clipped by somebody else, differently each time. */
function encodeFloats(out: Float32Array): Encode {
  return (block, frames) => {
    for (let n = 0; n < CHANNELS * frames; n++) out[n] = clamp(block[n] ?? 0, -1, 1);
  };
}

const clamp = (value: number, low: number, high: number): number => (value < low ? low : value > high ? high : value);
