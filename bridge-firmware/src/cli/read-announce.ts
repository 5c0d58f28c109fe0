// What is to be announced, in the words of a command line. Pure.
import {
  type Announced,
  err,
  MAX_ANNOUNCEMENT_LENGTH,
  ok,
  type Result,
  toAnnouncementWords,
} from "@house-band/contract";

export type AnnounceRequest = Announce | { readonly kind: "stop-announcement"; readonly on: readonly string[] };

export type Announce = {
  readonly kind: "announce";
  readonly says: Extract<Announced, { kind: "words" }> | { readonly kind: "file"; readonly file: string };
  readonly on: readonly string[];
};

/** Words as they were written, `--clip FILE`, or `--stop`. */
export function readAnnounce(
  words: readonly string[],
  on: readonly string[],
  { clip, stop = false }: { readonly clip?: string; readonly stop?: boolean },
): Result<AnnounceRequest, string> {
  if (stop) {
    return words.length === 0 && clip === undefined
      ? ok({ kind: "stop-announcement", on })
      : err("house-band announce --stop takes no words and no --clip: it ends what is being announced");
  }
  if (clip !== undefined && words.length > 0) return err(`"${words.join(" ")}" and --clip: one of them`);
  if (clip !== undefined) return ok({ kind: "announce", says: { kind: "file", file: clip }, on });
  const raw = words.join(" ");
  const said = toAnnouncementWords(raw);
  if (said === "")
    return err('what is to be announced? For example: house-band announce "Dinner is ready" --on Backyard');
  const length = [...raw.trim()].length;
  if (length > MAX_ANNOUNCEMENT_LENGTH) {
    return err(`an announcement of ${length} characters: at most ${MAX_ANNOUNCEMENT_LENGTH} are spoken`);
  }
  return ok({ kind: "announce", says: { kind: "words", words: said }, on });
}
