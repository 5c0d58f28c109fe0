// The chime by which a speaker tells where it is: two tones, the second one lower, and a moment for the ear before another
// speaker's. What plays meanwhile steps back for it, so that both together are never louder than the music alone was.
const TONES_HZ = [880, 659.25] as const;
const TONE_MS = 300;
const PAUSE_MS = 300;
/** Long enough to be no click. */
const EDGE_MS = 20;
/** Of full scale. As a sine it has −20 dBFS. */
const PEAK = Math.SQRT2 / 10;
/** What is left of the music: −12 dB. */
const DUCKED = 0.25;

/** How long it is with the pause after it, at `rateHz`. */
export const chimeFrames = (rateHz: number): number => tonesFrames(rateHz) + toFrames(PAUSE_MS, rateHz);

/** Mixes `frames` of the chime, from `fromFrame` of it on, into an interleaved stereo block. */
export function mixChime(out: Float32Array, frames: number, fromFrame: number, gain: number, rateHz: number): void {
  const length = toFrames(TONE_MS, rateHz);
  const edge = toFrames(EDGE_MS, rateHz);
  const total = tonesFrames(rateHz);
  for (let n = 0; n < frames && fromFrame + n < total; n++) {
    const at = fromFrame + n;
    const inTone = at % length;
    const radians = (2 * Math.PI * (TONES_HZ[Math.floor(at / length)] ?? 0) * inTone) / rateHz;
    const sample = PEAK * gain * swell(inTone, length, edge) * Math.sin(radians);
    const left = 1 - (1 - DUCKED) * swell(at, total, edge);
    out[2 * n] = left * (out[2 * n] ?? 0) + sample;
    out[2 * n + 1] = left * (out[2 * n + 1] ?? 0) + sample;
  }
}

const toFrames = (ms: number, rateHz: number): number => (ms * rateHz) / 1_000;
const tonesFrames = (rateHz: number): number => TONES_HZ.length * toFrames(TONE_MS, rateHz);

/** 0 at both ends, 1 but for the edges: half a cosine each. */
function swell(at: number, length: number, edge: number): number {
  const fromEnd = Math.min(at, length - at);
  return fromEnd >= edge ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * fromEnd) / edge);
}
