// What shairport-sync writes into its metadata pipe, as items: bytes in, items out. Pure.
// @see shairport-sync-metadata-reader README "What Metadata?": `<item><type>…</type><code>…</code><length>…</length>`
// and, where the length is not 0, `<data encoding="base64">…</data>`, before `</item>`.

export type ShairportItem = {
  /** `core`: of the music, a DMAP tag. `ssnc`: of the session, shairport-sync's own. */
  readonly type: string;
  /** Four letters. */
  readonly code: string;
  readonly data: Buffer;
};

export type ItemParser = {
  /** Items that are whole now, in their order. */
  push(text: string): readonly ShairportItem[];
};

const END = "</item>";
const ITEM = /<item><type>([0-9a-f]{8})<\/type><code>([0-9a-f]{8})<\/code><length>(\d+)<\/length>/;
const DATA = /<data encoding="base64">\s*([A-Za-z0-9+/=\s]*)<\/data>/;
/** An item that is longer is a picture, which nobody asked for, or nonsense. */
const MAX_ITEM = 65_536;

/** What is no item, or is longer than one may be, is left out; what follows it is heard again. */
export function createItemParser(): ItemParser {
  let kept = "";
  return {
    push(text) {
      kept += text;
      const parts = kept.split(END);
      kept = (parts.pop() ?? "").slice(-MAX_ITEM);
      return parts.flatMap((part) => parseItem(part) ?? []);
    },
  };
}

function parseItem(text: string): ShairportItem | null {
  const [whole, type, code, length] = ITEM.exec(text) ?? [];
  if (whole === undefined || type === undefined || code === undefined) return null;
  const [, base64 = ""] = DATA.exec(text) ?? [];
  const data = Buffer.from(base64, "base64");
  if (data.length !== Number(length)) return null;
  return { type: fourLetters(type), code: fourLetters(code), data };
}

const fourLetters = (hex: string): string => Buffer.from(hex, "hex").toString("latin1");
