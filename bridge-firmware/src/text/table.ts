// Columns of text that line up on a terminal, whatever script the names are written in.
import { stripVTControlCharacters } from "node:util";

export type Cell = string | number | null;

/** Cells, or a heading of the rows below it, which runs across the columns. */
export type Row = readonly Cell[] | string;

/** Lines of a table: left-aligned text, right-aligned numbers, "–" for what is not known. */
export function tableLines(head: readonly string[], rows: readonly Row[]): readonly string[] {
  const cells = rows.filter((row) => typeof row !== "string");
  const widths = head.map((title, column) =>
    Math.max(...[title, ...cells.map((row) => textOf(row[column]))].map((text) => columnsOf(text))),
  );
  const isNumeric = head.map((_, column) => cells.some((row) => typeof row[column] === "number"));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, isNumeric[column] ? "right" : "left"))
      .join("  ")
      .trimEnd();
  const body = rows.map((row) => (typeof row === "string" ? row : line(row.map(textOf))));
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...body];
}

const textOf = (cell: Cell | undefined): string => (cell === null ? "–" : String(cell ?? ""));

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - columnsOf(text)));
  return align === "left" ? text + space : space + text;
}

/** How many columns of a terminal a text takes: colours none, Chinese and emoji two, combining marks none. */
export function columnsOf(text: string): number {
  const characters = new Intl.Segmenter().segment(stripVTControlCharacters(text));
  return [...characters].reduce((columns, { segment }) => columns + (WIDE.test(segment) ? 2 : 1), 0);
}

/** Scripts and symbols that terminals draw two columns wide. @see Unicode Standard Annex 11, East Asian Width W and F */
const WIDE =
  /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303F\uFF01-\uFF60]|\p{Emoji_Presentation}/u;
