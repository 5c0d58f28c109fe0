// From words on a command line to a command, and from an outcome to words.
import { GroupId, type LatencyReport, type Outcome, SpeakerId, WIRE_VERSION } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { toCommandBody } from "../../../bridge-firmware/src/cli/give-command.ts";
import { renderOutcome, renderSpeakers, renderStatus } from "../../../bridge-firmware/src/cli/render.ts";
import { resolveNames } from "../../../bridge-firmware/src/cli/resolve-names.ts";
import {
  type DirectoryView,
  type LibraryView,
  type SpeakerView,
  type StatusView,
  toDirectoryView,
} from "../../../bridge-firmware/src/control/views.ts";
import { commandId, FIRE_PIT, KITCHEN, PATIO, THING, zoneId } from "../fakes/home.ts";

const NOW = new Date(2026, 4, 17, 20, 0);
const at = (...[month, day, hour, minute]: [number, number, number, number]) =>
  new Date(2026, month - 1, day, hour, minute).getTime();

const speaker = (id: SpeakerId, name: string, changes: Partial<SpeakerView> = {}): SpeakerView => ({
  id,
  name,
  link: "connected",
  reason: "OK",
  volumePercent: 50,
  muted: false,
  channel: "stereo",
  zone: null,
  ...changes,
});
const [OUTSIDE, EMPTY] = ["grp_01J0000000000000000000000A", "grp_01J0000000000000000000000B"].map((id) =>
  GroupId.parse(id),
) as [GroupId, GroupId];
const places = {
  speakers: [
    speaker(PATIO, "Patio", { channel: "left" }),
    speaker(FIRE_PIT, "Fire Pit", { zone: zoneId(1) }),
    speaker(KITCHEN, "Küche"),
  ],
  groups: [
    {
      id: OUTSIDE,
      name: "Outside",
      speakers: [
        { id: PATIO, name: "Patio" },
        { id: FIRE_PIT, name: "Fire Pit" },
      ],
    },
    { id: EMPTY, name: "Attic", speakers: [] },
  ],
};

describe("a name on the command line", () => {
  it.each([
    ["written exactly", ["Fire Pit"], [FIRE_PIT]],
    ["as people hear it", ["the firepit"], [FIRE_PIT]],
    ["without its accents", ["kuche"], [KITCHEN]],
    ["of a group", ["outside"], [PATIO, FIRE_PIT]],
    ["that is an id", [PATIO], [PATIO]],
    ["that is everywhere", ["everywhere"], [PATIO, FIRE_PIT, KITCHEN]],
    ["of a speaker that was named by its group already", ["Outside", "Patio"], [PATIO, FIRE_PIT]],
  ])("%s means its speakers, each once", (_, names, ids) => {
    expect(resolveNames(names, places)).toEqual({ ok: true, value: ids });
  });

  it.each([
    ["that is nearly one", ["Patoi"], 'there is no "Patoi": did you mean "Patio"?'],
    ["that is a part of one", ["fire"], 'there is no "fire": did you mean "Fire Pit"?'],
    ["of a group that is empty", ["Attic"], 'the group "Attic" has no speakers'],
  ])("%s is asked about", (_, names, question) => {
    expect(resolveNames(names, places)).toEqual({ ok: false, error: question });
  });

  it("that two things have is asked about, with what tells them apart", () => {
    const twins = {
      ...places,
      speakers: [...places.speakers, speaker(SpeakerId.parse(`${PATIO.slice(0, -1)}9`), "Outside")],
    };
    expect(resolveNames(["outside"], twins)).toEqual({
      ok: false,
      error: expect.stringMatching(
        /^"outside": which one\? the group "Outside" \(grp_\w+\), the speaker "Outside" \(spk_\w+\)$/,
      ),
    });
  });
});

describe("a command", () => {
  it("to play without names means every speaker, each with its channel", () => {
    expect(toCommandBody({ kind: "play", words: "jazz", on: [] }, places)).toEqual({
      ok: true,
      value: {
        kind: "play",
        source: { kind: "request", words: "jazz" },
        targets: [
          { id: PATIO, channel: "left" },
          { id: FIRE_PIT, channel: "stereo" },
          { id: KITCHEN, channel: "stereo" },
        ],
      },
    });
  });

  it("to play what the Echo plays means the same speakers", () => {
    expect(toCommandBody({ kind: "play-live", source: "echo", on: ["Patio"] }, places)).toEqual({
      ok: true,
      value: { kind: "play", source: { kind: "echo" }, targets: [{ id: PATIO, channel: "left" }] },
    });
    expect(toCommandBody({ kind: "play-live", source: "phone", on: [] }, places)).toMatchObject({
      value: { source: { kind: "phone" }, targets: { length: 3 } },
    });
  });

  it("to play anything asks for no words", () => {
    const body = toCommandBody({ kind: "play", words: "anything", on: ["Patio"] }, places);
    expect(body).toMatchObject({ value: { source: { kind: "anything" } } });
  });

  it("to play a sound of the bridge's own means every speaker, too", () => {
    expect(toCommandBody({ kind: "play-sound", sound: "metronome", on: [] }, places)).toMatchObject({
      value: { kind: "play", source: { kind: "sound", sound: "metronome" }, targets: { length: 3 } },
    });
  });

  it("to nudge moves the speakers that are named, whether they play or not", () => {
    expect(toCommandBody({ kind: "nudge", deltaMs: -2.5, on: ["Outside"] }, places)).toEqual({
      ok: true,
      value: { kind: "nudge-delay", deltaMs: -2.5, speakers: [PATIO, FIRE_PIT] },
    });
  });

  it("without names means what plays; where nothing plays that is said, but a volume is set everywhere", () => {
    expect(toCommandBody({ kind: "pause", on: [] }, places)).toEqual({
      ok: true,
      value: { kind: "pause", speakers: [FIRE_PIT] },
    });
    const silent = { ...places, speakers: places.speakers.map((one) => ({ ...one, zone: null })) };
    expect(toCommandBody({ kind: "pause", on: [] }, silent)).toEqual({ ok: false, error: "nothing plays" });
    expect(toCommandBody({ kind: "volume", change: { kind: "by", percent: -5 }, on: [] }, silent)).toEqual({
      ok: true,
      value: { kind: "adjust-volume", deltaPercent: -5, speakers: [PATIO, FIRE_PIT, KITCHEN] },
    });
  });
});

describe("an outcome in words", () => {
  const outcome = (changes: Partial<Outcome>): Outcome => ({
    v: WIRE_VERSION,
    commandId: commandId(1),
    seq: 1,
    state: "done",
    code: "OK",
    perSpeaker: { [PATIO]: "OK" },
    timings: { acceptedMs: 1, settledMs: 2 },
    ...changes,
  });
  const names = new Map([
    [PATIO, "Patio"],
    [FIRE_PIT, "Fire Pit"],
  ]);
  const lines = (changes: Partial<Outcome>) => renderOutcome(outcome(changes), (id) => names.get(id) ?? id, NOW);

  it("says what plays where", () => {
    expect(lines({ found: { by: "genre", title: "Jazz", trackCount: 3 } })).toEqual(["Done: Jazz on Patio."]);
  });

  it("says the volume that was really set", () => {
    expect(lines({ volumePercent: { [PATIO]: 40 } })).toEqual(["Done: on Patio.", "  Patio: 40 %"]);
  });

  it("says by which latency a speaker plays that was nudged", () => {
    expect(lines({ latencies: { [PATIO]: { ms: 177.4, method: "by-hand" } } })).toEqual([
      "Done: on Patio.",
      "  Patio: 177 ms, set by ear",
    ]);
  });

  it("names who is missing and why", () => {
    expect(lines({ state: "partial", perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_ASLEEP" } })).toEqual([
      "Partly: on Patio.",
      "  Fire Pit: asleep: switch it on",
    ]);
  });

  it("never says done of what was not", () => {
    expect(lines({ state: "failed", code: "NO_SOURCE", perSpeaker: {} })).toEqual([
      "Not done: no music here fits these words.",
    ]);
  });
});

describe("the latency that a speaker plays by", () => {
  it.each<[LatencyReport, string]>([
    [{ ms: 212.6, method: "reported" }, "213 ms, as it reports"],
    [{ ms: 190, method: "model" }, "190 ms, of its model"],
    [{ ms: 170, method: "typical" }, "170 ms, typical of its codec"],
    [{ ms: 187, method: "measured", verifiedAtMs: at(5, 17, 18, 2) }, "187 ms, measured, verified today 18:02"],
    [{ ms: 187, method: "measured", verifiedAtMs: at(5, 16, 23, 59) }, "187 ms, measured, verified yesterday 23:59"],
    [{ ms: 187, method: "measured", verifiedAtMs: at(4, 2, 7, 5) }, "187 ms, measured, verified 2026-04-02 07:05"],
    [
      { ms: 187, method: "measured", unverifiedSinceMs: at(5, 17, 9, 30) },
      "187 ms, measured, unverified since today 09:30",
    ],
    [{ ms: 177, method: "by-hand", unverifiedSinceMs: at(5, 17, 9, 30) }, "177 ms, set by ear"],
    [{ ms: 213, method: "reported", unverifiedSinceMs: at(5, 17, 9, 30) }, "213 ms, as it reports"],
  ])("of %j is told: %s", (latency, words) => {
    const [, , line = ""] = renderSpeakers([speaker(PATIO, "Patio", { latency })], NOW);

    expect(line.endsWith(`  ${words}`)).toBe(true);
  });

  it("is not known of one that is not connected", () => {
    const [head = "", , line = ""] = renderSpeakers([speaker(PATIO, "Patio", { link: "disconnected" })], NOW);

    expect(line.slice(head.indexOf("latency"))).toBe("–");
  });
});

describe("the music in the status", () => {
  const library = (changes: Partial<LibraryView>): LibraryView => ({
    tracks: 1_204,
    looking: null,
    skipped: 0,
    fault: null,
    ...changes,
  });
  it.each([
    ["all of it", {}, "1,204 tracks"],
    ["one", { tracks: 1 }, "1 track"],
    ["with files that can't be played", { skipped: 3 }, "1,204 tracks, 3 files can't be played"],
    ["none", { tracks: 0 }, "none yet: copy some into the music folder"],
    ["before the first look", { tracks: null }, "not looked through yet"],
    [
      "in the first look",
      { tracks: null, looking: { done: 120, total: 5_000 } },
      "looking through the folder: 120 of 5,000 files",
    ],
    [
      "in a later look",
      { looking: { done: 5, total: 5_000 } },
      "1,204 tracks so far, looking through the folder: 5 of 5,000 files",
    ],
    [
      "after a look that failed",
      { tracks: null, fault: "the music folder /m cannot be read" },
      "the last look failed: the music folder /m cannot be read",
    ],
  ])("is told: %s", (_, changes, words) => {
    const cloud = "none" as const;
    const bridge = { version: "1", thing: THING, cloud, uptimeSeconds: 5, home: null, zones: [] };

    expect(renderStatus({ ...bridge, library: library(changes) })).toContain(`music:  ${words}`);
  });
});

describe("the world's radio in the status", () => {
  const directory = (changes: Partial<DirectoryView>): DirectoryView => ({
    name: "radio-browser",
    stations: 4_812,
    ageSeconds: 200_000,
    leftOut: 0,
    fault: null,
    ...changes,
  });
  const bridge: StatusView = {
    version: "1",
    thing: THING,
    cloud: "none",
    uptimeSeconds: 5,
    home: null,
    zones: [],
    library: { tracks: 1, looking: null, skipped: 0, fault: null },
  };

  it.each([
    ["how many there are, and how old they are", {}, "4,812 stations of radio-browser, 2 days old"],
    ["one", { stations: 1, ageSeconds: 3_600 }, "1 station of radio-browser, 1 hour old"],
    [
      "that some can't be played",
      { leftOut: 1_188 },
      "4,812 stations of radio-browser, 2 days old, 1,188 more can't be played",
    ],
    ["nothing of their age where the clock went back", { ageSeconds: -5 }, "4,812 stations of radio-browser"],
    [
      "why they are no newer",
      { fault: "the directory's server answers with 500" },
      "4,812 stations of radio-browser, 2 days old; not fetched again: the directory's server answers with 500",
    ],
    [
      "that they are on their way",
      { stations: null, ageSeconds: null },
      "fetching the stations of radio-browser for the first time",
    ],
    [
      "why there are none",
      { stations: null, ageSeconds: null, fault: "the directory's server can't be reached (ENOTFOUND)" },
      "no stations of radio-browser yet: the directory's server can't be reached (ENOTFOUND); it is tried again",
    ],
  ])("is told: %s", (_, changes, words) => {
    expect(renderStatus({ ...bridge, directory: directory(changes) })).toContain(`radio:  ${words}`);
  });

  it("is not mentioned where nobody asked for it", () => {
    expect(renderStatus(bridge).filter((line) => line.startsWith("radio:"))).toEqual([]);
  });

  it("is as old as its copy", () => {
    const state = { name: "radio-browser", stations: 3, leftOut: 1, fault: null };

    expect(toDirectoryView({ ...state, fetchedAtMs: 1_000_000 }, 1_061_999)).toEqual({ ...state, ageSeconds: 61 });
    expect(toDirectoryView({ ...state, stations: null, fetchedAtMs: null }, 5)).toMatchObject({ ageSeconds: null });
  });
});
