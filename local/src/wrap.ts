// Long lines broken between words, as a terminal would not do it. Pure; what a line says is others'.
import { columnsOf } from "@house-band/bridge-firmware/text/table";

/** A label ("Alexa  ", "  play   ") or leading space: what follows is continued under where it began. */
const LABEL = /^(?:\s*\S+(?: \S+)*\s{2,}|\s+)/u;

/** Lines no wider than `columns` where words allow it; the line itself where the width is not known. */
export function wrapLine(line: string, columns: number | undefined): readonly string[] {
  if (columns === undefined || columnsOf(line) <= columns) return [line];
  const label = LABEL.exec(line)?.[0] ?? "";
  const width = columnsOf(label);
  const indent = width > columns / 2 ? "  " : " ".repeat(width);
  const lines: string[] = [];
  let current = label;
  let isEmpty = true;
  for (const word of line.slice(label.length).split(" ")) {
    if (!isEmpty && columnsOf(`${current} ${word}`) > columns) {
      lines.push(current);
      current = `${indent}${word}`;
    } else current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current];
}
