// Classical, ambient, folk and electronic: arpeggios, slow strings, pads, fingers on strings, a pulse at night.
import type { Band } from "../band.ts";
import { type Chord, chords, nearest, scaleNote } from "../harmony.ts";
import { PLACES, STRINGS, TIMBRES } from "../synth/instruments.ts";

const PRELUDE = chords("C Am Dm G7 C F Dm G7 Em Am Dm7 G7 Cmaj7 Fmaj7 Dm7 G7 C C");
const ADAGIO = chords("Am F C G Dm Am E7 Am F C Dm G C F E7 Am");
const DAWN = chords("Cmaj7 Fmaj7 Am7 Fmaj7 Dm7 Gm7 Cmaj7 Fmaj7");
const FENCE = chords("G D Em C G D C G Am C G D Em C D G");
const NEON = chords("Am F C G Am F Dm E7");

/** Broken chords on a piano, a flute far away. */
export function prelude(band: Band): void {
  eachChord(band, PRELUDE, 4, (beat, chord, bar) => {
    const shape = [0, 2, 3, 4, 6, 4, 3, 2];
    for (let i = 0; i < 16; i++) {
      const note = arpeggio(chord, shape[i % 8] ?? 0, 50);
      const velocity = i % 8 === 0 ? 0.95 : 0.6 + 0.15 * ((i % 4) / 4);
      band.tone(
        TIMBRES.piano,
        { beat: beat + i / 4, beats: i % 8 === 0 ? 2 : 0.6, note, velocity },
        place(PLACES.keys, -0.1, 0.3),
      );
    }
    band.tone(
      TIMBRES.piano,
      { beat, beats: 3.6, note: nearest(chord.root, 36), velocity: 0.8 },
      place(PLACES.keys, -0.3, 0.3),
    );
    if (bar >= 4)
      melody(band, beat, chord, 76, [
        [0, 2],
        [2, 1],
        [3, 1],
      ]);
  });
}

/** Four voices of strings under a harp. */
export function adagio(band: Band): void {
  eachChord(band, ADAGIO, 3, (beat, chord, bar) => {
    [0, 1, 2, 3].forEach((voice) => {
      const note = arpeggio(chord, voice + 1, 46) + (voice === 0 ? -12 : 0);
      const pan = [0.5, 0.15, -0.2, -0.55][voice] ?? 0;
      band.tone(TIMBRES.strings, { beat, beats: 2.95, note, velocity: 0.7 }, { pan, level: 0.11, room: 0.5 });
    });
    for (let i = 0; i < 6; i++) {
      const note = arpeggio(chord, i < 4 ? i + 2 : 7 - i + 1, 55);
      band.pluck(
        STRINGS.harp,
        { beat: beat + i / 2, beats: 1.2, note, velocity: i === 0 ? 0.8 : 0.55 },
        { pan: 0.25, level: 0.28, room: 0.45 },
      );
    }
    if (bar >= 2)
      melody(
        band,
        beat,
        chord,
        74,
        band.random.pick([
          [
            [0, 2],
            [2, 1],
          ],
          [
            [0, 1],
            [1, 2],
          ],
          [[0, 3]],
        ]),
        "strings",
      );
  });
}

/** Chords like weather, bells, a slow heartbeat. */
export function dawn(band: Band): void {
  eachChord(band, DAWN, 8, (beat, chord) => {
    for (const tone of chord.colour) {
      band.tone(TIMBRES.pad, { beat, beats: 8.5, note: nearest(chord.root + tone, 58), velocity: 0.8 }, PLACES.wide);
    }
    band.tone(
      TIMBRES.pad,
      { beat, beats: 8, note: nearest(chord.root, 36), velocity: 0.8 },
      { ...PLACES.wide, room: 0.3 },
    );
    for (let at = 0; at < 8; at += 0.5) {
      if (!band.random.chance(0.4)) continue;
      const note = scaleNote(chord, 79, band.random.pick([0, 2, 4, 6, 7]));
      const pan = band.random.between(-0.7, 0.7);
      band.tone(
        TIMBRES.bell,
        { beat: beat + at, beats: 1.5, note, velocity: band.random.between(0.4, 0.9) },
        { pan, level: 0.13, room: 0.8 },
      );
    }
    for (let at = 0; at < 8; at++) band.drum("shaker", beat + at, 0.4, { pan: 0.3, level: 0.25, room: 0.4 });
    for (const at of [0, 4]) band.drum("soft-kick", beat + at, 0.5);
  });
}

/** A steel-string guitar picked with thumb and fingers. */
export function picketFence(band: Band): void {
  eachChord(band, FENCE, 4, (beat, chord, bar) => {
    const fingers = [3, 4, 2, 5, 3, 4, 2, 4];
    for (let i = 0; i < 8; i++) {
      const note = arpeggio(chord, fingers[i] ?? 3, 43);
      band.pluck(
        STRINGS.steelGuitar,
        { beat: beat + i / 2, beats: 1, note, velocity: i % 2 === 0 ? 0.75 : 0.6 },
        PLACES.guitar,
      );
    }
    for (const at of [0, 2]) {
      const note = nearest(chord.root + (at === 2 ? 7 : 0), 43);
      band.pluck(
        STRINGS.nylonGuitar,
        { beat: beat + at, beats: 1.8, note, velocity: 0.9 },
        { pan: -0.25, level: 0.4, room: 0.15 },
      );
    }
    for (const at of [0.5, 1.5, 2.5, 3.5]) band.drum("shaker", beat + at, 0.8);
    for (const at of [1, 3]) band.drum("rim", beat + at, 0.5);
    band.drum("soft-kick", beat, 0.6);
    if (bar >= 4 && bar % 4 !== 3)
      melody(
        band,
        beat,
        chord,
        74,
        band.random.pick([
          [
            [0, 1],
            [1, 1],
            [2, 2],
          ],
          [
            [0, 1.5],
            [1.5, 0.5],
            [2, 2],
          ],
        ]),
      );
  });
}

/** Four on the floor, sixteenths that glitter. */
export function neon(band: Band): void {
  eachChord(band, NEON, 4, (beat, chord, bar) => {
    for (const at of [0, 1, 2, 3]) if (bar >= 2) band.drum("kick", beat + at, 0.95);
    for (const at of [1, 3]) if (bar >= 4) band.drum("clap", beat + at, 0.7);
    for (const at of [0.5, 1.5, 2.5, 3.5]) band.drum("open-hat", beat + at, 0.9);
    for (let i = 0; i < 16; i++) {
      if (i % 4 !== 0) band.drum("closed-hat", beat + i / 4, 0.8);
      const note = arpeggio(chord, [0, 3, 5, 4, 7, 5, 3, 4][(i + bar) % 8] ?? 0, 60);
      const pan = i % 2 === 0 ? -0.5 : 0.5;
      band.tone(
        TIMBRES.synthPluck,
        { beat: beat + i / 4, beats: 0.2, note, velocity: band.random.between(0.5, 0.9) },
        { pan, level: 0.24, room: 0.35 },
      );
    }
    for (const at of [0.5, 1.5, 2.5, 3.25, 3.75]) {
      const note = nearest(chord.root, 33);
      band.tone(
        TIMBRES.synthBass,
        { beat: beat + at, beats: 0.4, note, velocity: 0.9 },
        { pan: 0, level: 0.3, room: 0.02 },
      );
    }
    for (const tone of chord.colour) {
      band.tone(TIMBRES.pad, { beat, beats: 4, note: nearest(chord.root + tone, 62), velocity: 0.6 }, PLACES.wide);
    }
  });
}

function eachChord(
  band: Band,
  progression: readonly Chord[],
  beatsEach: number,
  play: (beat: number, chord: Chord, bar: number) => void,
): void {
  for (let bar = 0; (bar + 1) * beatsEach <= band.beats; bar++) {
    const chord = progression[bar % progression.length];
    if (chord) play(bar * beatsEach, chord, bar);
  }
}

/** The nth tone of the chord, upwards from the root nearest to a note. */
function arpeggio(chord: Chord, index: number, around: number): number {
  const tones = [...new Set(chord.tones.map((tone) => tone % 12))].sort((a, b) => a - b);
  const octave = Math.floor(index / tones.length);
  return nearest(chord.root, around) + 12 * octave + (tones[index % tones.length] ?? 0);
}

function melody(
  band: Band,
  beat: number,
  chord: Chord,
  centre: number,
  rhythm: readonly (readonly number[])[],
  voice: "flute" | "strings" = "flute",
): void {
  let degree = band.random.pick([0, 2, 4]);
  for (const [at = 0, beats = 1] of rhythm) {
    const note = scaleNote(chord, centre, degree);
    const velocity = band.random.between(0.6, 0.85);
    band.tone(
      TIMBRES[voice],
      { beat: beat + at, beats: beats * 0.95, note, velocity },
      { ...PLACES.lead, level: voice === "flute" ? 0.2 : 0.12 },
    );
    degree += band.random.pick([-2, -1, 1, 2]);
  }
}

const place = (base: { level: number; room: number }, pan: number, level: number) => ({ ...base, pan, level });
