// Music made of decaying tones whose value is known at every moment, so that it can be shifted by any part of a sample.
import { writeFile } from "node:fs/promises";

// Taken out of the global scope once: looking globals up is slow inside Jest's sandbox.
const { ceil, exp, imul, max, min, PI, round, sin } = Math;

export const RATE_HZ = 48_000;

export type Programme = (options: { shiftMs?: number; gain?: number; noise?: number; frames?: number }) => Float32Array;

/** Different seeds are different songs. */
export function programme(seed: number, seconds = 3): Programme {
  const random = generator(seed);
  const tones = Array.from({ length: 130 * seconds }, () => ({
    hz: 100 + 8_000 * random() ** 2,
    startS: random() * (seconds + 0.6) - 0.4,
    phase: random() * 2 * PI,
    decay: 8 + 30 * random(),
    level: 0.12 * random(),
  }));
  return ({ shiftMs = 0, gain = 1, noise = 0, frames = seconds * RATE_HZ }) => {
    const samples = new Float32Array(frames);
    for (const tone of tones) {
      const startFrame = (tone.startS + shiftMs / 1_000) * RATE_HZ;
      const last = min(frames, ceil(startFrame + 0.45 * RATE_HZ));
      for (let i = max(0, ceil(startFrame)); i < last; i++) {
        const t = (i - startFrame) / RATE_HZ;
        const attack = min(1, t * 500);
        samples[i] =
          (samples[i] ?? 0) +
          gain * tone.level * attack * exp(-t * tone.decay) * sin(2 * PI * tone.hz * t + tone.phase);
      }
    }
    const hiss = generator(seed + 1_000 + round(shiftMs * 97));
    return samples.map((sample) => round((sample + noise * (2 * hiss() - 1)) * 32_767) / 32_767);
  };
}

/** Writes 16-bit PCM; `right` absent makes it mono. */
export async function writeWav(
  path: string,
  left: Float32Array,
  right?: Float32Array,
  rateHz = RATE_HZ,
): Promise<void> {
  const channelCount = right ? 2 : 1;
  const bytes = Buffer.alloc(44 + left.length * 2 * channelCount);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channelCount, 22);
  bytes.writeUInt32LE(rateHz, 24);
  bytes.writeUInt32LE(rateHz * 2 * channelCount, 28);
  bytes.writeUInt16LE(2 * channelCount, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(bytes.length - 44, 40);
  left.forEach((sample, frame) => {
    bytes.writeInt16LE(toInt16(sample), 44 + frame * 2 * channelCount);
    if (right) bytes.writeInt16LE(toInt16(right[frame] ?? 0), 46 + frame * 4);
  });
  await writeFile(path, bytes);
}

const toInt16 = (sample: number): number => max(-32_768, min(32_767, round(sample * 32_767)));

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
