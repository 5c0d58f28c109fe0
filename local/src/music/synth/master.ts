// The last step of a piece: as loud as other music (ITU-R BS.1770), peaks rounded off, ends faded.
import { type Bus, RATE_HZ } from "./bus.ts";

const { abs, sign, tanh } = Math;

const TARGET_LUFS = -14;
/** Nothing leaves above this. */
const PEAK = 0.97;
/** From here on peaks are bent; below, the music is untouched. */
const KNEE = 0.65;
const FADE_OUT_S = 2.5;
const FADE_IN_S = 0.004;

/** Masters the bus in place. */
export function master(bus: Bus): void {
  fadeEnds(bus);
  const gain = 10 ** ((TARGET_LUFS - loudnessLufs(bus)) / 20);
  for (const side of [bus.left, bus.right]) {
    for (let i = 0; i < side.length; i++) side[i] = round((side[i] ?? 0) * gain);
  }
}

/** Linear up to the knee, then towards the peak, which is never reached. */
function round(sample: number): number {
  const size = abs(sample);
  if (size <= KNEE) return sample;
  return sign(sample) * (KNEE + (PEAK - KNEE) * tanh((size - KNEE) / (PEAK - KNEE)));
}

function fadeEnds(bus: Bus): void {
  const inFrames = Math.round(FADE_IN_S * RATE_HZ);
  const outFrames = Math.round(FADE_OUT_S * RATE_HZ);
  for (const side of [bus.left, bus.right]) {
    for (let i = 0; i < inFrames; i++) side[i] = ((side[i] ?? 0) * i) / inFrames;
    for (let i = 0; i < outFrames; i++) {
      const at = side.length - 1 - i;
      side[at] = (side[at] ?? 0) * (i / outFrames) ** 2;
    }
  }
}

const BLOCK_S = 0.4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = 10;

/** Integrated loudness. @see ITU-R BS.1770-4, with blocks that don't overlap: the gates move it by less than 0.1 LU */
export function loudnessLufs(bus: Pick<Bus, "left" | "right">): number {
  const left = blockPowers(bus.left);
  const right = blockPowers(bus.right);
  const blocks = left.map((power, i) => power + (right[i] ?? 0));
  const audible = blocks.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS);
  const gate = toLufs(mean(audible)) - RELATIVE_GATE_LU;
  return toLufs(mean(audible.filter((power) => toLufs(power) > gate)));
}

const toLufs = (power: number): number => -0.691 + 10 * Math.log10(Math.max(power, 1e-12));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The K-weighting for 44.1 kHz: a shelf for the head, a high-pass for the ear. @see ITU-R BS.1770-4 tables 1 and 2, retuned */
const SHELF = {
  b: [1.5308412300498355, -2.650979995154729, 1.1690790799210682],
  a: [-1.6636551132560204, 0.7125954280732254],
} as const;
const HIGH_PASS = { b: [1, -2, 1], a: [-1.9891696736297957, 0.9891990357870394] } as const;

function blockPowers(side: Float32Array): number[] {
  const weighted = biquad(biquad(side, SHELF), HIGH_PASS);
  const frames = Math.round(BLOCK_S * RATE_HZ);
  return Array.from({ length: Math.floor(weighted.length / frames) }, (_, block) => {
    let sum = 0;
    for (let i = block * frames; i < (block + 1) * frames; i++) sum += (weighted[i] ?? 0) ** 2;
    return sum / frames;
  });
}

type Biquad = { readonly b: readonly [number, number, number]; readonly a: readonly [number, number] };

function biquad(input: Float32Array, { b: [b0, b1, b2], a: [a1, a2] }: Biquad): Float32Array {
  const output = new Float32Array(input.length);
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  for (let i = 0; i < input.length; i++) {
    const x = input[i] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    output[i] = y;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
  }
  return output;
}
