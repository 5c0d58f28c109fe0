// The table of bad input names tests: a test that is renamed or removed must not stay in it.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/bad-input.md", root), "utf8");

/** Rows of its tables, without their heads. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| input |"))
  .map((line) => line.slice(1, -1).split(" | "));

const REFERENCE = /^`(test\/[\w/.-]+\.test\.ts)` "(.+)"$/u;
const references = (cell: string) => cell.trim().split(/; (?=`)/u);

describe("the page about bad input", () => {
  it("has rows, each with what happens and a test that holds it", () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      expect(row).toHaveLength(3);
      for (const reference of references(row[2] ?? "")) expect(reference).toMatch(REFERENCE);
    }
  });

  it.each(rows.map(([input = "", , held = ""]) => [input.trim(), held] as const))(
    "names tests that exist: %s",
    (_input, held) => {
      for (const reference of references(held)) {
        const [, file = "", name = ""] = REFERENCE.exec(reference) ?? [];
        expect([file, existsSync(new URL(file, root))]).toEqual([file, true]);
        const source = readFileSync(new URL(file, root), "utf8");
        expect({ file, titles: titlesIn(source) }).toMatchObject({ titles: expect.arrayContaining([name]) });
      }
    },
  );
});

/** What the tests in a file are called: the text at the head of an `it`, or of a table's call or row. */
function titlesIn(source: string): readonly string[] {
  const titles = source.matchAll(/(?:\bit\(|\]\)\(|\)\(|^\s*\[|^)\s*"((?:[^"\\]|\\.)*)",/gmu);
  return [...titles].map(([, title = ""]) => title.replace(/\\"/gu, '"'));
}
