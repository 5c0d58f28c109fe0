// How loud a signal is, as ears weigh pitches.
import { createTransform } from "@house-band/bridge-firmware/calibration/transform";
import { ENGINE_RATE_HZ } from "@house-band/bridge-firmware/engine/protocol";

const SIZE = 16_384;

/** Mean power, A-weighted, dB of full scale; at the engine's rate. */
export function weightedDb(samples: Float32Array): number {
  const transform = createTransform(SIZE);
  let power = 0;
  for (let from = 0; from < samples.length; from += SIZE) {
    const spectrum = transform.forward(samples.subarray(from, from + SIZE));
    for (let bin = 1; bin < SIZE / 2; bin++) {
      const energy = (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2;
      power += energy * weight((bin * ENGINE_RATE_HZ) / SIZE);
    }
  }
  return 10 * Math.log10(Math.max((2 * power) / SIZE / samples.length, 1e-20));
}

/** Of power. @see IEC 61672-1:2013, annex E */
function weight(hz: number): number {
  const f = hz * hz;
  const share =
    (12_194 ** 2 * f * f) / ((f + 20.6 ** 2) * Math.sqrt((f + 107.7 ** 2) * (f + 737.9 ** 2)) * (f + 12_194 ** 2));
  return (share * 1.2589) ** 2;
}
