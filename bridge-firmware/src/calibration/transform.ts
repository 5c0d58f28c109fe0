// A Fourier transform of one length with its buffers, for signals that are real. What it hands out is good until the next
// call of the same function.
import FFT from "fft.js";

export type Transform = {
  readonly size: number;
  /** Real and imaginary part of bins 0 … size / 2, one after the other, of `signal` filled up with silence. */
  forward(signal: Float32Array): Float64Array;
  /**
   * Back to `size` complex values, one after the other. Where only bins 0 … size / 2 hold anything, these are half the
   * analytic signal: their lengths are half the envelope, their real parts half the signal.
   */
  inverse(spectrum: Float64Array): Float64Array;
};

/** @param size a power of two */
export function createTransform(size: number): Transform {
  const fft = new FFT(size);
  const input = new Float64Array(size);
  const spectrum = new Float64Array(2 * size);
  const output = new Float64Array(2 * size);
  return {
    size,
    forward(signal) {
      input.fill(0);
      input.set(signal.length > size ? signal.subarray(0, size) : signal);
      fft.realTransform(spectrum, input);
      return spectrum;
    },
    inverse(bins) {
      fft.inverseTransform(output, bins);
      return output;
    },
  };
}

/** The smallest size that holds `frames`. */
export const sizeFor = (frames: number): number => 2 ** Math.ceil(Math.log2(frames));
