// Chords and scales as numbers: MIDI notes, 60 is middle C.

const QUALITIES = {
  maj7: { tones: [0, 4, 7, 11], colour: [4, 7, 11, 14], scale: [0, 2, 4, 5, 7, 9, 11] },
  m7: { tones: [0, 3, 7, 10], colour: [3, 7, 10, 14], scale: [0, 2, 3, 5, 7, 9, 10] },
  "7": { tones: [0, 4, 7, 10], colour: [4, 9, 10, 14], scale: [0, 2, 4, 5, 7, 9, 10] },
  m7b5: { tones: [0, 3, 6, 10], colour: [3, 6, 10, 12], scale: [0, 1, 3, 5, 6, 8, 10] },
  m: { tones: [0, 3, 7, 12], colour: [0, 3, 7, 12], scale: [0, 2, 3, 5, 7, 8, 10] },
  "5": { tones: [0, 7, 12, 7], colour: [0, 7, 12], scale: [0, 3, 5, 7, 10] },
  "": { tones: [0, 4, 7, 12], colour: [0, 4, 7, 12], scale: [0, 2, 4, 5, 7, 9, 11] },
} as const;

export type Chord = {
  /** 0 C … 11 B */
  readonly root: number;
  /** Semitones above the root: for basses and arpeggios. */
  readonly tones: readonly number[];
  /** The voicing a pianist would choose, mostly without the root. */
  readonly colour: readonly number[];
  readonly scale: readonly number[];
};

/** A progression in letters ("Dm7 G7 Cmaj7"), one chord a word; an unknown one is a slip of the composer's. */
export function chords(progression: string): readonly Chord[] {
  return progression.trim().split(/\s+/).map(parseChord);
}

function parseChord(name: string): Chord {
  const match = /^([A-G])([#b]?)(.*)$/.exec(name);
  const quality = Object.entries(QUALITIES).find(([suffix]) => suffix === match?.[3])?.[1];
  if (!match?.[1] || !quality) throw new Error(`"${name}" is no chord: expected e.g. C, Dm, G7, Fmaj7, Bm7b5, E5`);
  const letter = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }[match[1]] ?? 0;
  const shift = match[2] === "#" ? 1 : match[2] === "b" ? -1 : 0;
  return { root: (letter + shift + 12) % 12, ...quality };
}

/** Of a MIDI note number, equal temperament: 69 is 440 Hz. */
export const toHz = (note: number): number => 440 * 2 ** ((note - 69) / 12);

/** The note of this pitch class that lies nearest to another note. */
export function nearest(pitchClass: number, to: number): number {
  const distance = (((pitchClass - to) % 12) + 18) % 12;
  return to + distance - 6;
}

/** Steps up and down the chord's scale around a note: degree 0 is the nearest chord root. */
export function scaleNote(chord: Chord, around: number, degree: number): number {
  const octave = Math.floor(degree / chord.scale.length);
  const step = chord.scale[degree - octave * chord.scale.length] ?? 0;
  return nearest(chord.root, around) + 12 * octave + step;
}
