// Words that are heard are sometimes repeated ("I don't know …"); these never are.

const NEVER_SAID =
  /\b(?:f+u+c+k+\w*|s+h+i+t+\w*|bitch\w*|cunt\w*|asshole\w*|bastard\w*|dick(?:head)?s?|pussy|whore\w*|slut\w*|fag(?:got)?s?|nigg\w+)\b/iu;

/** Long enough for a name; nobody wants to hear more of what was misheard. */
const MAX_SAID = 60;

/** The words, cut to a sayable length, or null where they should not be spoken. */
export function speakableWords(words: string): string | null {
  const said = [...words].slice(0, MAX_SAID).join("").trim();
  return said === "" || NEVER_SAID.test(said) ? null : said;
}
