// Names people give: any letter of any language, one line, short enough to say.
import * as z from "zod/mini";

export const MAX_NAME_LENGTH = 40;

/** Controls, line breaks and bidirectional overrides: a name must read the same in speech, log and page. */
const unspeakable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/**
 * The form of a name that is stored and shown: NFC, one line, single spaces, at most {@link MAX_NAME_LENGTH} characters.
 * An empty answer means that nothing sayable was left.
 */
export const toDisplayName = (raw: string): string => toOneLine(raw, MAX_NAME_LENGTH);

/** Any text in that form, with at most `maxLength` characters. */
export function toOneLine(raw: string, maxLength: number): string {
  const oneLine = raw.normalize("NFC").replace(/\s+/gu, " ").replace(unspeakable, "").trim();
  return [...oneLine].slice(0, maxLength).join("").trim();
}

export const DisplayName = z
  .string()
  .check(
    z.refine(
      (name) => name.length > 0 && toDisplayName(name) === name,
      `one line of 1 to ${MAX_NAME_LENGTH} sayable characters`,
    ),
  );

/**
 * Two names are the same name when nobody could tell them apart by ear:
 * accents, capitals, punctuation, spaces and articles don't count. "The Back-Yard" is "backyard".
 */
export function toNameKey(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain
    .replace(/['’]s\b/gu, "s")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const spoken = words.filter((word) => word !== "the" && word !== "my" && word !== "our");
  return (spoken.length > 0 ? spoken : words).join("");
}

export const MAX_PRESET_NAME_LENGTH = 60;

/** What people call music of their own. */
export const PresetName = z
  .string()
  .check(
    z.refine(
      (name) => /[\p{L}\p{N}]/u.test(name) && toOneLine(name, MAX_PRESET_NAME_LENGTH) === name,
      `one line of 1 to ${MAX_PRESET_NAME_LENGTH} sayable characters`,
    ),
  );
