// The addresses that a playlist of the web names, whatever its format. Pure, and never more than asked for: nothing is
// expanded, nothing is opened, and what is no web address is left out.

import { parseUrl } from "../text/parse-url.ts";

/** More entries are nobody's radio station. */
export const MAX_ENTRIES = 500;
/** Larger texts are no playlist. */
export const MAX_PLAYLIST_BYTES = 262_144;

/** Null where the text is no playlist that is understood; relative entries are taken from `base`. */
export function parsePlaylistText(text: string, base: URL): readonly string[] | null {
  const start = text.replace(/^\uFEFF/u, "").trimStart();
  const entries = entriesOf(start);
  return entries === null ? null : entries.slice(0, MAX_ENTRIES).flatMap((entry) => toAddress(entry, base));
}

function entriesOf(text: string): readonly string[] | null {
  if (/^\[playlist\]/iu.test(text))
    return [...text.matchAll(/^File\d+=(.+)$/gimu)].map(([, entry = ""]) => entry.trim());
  if (/^<\?xml|^<playlist/iu.test(text)) return xspfEntries(text);
  // a list of pieces of one stream, and not of streams
  if (/^#EXT-X-/mu.test(text)) return null;
  if (/^#EXTM3U/u.test(text) || /^https?:\/\//iu.test(text)) {
    return text
      .split(/\r?\n/u)
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"));
  }
  return null;
}

/** A document that declares entities wants them expanded: it gets nothing. @see XSPF 1, "location" */
function xspfEntries(text: string): readonly string[] | null {
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text)) return null;
  return [...text.matchAll(/<location>([^<]*)<\/location>/giu)].map(([, entry = ""]) => unescapeXml(entry.trim()));
}

const unescapeXml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/gu, (_, name: string) => ENTITIES[name] ?? "");

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function toAddress(entry: string, base: URL): readonly string[] {
  const url = parseUrl(entry, base);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return [];
  // as it was written, so that what is hidden in it can be seen
  return [/^https?:/iu.test(entry) ? entry : url.href];
}
