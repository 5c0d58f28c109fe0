// One entry of the radio directory as its API sends it, and invented ones to send.
// @see radio-browser.info API documentation, "Struct Station"
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The fields that anybody here looks at; the fixture has all of them. */
export type DirectoryRow = {
  readonly name: string;
  readonly url: string;
  readonly url_resolved: string;
  /** Separated by commas. */
  readonly tags: string;
  readonly codec: string;
  readonly hls: 0 | 1;
  readonly lastcheckok: 0 | 1;
  /** Clicks of the last 24 hours. */
  readonly clickcount: number;
};

/** Thirty-three stations that do not exist, in no order. Three of them are of no use to a bridge. */
export function inventedRows(): readonly DirectoryRow[] {
  const file = fileURLToPath(new URL("./stations.json", import.meta.url));
  return JSON.parse(readFileSync(file, "utf8")) as readonly DirectoryRow[]; // our own fixture
}

/** A station like most are. */
export function directoryRow(changes: Partial<DirectoryRow> & Pick<DirectoryRow, "name">): DirectoryRow {
  const url = `https://streams.example/${encodeURIComponent(changes.name)}`;
  const usual = { url, url_resolved: url, tags: "", codec: "MP3", hls: 0, lastcheckok: 1, clickcount: 1 } as const;
  return { ...usual, ...changes };
}
