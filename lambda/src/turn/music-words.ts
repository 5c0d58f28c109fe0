// What is left of the words for music once the politeness is gone; null where they mean "anything".

const LEADING =
  /^(?:(?:please|(?:me|us)(?= (?:some|any|a|the)\b)|some|any|a bit of|bit of|some of|a little|a little bit of|a few|more|a|an|play|playing|that|those|good|nice|kind of good|whatever|the genre|songs? by|tracks? by|music by|tunes? by|anything by|something by|stuff by|the (?:music|songs?|tracks?|best) (?:of|by)|songs? from|music from)\s+)+/u;
const TRAILING =
  /(?:\s+(?:please|now|quietly|softly|loudly|at (?:[a-z]+[ -])?(?:[a-z]+|\d+) ?(?:percent|%|volume)|music|songs?|tunes?|tracks?|stuff|vibes|for me|for us|thanks|thank you|instead|playlist|type of music|kind of music))+$/u;
const ANYTHING =
  /^(?:(?:some|any|a|an|the|my|our|whatever|good|nice|more|little|bit of)\s+)*(?:something|anything|everything|music|songs?|tunes?|tracks?|playlists?|stuff|sounds?|(?:whatever|anything|something) you like|whatever|any|audio|beats|jams|something (?:good|nice|fun|else)|some|it|this|that)(?:\s+(?:good|nice|else|please|for me|for us|now))*$/u;
/** "The summer hits playlist" is called "summer hits". */
const PLAYLIST = /\bplaylist$/u;
/** As much as a command carries. @see contract Source */
const MAX_WORDS_LENGTH = 140;

/** "some jazz, please" is "jazz"; "some music" and "anything" are null. Words that clean to nothing stay as they were. */
export function cleanMusicWords(raw: string | null): string | null {
  const text = (raw ?? "").replace(/\s+/gu, " ").trim().slice(0, MAX_WORDS_LENGTH);
  const lower = text.toLowerCase();
  if (text === "" || ANYTHING.test(lower) || !/[\p{L}\p{N}]/u.test(text)) return null;
  const start = LEADING.exec(lower)?.[0].length ?? 0;
  const end = TRAILING.exec(lower.slice(start))?.[0].length ?? 0;
  const isPlaylist = end > 0 && PLAYLIST.test(lower);
  const cleaned = text
    .slice(start, text.length - end)
    .trim()
    .replace(isPlaylist ? /^(?:the|my|our) (?=.)/iu : "", "");
  if (cleaned === "") return text;
  return ANYTHING.test(cleaned.toLowerCase()) ? null : cleaned;
}
