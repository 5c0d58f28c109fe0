import { describe, expect, it } from "@jest/globals";
import { columnsOf, tableLines } from "../../../bridge-firmware/src/text/table.ts";
import { formatSkew } from "../../../local/src/format-skew.ts";
import { toJsonReport } from "../../../local/src/json-report.ts";
import { speakerLines } from "../../../local/src/live-view.ts";
import { behindTheScenes } from "../../../local/src/prompt.ts";
import { zoneLines } from "../../../local/src/report.ts";
import { playedZones } from "../../../local/src/sync-report.ts";
import { hasFailed, type TurnReport } from "../../../local/src/turns.ts";
import { fakeHome } from "./fake-home.ts";

const TURN: TurnReport = {
  utterance: "play jazz in the backyard",
  request: { kind: "play", words: "jazz", targets: ["Backyard"] },
  speech: "Playing jazz on Backyard.",
  progressive: [],
  endsSession: true,
  isLost: false,
  outcome: { state: "done", code: "OK", perSpeaker: { Patio: "OK" } },
  timings: { replyMs: 12.5, soundMs: 230 },
};

describe("the JSON of a run", () => {
  it("has turns, zones with their speakers, and the sync of each zone", () => {
    const { home, speakers, state } = fakeHome();
    const zones = playedZones({ speakers }, state, home);
    const measured = {
      speakers: ["Patio", "露台"],
      medianMs: 0.01,
      p95Ms: 0.02,
      maxMs: 0.03,
      dropouts: 1,
      windows: [],
      gaps: new Map(),
      unlike: [],
    };
    const report = { turns: [TURN], zones, sync: { zones: [measured], plotPath: "/rec/sync.svg" } };
    const { isLost: _isLost, progressive: _progressive, ...turn } = TURN;
    expect(JSON.parse(toJsonReport(report))).toEqual({
      turns: [turn],
      zones: [
        {
          source: { kind: "library", title: "So What", artist: null },
          state: "playing",
          speakers: [
            { name: "Patio", channel: "left", volumePercent: 50, muted: false, connected: true, wav: "/rec/Patio.wav" },
            { name: "露台", channel: "stereo", volumePercent: 50, muted: true, connected: true, wav: "/rec/露台.wav" },
          ],
        },
      ],
      sync: [{ zone: 0, speakers: ["Patio", "露台"], medianMs: 0.01, p95Ms: 0.02, maxMs: 0.03, dropouts: 1 }],
    });
  });

  it("calls a renamed speaker by its new name", () => {
    const { home, speakers, state } = fakeHome();
    const renamed = { ...home, speakers: home.speakers.map((each) => ({ ...each, name: each.name.toUpperCase() })) };
    const zones = playedZones({ speakers }, state, renamed);
    expect(zones[0]?.members.map(({ speaker }) => speaker.name)).toEqual(["PATIO", "露台"]);
  });
});

describe("the exit code", () => {
  it.each([
    ["done", false],
    ["partial", false],
    ["accepted", false],
    ["failed", true],
    ["rejected", true],
    ["expired", true],
    ["superseded", true],
  ] as const)("of an outcome that is %s counts as a failure: %p", (state, isFailure) => {
    expect(hasFailed({ ...TURN, outcome: { state, code: "OK", perSpeaker: {} } })).toBe(isFailure);
  });

  it("counts words that nothing could be made of, and no plain answer", () => {
    expect(hasFailed({ ...TURN, outcome: null, isLost: true })).toBe(true);
    expect(hasFailed({ ...TURN, outcome: null })).toBe(false);
  });
});

describe("what is printed", () => {
  it("is a table of every speaker that plays", () => {
    const { home, speakers, state } = fakeHome();
    expect(zoneLines(playedZones({ speakers }, state, home), null)).toEqual([
      "speaker  plays    channel  volume  zone skew: median  max  drop-outs",
      "───────  ───────  ───────  ──────  ─────────────────  ───  ─────────",
      "Patio    So What  left     50 %    –                  –    –",
      "露台     So What  stereo   muted   –                  –    –",
    ]);
  });

  it("is a live line per speaker: level, volume, latency, what it plays or why not", () => {
    const { speakers, state } = fakeHome();
    const [patio] = speakers;
    const lines = speakerLines(speakers, state, { [patio?.id ?? ""]: 1 });
    expect(lines.slice(0, 2)).toEqual([
      " Patio   ████████████████   50 %  213 ms  ♪ So What",
      " 露台    ················  muted   90 ms  ♪ So What",
    ]);
    expect(lines[2]).toContain("asleep");
  });

  it("lines up scripts of any width, and names a skew in the unit it is read in", () => {
    expect(["Patio", "露台", "é", "🎷", "\x1b[31mred\x1b[39m"].map(columnsOf)).toEqual([5, 4, 1, 2, 3]);
    expect(
      tableLines(
        ["a", "n"],
        [
          ["露台", 1],
          ["b", null],
        ],
      ),
    ).toEqual(["a     n", "────  ─", "露台  1", "b     –"]);
    expect([null, 0, 0.000_4, 0.0123, 1.5, 310].map(formatSkew)).toEqual([
      "–",
      "0 µs",
      "0.4 µs",
      "12 µs",
      "1.50 ms",
      "310 ms",
    ]);
  });
});

describe("behind the scenes", () => {
  it("changes a speaker's mood, however the words are written", () => {
    const { speakers } = fakeHome();
    expect(behindTheScenes(speakers, "mood the patio out of range")).toEqual(["Patio is now: out of range"]);
    expect(behindTheScenes(speakers, "Mood 露台 Stolen_by-a phone")).toEqual(["露台 is now: stolen by a phone"]);
    expect(speakers.map(({ mood }) => mood())).toEqual(["out-of-range", "stolen-by-a-phone", "awake"]);
  });

  it("says what a mood needs", () => {
    const { speakers } = fakeHome();
    expect(behindTheScenes(speakers, "mood patoi asleep")).toEqual([
      '"patoi" is no speaker of this home: did you mean "Patio"?',
    ]);
    expect(behindTheScenes(speakers, "mood patio grumpy")?.[0]).toContain("mood takes a speaker and one of: awake,");
  });

  it("leaves everything else to the Echo", () => {
    expect(behindTheScenes(fakeHome().speakers, "put me in the mood with jazz")).toBeNull();
    expect(behindTheScenes(fakeHome().speakers, "which speakers are on")).toBeNull();
  });
});
