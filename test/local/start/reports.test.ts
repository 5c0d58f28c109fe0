import { describe, expect, it } from "@jest/globals";
import { columnsOf, tableLines } from "../../../bridge-firmware/src/text/table.ts";
import { formatSkew } from "../../../local/src/format-skew.ts";
import { toJsonReport } from "../../../local/src/json-report.ts";
import { createLiveView, speakerLines } from "../../../local/src/live-view.ts";
import type { ZoneSync } from "../../../local/src/meter/skew.ts";
import { behindTheScenes } from "../../../local/src/prompt.ts";
import { runLines, turnLines, zoneLines } from "../../../local/src/report.ts";
import { playedZones } from "../../../local/src/sync-report.ts";
import { hasFailed, type TurnReport } from "../../../local/src/turns.ts";
import { wrapLine } from "../../../local/src/wrap.ts";
import { fakeHome, OTHER_ZONE, ZONE } from "./fake-home.ts";

const TURN: TurnReport = {
  utterance: "play jazz in the backyard",
  commandId: null,
  request: { kind: "play", words: "jazz", targets: ["Backyard"] },
  speech: "Playing jazz on Backyard.",
  progressive: [],
  endsSession: true,
  isLost: false,
  outcome: { state: "done", code: "OK", perSpeaker: { Patio: "OK" } },
  timings: { replyMs: 12.5, soundMs: 230 },
};

const PLAIN = { bold: String, dim: String, cyan: String };

/** The fake home with its third speaker in a paused zone of its own. */
function twoZones(): ReturnType<typeof fakeHome> {
  const { home, speakers, state } = fakeHome();
  const [first] = Object.values(state.zones);
  const office = home.speakers[2]?.id;
  if (!first || !office) throw new Error("the home has a zone and a third speaker");
  const alone = { state: "paused", title: "Gravel", members: { [office]: "mono" } } as const;
  const connected = { link: "connected", reason: "OK", volumePercent: 50, muted: false } as const;
  return {
    home,
    speakers,
    state: {
      ...state,
      speakers: { ...state.speakers, [office]: connected },
      zones: { [ZONE]: { ...first, artist: "Miles Davis" }, [OTHER_ZONE]: alone },
    },
  };
}

/** What the meter would say: each speaker so much later than the middle one; drop-outs are the last speaker's. */
function toSync(lags: Record<string, number>, figures: Partial<ZoneSync> = {}): ZoneSync {
  const speakers = Object.keys(lags);
  const gap = { fromMs: 10, untilMs: 50, cutBefore: true, cutAfter: true };
  return {
    speakers,
    medianMs: 0,
    p95Ms: 0,
    maxMs: 0,
    dropouts: 0,
    windows: speakers.length < 2 ? [] : [{ startMs: 0, lagsMs: new Map(Object.entries(lags)) }],
    gaps: new Map(speakers.map((name, at) => [name, figures.dropouts && at === speakers.length - 1 ? [gap] : []])),
    unlike: [],
    ...figures,
  };
}

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
    const request = { kind: "whats-playing", targets: [] } as const;
    expect(hasFailed({ ...TURN, request, outcome: null })).toBe(false);
  });

  it("counts an order that came to nothing, as one to an unknown place, unless the next sentence goes on with it", () => {
    const order = { ...TURN, request: { kind: "play", targets: ["moon"] } as const, outcome: null };
    expect(hasFailed({ ...order, endsSession: true }, false)).toBe(true);
    expect(hasFailed({ ...order, endsSession: false }, true)).toBe(true);
    expect(hasFailed({ ...order, endsSession: false }, false)).toBe(false);
  });
});

describe("what is printed", () => {
  it("is a table of every speaker that plays, under the music it plays", () => {
    const { home, speakers, state } = fakeHome();
    expect(zoneLines(playedZones({ speakers }, state, home), null)).toEqual([
      "speaker  channel  volume  late by  drop-outs",
      "───────  ───────  ──────  ───────  ─────────",
      "♪ So What",
      "  Patio  left     50 %    –        –",
      "  露台   stereo   muted   –        –",
    ]);
  });

  it("parts the speakers by what they play, says who is late, and calls nobody who plays alone in time", () => {
    const { home, speakers, state } = twoZones();
    const together = toSync({ Patio: -2, 露台: 10 }, { medianMs: 12, maxMs: 12.5, dropouts: 1 });
    expect(zoneLines(playedZones({ speakers }, state, home), [together, toSync({ Office: 0 })])).toEqual([
      "speaker   channel  volume  late by    drop-outs",
      "────────  ───────  ──────  ─────────  ─────────",
      "♪ So What by Miles Davis: skew 12.00 ms median, 12.50 ms at most",
      "  Patio   left     50 %    −2.00 ms           0",
      "  露台    stereo   muted   +10.00 ms          1",
      "‖ Gravel (paused)",
      "  Office  mono     50 %    –                  0",
    ]);
  });

  it("says of a zone that could not be compared why there are no figures", () => {
    const { home, speakers, state } = fakeHome();
    const zones = playedZones({ speakers }, state, home);
    const short = {
      ...toSync({ Patio: 0, 露台: 0 }),
      windows: [],
      unlike: ["Patio", "露台"],
      medianMs: null,
      maxMs: null,
    };
    expect(zoneLines(zones, [short])[2]).toBe("♪ So What: too short, or too unlike, to be compared");
  });

  it("says whose figures these are where several sentences were said", () => {
    const { home, speakers, state } = fakeHome();
    const zones = playedZones({ speakers }, state, home);
    const sync = { zones: [toSync({ Patio: 0, 露台: 0 })], plotPath: "/rec/sync.svg" };
    const remark = "Measured after the last sentence only; npm run measure -- /rec hears all of it.";
    expect(runLines({ turns: [TURN, TURN], zones, sync }, "/rec", String)).toContain(remark);
    expect(runLines({ turns: [TURN], zones, sync }, "/rec", String)).not.toContain(remark);
  });

  it("says of each speaker how late a microphone heard it", () => {
    const heardLateMs = { Patio: -20.5, Deck: 20.5, Garage: null };
    const outcome = { state: "partial", code: "NOTHING_HEARD", perSpeaker: {}, heardLateMs } as const;
    expect(turnLines({ ...TURN, outcome }, PLAIN).at(-1)).toBe(
      "       heard: Patio −20.50 ms, Deck +20.50 ms, Garage not at all",
    );
  });

  it("says once what is the same for every speaker", () => {
    const codes = { Patio: "NOTHING_PLAYING", Deck: "NOTHING_PLAYING", Office: "OK" } as const;
    const facts = (perSpeaker: Record<string, "OK" | "NOTHING_PLAYING" | "SPEAKER_BUSY">) =>
      turnLines({ ...TURN, outcome: { state: "failed", code: "NOTHING_PLAYING", perSpeaker } }, PLAIN).at(-1);
    expect(facts({ Patio: "NOTHING_PLAYING", Deck: "NOTHING_PLAYING" })).toContain(
      "failed: nothing plays there; reply",
    );
    expect(facts(codes)).toContain("failed: Patio and Deck: nothing plays there; reply");
    expect(facts({ Patio: "SPEAKER_BUSY", Deck: "NOTHING_PLAYING" })).toContain(
      "failed: Patio: connected to another device; Deck: nothing plays there; reply",
    );
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

  it("leaves out of a live line what a narrow terminal has no room for, last of all what plays", () => {
    const { speakers, state } = fakeHome();
    expect(speakerLines(speakers, state, {}, 40)[0]).toBe(" Patio    50 %  213 ms  ♪ So What");
    expect(speakerLines(speakers, state, {}, 26)[0]).toBe(" Patio    50 %  ♪ So What");
    expect(speakerLines(speakers, state, {}, 14)[0]).toBe(" Patio    50 ");
  });

  it("breaks long lines between words, under where their text begins", () => {
    expect(wrapLine("Alexa  Playing Jazz on Backyard and Kitchen.", 24)).toEqual([
      "Alexa  Playing Jazz on",
      "       Backyard and",
      "       Kitchen.",
    ]);
    expect(wrapLine("  play  one · two · three", 16)).toEqual(["  play  one ·", "        two ·", "        three"]);
    expect(wrapLine("mood takes a speaker", 12)).toEqual(["mood takes a", "speaker"]);
    expect(wrapLine("露台露台 露台", 9)).toEqual(["露台露台", "露台"]);
    expect(wrapLine("         deep", 8)).toEqual(["         deep"]);
    expect(wrapLine("as long as it likes", undefined)).toEqual(["as long as it likes"]);
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

describe("the lines above the prompt", () => {
  /** What a terminal of that size was written, one string per write. */
  function shown(size: { columns: number; rows: number }, typedColumns: number): readonly string[] {
    const { home, speakers, state } = fakeHome();
    const written: string[] = [];
    const output = { isTTY: true, ...size, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
    const stack = { speakers, state: () => state, onEngineEvent: () => () => undefined };
    const view = createLiveView(stack, output, { getCursorPos: () => ({ rows: 0, cols: 0 }) });
    view.show(home);
    view.rest(typedColumns);
    view.close();
    return written;
  }

  it("go as soon as something was entered, so that what is left to read is the conversation", () => {
    const [lines, erased] = shown({ columns: 80, rows: 30 }, 40);
    expect(lines?.split("\n")).toHaveLength(5);
    expect(erased).toBe("\x1b[4A\x1b[3M\x1b[1B");
  });

  it("go as well where the line that was entered took several rows", () => {
    expect(shown({ columns: 80, rows: 30 }, 81)[1]).toBe("\x1b[5A\x1b[3M\x1b[2B");
  });

  it("stay where they have scrolled out of reach", () => {
    expect(shown({ columns: 80, rows: 4 }, 40)).toHaveLength(1);
  });
});

describe("behind the scenes", () => {
  it("changes a speaker's mood, however the words are written", () => {
    const { speakers } = fakeHome();
    expect(behindTheScenes(speakers, "mood the patio out of range")).toEqual(["Patio is now: out of range"]);
    expect(behindTheScenes(speakers, "Mood 露台 Stolen_by-a phone")).toEqual(["露台 is now: stolen by a phone"]);
    expect(speakers.map(({ mood }) => mood())).toEqual(["out-of-range", "stolen-by-a-phone", "awake"]);
  });

  it("takes the beginning of a mood, and calls every mood by the name the help has for it", () => {
    const { speakers } = fakeHome();
    expect(behindTheScenes(speakers, "mood 露台 stolen")).toEqual(["露台 is now: stolen by a phone"]);
    expect(behindTheScenes(speakers, "mood patio vanishes")).toEqual(["Patio is now: vanishes mid-song"]);
    expect(behindTheScenes(speakers, "mood patio a")?.[0]).toContain("mood takes a speaker and one of: awake,");
    expect(behindTheScenes(speakers, "mood patio")?.[0]).toMatch(/out of range.*vanishes mid-song$/);
    expect(behindTheScenes(speakers, "?")).toEqual(behindTheScenes(speakers, "help"));
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
