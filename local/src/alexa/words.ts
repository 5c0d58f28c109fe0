// Utterances and samples as words: the same small tidying for both, so that they can be compared.

export type Word = {
  /** Lower case, without accents: for comparing. */
  readonly form: string;
  /** As it was said, in lower case as Alexa writes it: for slot values. */
  readonly said: string;
};

/** Said around an order without changing it. Alexa's own language model knows these; the skill's samples needn't. */
export const FILLERS: ReadonlySet<string> = new Set(
  "please the a an my our some i we you would could can will may might like want love me us for just hey ok okay so now then um uh maybe kindly er erm uhm hmm hm oh ah aw ugh argh yeah nah alright cheers ta go ahead let lets alexa thanks thank really quickly again? , and? both of? there right? sort kind also? mind dear hello hi yo sir buddy guys actually if possible need"
    .split(" ")
    .filter((word) => !word.endsWith("?")),
);

const CONTRACTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "what's": "what is",
    whats: "what is",
    "who's": "who is",
    whos: "who is",
    "where's": "where is",
    "how's": "how is",
    hows: "how is",
    "when's": "when is",
    "that's": "that is",
    "that'll": "that will",
    "it'll": "it will",
    "there'll": "there will",
    "who'll": "who will",
    "something's": "something is",
    "whatever's": "whatever is",
    "nothing's": "nothing is",
    "he's": "he is",
    "she's": "she is",
    thats: "that is",
    "it's": "it is",
    "there's": "there is",
    "here's": "here is",
    "let's": "let us",
    lets: "let us",
    "i'm": "i am",
    im: "i am",
    "i'd": "i would",
    id: "i would",
    "i'll": "i will",
    "i've": "i have",
    "we're": "we are",
    "we'd": "we would",
    "we'll": "we will",
    "we've": "we have",
    "you're": "you are",
    "they're": "they are",
    "don't": "do not",
    dont: "do not",
    "can't": "can not",
    cant: "can not",
    cannot: "can not",
    "isn't": "is not",
    isnt: "is not",
    "aren't": "are not",
    "doesn't": "does not",
    doesnt: "does not",
    "won't": "will not",
    "shouldn't": "should not",
    "wasn't": "was not",
    "couldn't": "could not",
    "wouldn't": "would not",
    gimme: "give me",
    lemme: "let me",
    wanna: "want to",
    gonna: "going to",
    gotta: "got to",
    "y'all": "you all",
    pls: "please",
    plz: "please",
    vol: "volume",
    ms: "milliseconds",
    msec: "milliseconds",
    "'em": "them",
    tv: "t v",
    bbq: "b b q",
  }),
);

/** Several words that say as little as one, or as much: put as that one. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:right now|at the moment|for now|tonight|this (?:morning|evening|afternoon)|(?:whenever|when) you can)\b/gu,
    "now",
  ],
  [/\b(?:along|together|as well) (?:with|as)(?= (?:the|my|our|in|on) )/gu, "and"],
  [/^(?:hey |hi |ok(?:ay)? |alexa )?house band[, ]+/gu, ""],
  [/\bas well\b/gu, "too"],
  // "Grandma wants some …", "the kids would like …" is a wish like "I want".
  [
    /^(?:(?:the|my|our) )?\p{L}+ (?:wants|fancies|(?:would|'d) (?:like|love)|is after|needs) (?=(?:some|a bit of|a little|to hear|to listen)\b)/gu,
    "i want ",
  ],
  [/\bpercent more\b/gu, "percent louder"],
  [/\bpercent less\b/gu, "percent quieter"],
  [
    /(?<=(?:\bis|\bare|'s|\bsounds|\bseems) (?:just )?(?:a (?:bit|little|tad|touch)|rather|pretty|quite|very|awfully) )(?=(?:loud|quiet|noisy|soft|low)\b)/gu,
    "too ",
  ],
  [/\b(?:all |both )?(?:at the same time|at once|simultaneously)\b/gu, ""],
  [/(?<=\S )(?:mate|love|darling|honey|sweetie|dude|bro|man|folks|everyone)[.!]*$/gu, ""],
  [
    /^(?:ok(?:ay)? |so )?(?:right|right then|alright|well|listen|yo)[, ]+(?=(?:i'm|we're|then|let|could|can|i|we|play|put|stop|turn|now)\b)/gu,
    "",
  ],
  [
    /\b(?:but not|(?<=every ?where |every ?thing |all |speakers |rooms? |house |lot |home |them )but|apart from|other than|excluding|except for|save for)\b/gu,
    "except",
  ],
  // "The phone's ringing", but not "mum's living room".
  [
    /(?<=\p{L})'s (?=(?:at the|asleep|awake|home|here|back|coming|crying)\b|(?!living|dining|sitting|drawing|sewing|reading|gaming|morning|evening)\p{L}{2,}ing\b)/gu,
    " is ",
  ],
  [
    /\bif (?:that's|that is|it's|it is) (?:all right|alright|ok(?:ay)?|fine|not too much trouble)(?: with you)?\b/gu,
    "",
  ],
  [/\bbe an? \p{L}+ and\b/gu, "please"],
  [/\ba (?:little |wee |tiny )?(?:bit|spot|dash|dose|touch) of\b/gu, "some"],
  [/\bany ?more\b/gu, "anymore"],
  [/\bright (?=up\b|down\b|back\b)/gu, ""],
  [/\b(?:out|over) (?=(?:in|on|at|by)\b)/gu, ""],
  [/\b(?:upstairs|downstairs|outside|inside) (?=(?:in|on|at|by) (?:the|my|our) )/gu, ""],
  [/\bun[ -]+(?=mute|pause)/gu, "un"],
  [
    /\b(?:if you (?:can|could|would|like|please|don't mind)|do me a favou?r and|when you get a chance|would you mind|do you mind|do you think you (?:can|could)|(?:is there )?any chance you (?:can|could|would)|why don't you|be so kind as to|i was wondering if you could|is it possible to|i'd appreciate it if you)\b/gu,
    "please",
  ],
];

/** Splits what was typed or said into words; a comma stays, since it parts the members of a list. */
export function toWords(text: string): readonly Word[] {
  const plain = text
    .normalize("NFC")
    .replace(/[’‘ʼ`´]/gu, "'")
    .replace(/&/gu, " and ")
    .replace(/(\d)\s*%/gu, "$1 percent")
    .replace(/%/gu, " percent ")
    .replace(/[-−–](?=\d)/gu, " minus ")
    .replace(/(\d)[.](\d)/gu, "$1 point $2")
    .replace(/[,;:]/gu, " , ")
    .toLowerCase();
  return PHRASES.reduce((said, [phrase, word]) => said.replace(phrase, word), plain)
    .replace(/(?<=\p{L})[-–—](?=\p{L})/gu, " -")
    .split(/[\s]+|[.!?"“”„()[\]{}<>/\\|*_+=~#^]+/u)
    .filter((part) => part !== "" && /[\p{L}\p{N},]/u.test(part))
    .flatMap((part) => (CONTRACTIONS.get(part) ?? part).split(" "))
    .map((said) => ({ said, form: said === "," ? said : toForm(said) }))
    .filter((word) => word.form !== "");
}

/** Words as one text again: "lo", "-fi" is "lo-fi". */
export const joined = (words: readonly Word[]): string =>
  words
    .map(({ said }) => said)
    .join(" ")
    .replace(/ -/gu, "-")
    .replace(/^-/u, "");

/** A word as it is compared: no accents, no apostrophes, no signs. */
function toForm(word: string): string {
  return word.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");
}

const SMALL =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS: ReadonlyMap<string, number> = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety".split(" ").map((word, index) => [word, 20 + 10 * index]),
);

const SCALES: ReadonlyMap<string, number> = new Map([
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
]);

/** The forms of a run of words as one key: "fire pit", "firepit" and "Fire-Pit" are the same; so are "1" and "one". */
export function keyOf(words: readonly Word[]): string {
  return words.map(({ form }) => (/^\d$|^1[0-2]$/u.test(form) ? (SMALL[Number(form)] ?? form) : form)).join("");
}

/**
 * The number that starts at a word, in digits as AMAZON.NUMBER gives it, and how many words it takes; null if none does.
 */
export function numberAt(
  words: readonly Word[],
  start: number,
): { readonly digits: string; readonly length: number } | null {
  const sign = ["minus", "negative"].includes(words[start]?.form ?? "") ? 1 : 0;
  const first = words[start + sign]?.form ?? "";
  const run = digitsInARow(words, start);
  if (run.length > 1 && run.join("").length >= LEAST_RUN) return { digits: run.join(""), length: run.length };
  if (/^\d{1,9}$/u.test(first)) return { digits: `${sign ? "-" : ""}${Number(first)}`, length: sign + 1 };
  let [whole, total, least] = [0, 0, Number.POSITIVE_INFINITY];
  let at = start + sign;
  let last: "none" | "one" | "ten" | "hundred" | "scale" = "none";
  for (; at < words.length; at += 1) {
    const form = words[at]?.form ?? "";
    const isOne = form === "a" && /^(?:hundred|thousand|million|billion)$/u.test(words[at + 1]?.form ?? "");
    const small = isOne ? 1 : SMALL.indexOf(form);
    const ten = TENS.get(form);
    const scale = SCALES.get(form);
    const isFresh = last === "none" || last === "hundred" || last === "scale";
    if (form === "hundred" && last === "one") [total, last] = [total * 100, "hundred"];
    else if (scale !== undefined && scale < least && last !== "none" && last !== "scale")
      [whole, total, least, last] = [whole + total * scale, 0, scale, "scale"];
    else if (form === "and" && (last === "hundred" || last === "scale") && isSmallNumber(words[at + 1]?.form)) continue;
    else if (ten !== undefined && isFresh) [total, last] = [total + ten, "ten"];
    else if (small >= 0 && (isFresh || (last === "ten" && small > 0 && small < 10)))
      [total, last] = [total + small, "one"];
    else break;
  }
  return last === "none" ? null : { digits: `${sign ? "-" : ""}${whole + total}`, length: at - start };
}

/** Fewer digits are numbers of another kind, one after the other. */
const LEAST_RUN = 6;

/** Digits that are said one by one are written one beside the other, as in a telephone number. */
function digitsInARow(words: readonly Word[], start: number): readonly string[] {
  const digits: string[] = [];
  for (let at = start; at < words.length; at += 1) {
    const form = words[at]?.form ?? "";
    const digit = /^\d+$/u.test(form)
      ? form
      : SMALL.slice(0, 10).indexOf(form) >= 0
        ? String(SMALL.indexOf(form))
        : null;
    if (digit === null) break;
    digits.push(digit);
  }
  return digits;
}

const isSmallNumber = (form: string | undefined): boolean =>
  form !== undefined && (SMALL.includes(form) || TENS.has(form));
