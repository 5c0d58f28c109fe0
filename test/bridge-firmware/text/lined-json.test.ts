// JSON that people write by hand: its values, where each of them stands, and the line of the first mistake.
import { parseLinedJson } from "@house-band/bridge-firmware/text/lined-json";
import { describe, expect, it } from "@jest/globals";

const HOME = `{
  "name": "Home",
  "speakers": [
    { "name": "Patio" },

    { "name": "Deck",
      "delayMs": 1.5e2 }
  ]
}`;

describe("a file that is JSON", () => {
  const read = parseLinedJson(HOME);
  if (!read.ok) throw new Error(read.error.message);
  const json = read.value;

  it("is read as JSON.parse would", () => {
    expect(json.value).toEqual({ name: "Home", speakers: [{ name: "Patio" }, { name: "Deck", delayMs: 150 }] });
  });

  it.each([
    [[], 1],
    [["name"], 2],
    [["speakers"], 3],
    [["speakers", 0], 4],
    [["speakers", 1], 6],
    [["speakers", 1, "delayMs"], 7],
  ] as const)("knows the line of the value at %j", (path, line) => {
    expect(json.lineOf(path)).toBe(line);
  });

  it("gives the line of what is around a value that is missing", () => {
    expect(json.lineOf(["speakers", 1, "mood"])).toBe(6);
  });

  it("gives the value at a path, and nothing where there is none", () => {
    expect(json.at(["speakers", 1, "name"])).toBe("Deck");
    expect(json.at(["speakers", 2, "name"])).toBeUndefined();
    expect(json.at(["name", "length"])).toBeUndefined();
  });

  it("may begin with a byte order mark, as some editors write one", () => {
    expect(parseLinedJson("\uFEFF[1]")).toMatchObject({ ok: true, value: { value: [1] } });
  });

  it("may be as long as somebody's mistake: ten times the lines cost about ten times as much", () => {
    const costOf = (lines: number): number => {
      const before = process.cpuUsage(); // not the wall clock: other tests run on the same cores
      const long = parseLinedJson(`[\n${"0,\n".repeat(lines - 1)}0\n]`);
      const { user, system } = process.cpuUsage(before);
      expect(long.ok && long.value.lineOf([lines - 1])).toBe(lines + 1);
      return user + system;
    };
    costOf(20_000); // compiles it
    expect(costOf(200_000) / costOf(20_000)).toBeLessThan(50);
  });
});

describe("a file that is not JSON", () => {
  it.each([
    ["a trailing comma", '{\n  "a": 1,\n}', 3, 'expected a key in double quotes, found "}"'],
    ["a comment", "[\n  // one\n  1\n]", 2, 'expected no comment, found "// one"'],
    ["a missing colon", '{\n"a" 1}', 2, 'expected a colon after the key, found "1"'],
    ["a missing comma", "[1\n2]", 2, 'expected a comma or a closing bracket, found "2"'],
    ["an open text", '["a\n"]', 1, "expected a text in double quotes that ends on its line"],
    ["a bracket that never closes", "[1,\n[2]", 2, 'expected a comma or "]", found the end of the file'],
    ["something after its end", "{}\n{}", 2, "expected nothing more after the closing bracket"],
    ["a number with a leading zero", "[01]", 1, "expected a comma or a closing bracket"],
    ["a key that is there twice", '{"a": 1,\n"a": 2}', 2, 'the key "a" is there twice'],
    ["more depth than anybody writes", `${"[".repeat(40)}${"]".repeat(40)}`, 1, "nested more than 32 deep"],
    ["nothing", "", 1, "found the end of the file"],
  ])("for %s says the line and what was expected", (_case, text, line, message) => {
    const read = parseLinedJson(text);
    expect(read).toMatchObject({ ok: false, error: { line } });
    expect(read.ok ? "" : read.error.message).toContain(message);
  });

  it("treats the language's own names as keys like any other", () => {
    const read = parseLinedJson('{"__proto__": {"a": 1}, "constructor": 2}');
    expect(read.ok && Object.keys(Object(read.value.value))).toEqual(["__proto__", "constructor"]);
  });
});
