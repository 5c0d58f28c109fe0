/**
 * Writes `frames` 32-bit values to `out`: each the sum of `taps` (even) coefficients at `kernel`, 32 bits each, and as
 * many samples, from `signal` on for the first value and one sample further for each one after it. Eight values at a
 * time share each coefficient; where `frames` is no multiple of eight, up to seven more are read and written.
 */
export function interpolate(kernel: usize, taps: i32, signal: usize, out: usize, frames: i32): void {
  for (let n = 0; n < frames; n += 8) {
    let evenLow = f32x4.splat(0);
    let evenHigh = f32x4.splat(0);
    let oddLow = f32x4.splat(0);
    let oddHigh = f32x4.splat(0);
    const from = signal + ((<usize>n) << 2);
    for (let k = 0; k < taps; k += 2) {
      const offset = (<usize>k) << 2;
      const even = v128.load_splat<f32>(kernel + offset);
      const odd = v128.load_splat<f32>(kernel + offset, 4);
      evenLow = f32x4.add(evenLow, f32x4.mul(even, v128.load(from + offset)));
      evenHigh = f32x4.add(evenHigh, f32x4.mul(even, v128.load(from + offset, 16)));
      oddLow = f32x4.add(oddLow, f32x4.mul(odd, v128.load(from + offset, 4)));
      oddHigh = f32x4.add(oddHigh, f32x4.mul(odd, v128.load(from + offset, 20)));
    }
    const to = out + ((<usize>n) << 2);
    v128.store(to, f32x4.add(evenLow, oddLow));
    v128.store(to, f32x4.add(evenHigh, oddHigh), 16);
  }
}
