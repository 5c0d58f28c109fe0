// Fewer samples of the same sound, where its lower tones are all that is needed.

/** Taps on either side for each sample that is left out: steep enough that what folds back is below −60 dB. */
const TAPS_PER_STEP = 12;
/** Of the new rate: tones above are held back. */
const PASSED_SHARE = 0.42;

/** Every `factor`th sample of a sound whose higher tones are gone. @param factor a whole number, 1: the very same samples */
export function decimate(samples: Float32Array, factor: number): Float32Array {
  if (factor === 1) return samples;
  const reach = TAPS_PER_STEP * factor;
  const kernel = lowPass(reach, PASSED_SHARE / factor);
  const out = new Float32Array(Math.floor(samples.length / factor));
  for (let n = 0; n < out.length; n++) {
    const first = n * factor - reach;
    let sum = 0;
    for (let k = Math.max(0, -first); k < kernel.length && first + k < samples.length; k++) {
      const sample = samples[first + k] ?? 0;
      // a recording's broken samples are silence
      sum += (kernel[k] ?? 0) * (Number.isFinite(sample) ? sample : 0);
    }
    out[n] = sum;
  }
  return out;
}

/** A windowed sinc (Blackman). @param share the highest tone that passes, as a share of the rate */
function lowPass(reach: number, share: number): Float64Array {
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => {
    const at = k - reach;
    const sinc = at === 0 ? 2 * share : Math.sin(2 * Math.PI * share * at) / (Math.PI * at);
    const turn = (Math.PI * at) / (reach + 1);
    return sinc * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
  });
  const sum = kernel.reduce((all, tap) => all + tap, 0);
  return kernel.map((tap) => tap / sum);
}
