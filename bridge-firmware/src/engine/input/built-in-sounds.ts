// Sounds that the engine makes itself, for ears that check what plays where, and whether it plays together. A zone plays
// them as it plays files: decoded off the audio loop, aligned, paused and mixed like any music. They have no end.
import { ENGINE_RATE_HZ, TEST_TONE_HZ } from "../protocol.ts";
import { Unplayable } from "./unplayable.ts";

/** A track whose path is one of these after {@link SOUND_SCHEME} is that sound. */
export const BUILT_IN_SOUNDS = ["metronome", "test-tone"] as const;
export type BuiltInSound = (typeof BUILT_IN_SOUNDS)[number];

const SOUND_SCHEME = "sound:";

/** The path of the track that plays it. */
export const builtInSoundPath = (sound: BuiltInSound): string => `${SOUND_SCHEME}${sound}`;

/** Is it a sound's path, and no file's? */
export const isBuiltInSoundPath = (path: string): boolean => path.startsWith(SOUND_SCHEME);

/** −12 dBFS. */
const PEAK = 10 ** (-12 / 20);
/** 60 beats a minute. */
const BEAT_FRAMES = ENGINE_RATE_HZ;
const BEATS_A_BAR = 4;
/** The first one of each bar is the higher one. */
const ACCENT_HZ = 2_000;
const CLICK_HZ = 1_000;
/** It begins within a millisecond, so that the ear has an edge to go by, and rings out: nothing is left when it ends. */
const ATTACK_FRAMES = ENGINE_RATE_HZ / 1_000;
const DECAY_FRAMES = (8 * ENGINE_RATE_HZ) / 1_000;
const CLICK_FRAMES = ENGINE_RATE_HZ / 10;

/** A fifth of a second: what a zone begins with. */
const PIECE_FRAMES = ENGINE_RATE_HZ / 5;

/**
 * Pieces of a built-in sound from `startMs` on, without end: interleaved stereo at ENGINE_RATE_HZ, the same on both sides.
 * @throws {Unplayable} where there is none by that path
 */
export function* makeBuiltInSound(path: string, startMs: number): Generator<Float32Array, never> {
  const name = path.slice(SOUND_SCHEME.length);
  const sound = BUILT_IN_SOUNDS.find((known) => known === name);
  if (sound === undefined) throw new Unplayable(`there is no such sound; there are ${BUILT_IN_SOUNDS.join(" and ")}`);
  const sampleAt = SAMPLE_AT[sound];
  for (let fromFrame = Math.round((startMs * ENGINE_RATE_HZ) / 1_000); ; fromFrame += PIECE_FRAMES) {
    const piece = new Float32Array(2 * PIECE_FRAMES);
    for (let n = 0; n < PIECE_FRAMES; n++) {
      piece[2 * n] = sampleAt(fromFrame + n);
      piece[2 * n + 1] = piece[2 * n] ?? 0;
    }
    yield piece;
  }
}

const SAMPLE_AT = { metronome: metronomeAt, "test-tone": testToneAt } satisfies Record<
  BuiltInSound,
  (frame: number) => number
>;

function metronomeAt(frame: number): number {
  const at = frame % BEAT_FRAMES;
  if (at >= CLICK_FRAMES) return 0;
  const isAccent = Math.floor(frame / BEAT_FRAMES) % BEATS_A_BAR === 0;
  const swell = at < ATTACK_FRAMES ? at / ATTACK_FRAMES : Math.exp((ATTACK_FRAMES - at) / DECAY_FRAMES);
  return PEAK * swell * sineAt(isAccent ? ACCENT_HZ : CLICK_HZ, at);
}

/** Its period is a whole number of frames: no rounding adds up. */
function testToneAt(frame: number): number {
  return PEAK * sineAt(TEST_TONE_HZ, frame % (ENGINE_RATE_HZ / TEST_TONE_HZ));
}

const sineAt = (hz: number, frame: number): number => Math.sin((2 * Math.PI * hz * frame) / ENGINE_RATE_HZ);
