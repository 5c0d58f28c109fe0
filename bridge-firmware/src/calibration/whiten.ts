// A recording of music in which every moment and every pitch counts alike: what hides in it as a steady share of the music is
// then steady. Bins that reach above their neighbours (the tones of music) are held down.
import { RESPONSE_FROM_HZ, RESPONSE_TO_HZ } from "./response.ts";
import { createTransform } from "./transform.ts";

/** About 20 ms at any usual rate; moments overlap by half. */
const SIZE = 1_024;
const HOP = SIZE / 2;
/** So many bins to either side are a bin's neighbours. */
const NEIGHBOURS = 3;
/** No bin counts for more than so many times its neighbourhood. */
const MAX_OVER_NEIGHBOURS = 2;
/** Of what is less than this there is nothing: −120 dB, in a bin. */
const NOTHING = 1e-6 * SIZE;

const WINDOW = Float64Array.from({ length: SIZE }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / SIZE));

/** As long as the recording; holds the band of responses only. */
export function whiten(samples: Float32Array, rateHz: number): Float32Array {
  const transform = createTransform(SIZE);
  const first = Math.ceil((RESPONSE_FROM_HZ * SIZE) / rateHz);
  const last = Math.floor((RESPONSE_TO_HZ * SIZE) / rateHz);
  const white = new Float32Array(samples.length);
  const piece = new Float32Array(SIZE);
  for (let from = -HOP; from < samples.length; from += HOP) {
    for (let n = 0; n < SIZE; n++) {
      const sample = samples[from + n] ?? 0;
      piece[n] = Number.isFinite(sample) ? sample * (WINDOW[n] ?? 0) : 0;
    }
    const back = transform.inverse(level(transform.forward(piece), first, last));
    for (let n = Math.max(0, -from); n < SIZE && from + n < white.length; n++) {
      white[from + n] = (white[from + n] ?? 0) + 2 * (back[2 * n] ?? 0) * (WINDOW[n] ?? 0);
    }
  }
  return white;
}

/** In place: bins `first` … `last` as long as their neighbours are on average, the others nothing. */
function level(spectrum: Float64Array, first: number, last: number): Float64Array {
  const energies = new Float64Array(last - first + 1);
  for (let bin = first; bin <= last; bin++) {
    energies[bin - first] = (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2;
  }
  for (let bin = first; bin <= last; bin++) {
    const from = Math.max(first, bin - NEIGHBOURS);
    const to = Math.min(last, bin + NEIGHBOURS);
    let sum = 0;
    for (let at = from; at <= to; at++) sum += energies[at - first] ?? 0;
    const own = Math.sqrt(energies[bin - first] ?? 0) / MAX_OVER_NEIGHBOURS;
    const gain = 1 / Math.max(Math.sqrt(sum / (to - from + 1)), own, NOTHING);
    spectrum[2 * bin] = gain * (spectrum[2 * bin] ?? 0);
    spectrum[2 * bin + 1] = gain * (spectrum[2 * bin + 1] ?? 0);
  }
  return spectrum.fill(0, 0, 2 * first).fill(0, 2 * (last + 1));
}
