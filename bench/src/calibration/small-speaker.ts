// What small speakers make of a signal: no bass, less treble, some resonances, one in four of them with its poles swapped.
import { COEFFICIENTS, runBiquads, STATES, writeCoefficients } from "@house-band/bridge-firmware/engine/dsp/biquad";
import type { Band } from "@house-band/contract";
import type { Random } from "@house-band/local/music/random";

/** A signal as it leaves a speaker of its own kind. */
export function throughSmallSpeaker(samples: Float32Array, rateHz: number, random: Random): Float32Array {
  const block = new Float64Array(2 * samples.length);
  const sign = random.chance(0.25) ? -1 : 1;
  for (const [n, sample] of samples.entries()) block[2 * n] = sign * sample;
  for (const band of bandsOf(random)) {
    const coefficients = new Float64Array(COEFFICIENTS);
    writeCoefficients(band, rateHz, coefficients, 0);
    runBiquads(coefficients, new Float64Array(STATES), 1, block, samples.length);
  }
  return samples.map((_, n) => block[2 * n] ?? 0);
}

const bandsOf = (random: Random): readonly Band[] => [
  { kind: "low-shelf", frequencyHz: random.between(80, 250), gainDb: -30, q: 0.7 },
  { kind: "high-shelf", frequencyHz: random.between(7_000, 14_000), gainDb: random.between(-25, -5), q: 0.7 },
  ...[0, 1, 2].map(
    (): Band => ({
      kind: "peaking",
      frequencyHz: 500 * 2 ** random.between(0, 4),
      gainDb: random.between(-9, 9),
      q: random.between(1, 4),
    }),
  ),
];
