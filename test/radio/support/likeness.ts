// Whether two pieces of sound are the same, and how loud one is beside the other. Pure.
import { createLagMeter } from "@house-band/local/meter/lag";
import { median } from "../../../bridge-firmware/src/core/median.ts";
import { RATE_HZ } from "./stream.ts";

const meter = createLagMeter(RATE_HZ, RATE_HZ);

/** 0 … 1, the median of every second: unrelated noise stays below 0.15. The two may be a third of a second apart. */
export function likeness(one: Float32Array, other: Float32Array): number {
  const seconds = Math.floor(Math.min(one.length, other.length) / RATE_HZ);
  const each = Array.from({ length: seconds }, (_, n) => {
    const [first, second] = [one, other].map((sound) => sound.subarray(n * RATE_HZ, (n + 1) * RATE_HZ));
    const lag = first && second ? meter.compare(meter.transform(first), meter.transform(second)) : null;
    return lag?.coherence ?? 0;
  });
  return median(each);
}

/** How much louder than `one` the other is, in dB: root mean squares of steady noise. */
export function louderDb(one: Float32Array, other: Float32Array): number {
  return 20 * Math.log10(rms(other) / rms(one));
}

const rms = (sound: Float32Array): number =>
  Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length);
