// From lines of the logs and a record to one road: its order, its times, what is missing and why.
import { CommandId, HomeId, type Outcome, SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Found } from "../../../local/src/trace/found.ts";
import { type LogEvent, type LogName, readLine } from "../../../local/src/trace/log-lines.ts";
import { renderRoad, toJsonRoad } from "../../../local/src/trace/render-road.ts";
import { toRoad } from "../../../local/src/trace/road.ts";

const ID = CommandId.parse("01M86E08D83T8R6M4N2K0H9F7D");
const ASKED_AT_MS = 1_795_512_345_000;
const THING = "hb-0123456789abcdef";
const PATIO = SpeakerId.parse("spk_01J8ZQ5V0000000000000000PA");
const HOME = HomeId.parse("home_01J8ZQ3V5R0000000000000H01");
const HEARD_AT_MS = ASKED_AT_MS + 400;

/** A line as CloudWatch gives it, so many ms after the request was heard. */
const line = (log: LogName, ms: number, message: string, fields: object = {}, level = "info"): LogEvent => ({
  log,
  atMs: HEARD_AT_MS + ms,
  text: JSON.stringify({ level, message, commandId: ID, ...fields }),
});

const decided = (decision = "command", request = "play") =>
  line("voice", 12, "turn decided", { requestId: "r", heardAtMs: HEARD_AT_MS, request, decision, thing: THING });
const sent = (delivery = "journaled", ms = 40) =>
  line("voice", ms, "command sent", { thing: THING, seq: 36, sentAtMs: HEARD_AT_MS + 20, delivery });
const cameBack = (state = "done", outcome = "OK", ms = 230) =>
  line("ingest", ms, "an outcome was taken in", {
    ...{ state, outcome, receivedAtMs: HEARD_AT_MS + 210, rule: "hb_outcome", thing: THING, result: "recorded" },
    ...{ acceptedMs: 4, soundMs: 170, settledMs: 172 },
  });
const known = (outcome = "OK", ms = 240) => line("voice", ms, "command answered", { outcome, request: "play" });
const answered = (ms = 250) => line("voice", ms, "turn answered", { endsSession: true });

const OUTCOME: Outcome = {
  v: 1,
  commandId: ID,
  seq: 36,
  state: "done",
  code: "OK",
  perSpeaker: { [PATIO]: "OK" },
  timings: { acceptedMs: 4, soundMs: 170, settledMs: 172 },
};
const RECORD = { outcome: OUTCOME, reply: "<speak>Playing Jazz on Patio.</speak>" };

const roadOf = (events: readonly LogEvent[], rest: Partial<Found> = {}, ageMs = 3_600_000) => {
  const lines = events.flatMap((event) => readLine(event, ID) ?? []);
  const found = {
    commandId: ID,
    lines,
    homeId: HOME,
    record: RECORD,
    names: { [PATIO]: "Patio" },
    isCutShort: false,
    recordTrouble: null,
  };
  return toRoad({ ...found, ...rest }, ASKED_AT_MS + ageMs);
};
const WHOLE = [decided(), sent(), cameBack(), known(), answered()];

describe("the road of a command", () => {
  it("is in order, from its request to what was spoken, wherever the lines came from", () => {
    const shuffled = [cameBack(), answered(), decided(), known(), sent()];
    const { stations, missing } = roadOf(shuffled);
    expect(stations.map(({ kind, where, atMs }) => [kind, where, atMs - HEARD_AT_MS])).toEqual([
      ["heard", "voice", 0],
      ["decided", "voice", 12],
      ["sent", "voice", 20],
      ["received", "bridge", 28],
      ["journaled", "bridge", 32],
      ["delivered", "voice", 40],
      ["sound", "bridge", 198],
      ["over", "bridge", 200],
      ["came", "AWS IoT", 210],
      ["kept", "ingest", 230],
      ["read", "voice", 240],
      ["said", "voice", 250],
    ]);
    expect(missing).toEqual([]);
  });

  it("puts the bridge's receipt amidst what the cloud has seen, and says how sure that is", () => {
    // sent at 20, its acknowledgement back at 40, 4 ms of which the bridge took: received between 20 and 36
    const receipt = roadOf(WHOLE).stations.find(({ kind }) => kind === "received");
    expect(receipt).toMatchObject({ atMs: HEARD_AT_MS + 28, slackMs: 8 });
  });

  it("takes the outcome for a limit where the broker's word is all there is of the delivery", () => {
    const { stations } = roadOf([decided(), sent("sent"), cameBack(), known(), answered()]);
    expect(stations.find(({ kind }) => kind === "received")).toMatchObject({ atMs: HEARD_AT_MS + 29, slackMs: 9 });
  });

  it("begins the bridge's part when it was sent, where the clocks leave no time between", () => {
    const early = cameBack("done", "OK", 230).text.replace(`${HEARD_AT_MS + 210}`, `${HEARD_AT_MS + 100}`);
    const { stations } = roadOf([decided(), sent(), { ...cameBack(), text: early }, known(), answered()]);
    expect(stations.find(({ kind }) => kind === "received")).toMatchObject({ atMs: HEARD_AT_MS + 20, slackMs: 0 });
  });

  it("does not let a line that was written late come after what its write has led to", () => {
    const { stations } = roadOf([decided(), sent(), cameBack("done", "OK", 243), known("OK", 240), answered()]);
    const kinds = stations.map(({ kind }) => kind);
    expect(kinds.indexOf("kept")).toBeLessThan(kinds.indexOf("read"));
  });

  it("has the bridge's part from the record where the ingest's line is missing", () => {
    const { stations, missing } = roadOf([decided(), sent(), known(), answered()]);
    expect(stations.find(({ kind }) => kind === "over")).toMatchObject({ atMs: HEARD_AT_MS + 28 + 172 });
    expect(missing.map(({ what }) => what)).toEqual(["the ingest's line"]);
  });

  it("shows what went wrong on the way, with its reason", () => {
    const fault = line("voice", 30, "a port failed during a turn", { fault: "DynamoDB: TimeoutError" }, "error");
    const { stations } = roadOf([decided(), fault, answered()]);
    expect(stations.map(({ what }) => what)).toContain("! a port failed during a turn: DynamoDB: TimeoutError");
  });

  it("holds nothing of other commands, of Lambda's own lines, and of lines that say nothing of it", () => {
    const other = "01M86E08D83T8R6M4N2K0H9F7E";
    const strange = [
      { ...decided(), text: decided().text.replace(ID, other) },
      { log: "voice" as const, atMs: HEARD_AT_MS, text: `REPORT RequestId: ${ID} Duration: 12 ms` },
      line("voice", 1, "the progressive response was not taken", {}, "debug"),
      { ...sent(), text: sent().text.replace('"seq":36', '"seq":"many"') },
    ];
    expect(roadOf(strange).stations).toEqual([]);
  });
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("what is missing of a road is said, with why it may be", () => {
  it.each<[string, readonly LogEvent[], Partial<Found>, number, [string, RegExp][]]>([
    ["some seconds old", [], { record: null }, 4_000, [["everything", /wait some seconds/]]],
    ["older than the logs", [], { record: null }, 31 * DAY_MS, [["everything", /more than 30 days/]]],
    ["of no log", [], { record: null }, HOUR_MS, [["everything", /another account or region/]]],
    ["of a time to come", [], { record: null }, -HOUR_MS, [["everything", /time to come/]]],
    [
      "whose bridge is offline",
      [decided(), sent("offline"), known("bridge-offline"), answered()],
      {},
      HOUR_MS,
      [["the bridge", /was offline, and never had the command/]],
    ],
    [
      "without an outcome",
      [decided(), sent("unknown"), known("unconfirmed"), answered()],
      { record: { outcome: null, reply: null } },
      HOUR_MS,
      [["the outcome", /none has come.*IngestErrors/]],
    ],
    [
      "without an outcome yet",
      [decided(), sent(), answered()],
      { record: { outcome: null, reply: null } },
      5_000,
      [["the outcome", /not there yet/]],
    ],
    [
      "overtaken by a newer one",
      [decided(), sent(), cameBack("superseded", "SUPERSEDED"), known("SUPERSEDED"), answered()],
      {},
      HOUR_MS,
      [["the sound", /newer command/]],
    ],
    [
      "too late at the bridge",
      [decided(), sent(), cameBack("expired", "EXPIRED"), known("EXPIRED"), answered()],
      {},
      HOUR_MS,
      [["the sound", /time to live/]],
    ],
    ["whose record is a day old", WHOLE, { record: null }, 2 * DAY_MS, [["what became of each speaker", /for a day/]]],
    [
      "that the function did not answer",
      [decided(), sent(), cameBack()],
      {},
      HOUR_MS,
      [["the answer", /ended before it answered/]],
    ],
    [
      "that broke off",
      [decided(), line("voice", 14, "a turn crashed", { stack: "Error: a bug" }, "error")],
      {},
      HOUR_MS,
      [
        ["the way to the bridge", /not sent/],
        ["the answer", /broke off/],
      ],
    ],
    [
      "whose record can't be read",
      WHOLE,
      { record: null, recordTrouble: "these AWS credentials may not do that" },
      HOUR_MS,
      [["what became of each speaker", /may not do that/]],
    ],
    ["that is an edit", [decided("edit", "rename"), answered()], {}, HOUR_MS, [["the bridge", /configuration/]]],
    ["that is answered in the cloud", [decided("answer", "help"), answered()], { record: null }, HOUR_MS, []],
    ["with more lines than are read", WHOLE, { isCutShort: true }, HOUR_MS, [["the rest of its lines", /more than/]]],
  ])("of a command %s", (_name, events, rest, ageMs, expected) => {
    const { missing } = roadOf(events, rest, ageMs);
    expect(missing.map(({ what }) => what)).toEqual(expected.map(([what]) => what));
    for (const [index, [, why]] of expected.entries()) expect(missing[index]?.why).toMatch(why);
  });

  it("and nothing of the bridge's part is claimed for a command that it never had", () => {
    const offline: Outcome = { ...OUTCOME, state: "failed", code: "BRIDGE_OFFLINE" };
    const { stations } = roadOf([decided(), sent("offline"), known("bridge-offline"), answered()], {
      record: { outcome: offline, reply: null },
    });
    expect(stations.filter(({ where }) => where === "bridge")).toEqual([]);
  });
});

describe("a road that is shown", () => {
  it("has times since the request, gaps, places, and the longest gap marked", () => {
    expect(renderRoad(roadOf(WHOLE))).toEqual([
      `${ID}, bridge ${THING}`,
      "asked 2026-11-24T09:25:45.000Z by Alexa's clock, to the second",
      "heard 2026-11-24T09:25:45.400Z by the function's: times count from here",
      "",
      "   ms   gap",
      "    0        voice    heard: play",
      "   12   +12  voice    decided: a command for the bridge",
      "   20    +8  voice    sent to hb-0123456789abcdef, as number 36",
      "   28    +8  bridge   received (±8 ms)",
      "   32    +4  bridge   journaled, then acknowledged (±8 ms)",
      "   40    +8  voice    acknowledged by the bridge: it is in its journal",
      "  198  +158  bridge   first sound written (±8 ms)  ◄ the longest gap",
      "  200    +2  bridge   carried out: done, OK (±8 ms)",
      "  210   +10  AWS IoT  outcome came: done, OK",
      "  230   +20  ingest   outcome kept",
      "  240   +10  voice    knows what to say: OK",
      '  250   +10  voice    spoken: "Playing Jazz on Patio."',
    ]);
  });

  it("names speakers for which it went otherwise, and what is missing", () => {
    const outcome: Outcome = { ...OUTCOME, state: "partial", perSpeaker: { [PATIO]: "SPEAKER_ASLEEP" } };
    const lines = renderRoad(roadOf(WHOLE, { record: { outcome, reply: null }, isCutShort: true }));
    expect(lines).toContain("  Patio: SPEAKER_ASLEEP");
    expect(lines.at(-1)).toMatch(/^ {2}missing: the rest of its lines: /);
  });

  it("is one JSON document for programs", () => {
    const json: unknown = JSON.parse(toJsonRoad(roadOf(WHOLE)));
    expect(json).toMatchObject({
      ...{ commandId: ID, homeId: HOME, thing: THING, askedAtMs: ASKED_AT_MS, zeroAtMs: HEARD_AT_MS, missing: [] },
      speakers: { Patio: "OK" },
    });
    const { timeline } = json as { timeline: readonly object[] };
    expect(timeline).toHaveLength(12);
    expect(timeline[3]).toEqual({
      ...{ kind: "received", where: "bridge", what: "received", atMs: HEARD_AT_MS + 28 },
      ...{ slackMs: 8, sinceMs: 28, gapMs: 8 },
    });
  });
});
