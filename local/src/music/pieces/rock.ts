// Rock and blues: a loud kit, guitars through an amplifier, once left and once right, an organ, a lead.
import type { Band } from "../band.ts";
import { type Chord, chords, nearest, scaleNote } from "../harmony.ts";
import { RATE_HZ } from "../synth/bus.ts";
import { PLACES, STRINGS, TIMBRES } from "../synth/instruments.ts";

const ANTHEM = chords("E5 E5 C5 D5 E5 E5 G5 A5");
const CHORUS = chords("C5 G5 D5 E5 C5 G5 A5 B5");
const STOMP = chords("A5 A5 D5 A5 F5 G5 A5 A5");
const TWELVE_BARS = chords("A7 D7 A7 A7 D7 D7 A7 A7 E7 D7 A7 E7");

/** Straight eighths and a chorus that opens up. */
export function anthem(band: Band): void {
  eachBar(band, (bar, beat) => {
    const isChorus = Math.floor(bar / 8) % 2 === 1;
    const chord = (isChorus ? CHORUS : ANTHEM)[bar % 8];
    if (!chord) return;
    beatOfRock(band, beat, isChorus, bar % 8 === 7);
    if (bar % 8 === 0) band.drum("crash", beat, 0.9);
    bassEighths(band, beat, chord);
    const strokes = isChorus
      ? [
          [0, 2.5],
          [2.5, 1.5],
        ]
      : [
          [0, 0.9],
          [1, 0.4],
          [1.5, 0.9],
          [2.5, 0.4],
          [3, 0.9],
        ];
    for (const [at = 0, beats = 1] of strokes) powerChord(band, beat + at, beats, chord, isChorus ? 3 : 5);
    if (isChorus) lead(band, beat, chord);
  });
}

/** Slower, heavier, on the toms. */
export function stomp(band: Band): void {
  eachBar(band, (bar, beat) => {
    const chord = STOMP[bar % STOMP.length];
    if (!chord) return;
    for (const stroke of [0, 0.75, 2]) band.drum("kick", beat + stroke, 1);
    for (const stroke of [1, 3]) band.drum("snare", beat + stroke, 1);
    for (const stroke of [0, 1, 2, 3]) band.drum("open-hat", beat + stroke, 0.5);
    if (bar % 4 === 3) for (const stroke of [2.5, 2.75, 3.25, 3.5]) band.drum("tom", beat + stroke, 0.9);
    bassEighths(band, beat, chord);
    for (const [at, beats] of [
      [0, 0.7],
      [0.75, 0.7],
      [2, 0.45],
      [2.5, 1.3],
    ] as const)
      powerChord(band, beat + at, beats, chord, 6);
    if (bar >= 8) lead(band, beat, chord);
  });
}

/** Twelve bars, a shuffle, an organ that sighs. */
export function blues(band: Band): void {
  eachBar(band, (bar, beat) => {
    const chord = TWELVE_BARS[bar % TWELVE_BARS.length];
    if (!chord) return;
    for (const stroke of [0, 2, 2.5]) band.drum("kick", beat + stroke, 0.8);
    for (const stroke of [1, 3]) band.drum("snare", beat + stroke, 0.8);
    for (const stroke of [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5])
      band.drum("closed-hat", beat + stroke, stroke % 1 === 0 ? 0.8 : 0.45);
    [0, 4, 7, 9, 10, 9, 7, 4].forEach((step, i) => {
      const note = nearest(chord.root, 36) + step;
      band.pluck(
        STRINGS.electricBass,
        { beat: beat + i / 2, beats: 0.45, note, velocity: i % 2 === 0 ? 0.9 : 0.7 },
        PLACES.bass,
      );
    });
    for (const tone of chord.colour) {
      const note = nearest(chord.root + tone, 62);
      band.tone(TIMBRES.organ, { beat, beats: 3.8, note, velocity: 0.5 }, { ...PLACES.keys, level: 0.07 });
    }
    if (bar % 4 !== 3) lead(band, beat, chord);
  });
}

function eachBar(band: Band, play: (bar: number, beat: number) => void): void {
  for (let bar = 0; (bar + 1) * 4 <= band.beats; bar++) play(bar, bar * 4);
}

function beatOfRock(band: Band, beat: number, isOpen: boolean, isFill: boolean): void {
  for (const stroke of isOpen ? [0, 1.5, 2, 2.5] : [0, 2, 2.5]) band.drum("kick", beat + stroke, 1);
  for (const stroke of [1, 3]) band.drum("snare", beat + stroke, 1);
  for (let eighth = 0; eighth < 4; eighth += 0.5) {
    band.drum(isOpen ? "open-hat" : "closed-hat", beat + eighth, eighth % 1 === 0 ? 0.9 : 0.55);
  }
  if (isFill)
    for (const stroke of [2.5, 2.75, 3, 3.25, 3.5, 3.75]) band.drum(stroke < 3.2 ? "snare" : "tom", beat + stroke, 0.8);
}

function bassEighths(band: Band, beat: number, chord: Chord): void {
  for (let eighth = 0; eighth < 4; eighth += 0.5) {
    const note = nearest(chord.root, 33);
    band.pluck(
      STRINGS.electricBass,
      { beat: beat + eighth, beats: 0.46, note, velocity: eighth % 1 === 0 ? 1 : 0.8 },
      PLACES.bass,
    );
  }
}

/** Root, fifth and octave, played twice: one guitarist on each side. */
function powerChord(band: Band, beat: number, beats: number, chord: Chord, drive: number): void {
  for (const pan of [-0.75, 0.75]) {
    const strings = [0, 7, 12].map((step) => {
      const note = nearest(chord.root, 43) + step;
      return band.pluckSound(STRINGS.steelGuitar, { beat, beats, note, velocity: 0.9 });
    });
    const first = strings[0];
    if (!first) continue;
    const sum = Float32Array.from(first.sound, (_, i) => strings.reduce((all, { sound }) => all + (sound[i] ?? 0), 0));
    band.place(amplify(sum, drive), first.atS, { pan, level: 0.17, room: 0.12 });
  }
}

/** A valve that is driven too hard, then a loudspeaker that passes 90 Hz … 4.2 kHz. */
function amplify(sound: Float32Array, drive: number): Float32Array {
  const { exp, PI, tanh } = Math;
  const lowShare = 1 - exp((-2 * PI * 90) / RATE_HZ);
  const highShare = 1 - exp((-2 * PI * 4_200) / RATE_HZ);
  let rumble = 0;
  let first = 0;
  let second = 0;
  return sound.map((sample) => {
    const driven = tanh(drive * sample);
    rumble += lowShare * (driven - rumble);
    first += highShare * (driven - rumble - first);
    second += highShare * (first - second);
    return second;
  });
}

function lead(band: Band, beat: number, chord: Chord): void {
  let degree = band.random.pick([0, 2, 4]);
  for (let at = 0; at < 4; at += 0.5) {
    if (!band.random.chance(0.55)) continue;
    degree += band.random.pick([-1, 1, 1, -2]);
    const note = scaleNote(chord, 67, Math.max(-2, Math.min(7, degree)));
    const { sound, atS } = band.pluckSound(STRINGS.steelGuitar, { beat: beat + at, beats: 0.9, note, velocity: 0.9 });
    band.place(amplify(sound, 4), atS, { ...PLACES.lead, level: 0.14 });
  }
}
