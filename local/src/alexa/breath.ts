// What people say around one order in the same breath: reasons ("the kids are asleep"), corrections ("no wait, …"), a
// second order. Alexa reads an utterance as a whole; this tries its parts only where the whole makes no good order.
import type { Word } from "./words.ts";

/** What the parts of an utterance are judged by. */
export type Judged = {
  readonly intent: string;
  readonly cost: number;
  /** A place in it is made of words that nobody knows. */
  readonly guessed: boolean;
  /** A place, a title or a name is. */
  readonly invented: boolean;
  /** It has a word, or a kind of music with its place, that only an order has. */
  readonly isOrder: boolean;
  /** It names a place that is known. */
  readonly namesPlace: boolean;
};

export type Breath<T extends Judged> = {
  readonly words: readonly Word[];
  readonly read: (words: readonly Word[]) => T;
  readonly isForeign: (form: string) => boolean;
  /** What two orders are. */
  readonly twoOrders: T;
  readonly fallbackIntent: string;
};

/** A reading that costs less is left alone; a part that costs more is not trusted. */
const GOOD_COST = 0.3;
const FIRM_COST = 0.44;
/** What each word costs that a correction takes back. */
const TAKEN_BACK_COST = 0.06;
const CORRECTION =
  /(?:^| )(?:no wait|wait no|oh wait|no sorry|sorry no|no i mean|i mean|i meant|no actually|actually no|sorry i meant|scratch that|make that|correction|or rather|no no|oops|hang on no)(?: no| i mean| make that| make it| sorry)?(?= )/gu;

const SUBJECT = /^(?:i|we|he|she|they|it|this|that|there|everyone|everybody|somebody|someone|nobody|people|you)$/u;
const QUESTION = /^(?:what|who|which|where|when|why|how|is|are|do|does|did|was|will)$/u;
/** A refusal before an order makes it none. */
const NEGATION = /^(?:not|never|no)$/u;
const OWNER = /^(?:the|my|our|his|her|their)$/u;
const STATES = new Set(
  "am is are was were have has had can will need needs want wants do does got just hate love like think hear hurt hurts keep keeps sleep sleeping trying try should must cannot could would feel going said told saw".split(
    " ",
  ),
);
const IS = new Set(["is", "are"]);
const MUSICAL = new Set(["music", "song", "songs", "track", "tune", "tunes", "volume", "sound", "speakers", "playing"]);
const REASON = new Set("because cause cos since as while before until although though otherwise".split(" "));
/** After these the order is somebody's wish, a question or a refusal, not an order. */
const NO_ORDER_AFTER = new Set(
  "to you not that when if how why did do does don never or who what which whether should would could can hear play a an the my our some".split(
    " ",
  ),
);

/** The order of an utterance. Two orders are none: nobody can tell which one would be left out. */
export function readBreath<T extends Judged>(breath: Breath<T>): T {
  const corrected = readCorrection(breath);
  if (corrected) return corrected;
  const whole = breath.read(breath.words);
  if (isOurs(whole, breath) && !whole.guessed && whole.cost < GOOD_COST) return whole;
  if (holdsTwoOrders(whole, breath)) return breath.twoOrders;
  if (isOurs(whole, breath) && !whole.invented) return whole;
  const part = readBesideReasons(breath);
  // A title may well sound like a reason: "play i am the walrus".
  return part && (whole.guessed || part.intent !== whole.intent) ? part : whole;
}

const isOurs = <T extends Judged>(reading: T, { fallbackIntent }: Breath<T>): boolean =>
  reading.intent !== fallbackIntent;

const isFirm = <T extends Judged>(reading: T, breath: Breath<T>): boolean =>
  isOurs(reading, breath) && !reading.guessed && reading.cost <= FIRM_COST;

/** What follows "no wait" is an order by itself, or takes the place of as many words as it must. */
function readCorrection<T extends Judged>(breath: Breath<T>): T | null {
  const { words, read } = breath;
  const marks = [
    ...words
      .map(({ form }) => form)
      .join(" ")
      .matchAll(CORRECTION),
  ];
  const mark = marks.at(-1);
  if (!mark) return null;
  const countOf = (text: string): number => text.split(" ").filter(Boolean).length;
  const text = words.map(({ form }) => form).join(" ");
  const before = words.slice(0, countOf(text.slice(0, mark.index)));
  const after = words.slice(countOf(text.slice(0, mark.index + mark[0].length)));
  const alone = read(after);
  if (before.length === 0 || (isFirm(alone, breath) && alone.isOrder)) return isFirm(alone, breath) ? alone : null;
  const spliced = before.map((_, dropped) => ({
    reading: read([...before.slice(0, before.length - dropped), ...after]),
    dropped,
  }));
  const price = ({ reading, dropped }: { reading: T; dropped: number }): number =>
    isFirm(reading, breath) ? reading.cost + TAKEN_BACK_COST * dropped : Number.POSITIVE_INFINITY;
  const best = spliced.filter(({ dropped }) => dropped > 0).sort((one, other) => price(one) - price(other))[0];
  return best && Number.isFinite(price(best)) ? best.reading : null;
}

function holdsTwoOrders<T extends Judged>(whole: T, breath: Breath<T>): boolean {
  const { words, read } = breath;
  return words.some(({ form }, at) => {
    if ((form !== "and" && form !== "then" && form !== ",") || at === 0) return false;
    const right = read(words.slice(at + 1));
    if (!isFirm(right, breath) || !right.isOrder || right.invented) return false;
    const left = read(words.slice(0, at));
    const isOne = left.intent === right.intent ? whole.intent === left.intent : at === 1;
    if (isOne && isOurs(whole, breath) && !whole.guessed) return false;
    if (!isFirm(left, breath) || !left.isOrder) return false;
    return !isOurs(whole, breath) || left.cost + right.cost < whole.cost;
  });
}

/** The longest part that is a good order, where the rest reads like a reason for it. */
function readBesideReasons<T extends Judged>(breath: Breath<T>): T | null {
  const { words, read } = breath;
  if (QUESTION.test(words[0]?.form ?? "")) return null;
  for (let left = 1; left < words.length; left += 1) {
    const parts: (readonly Word[])[] = [];
    if (isReason(words.slice(words.length - left))) parts.push(words.slice(0, words.length - left));
    // After "my alarm is ringing" only an order that speaks of music or of a place is meant for us.
    const order = words.slice(left);
    const isAboutMusic = order.some(({ form }) => MUSICAL.has(form)) || read(order).namesPlace;
    if (isLeadIn(words.slice(0, left), isAboutMusic ? null : breath.isForeign)) parts.push(order);
    for (const part of parts) {
      const reading = read(part);
      if (isFirm(reading, breath) && reading.isOrder) return reading;
    }
  }
  return null;
}

function isReason(words: readonly Word[]): boolean {
  const forms = words.map(({ form }) => form).filter((form) => form !== ",");
  if (REASON.has(forms[0] ?? "")) return forms.length > 2;
  return isStatement(forms);
}

function isLeadIn(words: readonly Word[], isForeign: ((form: string) => boolean) | null): boolean {
  const forms = words.map(({ form }) => form).filter((form) => form !== ",");
  if (NO_ORDER_AFTER.has(forms.at(-1) ?? "") || forms.some((form) => NEGATION.test(form))) return false;
  if (isForeign && forms.some(isForeign)) return false;
  return isStatement(forms) || (forms.length > 2 && IS.has(forms[1] ?? ""));
}

/** "I am …", "my ears hurt", "the little ones are …". */
function isStatement(forms: readonly string[]): boolean {
  const first = forms[0] ?? "";
  if (SUBJECT.test(first)) return forms.length > 2 && STATES.has(forms[1] ?? "");
  return OWNER.test(first) && forms.slice(2, 5).some((form) => STATES.has(form));
}
