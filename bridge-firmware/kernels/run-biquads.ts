/** Bytes of one filter's b0, b1, b2, a1, a2, and of its two states a side: 64 bits each. */
const COEFFICIENTS_BYTES: usize = 40;
const STATES_BYTES: usize = 32;

/**
 * Filters `frames` of an interleaved stereo block of 64 bits in place: `count` filters one after the other, in transposed
 * direct form II. Their states follow one another as (left, right) of the first, then of the second.
 * Both sides are one vector. A frame goes through all filters before the next one does: the processor begins the next
 * frame's first filter while it waits for this one's last.
 */
export function runBiquads(coefficients: usize, states: usize, count: i32, block: usize, frames: i32): void {
  for (let n = 0; n < frames; n++) {
    const at = block + ((<usize>n) << 4);
    let x = v128.load(at);
    let b = coefficients;
    let s = states;
    for (let filter = 0; filter < count; filter++) {
      const y = f64x2.add(f64x2.mul(v128.load_splat<f64>(b), x), v128.load(s));
      const fromX1 = f64x2.mul(v128.load_splat<f64>(b, 8), x);
      const fromY1 = f64x2.mul(v128.load_splat<f64>(b, 24), y);
      v128.store(s, f64x2.add(f64x2.sub(fromX1, fromY1), v128.load(s, 16)));
      const fromX2 = f64x2.mul(v128.load_splat<f64>(b, 16), x);
      const fromY2 = f64x2.mul(v128.load_splat<f64>(b, 32), y);
      v128.store(s, f64x2.sub(fromX2, fromY2), 16);
      x = y;
      b += COEFFICIENTS_BYTES;
      s += STATES_BYTES;
    }
    v128.store(at, x);
  }
}
