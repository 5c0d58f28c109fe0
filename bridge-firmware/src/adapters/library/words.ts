// How words are compared: without accents, capitals, punctuation or spelled-out numbers, in any script. Pure.

/**
 * The words of a text in the form in which two texts are compared: "Guns N' Roses" and "guns and roses" are the same.
 * Only the accents of Latin, Greek and Cyrillic letters fall away: in other scripts such marks are letters.
 */
export function toWords(text: string): readonly string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[ßøæœłđı]/gu, (letter) => UNFOLDED.get(letter) ?? letter)
    .replace(/['’ʼ`]/gu, "")
    .replace(/(?<=\p{L})\$(?=\p{L})/gu, "s")
    .replace(/(?<=\p{L})!(?=\p{L})/gu, "i")
    .replace(/[&+]/gu, " and ");
  const words = plain.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
  return joinNumbers(words.map((word) => SPELLED.get(word) ?? word));
}

/** The key under which spaces don't count: "hip hop", "Hip-Hop" and "hiphop" are one. */
export const toKey = (words: readonly string[]): string => words.join("");

/** The words with their plurals undone, articles and little words gone, where anything else is left. */
export function toLooseWords(words: readonly string[]): readonly string[] {
  const heavy = words.filter((word) => !ARTICLES.has(word));
  return (heavy.length > 0 ? heavy : words).map(singular);
}

/** What people say around the name of the music: "some … music, please". */
export function stripFillers(words: readonly string[]): readonly string[] {
  let from = 0;
  let to = words.length;
  while (from < to && LEADING.has(words[from] ?? "")) from += 1;
  while (to > from && TRAILING.has(words[to - 1] ?? "")) to -= 1;
  return words.slice(from, to);
}

/** True where the words name no music at all: "some music", "anything you like". */
export const namesNothing = (words: readonly string[]): boolean =>
  words.every((word) => LEADING.has(word) || TRAILING.has(word) || NOTHING.has(word));

/** Says how music should feel, and nothing that a tag would hold. */
export const isMood = (word: string): boolean => MOODS.has(word) || ARTICLES.has(word) || LEADING.has(word);

/** A decade or a year, as first and last year: "90s", "1990s", "nineties", "1985". */
export function toYears(word: string): readonly [number, number] | null {
  const [, century, tens] = /^(19|20)?(\d)0s$/u.exec(word) ?? [];
  if (tens !== undefined) {
    const first = Number(century ?? (Number(tens) >= 3 ? 19 : 20)) * 100 + Number(tens) * 10;
    return [first, first + 9];
  }
  return /^(?:19|20)\d\d$/u.test(word) ? [Number(word), Number(word)] : null;
}

/** What is left of "rock hits from the early 90s" when the years are taken out: the words that name something. */
export const withoutYears = (words: readonly string[]): readonly string[] =>
  words.filter(
    (word) => toYears(word) === null && !AROUND_YEARS.has(word) && !LEADING.has(word) && !TRAILING.has(word),
  );

/** Scripts that put no space between words: there a part of a name is a part of its letters. */
export const isUnspaced = (text: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u.test(text);

/** One genre has many spellings. Keys and values are keys of {@link toKey} over loose words. */
export const genreKey = (key: string): string => GENRE_SPELLINGS.get(key) ?? key;

/** One sayable line of at most 200 characters, without controls and marks that turn the writing direction. */
export function toSayable(text: string): string {
  const oneLine = text.normalize("NFC").replace(/\s+/gu, " ");
  const sayable = oneLine.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, "");
  return sayable
    .trim()
    .slice(0, 200)
    .replace(/[\uD800-\uDBFF]$/u, "")
    .trim();
}

function singular(word: string): string {
  return word.length > 3 && /[^sui]s$/u.test(word) ? word.slice(0, -1) : word;
}

/** "twenty one" has become 20 and 1 by now: 21. */
function joinNumbers(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (/^[1-9]$/u.test(word) && before !== undefined && /^[2-9]0$/u.test(before)) {
      joined[joined.length - 1] = String(Number(before) + Number(word));
    } else joined.push(word);
  }
  return joined;
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const mapOf = (pairs: string): ReadonlyMap<string, string> =>
  new Map(
    pairs
      .split(", ")
      .map((pair) => pair.split(" "))
      .map(([from = "", to = ""]) => [from, to]),
  );

const UNFOLDED = mapOf("ß ss, ø o, æ ae, œ oe, ł l, đ d, ı i");

const SPELLED = mapOf(
  "n and, zero 0, one 1, two 2, three 3, four 4, five 5, six 6, seven 7, eight 8, nine 9, ten 10, eleven 11, twelve 12, " +
    "thirteen 13, fourteen 14, fifteen 15, sixteen 16, seventeen 17, eighteen 18, nineteen 19, twenty 20, thirty 30, " +
    "forty 40, fifty 50, sixty 60, seventy 70, eighty 80, ninety 90, hundred 100, thirties 30s, forties 40s, " +
    "fifties 50s, sixties 60s, seventies 70s, eighties 80s, nineties 90s, noughties 2000s",
);

const ARTICLES = setOf("the a an of and my our");
const LEADING = setOf(
  "play some any a an the my our me us something anything bit little lot of more good nice great kind",
);
const TRAILING = setOf(
  "music song songs tune tunes track tracks please stuff playlist station radio again now for me us",
);
const NOTHING = setOf("whatever everything all library collection you like want have is there that");
const AROUND_YEARS = setOf("from in early late mid hits classics oldies decade year s");
const MOODS = setOf(
  "relaxing relaxed calm calming chill chilled chilling soft gentle quiet mellow smooth slow fast loud upbeat happy sad " +
    "best fun cool new old modern vintage favorite favourite lovely beautiful background dinner party cooking breakfast " +
    "morning evening night weekend summer winter romantic cozy cosy energetic for to in by while i we cook dance work " +
    "study sleep read reading working dancing studying music songs tunes really very",
);

const GENRE_SPELLINGS = mapOf(
  "rnb rb, randb rb, rhythmblue rb, classic classical, dnb drumbass, drumnbass drumbass, rocknroll rockroll, " +
    "xmas christmas, electronica electronic",
);
