// From what is to be said to how it is said, in the user's language: the same locale, the same language, else en-US.
import { speakEnUs } from "./en-us.ts";
import type { SpeechIntent } from "./intents.ts";
import type { Ssml } from "./ssml.ts";

type Locale = (intent: SpeechIntent) => Ssml;

const LOCALES: ReadonlyMap<string, Locale> = new Map([["en-us", speakEnUs]]);

/** Alexa refuses 8,000 characters; a turn of ours has a few hundred. */
const MAX_SSML_LENGTH = 7_900;

/**
 * @param locale as Alexa sends it ("de-DE"), null where the request had none
 * @returns a whole SSML document
 */
export function render(intent: SpeechIntent, locale: string | null): string {
  const { ssml } = localeFor(locale)(intent);
  return `<speak>${ssml.length <= MAX_SSML_LENGTH ? ssml : localeFor(locale)({ kind: "what-next" }).ssml}</speak>`;
}

/** The same speech, told to be of a demo home. @param about `isWelcome`: in full, and how to come to a home of one's own */
export function renderOfDemo(
  ssml: string,
  about: { readonly isWelcome: boolean; readonly isLinked: boolean },
  locale: string | null,
): string {
  const told = localeFor(locale)({ kind: "in-demo", ...about });
  return ssml.replace("<speak>", () => `<speak>${told.ssml} `);
}

function localeFor(locale: string | null): Locale {
  const wanted = (locale ?? "").toLowerCase();
  const language = wanted.split("-")[0] ?? "";
  const sameLanguage = [...LOCALES].find(([name]) => language !== "" && name.startsWith(`${language}-`));
  return LOCALES.get(wanted) ?? sameLanguage?.[1] ?? speakEnUs;
}
