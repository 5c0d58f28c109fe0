// What the directory sends becomes stations that this bridge can play. All of it was written by strangers: a row that
// is not as documented, or leads where no stream may come from, is left out and counted. Pure.
// @see radio-browser.info API documentation, "Struct Station"
import { err, ok, type Result } from "@house-band/contract";
import * as z from "zod/mini";
import type { Station } from "../../sources/stations.ts";
import { parseStreamUrl } from "../../sources/stream-url.ts";
import { toSayable, toWords } from "../library/words.ts";

/** One page of the list. */
export type ParsedRows = {
  /** As many as came. */
  readonly rows: number;
  /** Those of use, in the order of the list. */
  readonly stations: readonly Station[];
};

const MAX_URL_LENGTH = 500;
const MAX_TAGS_LENGTH = 2_000;
const MAX_TAG_LENGTH = 50;
const MAX_TAGS = 20;

const Flag = z.optional(z.union([z.literal(0), z.literal(1)]));

const Row = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(1_000)),
  /** As somebody wrote it down: often a playlist. */
  url: z.optional(z.string()),
  /** Where the directory found sound; empty where it never did. */
  url_resolved: z.optional(z.string()),
  /** Separated by commas. */
  tags: z.optional(z.nullable(z.string())),
  /** "MP3", "AAC+", "UNKNOWN"; "AAC,H.264" where there is a picture too. */
  codec: z.optional(z.string()),
  hls: Flag,
  lastcheckok: Flag,
});
type Row = z.infer<typeof Row>;

/** @returns the page, or what is wrong with all of it */
export function parseRows(text: string): Result<ParsedRows, string> {
  const value = parseJson(text);
  if (!Array.isArray(value)) return err("the directory sends something else than a list of stations");
  const stations = value.flatMap((raw: unknown) => {
    const row = Row.safeParse(raw);
    return row.success ? toStations(row.data) : [];
  });
  return ok({ rows: value.length, stations });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // cut short, or a page for people
  }
}

/** One, or none. */
function toStations(row: Row): readonly Station[] {
  const url = row.url_resolved || row.url || "";
  const name = toSayable(row.name);
  const canPlay = row.hls !== 1 && !isPlaylistOfPieces(url) && !hasPicture(row.codec);
  if (!canPlay || row.lastcheckok === 0) return [];
  // a name without a letter or a digit can't be asked for
  if (toWords(name).length === 0 || url.length > MAX_URL_LENGTH) return [];
  // the home's own network is not for strangers to name: no host is allowed here
  if (!parseStreamUrl(url, []).ok) return [];
  return [{ name, url, tags: toTags(row.tags ?? "") }];
}

/** HLS: the relay plays streams, and these are pieces to be fetched one by one. */
const isPlaylistOfPieces = (url: string): boolean => /\.m3u8(?:$|[?#])/iu.test(url);

const hasPicture = (codec = ""): boolean => codec.includes(",");

function toTags(text: string): readonly string[] {
  const tags = text
    .slice(0, MAX_TAGS_LENGTH)
    .split(",")
    .map((tag) => toSayable(tag).toLowerCase())
    .filter((tag) => tag !== "" && tag.length <= MAX_TAG_LENGTH);
  return [...new Set(tags)].slice(0, MAX_TAGS);
}
