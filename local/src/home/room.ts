// The simulated room: what of each speaker's cone reaches the place where a microphone stands. The direct sound, later and
// softer with distance; some early reflections; a tail that dies away. The same room for the same seed.
import { flightMs } from "@house-band/bridge-firmware/calibration/flight";
import { createTransform, sizeFor } from "@house-band/bridge-firmware/calibration/transform";
import { windowedSinc } from "@house-band/bridge-firmware/engine/dsp/windowed-sinc";
import { createRandom, type Random } from "../music/random.ts";

export type Cone = {
  /** What leaves it, mono; all cones of a room share one timeline. Its level is that at 1 m. */
  readonly samples: Float32Array;
  /** From the microphone; more than 0. */
  readonly distanceM: number;
};

export type Room = {
  readonly rateHz: number;
  /** The time in which its reverberation falls by 60 dB: 0.05 and more, or 0, the open air. */
  readonly rt60S: number;
  /** Energy of the direct sound against all that comes after it, where the microphone stands. */
  readonly directToReverberantDb: number;
};

/** Half of the reverberant energy comes as single reflections within this time of the direct sound … */
const EARLY_S = { from: 0.0015, to: 0.03 };
const EARLY_COUNT = 9;
/** … each weaker by 1 / e for so much later; the other half is the tail, which begins here. */
const EARLY_FADE_S = 0.02;
const TAIL_FROM_S = 0.008;
const SHORTEST_RT60_S = 0.05;
const DIRECT_TAPS = 24;
const KAISER_BETA = 5.65;

/** All of the cones together, as long as the longest of them. @throws RangeError for a room or a distance that can't be */
export function hear(cones: readonly Cone[], room: Room, seed: number): Float32Array {
  if (room.rt60S !== 0 && !(room.rt60S >= SHORTEST_RT60_S)) {
    throw new RangeError(`a room's RT60 is 0 or at least ${SHORTEST_RT60_S} s, got ${room.rt60S}`);
  }
  const at = cones.find(({ distanceM }) => !(distanceM > 0));
  if (at) throw new RangeError(`a cone is more than 0 m off, got ${at.distanceM}`);
  const heard = new Float32Array(Math.max(0, ...cones.map(({ samples }) => samples.length)));
  for (const [index, cone] of cones.entries()) {
    const random = createRandom(Math.imul(seed, 0x9e3779b1) + 7_919 * index);
    addConvolved(heard, cone.samples, impulseResponse(cone.distanceM, room, random));
  }
  return heard;
}

/** From the cone's moment on. */
function impulseResponse(distanceM: number, room: Room, random: Random): Float32Array {
  const { rateHz, rt60S } = room;
  const directAt = (flightMs(distanceM) * rateHz) / 1_000;
  const reverberation = rt60S > 0 ? reverberate(room, random) : new Float32Array(0);
  const gain = 1 / distanceM;
  const frames = Math.ceil(directAt) + Math.max(DIRECT_TAPS, reverberation.length);
  const response = new Float32Array(frames);
  for (const [n, value] of reverberation.entries()) response[Math.round(directAt) + n] = gain * value;
  const whole = Math.floor(directAt);
  const kernel = windowedSinc({ fraction: directAt - whole, taps: DIRECT_TAPS, kaiserBeta: KAISER_BETA });
  for (const [k, value] of kernel.entries()) {
    const at = whole - (DIRECT_TAPS / 2 - 1) + k;
    if (at >= 0) response[at] = (response[at] ?? 0) + gain * value;
  }
  return response;
}

/** What follows a direct sound of 1, from its moment on. */
function reverberate({ rateHz, rt60S, directToReverberantDb }: Room, random: Random): Float32Array {
  const energy = 10 ** (-directToReverberantDb / 10);
  const early = new Float32Array(Math.ceil(Math.max(EARLY_S.to, rt60S) * rateHz) + 1);
  for (let count = 0; count < EARLY_COUNT; count++) {
    const second = random.between(EARLY_S.from, EARLY_S.to);
    const strength = random.between(0.25, 0.8) * Math.exp(-second / EARLY_FADE_S);
    early[Math.round(second * rateHz)] = random.chance(0.5) ? strength : -strength;
  }
  const tail = early.map((_, n) => {
    const second = n / rateHz;
    return second < TAIL_FROM_S ? 0 : random.between(-1, 1) * 10 ** ((-3 * second) / rt60S);
  });
  const earlyGain = Math.sqrt(energy / 2 / energyOf(early));
  const tailGain = Math.sqrt(energy / 2 / energyOf(tail));
  return early.map((value, n) => earlyGain * value + tailGain * (tail[n] ?? 0));
}

const energyOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);

/** Adds `signal` through `response` to `out`, block by block: overlap and add. Silent blocks cost nothing. */
function addConvolved(out: Float32Array, signal: Float32Array, response: Float32Array): void {
  const transform = createTransform(sizeFor(2 * Math.max(response.length, 2 ** 14)));
  const step = transform.size - response.length + 1;
  const filter = transform.forward(response).slice();
  for (let from = 0; from < signal.length; from += step) {
    const block = signal.subarray(from, from + step);
    if (block.every((sample) => sample === 0)) continue;
    const product = multiply(transform.forward(block), filter, transform.size);
    const wet = transform.inverse(product);
    for (let n = 0; n < transform.size && from + n < out.length; n++) {
      out[from + n] = (out[from + n] ?? 0) + 2 * (wet[2 * n] ?? 0);
    }
  }
}

/** In place, bins 0 … size / 2; the bins at both ends count once, so they are halved before the doubling above. */
function multiply(spectrum: Float64Array, filter: Float64Array, size: number): Float64Array {
  for (let bin = 0; bin <= size / 2; bin++) {
    const [re, im] = [spectrum[2 * bin] ?? 0, spectrum[2 * bin + 1] ?? 0];
    const [filterRe, filterIm] = [filter[2 * bin] ?? 0, filter[2 * bin + 1] ?? 0];
    const share = bin === 0 || bin === size / 2 ? 0.5 : 1;
    spectrum[2 * bin] = share * (re * filterRe - im * filterIm);
    spectrum[2 * bin + 1] = share * (re * filterIm + im * filterRe);
  }
  return spectrum.fill(0, size + 2);
}
