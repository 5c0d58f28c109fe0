// The journal as text, a record a line: sixteen digits of SHA-256, a space, JSON (which holds no line break).
// So a torn end, a damaged record and a later version can be told apart, and what comes after damage is still found.
import { sha256 } from "./durable-file.ts";

/** Later versions must keep the first line as it is, or they can't be told from damage. */
const VERSION = 1;

const CHECKSUM_DIGITS = 16;

export type DecodedJournal =
  /** `torn`: the last line has no end. `damaged`: any line else is not as it was written. */
  | {
      readonly kind: "whole" | "torn" | "damaged";
      readonly records: readonly unknown[];
      /** Up to and with the last line that has an end. */
      readonly wholeBytes: number;
    }
  | { readonly kind: "newer"; readonly version: number };

/** The first line of every journal. */
export const encodeHeader = (version = VERSION): Buffer => toLine(JSON.stringify({ journal: "house-band", version }));

/** @throws TypeError for what is not JSON: a mistake of the caller's. */
export function encodeRecord(record: unknown): Buffer {
  const json = JSON.stringify(record);
  if (json === undefined) throw new TypeError(`journal: ${typeof record} is not JSON, expected a record`);
  return toLine(json);
}

/** Every record that is whole, oldest first, and what is to be said of the rest. */
export function decodeJournal(bytes: Buffer): DecodedJournal {
  const wholeBytes = bytes.lastIndexOf("\n") + 1;
  const [first, ...others] = bytes.subarray(0, wholeBytes).toString("utf8").split("\n").slice(0, -1).map(fromLine);
  const version = versionOf(first);
  if (version !== null && version > VERSION) return { kind: "newer", version };
  const lines = version === null && first !== undefined ? [first, ...others] : others;
  const records = lines.flatMap((line) => (line === null ? [] : [line.record]));
  const damaged = version === null || records.length < lines.length;
  return { kind: damaged ? "damaged" : wholeBytes < bytes.byteLength ? "torn" : "whole", records, wholeBytes };
}

type Line = { readonly record: unknown };

const toLine = (json: string): Buffer => Buffer.from(`${checksum(json)} ${json}\n`);

function fromLine(line: string): Line | null {
  const json = line.slice(CHECKSUM_DIGITS + 1);
  return line === `${checksum(json)} ${json}` ? { record: JSON.parse(json) } : null;
}

const checksum = (json: string): string => sha256(json).slice(0, CHECKSUM_DIGITS);

function versionOf(line: Line | null | undefined): number | null {
  const header = line?.record;
  if (typeof header !== "object" || header === null || !("journal" in header) || !("version" in header)) return null;
  return header.journal === "house-band" && typeof header.version === "number" ? header.version : null;
}
