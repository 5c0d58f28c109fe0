// Text that is ready for Alexa's mouth. Raw strings are escaped exactly once, here; what is ready already stays as it is.

/** Speech without its <speak> envelope. */
export type Ssml = { readonly ssml: string };

type Speakable = string | number | Ssml;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Escapes raw text for SSML. Text that holds entities already is raw text too: "&amp;" is spoken as it is written. */
export const escapeRaw = (raw: string): string => raw.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? "");

/** A template whose fixed parts are ours and whose values are other people's. */
export function say(fixed: TemplateStringsArray, ...values: readonly Speakable[]): Ssml {
  return {
    ssml: fixed.reduce((said, part, index) => said + part + speakable(values[index]), ""),
  };
}

function speakable(value: Speakable | undefined): string {
  if (value === undefined) return "";
  return typeof value === "object" ? value.ssml : escapeRaw(String(value));
}

/** "Patio, Fire Pit and Kitchen": the last word joins the last two. */
export function list(items: readonly Speakable[], lastWord: string): Ssml {
  const [only, ...others] = items;
  if (only === undefined) return say``;
  const last = others.pop();
  if (last === undefined) return say`${only}`;
  const head = others.reduce<Ssml>((said, item) => say`${said}, ${item}`, say`${only}`);
  return say`${head} ${lastWord} ${last}`;
}

/** Sentences one after the other; what is null is not said. */
export function sentences(...parts: readonly (Ssml | null)[]): Ssml {
  return { ssml: parts.flatMap((part) => (part && part.ssml !== "" ? [part.ssml] : [])).join(" ") };
}
