// What is to be played, in the words of a command line. Pure.
import { type BuiltInSound, err, LIVE_SOURCE_KINDS, type LiveSourceKind, ok, type Result } from "@house-band/contract";
import { didYouMean } from "../text/did-you-mean.ts";

export type Play =
  | { readonly kind: "play"; readonly words: string; readonly isShuffled?: true; readonly on: readonly string[] }
  | { readonly kind: "play-live"; readonly source: LiveSourceKind; readonly on: readonly string[] }
  | { readonly kind: "play-sound"; readonly sound: BuiltInSound; readonly on: readonly string[] };

/** The test tone, for as long as it is listened for. */
export type MeasureTone = { readonly kind: "measure-tone"; readonly on: readonly string[] };

type PlayValues = {
  readonly source?: string;
  readonly sound?: string;
  readonly shuffled?: boolean;
  readonly measure?: boolean;
};

/** Words, or what `--source` or `--sound` names. */
export function readPlay(
  words: readonly string[],
  on: readonly string[],
  { source, sound, shuffled, measure = false }: PlayValues,
): Result<Play | MeasureTone, string> {
  if (measure && sound?.toLowerCase() !== TONE)
    return err(`--measure listens for the tone: house-band play --sound ${TONE} --measure`);
  if (source !== undefined && sound !== undefined) return err("--source and --sound: one of them");
  if (source !== undefined) return readPlayLive(words, source, on);
  if (sound !== undefined) {
    const play = readPlaySound(words, sound, on);
    return play.ok && measure ? ok({ kind: "measure-tone", on }) : play;
  }
  if (words.length === 0) return err('what is to be played? For example: house-band play jazz --on "Fire Pit"');
  return ok({ kind: "play", words: words.join(" "), ...(shuffled && { isShuffled: true as const }), on });
}

const TONE = "test-tone" satisfies BuiltInSound;
const SOUNDS = ["metronome", TONE] as const satisfies readonly BuiltInSound[];

function readPlaySound(words: readonly string[], sound: string, on: readonly string[]): Result<Play, string> {
  const known = SOUNDS.find((one) => one === sound.toLowerCase());
  if (known === undefined) return err(`--sound ${sound}: expected ${SOUNDS.join(" or ")}${didYouMean(sound, SOUNDS)}`);
  if (words.length > 0) return err(`"${words.join(" ")}": the ${known} is all that plays then; leave the words out`);
  return ok({ kind: "play-sound", sound: known, on });
}

function readPlayLive(words: readonly string[], source: string, on: readonly string[]): Result<Play, string> {
  const live = LIVE_SOURCE_KINDS.find((one) => one === source.toLowerCase());
  if (live === undefined) {
    return err(`--source ${source}: expected ${LIVE_SOURCE_KINDS.join(", ")}${didYouMean(source, LIVE_SOURCE_KINDS)}`);
  }
  if (words.length > 0) return err(`"${words.join(" ")}": what the ${live} plays is chosen there; leave the words out`);
  return ok({ kind: "play-live", source: live, on });
}
