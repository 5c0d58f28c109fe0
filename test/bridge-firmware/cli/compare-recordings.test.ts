// `house-band sync --compare`: what it is told, what it says, and how it ends.
import { err, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { type CompareFiles, compareRecordings } from "../../../bridge-firmware/src/cli/compare-recordings.ts";
import { readArguments } from "../../../bridge-firmware/src/cli/read-arguments.ts";

async function run(words: readonly string[], answer: Awaited<ReturnType<CompareFiles>>) {
  const read = readArguments(words);
  if (!read.ok || read.value.request.kind !== "compare") throw new Error(JSON.stringify(read));
  const out: string[] = [];
  const errors: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void errors.push(line),
    isWatched: false,
    json: read.value.json,
  };
  const paths: (readonly string[])[] = [];
  const code = await compareRecordings(read.value.request, terminal, async (given) => {
    paths.push(given);
    return answer;
  });
  return { code, out, errors, paths };
}

const WORDS = ["sync", "--compare", "/tmp/kitchen.wav", "/tmp/porch.wav"];

describe("house-band sync --compare", () => {
  it.each([
    [12.34, "porch.wav is 12.3 ms later than kitchen.wav (±0.4 ms), where the phones lay."],
    [-0.52, "kitchen.wav is 0.5 ms later than porch.wav (±0.4 ms), where the phones lay."],
  ])("says which room is later, and how sure that is: %d", async (lateMs, said) => {
    const { code, out, paths } = await run(WORDS, ok(ok({ lateMs, uncertaintyMs: 0.41, clockPpm: -83 })));
    expect([code, out[0], paths]).toEqual([0, said, [["/tmp/kitchen.wav", "/tmp/porch.wav"]]]);
    expect(out.join("\n")).toMatch(/34 cm.*1 ms/);
    expect(out.at(-1)).toMatch(/83 parts in a million/);
  });

  it.each([
    [{ kind: "too-short", togetherMs: 41_200, neededMs: 60_000 }, /for 41 s, and 60 s are needed/],
    [{ kind: "nothing-in-common" }, /nothing in common/],
    [{ kind: "not-side-by-side" }, /first 20 s .*did not hear the same from one place/],
    [{ kind: "not-still" }, /last 30 s .*did not lie still/],
  ] as const)("says why it can't, and where to read how it is done: %j", async (fault, complaint) => {
    const { code, errors } = await run(WORDS, ok(err(fault)));
    expect([code, errors[0], errors.at(-1)]).toEqual([
      1,
      expect.stringMatching(complaint),
      "How it is done: house-band help sync",
    ]);
  });

  it("says what is wrong with a file", async () => {
    const { code, errors } = await run(WORDS, err("/tmp/porch.wav: the file is not there"));
    expect([code, errors]).toEqual([1, ["/tmp/porch.wav: the file is not there"]]);
  });

  it("is one JSON document for programs", async () => {
    const compared = { lateMs: 12.34, uncertaintyMs: 0.41, clockPpm: -83 };
    expect(JSON.parse((await run([...WORDS, "--json"], ok(ok(compared)))).out.join(""))).toEqual(compared);
  });

  it.each([
    [["sync", "--compare", "a.wav"], /takes two recordings/],
    [["sync", "--compare", "a.wav", "b.wav", "c.wav"], /takes two recordings/],
    [["sync", "--compare", "a.wav", "b.wav", "--measure"], /measures nothing/],
    [["sync", "--compare", "a.wav", "b.wav", "--on", "Patio"], /measures nothing/],
    [["calibrate", "--compare", "a.wav", "b.wav"], /house-band sync --compare/],
  ])("is not understood: %j", (words, complaint) => {
    expect(readArguments(words)).toEqual({ ok: false, error: expect.stringMatching(complaint) });
  });
});
