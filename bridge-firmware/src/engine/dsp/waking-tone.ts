// What keeps an amplifier open while there is nothing to hear: a tone so low and so soft that nobody hears it, and that is
// no digital silence, neither before the codec nor behind it. docs/sound.md says why this one.

const RATE_HZ = 48_000;
export const WAKING_TONE_HZ = 30;
/** -60 dBFS: 33 steps of 16 bits. */
export const WAKING_TONE_PEAK = 1e-3;

/** One period; it is the same for every speaker, by the engine's count of frames. */
const PERIOD = Float32Array.from(
  { length: RATE_HZ / WAKING_TONE_HZ },
  (_, n) => WAKING_TONE_PEAK * Math.sin((2 * Math.PI * n * WAKING_TONE_HZ) / RATE_HZ),
);

/** Adds it to both sides of an interleaved block that begins at `startFrame`, its factor gliding in a straight line. */
export function addWakingTone(
  out: Float32Array,
  frames: number,
  startFrame: number,
  fromGain: number,
  toGain: number,
): void {
  const step = (toGain - fromGain) / frames;
  for (let n = 0; n < frames; n++) {
    const tone = (fromGain + step * (n + 1)) * (PERIOD[(startFrame + n) % PERIOD.length] ?? 0);
    out[2 * n] = (out[2 * n] ?? 0) + tone;
    out[2 * n + 1] = (out[2 * n + 1] ?? 0) + tone;
  }
}
