// JSON that remembers where everything stood, so that a mistake in a file people write by hand can be shown by its line.
// Strict JSON as in RFC 8259; a key that comes twice is a mistake, since only one of the two could count.
import { err, ok, type Result } from "@house-band/contract";

export type JsonPath = readonly (string | number)[];

export type LinedJson = {
  readonly value: unknown;
  /** The line, counted from 1, where the value at this path begins, or that of the nearest one around it. */
  lineOf(path: JsonPath): number;
  /** The value at this path; undefined where there is none. */
  at(path: JsonPath): unknown;
};

export type JsonMistake = { readonly line: number; readonly message: string };

/** Deeper files are not read: nothing written by hand is. */
const MAX_DEPTH = 32;

/** Parses a text and keeps the line of every value. */
export function parseLinedJson(text: string): Result<LinedJson, JsonMistake> {
  const lines = new Map<string, number>();
  const reader = createReader(text, lines);
  try {
    const value = reader.document();
    return ok({ value, lineOf: (path) => nearestLine(lines, path), at: (path) => valueAt(value, path) });
  } catch (error) {
    if (error instanceof Mistake) return err({ line: reader.line(error.at), message: error.message });
    throw error;
  }
}

class Mistake extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

function nearestLine(lines: ReadonlyMap<string, number>, path: JsonPath): number {
  for (let length = path.length; length >= 0; length--) {
    const line = lines.get(keyOf(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.entries(found).find(([key]) => key === String(part))?.[1];
  }
  return found;
}

const keyOf = (path: JsonPath): string => JSON.stringify(path);

/** The line of an offset, counted from 1. Built once: a file may have many more values than lines. */
function createLineFinder(text: string): (offset: number) => number {
  const breaks = Array.from(text.matchAll(/\n/g), ({ index }) => index);
  return (offset) => {
    let before = 0;
    let after = breaks.length;
    while (before < after) {
      const middle = (before + after) >> 1;
      if ((breaks[middle] ?? offset) < offset) before = middle + 1;
      else after = middle;
    }
    return before + 1;
  };
}

function createReader(text: string, lines: Map<string, number>) {
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  const line = createLineFinder(text);
  const space = (): void => {
    while (/[ \t\r\n]/.test(text[at] ?? "")) at++;
  };
  const fail = (expected: string): never => {
    const found = at >= text.length ? "the end of the file" : `"${text[at]}"`;
    throw new Mistake(at, `expected ${expected}, found ${found}`);
  };
  const take = (symbol: string, expected: string): void => {
    space();
    if (text[at] !== symbol) fail(expected);
    at++;
  };

  const string = (): string => {
    const match = /"(?:[^"\\\p{Cc}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/uy;
    match.lastIndex = at;
    const found = match.exec(text)?.[0];
    if (found === undefined) return fail("a text in double quotes that ends on its line");
    at += found.length;
    return String(JSON.parse(found));
  };
  const plain = (): unknown => {
    const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b/y;
    match.lastIndex = at;
    const found = match.exec(text)?.[0];
    if (found === undefined) return fail('a value: "text", a number, true, false, null, [ or {');
    at += found.length;
    return JSON.parse(found);
  };
  const list = (path: JsonPath): unknown[] => {
    const values: unknown[] = [];
    at++;
    space();
    while (text[at] !== "]") {
      if (values.length > 0) take(",", 'a comma or "]"');
      values.push(value([...path, values.length]));
      space();
    }
    at++;
    return values;
  };
  const object = (path: JsonPath): Record<string, unknown> => {
    const entries = new Map<string, unknown>();
    at++;
    space();
    while (text[at] !== "}") {
      if (entries.size > 0) take(",", 'a comma or "}"');
      space();
      const keyAt = at;
      const key = text[at] === '"' ? string() : fail("a key in double quotes");
      if (entries.has(key)) throw new Mistake(keyAt, `the key "${key}" is there twice`);
      take(":", `a colon after "${key}"`);
      entries.set(key, value([...path, key]));
      lines.set(keyOf([...path, key]), line(keyAt));
      space();
    }
    at++;
    return Object.fromEntries(entries);
  };
  const value = (path: JsonPath): unknown => {
    if (path.length > MAX_DEPTH) throw new Mistake(at, `nested more than ${MAX_DEPTH} deep`);
    space();
    lines.set(keyOf(path), line(at));
    if (text[at] === "{") return object(path);
    if (text[at] === "[") return list(path);
    return text[at] === '"' ? string() : plain();
  };
  const document = (): unknown => {
    const whole = value([]);
    space();
    if (at < text.length) fail("nothing more after the closing bracket");
    return whole;
  };
  return { document, line };
}
