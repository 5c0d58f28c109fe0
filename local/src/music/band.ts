// What a piece is written with: beats instead of seconds, swing, players who are never quite exact, and a kit of instruments.
import { assertNever } from "@house-band/contract";
import { toHz } from "./harmony.ts";
import type { Random } from "./random.ts";
import { type Bus, mixInto, type Place } from "./synth/bus.ts";
import { createKit, type Drum } from "./synth/drums.ts";
import { PLACES } from "./synth/instruments.ts";
import { renderPluck, type StringKind } from "./synth/pluck.ts";
import { playElectricPiano, playTone, type Timbre } from "./synth/tone.ts";

export type Feel = {
  readonly bpm: number;
  /** Where the off-beat eighth falls within its beat: 0.5 straight, 0.667 swing. */
  readonly offBeat: number;
  /** How far players stray from the beat, in seconds, either way. */
  readonly looseS: number;
};

/** A note as a composer writes it: position and length in beats, pitch as a MIDI number, strength 0 … 1. */
export type Written = {
  readonly beat: number;
  readonly beats: number;
  readonly note: number;
  readonly velocity: number;
};

export type Band = {
  readonly random: Random;
  /** Beats that fit into the piece. */
  readonly beats: number;
  drum(drum: Drum, beat: number, velocity: number, place?: Place): void;
  tone(timbre: Timbre, written: Written, place: Place): void;
  electricPiano(written: Written, place: Place): void;
  pluck(kind: StringKind, written: Written, place: Place): void;
  /** A string's sound for further treatment (an amplifier), with the second at which it starts. */
  pluckSound(kind: StringKind, written: Written): { readonly sound: Float32Array; readonly atS: number };
  /** Adds a finished sound. */
  place(sound: Float32Array, atS: number, place: Place): void;
  toSeconds(beat: number): number;
};

/** A band that plays into `bus`, for a piece of this length; its tuning and looseness are `random`'s. */
export function createBand(bus: Bus, feel: Feel, random: Random, seconds: number): Band {
  const beatS = 60 / feel.bpm;
  const kit = createKit(random);
  const tuning = random.between(0.994, 1.006); // no two bands tune to the very same pitch
  const toSeconds = (beat: number): number => {
    const whole = Math.floor(beat);
    const part = beat - whole;
    const swung = part < 0.5 ? part * 2 * feel.offBeat : feel.offBeat + (part - 0.5) * 2 * (1 - feel.offBeat);
    return (whole + swung) * beatS;
  };
  const perform = (written: Written) => {
    const startS = toSeconds(written.beat);
    return {
      atS: startS + random.between(0, 2 * feel.looseS),
      lengthS: toSeconds(written.beat + written.beats) - startS,
      hz: tuning * toHz(written.note),
      velocity: written.velocity * random.between(0.9, 1),
    };
  };
  const pluckSound: Band["pluckSound"] = (kind, written) => {
    const note = perform(written);
    return { sound: renderPluck(kind, note, random), atS: note.atS };
  };
  return {
    random,
    beats: Math.floor(seconds / beatS),
    drum: (drum, beat, velocity, place = placeOf(drum)) => {
      const level = place.level * velocity * random.between(0.88, 1);
      mixInto(bus, kit.stroke(drum), toSeconds(beat) + random.between(0, 2 * feel.looseS), { ...place, level });
    },
    tone: (timbre, written, place) => playTone(bus, timbre, perform(written), place),
    electricPiano: (written, place) => playElectricPiano(bus, perform(written), place),
    pluck: (kind, written, place) => {
      const { sound, atS } = pluckSound(kind, written);
      mixInto(bus, sound, atS, place);
    },
    pluckSound,
    place: (sound, atS, place) => mixInto(bus, sound, atS, place),
    toSeconds,
  };
}

function placeOf(drum: Drum): Place {
  switch (drum) {
    case "kick":
    case "soft-kick":
      return PLACES.kick;
    case "snare":
    case "rim":
    case "clap":
    case "brush":
      return PLACES.snare;
    case "ride":
    case "crash":
      return PLACES.ride;
    case "closed-hat":
    case "open-hat":
    case "shaker":
      return PLACES.hat;
    case "tom":
      return { ...PLACES.kick, pan: -0.4 };
    default:
      return assertNever(drum);
  }
}
