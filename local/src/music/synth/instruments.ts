// The instruments of the house band: how each sounds and where it stands.
import type { Place } from "./bus.ts";
import type { StringKind } from "./pluck.ts";
import { sawPartials, type Timbre } from "./tone.ts";

export const STRINGS = {
  uprightBass: { brightness: 0.12, ringS: 2.4, dampS: 0.05 },
  electricBass: { brightness: 0.35, ringS: 4, dampS: 0.03 },
  nylonGuitar: { brightness: 0.45, ringS: 4, dampS: 0.12 },
  steelGuitar: { brightness: 0.8, ringS: 5, dampS: 0.1 },
  harp: { brightness: 0.35, ringS: 7, dampS: 0.8 },
} as const satisfies Record<string, StringKind>;

const single = { detuneCents: [0] } as const;

export const TIMBRES = {
  piano: {
    ...single,
    bright: [1, 0.75, 0.55, 0.4, 0.32, 0.25, 0.2, 0.15, 0.12, 0.1, 0.08, 0.06, 0.05, 0.04],
    dark: [1, 0.35, 0.15, 0.06, 0.03],
    mellowS: 0.28,
    attackS: 0.003,
    decayS: 0.9,
    sustain: 0.06,
    releaseS: 0.09,
    detuneCents: [-1.2, 1.2],
  },
  vibraphone: {
    ...single,
    bright: [1, 0, 0, 0.55, 0, 0, 0, 0, 0, 0.22],
    dark: [1, 0, 0, 0.08],
    mellowS: 0.12,
    attackS: 0.002,
    decayS: 0.7,
    sustain: 0.02,
    releaseS: 0.15,
  },
  strings: {
    bright: sawPartials(22, 9),
    dark: sawPartials(22, 6),
    mellowS: 1.5,
    attackS: 0.16,
    decayS: 1.5,
    sustain: 0.8,
    releaseS: 0.18,
    detuneCents: [-9, -3, 4, 10],
    vibrato: { hz: 5.1, cents: 7 },
  },
  pad: {
    bright: sawPartials(16, 5),
    dark: sawPartials(16, 2),
    mellowS: 3,
    attackS: 1.1,
    decayS: 3,
    sustain: 0.75,
    releaseS: 0.7,
    detuneCents: [-11, -4, 5, 12],
  },
  organ: {
    ...single,
    bright: [1, 0.8, 0.5, 0.6, 0, 0.3, 0, 0.35],
    dark: [1, 0.7, 0.4, 0.5, 0, 0.2, 0, 0.25],
    mellowS: 0.5,
    attackS: 0.006,
    decayS: 1,
    sustain: 0.9,
    releaseS: 0.03,
    vibrato: { hz: 6.2, cents: 9 },
  },
  flute: {
    ...single,
    bright: [1, 0.35, 0.22, 0.08, 0.04],
    dark: [1, 0.18, 0.07],
    mellowS: 0.3,
    attackS: 0.05,
    decayS: 0.8,
    sustain: 0.8,
    releaseS: 0.06,
    vibrato: { hz: 5, cents: 12 },
  },
  synthBass: {
    ...single,
    bright: sawPartials(24, 10),
    dark: sawPartials(24, 2),
    mellowS: 0.09,
    attackS: 0.003,
    decayS: 0.4,
    sustain: 0.5,
    releaseS: 0.03,
  },
  synthPluck: {
    bright: sawPartials(20, 12),
    dark: sawPartials(20, 2),
    mellowS: 0.07,
    attackS: 0.002,
    decayS: 0.16,
    sustain: 0,
    releaseS: 0.08,
    detuneCents: [-6, 6],
  },
  bell: {
    ...single,
    bright: [1, 0, 0.4, 0, 0, 0.3, 0, 0, 0, 0, 0.2],
    dark: [1, 0, 0.1],
    mellowS: 0.4,
    attackS: 0.002,
    decayS: 1.1,
    sustain: 0,
    releaseS: 0.8,
  },
} as const satisfies Record<string, Timbre>;

export const PLACES = {
  bass: { pan: 0, level: 0.5, room: 0.05 },
  kick: { pan: 0, level: 0.8, room: 0.04 },
  snare: { pan: 0.08, level: 0.55, room: 0.18 },
  hat: { pan: 0.35, level: 0.28, room: 0.08 },
  ride: { pan: -0.35, level: 0.22, room: 0.12 },
  keys: { pan: -0.25, level: 0.2, room: 0.25 },
  guitar: { pan: 0.3, level: 0.3, room: 0.2 },
  lead: { pan: 0.15, level: 0.26, room: 0.4 },
  wide: { pan: 0, level: 0.12, room: 0.55 },
} as const satisfies Record<string, Place>;
