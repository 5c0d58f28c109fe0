// Jazz: a walking bass, a ride cymbal that swings, a piano that answers, a vibraphone that makes it up as it goes.
import type { Band } from "../band.ts";
import { type Chord, chords, nearest, scaleNote } from "../harmony.ts";
import { PLACES, STRINGS, TIMBRES } from "../synth/instruments.ts";

const SWING_CHANGES = chords("Dm7 G7 Cmaj7 Am7 Dm7 G7 Em7 A7 Fmaj7 Bb7 Em7 A7 Dm7 G7 Cmaj7 A7");
const BALLAD_CHANGES = chords("Fmaj7 Dm7 Gm7 C7 Am7 D7 Gm7 C7 Bbmaj7 Bm7b5 Am7 D7 Gm7 C7 Fmaj7 C7");

/** A quartet at an easy gallop. */
export function swing(band: Band): void {
  eachBar(band, 4, SWING_CHANGES, (beat, chord, next) => {
    walk(band, beat, chord, next);
    for (const stroke of [0, 1, 1.5, 2, 3, 3.5]) band.drum("ride", beat + stroke, stroke % 2 === 1 ? 1 : 0.7);
    for (const stroke of [1, 3]) band.drum("closed-hat", beat + stroke, 0.6);
    for (const stroke of [0, 1, 2, 3]) band.drum("soft-kick", beat + stroke, 0.3);
    if (band.random.chance(0.35)) band.drum("snare", beat + band.random.pick([1.5, 2.5, 3.5]), 0.3);
    comp(band, beat, chord, band.random.pick([[0, 1.5], [1.5, 3.5], [0.5, 2], [1, 2.5], [3.5]]));
  });
  improvise(band, SWING_CHANGES, { fromBeat: 16, centre: 74, busy: 0.75 });
}

/** Brushes, long chords, late at night. */
export function ballad(band: Band): void {
  eachBar(band, 4, BALLAD_CHANGES, (beat, chord, next) => {
    pluckBass(band, beat, 1.9, nearest(chord.root, 36), 0.9);
    pluckBass(band, beat + 2, 1.4, nearest(chord.root + (chord.tones[2] ?? 7), 38), 0.75);
    pluckBass(band, beat + 3.5, 0.45, nearest(next.root, 36) + 1, 0.5);
    for (const stroke of [0, 1, 2, 3]) band.drum("brush", beat + stroke, stroke % 2 === 1 ? 0.75 : 0.4);
    for (const stroke of [1, 3]) band.drum("closed-hat", beat + stroke, 0.35);
    band.drum("ride", beat, 0.4);
    band.drum("soft-kick", beat, 0.4);
    comp(band, beat, chord, band.random.pick([[0], [0, 2.5], [0.5, 3]]), 1.8);
  });
  improvise(band, BALLAD_CHANGES, { fromBeat: 8, centre: 72, busy: 0.45 });
}

function eachBar(
  band: Band,
  beatsPerBar: number,
  changes: readonly Chord[],
  play: (beat: number, chord: Chord, next: Chord) => void,
): void {
  for (let bar = 0; (bar + 1) * beatsPerBar <= band.beats; bar++) {
    const chord = changes[bar % changes.length];
    const next = changes[(bar + 1) % changes.length];
    if (chord && next) play(bar * beatsPerBar, chord, next);
  }
}

/** Root, two tones on the way, and a half tone above or below the next root. */
function walk(band: Band, beat: number, chord: Chord, next: Chord): void {
  const root = nearest(chord.root, 38);
  const target = nearest(next.root, 38);
  const lean = band.random.pick([-1, 1]);
  const line = [root, root + (chord.tones[1] ?? 4), root + (chord.tones[2] ?? 7), target + lean];
  line.forEach((note, i) => {
    pluckBass(band, beat + i, 0.95, note > 50 ? note - 12 : note, i % 2 === 0 ? 0.95 : 0.8);
  });
  if (band.random.chance(0.2)) pluckBass(band, beat + 3.5, 0.4, target - lean, 0.5);
}

function pluckBass(band: Band, beat: number, beats: number, note: number, velocity: number): void {
  band.pluck(STRINGS.uprightBass, { beat, beats, note, velocity }, { ...PLACES.bass, level: 0.75 });
}

function comp(band: Band, beat: number, chord: Chord, hits: readonly number[], beats = 0.7): void {
  for (const hit of hits) {
    for (const tone of chord.colour) {
      const note = nearest(chord.root + tone, 62);
      band.electricPiano({ beat: beat + hit, beats, note, velocity: band.random.between(0.5, 0.75) }, PLACES.keys);
    }
  }
}

/** A line that wanders along the scale, lands on chord tones and takes breath. */
function improvise(
  band: Band,
  changes: readonly Chord[],
  style: { readonly fromBeat: number; readonly centre: number; readonly busy: number },
): void {
  let degree = 2;
  for (let beat = style.fromBeat; beat < band.beats - 4; beat += 0.5) {
    const phrase = Math.floor(beat / 6) % 4;
    if (phrase === 3 || !band.random.chance(beat % 1 === 0 ? style.busy : style.busy * 0.7)) continue;
    const chord = changes[Math.floor(beat / 4) % changes.length];
    if (!chord) continue;
    degree = Math.max(-4, Math.min(8, degree + band.random.pick([-2, -1, -1, 1, 1, 2])));
    if (beat % 4 === 0) degree -= degree % 2;
    const beats = band.random.pick([0.5, 0.5, 1, 1.5]);
    const note = scaleNote(chord, style.centre, degree);
    band.tone(TIMBRES.vibraphone, { beat, beats, note, velocity: band.random.between(0.55, 0.95) }, PLACES.lead);
  }
}
