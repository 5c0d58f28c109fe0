// The probe: what every speaker plays while it is calibrated. A sweep whose pitch rises by the same interval in equal times,
// so that each octave gets the same energy, and a speaker's distortion comes before its direct sound, never after it.
// @see Farina 2000, "Simultaneous Measurement of Impulse Response and Distortion with a Swept-Sine Technique"

/** How long the probe is. */
export const PROBE_MS = 1_000;
/** What a small speaker can play: below it there is little to hear of it, above it SBC and cheap tweeters leave off. */
export const PROBE_FROM_HZ = 200;
export const PROBE_TO_HZ = 16_000;
/** A recording at a lower rate holds too little of it to tell when it came. */
export const MIN_RATE_HZ = 8_000;

/** Of full scale: −6 dB. */
const PEAK = 0.5;
/** Long enough to be no click: two periods of the lowest tone. */
const FADE_MS = 10;
/** The highest pitch, as a share of the rate, that a recording holds undistorted: filters before a converter begin here. */
const USABLE_SHARE = 0.45;

/**
 * The probe at `rateHz`, which need not be whole: mono, −1 … 1, `PROBE_MS` long. A rate too low for its highest tones gets
 * silence in their place, so that this is always what a recording at that rate can hold of it.
 */
export function probeSamples(rateHz: number): Float32Array {
  const samples = new Float32Array(Math.round((rateHz * PROBE_MS) / 1_000));
  const endS = Math.min(PROBE_MS / 1_000, secondsAt(highestHz(rateHz)));
  const fadeS = FADE_MS / 1_000;
  for (let n = 0; n / rateHz < endS && n < samples.length; n++) {
    const second = n / rateHz;
    const fromEdgeS = Math.min(second, endS - second);
    const swell = fromEdgeS >= fadeS ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * fromEdgeS) / fadeS);
    samples[n] = PEAK * swell * Math.sin(radiansAt(second));
  }
  return samples;
}

/** The highest pitch of the probe that is left at `rateHz`. */
export const highestHz = (rateHz: number): number => Math.min(PROBE_TO_HZ, USABLE_SHARE * rateHz);

/** The pitch grows by this factor's power in a second. */
const GROWTH_PER_S = (Math.log(PROBE_TO_HZ / PROBE_FROM_HZ) * 1_000) / PROBE_MS;

/** When the sweep passes a pitch, in seconds from its beginning. */
const secondsAt = (hz: number): number => Math.log(hz / PROBE_FROM_HZ) / GROWTH_PER_S;

const radiansAt = (second: number): number =>
  ((2 * Math.PI * PROBE_FROM_HZ) / GROWTH_PER_S) * Math.expm1(GROWTH_PER_S * second);
