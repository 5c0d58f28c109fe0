// "Play my phone", "play the Echo", "play the turntable": words that name what plays elsewhere already, and not music to be looked for.
import type { LiveSourceKind } from "@house-band/contract";

const FROM = "(?:(?:the |some )?(?:music|audio|sound|songs?|stuff) (?:from|of|on) |what(?:ever)? )?";
/** Without one it may be a title: there are songs called "Echo". */
const WHOSE = "(?:the|my|our|this|your) ";
const WHAT = "(?:'s)?(?: (?:music|audio|sound|bluetooth|plays|is playing))?";

const NAMES: readonly (readonly [LiveSourceKind, RegExp])[] = [
  ["echo", new RegExp(`^${FROM}${WHOSE}(?:amazon )?echo(?: (?:dot|show|studio|pop|plus|spot|device))?${WHAT}$`, "u")],
  [
    "phone",
    new RegExp(
      `^${FROM}${WHOSE}(?:phone|i ?phone|android|smart ?phone|mobile|mobile phone|cell ?phone|tablet|i ?pad|laptop|computer)${WHAT}$`,
      "u",
    ),
  ],
  [
    "line",
    new RegExp(
      `^${FROM}(?:${WHOSE})?(?:line[- ]?in(?:put)?|aux(?:iliary)?(?: (?:in|input|cable))?|turn ?table|record player|c\\.? ?d\\.? player|tape deck)${WHAT}$`,
      "u",
    ),
  ],
  // "TV" alone may be music: there are songs about it
  ["line", new RegExp(`^${FROM}${WHOSE}(?:t\\.? ?v\\.?|television|vinyl|records?)${WHAT}$`, "u")],
  ["airplay", new RegExp(`^${FROM}(?:${WHOSE})?air ?play${WHAT}$`, "u")],
  ["spotify", new RegExp(`^${FROM}(?:${WHOSE})?spotify(?: connect)?${WHAT}$`, "u")],
  ["dlna", new RegExp(`^${FROM}(?:${WHOSE})?d\\.? ?l\\.? ?n\\.? ?a\\.?${WHAT}$`, "u")],
];

/** The live source that these words for music name; null where they name music. */
export function liveSourceIn(words: string | null): LiveSourceKind | null {
  const said = (words ?? "").toLowerCase().replace(/[’`]/gu, "'").trim();
  return NAMES.find(([, pattern]) => pattern.test(said))?.[0] ?? null;
}
