// JSON that remembers where everything stood, so that a mistake in a file people write by hand can be shown by its line.
// Strict JSON as in RFC 8259; a key that comes twice is a mistake, since only one of the two could count.
import { err, ok, type Result } from "@house-band/contract";
import { type JSONVisitor, printParseErrorCode, visit } from "jsonc-parser";

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
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const { lines, mistake } = survey(json);
  if (mistake) return err(mistake);
  const value: unknown = JSON.parse(json);
  return ok({ value, lineOf: (path) => nearestLine(lines, path), at: (path) => valueAt(value, path) });
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

/** Where every value begins, up to the first mistake. */
function survey(json: string): { readonly lines: ReadonlyMap<string, number>; readonly mistake: JsonMistake | null } {
  const lines = new Map<string, number>();
  let mistake: JsonMistake | null = null;
  const mind = (line: number, message: string): void => {
    mistake ??= { line: line + 1, message };
  };
  const begin = (path: JsonPath, line: number): boolean => {
    if (path.length > MAX_DEPTH) mind(line, `nested more than ${MAX_DEPTH} deep`);
    lines.set(keyOf(path), line + 1);
    return mistake === null;
  };
  const visitor: JSONVisitor = {
    onObjectBegin: (_offset, _length, line, _column, path) => begin(path(), line),
    onArrayBegin: (_offset, _length, line, _column, path) => begin(path(), line),
    onLiteralValue: (_value, _offset, _length, line, _column, path) => void begin(path(), line),
    onObjectProperty(key, _offset, _length, line, _column, path) {
      const own = keyOf([...path(), key]);
      if (lines.has(own)) mind(line, `the key "${key}" is there twice`);
      lines.set(own, line + 1);
    },
    onError: (code, offset, length, line) =>
      mind(line, `expected ${EXPECTED.get(printParseErrorCode(code)) ?? "JSON"}, found ${shown(json, offset, length)}`),
  };
  visit(json, visitor, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  return { lines, mistake };
}

const shown = (json: string, offset: number, length: number): string =>
  offset >= json.length ? "the end of the file" : `"${json.slice(offset, offset + Math.max(1, length)).slice(0, 20)}"`;

/** By the parser's own names for what was missing. */
const EXPECTED: ReadonlyMap<string, string> = new Map([
  ["InvalidSymbol", '"text" in double quotes, a number, true, false, null, [ or {'],
  ["ValueExpected", 'a value: "text", a number, true, false, null, [ or {'],
  ["InvalidNumberFormat", "a number"],
  ["UnexpectedEndOfNumber", "the rest of a number"],
  ["PropertyNameExpected", "a key in double quotes"],
  ["ColonExpected", "a colon after the key"],
  ["CommaExpected", "a comma or a closing bracket"],
  ["CloseBraceExpected", 'a comma or "}"'],
  ["CloseBracketExpected", 'a comma or "]"'],
  ["EndOfFileExpected", "nothing more after the closing bracket"],
  ["InvalidCommentToken", "no comment"],
  ["UnexpectedEndOfComment", "no comment"],
  ["UnexpectedEndOfString", "a text in double quotes that ends on its line"],
  ["InvalidUnicode", "four hexadecimal digits after \\u"],
  ["InvalidEscapeCharacter", 'one of " \\ / b f n r t u after \\'],
  ["InvalidCharacter", "a text without control characters"],
]);
