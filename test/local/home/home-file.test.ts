import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { loadHomeFile, parseHome } from "../../../local/src/home/home-file.ts";

function mistakesOf(text: string): readonly string[] {
  const parsed = parseHome(text);
  return parsed.ok ? [] : parsed.error;
}

describe("a home file", () => {
  it("needs no more than the speakers' names", () => {
    expect(parseHome('{ "speakers": [{ "name": "Patio" }] }')).toEqual({
      ok: true,
      value: { speakers: [{ name: "Patio" }] },
    });
  });

  it("takes every key of the format", () => {
    const text = `{
      "speakers": [
        { "name": "Müllers Küche", "model": "JBL Flip 6", "reportedDelayMs": 213, "actualLatencyMs": 220.5, "jitterMs": 4, "mood": "asleep" },
        { "name": "Анин угол", "reportedDelayMs": null, "mood": "vanishes mid-song", "channel": "left", "batteryPercent": null }
      ],
      "groups": [{ "name": "露台", "members": ["müllers küche", "Анин угол"] }],
      "echos": [{ "name": "Kitchen Echo", "defaultGroup": "露台" }, { "name": "Hall" }],
      "inputs": {
        "echo": { "playsOn": "露台" }, "phone": {}, "airplay": { "playsOn": "everywhere" }, "spotify": {}, "dlna": {},
        "line": { "name": "Plattenspieler", "playsOn": "müllers küche", "mayInterrupt": true }
      }
    }`;
    const parsed = parseHome(text);
    expect(parsed).toMatchObject({ ok: true, value: { groups: [{ name: "露台" }] } });
    expect(parsed.ok && parsed.value.speakers.map(({ mood }) => mood)).toEqual(["asleep", "vanishes-mid-song"]);
  });

  it.each([
    "awake",
    "asleep",
    "out of range",
    "Out-Of-Range",
    "stolen_by_a_phone",
    "Refuses Codec",
    "vanishes mid-song",
  ])("knows the mood %p", (mood) => {
    expect(mistakesOf(JSON.stringify({ speakers: [{ name: "Patio", mood }] }))).toEqual([]);
  });

  it.each([
    ['{\n  "speakers": [\n    { "name": "Patio" }\n', 'line 4: expected a comma or "]", found the end of the file'],
    ['{\n  "speakers": [{ "name": "Patio", }]\n}', 'line 2: expected a key in double quotes, found "}"'],
    [
      '{ "speakers": [{ "name": "Patio" }],\n"inputs": { "line": { "playsOn": "Patoi" } } }',
      'line 2: inputs.line.playsOn "Patoi" is no speaker and no group: did you mean "Patio"?',
    ],
    [
      '{ "speakers": [{ "name": "Patio" }],\n"inputs": { "airply": {} } }',
      'line 2: inputs.airply is no key here: did you mean "airplay"?',
    ],
    [
      '{ "speakers": [{ "name": "Patio" }],\n"inputs": { "dlna": { "mayInterrupt": "yes" } } }',
      'line 2: inputs.dlna.mayInterrupt expected true or false, got "yes"',
    ],
    [
      "{\n  'speakers': []\n}",
      `line 2: expected "text" in double quotes, a number, true, false, null, [ or {, found "'speakers'"`,
    ],
    ['{ "speakers": [{ "name": "A" }],\n  "speakers": [] }', 'line 2: the key "speakers" is there twice'],
    ['{ "speakers": [{ "name": "A" }] }\n}', 'line 2: expected nothing more after the closing bracket, found "}"'],
    ["", 'line 1: expected a value: "text", a number, true, false, null, [ or {, found the end of the file'],
    ["[]", "line 1: expected an object in braces, got []"],
    ['{\n"groups": []\n}', "line 1: speakers expected a list of 1 to 32 speakers, but it is missing"],
    ['{\n"speakers": []\n}', "line 2: speakers expected a list of 1 to 32 speakers, got []"],
    ['{ "speakers": [\n"Patio"] }', 'line 2: speakers[0] expected an object in braces, got "Patio"'],
    [
      '{ "speakers": [\n{ "name": "Patio",\n"mood": "grumpy" }] }',
      'line 3: speakers[0].mood expected "awake", "asleep", "out of range", "stolen by a phone", "refuses codec", "vanishes mid-song", got "grumpy"',
    ],
    [
      '{ "speakers": [\n{ "name": "Patio",\n\n"reportedDelayMs": "slow" }] }',
      'line 4: speakers[0].reportedDelayMs expected milliseconds from 0 to 2000, or null for a speaker that never reports, got "slow"',
    ],
    [
      '{ "speakers": [{ "name": "Patio", "actualLatencyMs": -1 }] }',
      "line 1: speakers[0].actualLatencyMs expected milliseconds from 0 to 2000, got -1",
    ],
    [
      '{ "speakers": [{ "name": "Patio",\n"reportedDelay": 4 }] }',
      'line 2: speakers[0].reportedDelay is no key here: did you mean "reportedDelayMs"?',
    ],
    ['{ "speaker": [],\n"speakers": [{ "name": "A" }] }', 'line 1: speaker is no key here: did you mean "speakers"?'],
    [
      '{ "speakers": [{ "name": "" }] }',
      'line 1: speakers[0].name expected a name of 1 to 40 characters in quotes, got ""',
    ],
    [
      '{ "speakers": [{ "name": "Patio" },\n{ "name": "the patio" }] }',
      'line 2: speakers[1].name "the patio" sounds like "Patio", which is there already',
    ],
    [
      '{ "speakers": [{ "name": "Patio" }],\n"groups": [{ "name": "Yard",\n"members": ["Patoi"] }] }',
      'line 3: groups[0].members[0] "Patoi" is no speaker: did you mean "Patio"?',
    ],
    [
      '{ "speakers": [{ "name": "Patio" }],\n"groups": [{ "name": "Yard", "members": [4] }] }',
      "line 2: groups[0].members[0] expected the name of a speaker in quotes, got 4",
    ],
    [
      '{ "speakers": [{ "name": "Patio" }], "groups": [{ "name": "Yard", "members": ["Patio"] }],\n"echos": [{ "name": "E", "defaultGroup": "Hall" }] }',
      'line 2: echos[0].defaultGroup "Hall" is no group: known are "Yard"',
    ],
  ])("says of %j: %s", (text, mistake) => {
    expect(mistakesOf(text)).toEqual([mistake]);
  });

  it("takes 32 speakers and no 33rd", () => {
    const speakers = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `Speaker ${i + 1}` }));
    expect(mistakesOf(JSON.stringify({ speakers: speakers(32) }))).toEqual([]);
    expect(mistakesOf(JSON.stringify({ speakers: speakers(33) }))[0]).toContain("expected a list of 1 to 32 speakers");
  });

  it("lists every mistake at once", () => {
    expect(mistakesOf('{ "speakers": [{ "name": 1 },\n{ "name": 2 }] }')).toHaveLength(2);
  });

  it("names the file in front of the line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "house-band-home-"));
    const path = join(folder, "home.json");
    await writeFile(path, "{");
    const loaded = await loadHomeFile(path);
    const isFolder = await loadHomeFile(folder);
    await rm(folder, { recursive: true });
    expect(loaded).toEqual({
      ok: false,
      error: `${path}, line 1: expected a comma or "}", found the end of the file`,
    });
    const missing = await loadHomeFile(path);
    expect(missing.ok ? "" : missing.error).toContain(`--home ${path} does not exist: give a JSON file`);
    expect(isFolder.ok ? "" : isFolder.error).toContain(`--home ${folder} is a folder: give a JSON file`);
  });
});
