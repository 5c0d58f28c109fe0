/**
 * Writes the largest absolute value of `samples` 32-bit numbers to `out`; what is no number counts as nought. Four at a
 * time: where `samples` is no multiple of four, up to three more are read.
 */
export function loudest(block: usize, samples: i32, out: usize): void {
  let peaks = f32x4.splat(0);
  for (let n = 0; n < samples; n += 4) {
    peaks = f32x4.pmax(peaks, f32x4.abs(v128.load(block + ((<usize>n) << 2))));
  }
  const low = max(f32x4.extract_lane(peaks, 0), f32x4.extract_lane(peaks, 1));
  const high = max(f32x4.extract_lane(peaks, 2), f32x4.extract_lane(peaks, 3));
  store<f32>(out, max(low, high));
}
