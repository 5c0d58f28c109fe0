// "Play the metronome": words that name a sound of the bridge's own, and not music to be looked for.
import type { BuiltInSound } from "@house-band/contract";

const NAMES: readonly (readonly [BuiltInSound, RegExp])[] = [
  ["metronome", /^(?:(?:the|a|my|our) )?(?:metronome|click track)$/u],
  ["test-tone", /^(?:(?:the|a|some) )?test (?:tones?|sounds?|signals?)$/u],
];

/** The sound that these words for music name; null where they name music. */
export function builtInSoundIn(words: string | null): BuiltInSound | null {
  const said = (words ?? "").toLowerCase().trim();
  return NAMES.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
}
