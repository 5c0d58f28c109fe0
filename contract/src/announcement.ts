// What is announced: words that the bridge speaks, or a recording that was brought to it.
import * as z from "zod/mini";
import { ClipId } from "./ids.ts";
import { toOneLine } from "./names.ts";

/** Some twenty seconds: longer is no announcement. */
export const MAX_ANNOUNCEMENT_LENGTH = 300;

/** The form in which words are announced: one line of sayable characters; empty where nothing sayable was left. */
export const toAnnouncementWords = (raw: string): string => {
  const words = toOneLine(raw, MAX_ANNOUNCEMENT_LENGTH);
  return /[\p{L}\p{N}]/u.test(words) ? words : "";
};

/** Private: they are in no log. */
export const AnnouncementWords = z
  .string()
  .check(
    z.refine(
      (words) => words !== "" && toAnnouncementWords(words) === words,
      `one line of 1 to ${MAX_ANNOUNCEMENT_LENGTH} sayable characters`,
    ),
  );

export const Announced = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("words"), words: AnnouncementWords }),
  /** A sound file that was brought to the bridge just before. */
  z.object({ kind: z.literal("clip"), clip: ClipId }),
]);
export type Announced = z.infer<typeof Announced>;
