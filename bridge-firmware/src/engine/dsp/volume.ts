// How loud "fifty percent" is: the one place where a volume becomes a factor on samples.

/**
 * The factor for a volume of 0 … 100 percent: cubic, so that equal steps sound about equal.
 * 100 is exactly 1 (samples pass untouched), 50 is 0.125 (−18 dB), 0 is silence.
 * @see PulseAudio "pa_sw_volume_to_linear": the same curve desktops have used since 2008
 */
export function toGain(volumePercent: number): number {
  const share = Math.min(100, Math.max(0, volumePercent)) / 100;
  return share * share * share;
}
