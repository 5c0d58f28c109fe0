// A drum kit: kick, snare, hats, ride, brushes, shaker, clap. No two kits sound alike, and no two strokes quite: otherwise
// two different songs would share their drums to the sample, and a meter would take them for one.
import { assertNever } from "@house-band/contract";
import type { Random } from "../random.ts";
import { RATE_HZ } from "./bus.ts";

export type Drum =
  | "kick"
  | "soft-kick"
  | "snare"
  | "rim"
  | "closed-hat"
  | "open-hat"
  | "ride"
  | "crash"
  | "brush"
  | "shaker"
  | "clap"
  | "tom";

export type Kit = {
  /** One stroke at full strength. */
  stroke(drum: Drum): Float32Array;
};

/** Strokes that each drum of a kit alternates between. */
const STROKES = 4;

/** A kit whose drums are made when they are first struck; no two kits sound quite alike. */
export function createKit(random: Random): Kit {
  const tuning = random.between(0.92, 1.08);
  const strokes = new Map<Drum, Float32Array[]>();
  return {
    stroke: (drum) => {
      const known = strokes.get(drum) ?? [];
      strokes.set(drum, known);
      if (known.length < STROKES) {
        const fresh = renderDrum(drum, tuning * random.between(0.995, 1.005), random);
        known.push(fresh);
        return fresh;
      }
      return known[Math.floor(random.next() * STROKES)] ?? new Float32Array(0);
    },
  };
}

function renderDrum(drum: Drum, tuning: number, random: Random): Float32Array {
  const skin = (kind: Skin, level = 1) =>
    renderSkin({ ...kind, fromHz: kind.fromHz * tuning, toHz: kind.toHz * tuning }, level, random);
  const metal = (partialsHz: readonly number[], kind: Metal) =>
    renderMetal(
      partialsHz.map((hz) => hz * tuning * random.between(0.99, 1.01)),
      kind,
    );
  const noise = (kind: Hiss) => renderHiss(kind, random);
  switch (drum) {
    case "kick":
      return skin({ fromHz: 160, toHz: 48, bendS: 0.035, ringS: 0.13, click: 0.35 });
    case "soft-kick":
      return skin({ fromHz: 90, toHz: 52, bendS: 0.03, ringS: 0.11, click: 0.05 });
    case "tom":
      return skin({ fromHz: 180, toHz: 105, bendS: 0.06, ringS: 0.16, click: 0.15 });
    case "snare":
      return add(
        skin({ fromHz: 260, toHz: 185, bendS: 0.02, ringS: 0.06, click: 0.2 }, 0.55),
        noise({ seconds: 0.16, decayS: 0.055, lowHz: 1_400, highHz: 9_000 }),
      );
    case "rim":
      return add(
        skin({ fromHz: 900, toHz: 820, bendS: 0.01, ringS: 0.012, click: 0.5 }, 0.6),
        noise({ seconds: 0.04, decayS: 0.008, lowHz: 2_000, highHz: 8_000 }),
      );
    case "closed-hat":
      return noise({ seconds: 0.09, decayS: 0.018, lowHz: 6_500, highHz: 15_000 });
    case "open-hat":
      return noise({ seconds: 0.45, decayS: 0.14, lowHz: 6_000, highHz: 15_000 });
    case "ride":
      return add(
        metal([3_170, 4_271, 5_403, 6_127, 7_361, 8_893], { seconds: 1.1, decayS: 0.34, level: 0.16 }),
        noise({ seconds: 0.5, decayS: 0.1, lowHz: 5_000, highHz: 14_000 }),
        0.35,
      );
    case "crash":
      return add(
        metal([2_711, 3_577, 4_933, 6_301, 7_907], { seconds: 1.8, decayS: 0.5, level: 0.1 }),
        noise({ seconds: 1.8, decayS: 0.45, lowHz: 3_500, highHz: 14_000 }),
        0.8,
      );
    case "brush":
      return noise({ seconds: 0.3, decayS: 0.09, lowHz: 2_500, highHz: 9_000, attackS: 0.02 });
    case "shaker":
      return noise({ seconds: 0.12, decayS: 0.03, lowHz: 4_500, highHz: 12_000, attackS: 0.012 });
    case "clap":
      return add(
        noise({ seconds: 0.25, decayS: 0.06, lowHz: 900, highHz: 5_000 }),
        delayed(noise({ seconds: 0.05, decayS: 0.01, lowHz: 900, highHz: 5_000 }), 0.012),
      );
    default:
      return assertNever(drum);
  }
}

type Skin = {
  readonly fromHz: number;
  readonly toHz: number;
  readonly bendS: number;
  readonly ringS: number;
  readonly click: number;
};
type Metal = { readonly seconds: number; readonly decayS: number; readonly level: number };
type Hiss = {
  readonly seconds: number;
  readonly decayS: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly attackS?: number;
};

/** A skin: a sine that bends down, with the click of the beater. */
function renderSkin(kind: Skin, level: number, random: Random): Float32Array {
  const { exp, sin, PI } = Math;
  let phase = 0;
  return Float32Array.from({ length: Math.round(kind.ringS * 6 * RATE_HZ) }, (_, i) => {
    const t = i / RATE_HZ;
    phase += (2 * PI * (kind.toHz + (kind.fromHz - kind.toHz) * exp(-t / kind.bendS))) / RATE_HZ;
    const click = kind.click * exp(-t / 0.003) * random.between(-1, 1);
    return level * (Math.min(1, t / 0.001) * sin(phase) * exp(-t / kind.ringS) + click);
  });
}

/** Noise between two corner frequencies, dying away. */
function renderHiss({ seconds, decayS, lowHz, highHz, attackS = 0.0005 }: Hiss, random: Random): Float32Array {
  const { exp, PI } = Math;
  const lowShare = 1 - exp((-2 * PI * lowHz) / RATE_HZ);
  const highShare = 1 - exp((-2 * PI * highHz) / RATE_HZ);
  let below = 0;
  let smooth = 0;
  return Float32Array.from({ length: Math.round(seconds * RATE_HZ) }, (_, i) => {
    const t = i / RATE_HZ;
    smooth += highShare * (random.between(-1, 1) - smooth);
    below += lowShare * (smooth - below);
    return (smooth - below) * Math.min(1, t / attackS) * exp(-t / decayS);
  });
}

/** Cymbal metal: partials that fit no harmonic row. */
function renderMetal(partialsHz: readonly number[], { seconds, decayS, level }: Metal): Float32Array {
  const { exp, sin, PI } = Math;
  return Float32Array.from({ length: Math.round(seconds * RATE_HZ) }, (_, i) => {
    const t = i / RATE_HZ;
    let sum = 0;
    for (const [index, hz] of partialsHz.entries())
      sum += sin(2 * PI * hz * t + index) * exp((-t * (1 + index * 0.4)) / decayS);
    return level * sum * Math.min(1, t / 0.0008);
  });
}

function add(first: Float32Array, second: Float32Array, share = 1): Float32Array {
  const length = Math.max(first.length, second.length);
  return Float32Array.from({ length }, (_, i) => (first[i] ?? 0) + share * (second[i] ?? 0));
}

function delayed(sound: Float32Array, seconds: number): Float32Array {
  const frames = Math.round(seconds * RATE_HZ);
  return Float32Array.from({ length: sound.length + frames }, (_, i) => sound[i - frames] ?? 0);
}
