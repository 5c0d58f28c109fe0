import { describe, expect, it } from "@jest/globals";
import { readOptions } from "../../../local/src/options.ts";
import { createPaths } from "../../../local/src/paths.ts";

function mistake(...args: string[]): string {
  const read = readOptions(args);
  return read.ok ? "none" : read.error;
}

describe("a path that was typed", () => {
  const repository = { npm_lifecycle_event: "start", INIT_CWD: "/home/ada" };

  it.each([
    [
      "lies where npm was called, though npm runs the command in the repository",
      "mine.json",
      repository,
      "/home/ada/mine.json",
    ],
    ["lies where it says if it is whole", "/etc/mine.json", repository, "/etc/mine.json"],
    ["lies in the working directory where the command runs without npm", "mine.json", {}, "/repo/mine.json"],
    [
      "lies in the working directory where another of npm's commands runs this one",
      "mine.json",
      { ...repository, npm_lifecycle_event: "test" },
      "/repo/mine.json",
    ],
  ])("%s", (_, path, env, expected) => {
    expect(createPaths(["start", "measure"], env, "/repo").whole(path)).toBe(expected);
  });

  it("is shown as one would type it there, and whole where it lies elsewhere", () => {
    const { short } = createPaths(["start"], repository, "/repo");
    expect(["/home/ada/rec/1", "/home/ada", "/repo/recordings/1"].map(short)).toEqual([
      "rec/1",
      ".",
      "/repo/recordings/1",
    ]);
  });
});

describe("the arguments of npm start", () => {
  it("are none for the prompt: eight seconds, the demo music, the built-in home", () => {
    expect(readOptions([])).toEqual({
      ok: true,
      value: {
        say: [],
        seconds: 8,
        musicDirectory: null,
        homeFile: null,
        recordDirectory: null,
        linking: false,
        json: false,
        verbose: false,
      },
    });
  });

  it("take several sentences in their order, and every other option", () => {
    const args =
      "--say play --say stop --seconds 0.5 --music m --home h.json --record r --linking --json --verbose".split(" ");
    expect(readOptions(args)).toEqual({
      ok: true,
      value: {
        say: ["play", "stop"],
        seconds: 0.5,
        musicDirectory: "m",
        homeFile: "h.json",
        recordDirectory: "r",
        linking: true,
        json: true,
        verbose: true,
      },
    });
  });

  it.each([["--help"], ["-h"], ["--help", "--say", "x"]])("ask for help with %p", (...args) => {
    expect(readOptions(args)).toEqual({ ok: true, value: "help" });
  });

  it.each([
    [["--sayy", "play"], '--sayy is no option: did you mean "--say"?'],
    [["--secconds=3"], '--secconds is no option: did you mean "--seconds"?'],
    [["--seconds", "soon"], '--seconds is "soon", expected a number from 0 to 3600'],
    [["--seconds=-1"], '--seconds is "-1", expected a number from 0 to 3600'],
    [["--seconds", ""], '--seconds is "", expected a number from 0 to 3600'],
    [["--seconds", "1e9"], '--seconds is "1e9", expected a number from 0 to 3600'],
    [["--say", " "], '--say is empty, expected a sentence, e.g. --say "play jazz in the backyard"'],
    [["--say"], "Option '--say <value>' argument missing"],
    [["--seconds", "-1"], "Option '--seconds' argument is ambiguous"],
    [["--json"], "--json needs at least one --say: the prompt has no end to report at"],
    [["play", "jazz"], '"play jazz" has no option in front of it; to say something: --say "play jazz"'],
  ])("are refused with a reason: %j", (args, reason) => {
    expect(mistake(...args)).toContain(reason);
    expect(mistake(...args)).not.toBe("none");
    expect(mistake(...args).split("\n")).toHaveLength(1);
  });
});
