// Reading a signal that holds nothing near its own limit at moments between its samples.
import { windowedSinc } from "../engine/dsp/windowed-sinc.ts";

const TAPS = 24;
const KAISER_BETA = 5.65;
const BEFORE = TAPS / 2 - 1;
/** So many that the nearest one is a hundredth of a microsecond off. */
const PHASES = 512;

const KERNELS = Array.from({ length: PHASES }, (_, phase) =>
  windowedSinc({ fraction: phase / PHASES, taps: TAPS, kaiserBeta: KAISER_BETA }),
);

/** `count` values, the first at frame `from` of the signal, each `step` frames after the one before; 0 outside of it. */
export function readAt(signal: Float32Array, from: number, step: number, count: number): Float32Array {
  const read = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    const at = from + n * step;
    const ticks = Math.round(at * PHASES);
    const whole = Math.floor(ticks / PHASES);
    const kernel = KERNELS[ticks - whole * PHASES];
    const first = whole - BEFORE;
    if (kernel === undefined || first + TAPS <= 0 || first >= signal.length) continue;
    let sum = 0;
    for (let k = 0; k < TAPS; k++) sum += (kernel[k] ?? 0) * (signal[first + k] ?? 0);
    read[n] = sum;
  }
  return read;
}
