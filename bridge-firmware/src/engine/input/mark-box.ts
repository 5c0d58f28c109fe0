// A feed's marks on their way from the decoder to the audio loop, in memory that both threads share: it outlives a
// decoder that dies. Each mark is its length in four bytes, then JSON; there is room for some hundred of them.
import { assertNever } from "@house-band/contract";
import type { FeedMark } from "./feed.ts";

const BOX_BYTES = 65_536;
const LENGTH_BYTES = 4;
/** A reason may quote a decoder; what is longer says nothing more. */
const MAX_REASON_LENGTH = 300;

export type SharedMarks = { readonly counters: SharedArrayBuffer; readonly bytes: SharedArrayBuffer };

const WRITTEN = 0;
const READ = 1;

/** An empty box. */
export const createSharedMarks = (): SharedMarks => ({
  counters: new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT),
  bytes: new SharedArrayBuffer(BOX_BYTES),
});

/** Posts a mark; false where there is no room for it now. */
export type MarkWriter = (mark: FeedMark) => boolean;
/** The next mark, or null. */
export type MarkReader = () => FeedMark | null;

/** The end that one thread at a time may write by. */
export function createMarkWriter(shared: SharedMarks): MarkWriter {
  const counters = new Int32Array(shared.counters);
  const bytes = new Uint8Array(shared.bytes);
  return (mark) => {
    const text = new TextEncoder().encode(JSON.stringify(shortened(mark)));
    const written = Atomics.load(counters, WRITTEN);
    const used = (written - Atomics.load(counters, READ)) | 0;
    if (used + LENGTH_BYTES + text.length > BOX_BYTES) return false;
    const length = new Uint8Array(Uint32Array.of(text.length).buffer);
    put(bytes, written, length);
    put(bytes, written + LENGTH_BYTES, text);
    Atomics.add(counters, WRITTEN, LENGTH_BYTES + text.length);
    return true;
  };
}

/** The end that one thread may read by. */
export function createMarkReader(shared: SharedMarks): MarkReader {
  const counters = new Int32Array(shared.counters);
  const bytes = new Uint8Array(shared.bytes);
  return () => {
    const read = Atomics.load(counters, READ);
    if (Atomics.load(counters, WRITTEN) === read) return null;
    const length = new DataView(take(bytes, read, LENGTH_BYTES).buffer).getUint32(0, true);
    const text = new TextDecoder().decode(take(bytes, read + LENGTH_BYTES, length));
    Atomics.add(counters, READ, LENGTH_BYTES + length);
    return JSON.parse(text) as FeedMark; // written by this very file's writer, in the same process
  };
}

function shortened(mark: FeedMark): FeedMark {
  switch (mark.kind) {
    case "track":
    case "title":
    case "end":
      return mark;
    case "failed":
      return { ...mark, reason: mark.reason.slice(0, MAX_REASON_LENGTH) };
    default:
      return assertNever(mark);
  }
}

function put(bytes: Uint8Array, at: number, value: Uint8Array): void {
  for (const [n, byte] of value.entries()) bytes[(at + n) & (BOX_BYTES - 1)] = byte;
}

const take = (bytes: Uint8Array, at: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, n) => bytes[(at + n) & (BOX_BYTES - 1)] ?? 0);
