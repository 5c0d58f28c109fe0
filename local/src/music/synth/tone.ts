// Sustained and struck tones from wavetables: strings, pads, organ, vibraphone, leads; and the two-operator FM piano.
import { type Bus, mixInto, type Place, RATE_HZ } from "./bus.ts";

export type Note = { readonly atS: number; readonly lengthS: number; readonly hz: number; readonly velocity: number };

export type Timbre = {
  /** Strength of the 1st, 2nd, … partial at the start and when the tone has settled. */
  readonly bright: readonly number[];
  readonly dark: readonly number[];
  /** Time constant from bright to dark. */
  readonly mellowS: number;
  readonly attackS: number;
  /** Time constant towards the sustained level. */
  readonly decayS: number;
  readonly sustain: number;
  readonly releaseS: number;
  /** Several players: cents apart. One player: [0]. */
  readonly detuneCents: readonly number[];
  readonly vibrato?: { readonly hz: number; readonly cents: number };
};

const TABLE_SIZE = 2_048;
/** Partials above this would fold back as noise. */
const HIGHEST_PARTIAL_HZ = 17_000;

/** Partials of a sawtooth, softened above `softAbove`. */
export const sawPartials = (count: number, softAbove = count): readonly number[] =>
  Array.from({ length: count }, (_, i) => (1 / (i + 1)) * (i < softAbove ? 1 : Math.exp((softAbove - i) / 3)));

/** Adds a note to the bus, one voice for each detuned player of the timbre, spread across the picture. */
export function playTone(bus: Bus, timbre: Timbre, note: Note, place: Place): void {
  const level = (place.level * note.velocity) / Math.sqrt(timbre.detuneCents.length);
  timbre.detuneCents.forEach((cents, player) => {
    const spread = timbre.detuneCents.length === 1 ? 0 : (player / (timbre.detuneCents.length - 1)) * 2 - 1;
    const sound = renderTone(timbre, { ...note, hz: note.hz * 2 ** (cents / 1_200) }, player / 7);
    mixInto(bus, sound, note.atS, { ...place, pan: Math.max(-1, Math.min(1, place.pan + 0.45 * spread)), level });
  });
}

function renderTone(timbre: Timbre, note: Note, startPhase: number): Float32Array {
  const { sin, PI } = Math;
  const heldFrames = Math.round(note.lengthS * RATE_HZ);
  const sound = new Float32Array(heldFrames + Math.round(timbre.releaseS * 4 * RATE_HZ));
  const partials = Math.max(1, Math.floor(HIGHEST_PARTIAL_HZ / note.hz));
  const bright = wavetable(timbre.bright, partials);
  const dark = wavetable(timbre.dark, partials);
  const mellow = Math.exp(-1 / (timbre.mellowS * RATE_HZ));
  const decay = Math.exp(-1 / (timbre.decayS * RATE_HZ));
  const release = Math.exp(-1 / (timbre.releaseS * RATE_HZ));
  const attackStep = 1 / Math.max(1, timbre.attackS * RATE_HZ);
  const calmStep = (note.hz * TABLE_SIZE) / RATE_HZ;
  const wobble = timbre.vibrato ? (timbre.vibrato.cents / 1_200) * Math.LN2 : 0;
  const wobbleStep = (2 * PI * (timbre.vibrato?.hz ?? 0)) / RATE_HZ;
  let step = calmStep;
  let phase = startPhase * TABLE_SIZE;
  let brightness = 1;
  let attack = 0;
  let body = 1;
  let tail = 1;
  for (let i = 0; i < sound.length; i++) {
    if (attack < 1) attack = Math.min(1, attack + attackStep);
    else body = timbre.sustain + (body - timbre.sustain) * decay;
    if (i > heldFrames) tail *= release;
    brightness *= mellow;
    const index = phase | 0;
    const part = phase - index;
    const next = (index + 1) & (TABLE_SIZE - 1);
    const b = (bright[index] ?? 0) + part * ((bright[next] ?? 0) - (bright[index] ?? 0));
    const d = (dark[index] ?? 0) + part * ((dark[next] ?? 0) - (dark[index] ?? 0));
    sound[i] = (d + brightness * (b - d)) * attack * body * tail;
    if (wobble !== 0 && (i & 15) === 0) step = calmStep * (1 + wobble * sin(i * wobbleStep));
    phase += step;
    if (phase >= TABLE_SIZE) phase -= TABLE_SIZE;
  }
  return sound;
}

/** An electric piano: a sine whose phase a second sine shakes, hard at the strike and then less and less. */
export function playElectricPiano(bus: Bus, note: Note, place: Place): void {
  const { sin, exp, PI } = Math;
  const frames = Math.round((note.lengthS + 0.25) * RATE_HZ);
  const sound = new Float32Array(frames);
  const turn = (2 * PI * note.hz) / RATE_HZ;
  const decay = exp(-1 / (RATE_HZ * (0.5 + 180 / note.hz)));
  const settle = exp(-1 / (RATE_HZ * 0.22));
  const tineDecay = exp(-1 / (RATE_HZ * 0.05));
  const release = exp(-1 / (RATE_HZ * 0.06));
  let body = note.velocity;
  let shake = 1.3 * note.velocity;
  let tine = 0.25 * note.velocity;
  for (let i = 0; i < frames; i++) {
    const phase = i * turn;
    sound[i] = body * sin(phase + shake * sin(phase)) + tine * sin(phase * 7.02);
    body *= i > note.lengthS * RATE_HZ ? release : decay;
    shake = 0.25 + (shake - 0.25) * settle;
    tine *= tineDecay;
  }
  softenStart(sound, 60);
  mixInto(bus, sound, note.atS, place);
}

function softenStart(sound: Float32Array, frames: number): void {
  for (let i = 0; i < frames; i++) sound[i] = ((sound[i] ?? 0) * i) / frames;
}

const tables = new Map<string, Float32Array>();

/** One period of the partials, as many as the pitch leaves room for; kept, since pieces repeat their notes. */
function wavetable(partials: readonly number[], most: number): Float32Array {
  const count = Math.min(partials.length, most);
  const key = `${count}:${partials.join()}`;
  const known = tables.get(key);
  if (known) return known;
  const { sin, PI } = Math;
  const table = new Float32Array(TABLE_SIZE);
  for (let partial = 1; partial <= count; partial++) {
    const strength = partials[partial - 1] ?? 0;
    if (strength === 0) continue;
    const phase = (partial * partial * 0.7) % (2 * PI); // spread phases: a lower crest for the same sound
    for (let i = 0; i < TABLE_SIZE; i++) {
      table[i] = (table[i] ?? 0) + strength * sin((2 * PI * partial * i) / TABLE_SIZE + phase);
    }
  }
  tables.set(key, table);
  return table;
}
