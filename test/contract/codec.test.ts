import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeCommand, decodeConfig, decodeOutcome, encodeCommand } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

const play = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../contract/examples/command/play.json"), "utf8"),
) as Record<string, unknown>;

const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

const sleeping = (inMs: number) => ({
  ...play,
  kind: "set-sleep-timer",
  speakers: ["spk_01J8ZQ5V0000000000000000PA"],
  inMs,
});

const announcing = (words: string) => ({
  ...play,
  kind: "announce",
  speakers: ["spk_01J8ZQ5V0000000000000000PA"],
  says: { kind: "words", words },
});

function errorCode(bytes: Uint8Array): string {
  const decoded = decodeCommand(bytes);
  return decoded.ok ? "decoded" : decoded.error.code;
}

describe("decoding a command", () => {
  it.each([
    ["bytes that are not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), "not-utf8"],
    ["a byte order mark", bytesOf(`\uFEFF${JSON.stringify(play)}`), "not-json"],
    ["nothing at all", new Uint8Array(), "not-json"],
    ["binary zeros", new Uint8Array(64), "not-json"],
    ["half a document", bytesOf(JSON.stringify(play).slice(0, -9)), "not-json"],
    ["NaN", bytesOf('{"v":1,"seq":NaN}'), "not-json"],
    ["a number at the top", bytesOf("7"), "unsupported-version"],
    ["an array at the top", bytesOf("[]"), "unsupported-version"],
    ["null at the top", bytesOf("null"), "unsupported-version"],
    ["a version from the future", bytesOf({ ...play, v: 2 }), "unsupported-version"],
    ["more bytes than any command has", bytesOf({ ...play, padding: "x".repeat(5_000) }), "too-large"],
    ["128 KB", new Uint8Array(131_072), "too-large"],
    ["a thousand levels of nesting", bytesOf(`${"[".repeat(1_000)}${"]".repeat(1_000)}`), "unsupported-version"],
    ["an unknown kind", bytesOf({ ...play, kind: "explode" }), "invalid"],
    ["no id", bytesOf({ ...play, id: undefined }), "invalid"],
    ["an id that is no ULID", bytesOf({ ...play, id: "1" }), "invalid"],
    ["no targets", bytesOf({ ...play, targets: [] }), "invalid"],
    ["a target of another form", bytesOf({ ...play, targets: [{ id: "grp_x", channel: "stereo" }] }), "invalid"],
    ["a ttl of zero", bytesOf({ ...play, ttlMs: 0 }), "invalid"],
    ["a ttl of more than an hour", bytesOf({ ...play, ttlMs: 3_600_001 }), "invalid"],
    ["an integer beyond 2^53", bytesOf(JSON.stringify(play).replace('"seq":1', '"seq":9007199254740993')), "invalid"],
    ["1e400", bytesOf(JSON.stringify(play).replace('"seq":1', '"seq":1e400')), "invalid"],
    [
      "words longer than anyone says",
      bytesOf({ ...play, source: { kind: "request", words: "a".repeat(141) } }),
      "invalid",
    ],
    ["a preset without a name", bytesOf({ ...sleeping(1), kind: "save-preset", name: " … " }), "invalid"],
    ["a preset of two lines", bytesOf({ ...sleeping(1), kind: "save-preset", name: "Sunday\nMix" }), "invalid"],
    ["a sleep timer of no time", bytesOf(sleeping(0)), "invalid"],
    ["a sleep timer of days", bytesOf(sleeping(86_400_001)), "invalid"],
    ["a sleep timer of a fraction", bytesOf(sleeping(60_000.5)), "invalid"],
    ["an announcement of no words", bytesOf(announcing("")), "invalid"],
    ["an announcement of spaces and marks", bytesOf(announcing(" … ")), "invalid"],
    ["an announcement of two lines", bytesOf(announcing("Dinner\nis ready")), "invalid"],
    ["an announcement with an escape in it", bytesOf(announcing("Dinner\u001b[2J is ready")), "invalid"],
    ["an announcement of 301 characters", bytesOf(announcing("a".repeat(301))), "invalid"],
    ["a clip's id that is a path", bytesOf({ ...announcing("x"), says: { kind: "clip", clip: "../x" } }), "invalid"],
  ])("refuses %s", (_case, bytes, code) => {
    expect(errorCode(bytes)).toBe(code);
  });

  it("says which command a broken payload meant to be, so that it can be answered", () => {
    const decoded = decodeCommand(bytesOf({ ...play, kind: "explode" }));
    expect(decoded).toMatchObject({ ok: false, error: { commandId: "01J8ZQ5VB3T8R6M4N2K0H9F7D5" } });
  });

  it("drops fields it does not know, so that an older bridge understands a newer cloud", () => {
    const decoded = decodeCommand(bytesOf({ ...play, mood: "sunny" }));
    expect(decoded.ok && decoded.value).toEqual(play);
  });

  it("takes the last of two equal keys, as JSON does", () => {
    const twice = JSON.stringify(play).replace('"seq":1', '"seq":1,"seq":8');
    const decoded = decodeCommand(bytesOf(twice));
    expect(decoded.ok && decoded.value.seq).toBe(8);
  });

  it("is not fooled by __proto__ and constructor", () => {
    const text = JSON.stringify(play).replace("{", '{"__proto__":{"kind":"stop"},"constructor":{"prototype":{}},');
    const decoded = decodeCommand(bytesOf(text));
    expect(decoded.ok && decoded.value).toEqual(play);
    expect(Object.hasOwn(Object.prototype, "kind")).toBe(false);
  });

  it("never throws, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        for (const decode of [decodeCommand, decodeOutcome, decodeConfig])
          expect(typeof decode(bytes).ok).toBe("boolean");
      }),
      { numRuns: 2_000, seed: 42 },
    );
  });

  it("never throws on JSON of any shape under the right keys", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(play)), fc.jsonValue(), (key, value) => {
        expect(typeof decodeCommand(bytesOf({ ...play, [key]: value })).ok).toBe("boolean");
      }),
      { numRuns: 2_000, seed: 42 },
    );
  });
});

describe("encoding a command", () => {
  it("refuses to send what the schema does not allow", () => {
    const decoded = decodeCommand(bytesOf(play));
    if (!decoded.ok) throw new Error(decoded.error.message);
    expect(() => encodeCommand({ ...decoded.value, seq: 0 })).toThrow();
  });
});

describe("decoding a configuration", () => {
  it("takes a missing section for an empty one, since the shadow service drops those", () => {
    const decoded = decodeConfig(bytesOf({ homeId: "home_01J8ZQ5V000000000000000000", revision: 3 }));
    expect(decoded).toMatchObject({ ok: true, value: { speakers: {}, groups: {} } });
  });
});
