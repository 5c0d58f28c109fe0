// What the directory sends was written by strangers: which of it becomes a station, and which is left out.
import { describe, expect, it } from "@jest/globals";
import { parseRows } from "../../../../bridge-firmware/src/adapters/stations/parse-rows.ts";
import { directoryRow, inventedRows } from "../../../../local/src/radio-directory/directory-row.ts";

const good = directoryRow({ name: "Bossa Bay", tags: "bossa nova" });
const parse = (...rows: readonly unknown[]) => parseRows(JSON.stringify(rows));
const only = (row: unknown) => {
  const parsed = parse(row);
  return parsed.ok ? parsed.value.stations[0] : parsed.error;
};

describe("an entry of the directory", () => {
  it("becomes a station, with the address at which sound was found", () => {
    expect(only({ ...good, url: "https://www.example/listen.pls", url_resolved: "https://s.example/live" })).toEqual({
      name: "Bossa Bay",
      url: "https://s.example/live",
      tags: ["bossa nova"],
    });
  });

  it("has the address that somebody wrote down where no other was found", () => {
    expect(only({ ...good, url: "https://www.example/listen.pls", url_resolved: "" })).toMatchObject({
      url: "https://www.example/listen.pls",
    });
  });

  it("may have fields nobody knows, and none of those that are not needed", () => {
    expect(only({ name: "Bare", url: "http://s.example:8000/live", novelty: { deep: [1] } })).toEqual({
      name: "Bare",
      url: "http://s.example:8000/live",
      tags: [],
    });
  });

  it("has a name of one line that can be said, without what turns the writing round", () => {
    expect(only({ ...good, name: "\t Café \n del\u0000 Sur\u202E\u001b[31m " })).toMatchObject({
      name: "Café del Sur[31m",
    });
    expect(only({ ...good, name: `Long ${"o".repeat(900)}` })).toMatchObject({ name: `Long ${"o".repeat(195)}` });
  });

  it("has tags in lower case, each once, twenty at most and none longer than a tag is", () => {
    const many = Array.from({ length: 40 }, (_, index) => `tag ${index}`);
    expect(only({ ...good, tags: " Jazz,jazz,, Bossa\u0007 Nova ," })).toMatchObject({ tags: ["jazz", "bossa nova"] });
    expect(only({ ...good, tags: many.join(",") })).toMatchObject({ tags: many.slice(0, 20) });
    expect(only({ ...good, tags: `${"x".repeat(51)},rock` })).toMatchObject({ tags: ["rock"] });
    expect(only({ ...good, tags: null })).toMatchObject({ tags: [] });
  });
});

describe("an entry is left out, and counted,", () => {
  it.each([
    ["where it is no entry", 7],
    ["where it is nothing", null],
    ["where it is a list", [good]],
    ["without a name", { ...good, name: undefined }],
    ["with a name that is no text", { ...good, name: { first: "Bossa" } }],
    ["with a name without an end", { ...good, name: "x".repeat(1_001) }],
    ["with a name nobody can say", { ...good, name: "★ ★ ★" }],
    ["with a name of controls", { ...good, name: "\u0000\u0007" }],
    ["without an address", { ...good, url: "", url_resolved: "" }],
    ["with an address without an end", { ...good, url_resolved: `https://s.example/${"x".repeat(500)}` }],
    ["whose address is a file", { ...good, url_resolved: "file:///etc/passwd" }],
    ["whose address is of another kind", { ...good, url_resolved: "mms://s.example/live" }],
    ["whose address is a script", { ...good, url_resolved: "javascript:alert(1)" }],
    ["whose address holds a password", { ...good, url_resolved: "https://me:secret@s.example/live" }],
    ["whose address holds a line break", { ...good, url_resolved: "https://s.example/\nlive" }],
    ["that leads to this machine", { ...good, url_resolved: "http://127.0.0.1:8000/" }],
    ["that leads to this machine by a number", { ...good, url_resolved: "http://2130706433/" }],
    ["that leads into the home's network", { ...good, url_resolved: "http://192.168.1.5/live" }],
    ["that leads to a host of the home's network", { ...good, url_resolved: "http://nas.lan/live" }],
    ["that leads to a cloud's secrets", { ...good, url_resolved: "http://169.254.169.254/latest/meta-data/" }],
    ["whose port no stream comes from", { ...good, url_resolved: "http://s.example:6667/live" }],
    ["that comes in pieces", { ...good, hls: 1 }],
    ["that comes in pieces, by its address", { ...good, url_resolved: "https://s.example/live.m3u8?x=1" }],
    ["that has a picture", { ...good, codec: "AAC,H.264" }],
    ["that doesn't work", { ...good, lastcheckok: 0 }],
    ["with a flag that is none", { ...good, hls: "maybe" }],
  ])("%s", (_, row) => {
    expect(parse(good, row, good)).toMatchObject({
      ok: true,
      value: { rows: 3, stations: [{ name: "Bossa Bay" }, { name: "Bossa Bay" }] },
    });
  });

  it("where it would reach into the language's own objects: it is a station like any other", () => {
    const parsed = parseRows('[{"name":"A","url":"https://s.example/a","__proto__":{"tags":"x"}}]');

    expect(parsed).toMatchObject({ ok: true, value: { stations: [{ name: "A", tags: [] }] } });
  });
});

describe("a page of the directory", () => {
  it.each(["", "null", "{}", '"[]"', "[", '[{"name":"Half a st', "<h1>Back soon</h1>", "\u0000"])(
    "that is no list is refused whole: %j",
    (text) => {
      expect(parseRows(text)).toEqual({
        ok: false,
        error: "the directory sends something else than a list of stations",
      });
    },
  );

  it("may be empty", () => {
    expect(parseRows("[]")).toEqual({ ok: true, value: { rows: 0, stations: [] } });
  });

  it("with the fields that the real one documents is understood: of the invented ones, three are of no use", () => {
    const parsed = parse(...inventedRows());

    expect(parsed.ok && [parsed.value.rows, parsed.value.stations.length]).toEqual([33, 30]);
  });
});
