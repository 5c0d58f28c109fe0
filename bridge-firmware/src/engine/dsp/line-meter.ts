// How loud a line input is, whether it is overdriven, and how much of it is the mains. Pure: frames in, readings out.

/** Samples of stereo frames are weighed in windows of a quarter of a second: 50 and 60 Hz are told apart in one. */
export const WINDOW_MS = 250;

/** What one window held. 0 dB is full scale: a sine that just does not clip has an RMS of −3 dB. */
export type LineReading = {
  readonly rmsDb: number;
  readonly peakDb: number;
  /** Samples at full scale, of both channels. */
  readonly clipped: number;
  /** The share of the power that is at the mains' frequency and its first overtones, 0 to 1. */
  readonly hum50: number;
  readonly hum60: number;
};

export const SILENCE_DB = -120;
/** One step of 16 bits beneath full scale: converters that clip give nothing higher. */
const FULL_SCALE = 32_767 / 32_768 - 1e-6;
const OVERTONES = [1, 2, 3, 4, 5] as const;

export type LineMeter = {
  /** Takes `frames` interleaved stereo frames; answers with a reading for each window that they complete. */
  add(interleaved: Float32Array, frames: number): readonly LineReading[];
};

/** @param rateHz of the frames */
export function createLineMeter(rateHz: number): LineMeter {
  const windowFrames = Math.round((rateHz * WINDOW_MS) / 1_000);
  const mono = new Float32Array(windowFrames);
  const weights = Float32Array.from(mono, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / windowFrames));
  let filled = 0;
  let power = 0;
  let peak = 0;
  let clipped = 0;

  const read = (): LineReading => {
    const weighed = mono.map((sample, n) => sample * (weights[n] ?? 0));
    const reading = {
      rmsDb: toDb(power / (2 * windowFrames), 10),
      peakDb: toDb(peak, 20),
      clipped,
      hum50: shareAt(weighed, 50, rateHz),
      hum60: shareAt(weighed, 60, rateHz),
    };
    filled = 0;
    power = 0;
    peak = 0;
    clipped = 0;
    return reading;
  };
  return {
    add(interleaved, frames) {
      const readings: LineReading[] = [];
      for (let n = 0; n < frames; n++) {
        const left = interleaved[2 * n] ?? 0;
        const right = interleaved[2 * n + 1] ?? 0;
        const loudest = Math.max(Math.abs(left), Math.abs(right));
        power += left * left + right * right;
        if (loudest > peak) peak = loudest;
        if (Math.abs(left) >= FULL_SCALE) clipped += 1;
        if (Math.abs(right) >= FULL_SCALE) clipped += 1;
        mono[filled] = (left + right) / 2;
        filled += 1;
        if (filled === windowFrames) readings.push(read());
      }
      return readings;
    },
  };
}

const toDb = (value: number, times: number): number =>
  value > 0 ? Math.max(SILENCE_DB, times * Math.log10(value)) : SILENCE_DB;

/** The power of a weighed window at a frequency and its overtones, against all of it. */
function shareAt(weighed: Float32Array, fundamentalHz: number, rateHz: number): number {
  let all = 0;
  for (const sample of weighed) all += sample * sample;
  if (all === 0) return 0;
  const binHz = rateHz / weighed.length;
  // a tone in a Hann window is spread over three bins: its power is 2/3 of what the middle one has, times N
  const there = OVERTONES.reduce((sum, times) => sum + powerAt(weighed, (times * fundamentalHz) / binHz), 0);
  return Math.min(1, (there * 3) / (weighed.length * all));
}

/** @see Goertzel's algorithm: |X(k)|² of one frequency, `bin` whole or not */
function powerAt(weighed: Float32Array, bin: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * bin) / weighed.length);
  let one = 0;
  let two = 0;
  for (const sample of weighed) {
    const next = sample + factor * one - two;
    two = one;
    one = next;
  }
  return one * one + two * two - factor * one * two;
}
