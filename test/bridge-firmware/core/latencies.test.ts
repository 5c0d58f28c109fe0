// What is found out about speakers' latencies: what is played by, how it is known, and how long a microphone's word holds.
import type { LatencyReport, SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { bestKnownLatency, type KnownLatency } from "../../../bridge-firmware/src/core/alignment.ts";
import { applyCommand } from "../../../bridge-firmware/src/core/apply-command.ts";
import type { HeardLatency } from "../../../bridge-firmware/src/core/latencies.ts";
import { EMPTY_MODEL, type Model } from "../../../bridge-firmware/src/core/model.ts";
import { plan } from "../../../bridge-firmware/src/core/plan.ts";
import { type Input, reduce } from "../../../bridge-firmware/src/core/reduce.ts";
import { settle } from "../../../bridge-firmware/src/core/settle.ts";
import type { Transport } from "../../../bridge-firmware/src/core/speaker-machine.ts";
import { toReported } from "../../../bridge-firmware/src/core/to-reported.ts";
import { addressOf, command, FIRE_PIT, homeConfig, JAZZ, KITCHEN, PATIO, stereo, zoneId } from "../fakes/home.ts";

const LIMITS = { linkWithinMs: 2_000, soundWithinMs: 6_000 };
/** The world's time at the monotonic 0. */
const EPOCH_MS = 1_790_000_000_000;

const transport = (reportedDelayMs: number | null, changes: Partial<Transport> = {}): Transport => ({
  codec: "SBC",
  adapter: "00:1A:7D:DA:71:13",
  reportedDelayMs,
  output: { kind: "wav", path: "/x" },
  ...changes,
});
const link = (id: SpeakerId, reportedDelayMs: number | null, changes: Partial<Transport> = {}): Input => ({
  kind: "transport-added",
  address: addressOf(id),
  transport: transport(reportedDelayMs, changes),
});
const unlink = (id: SpeakerId): Input => ({ kind: "transport-removed", address: addressOf(id) });
const report = (id: SpeakerId, reportedDelayMs: number): Input => ({
  kind: "delay-changed",
  address: addressOf(id),
  reportedDelayMs,
});
/** What each speaker reports at first. */
const REPORTED_MS = new Map([
  [PATIO, 100],
  [FIRE_PIT, 150],
  [KITCHEN, 200],
]);
const heard = (
  atMs: number,
  ...speakers: readonly (readonly [SpeakerId, number, Partial<HeardLatency>?])[]
): Input => ({
  kind: "latencies-measured",
  atEpochMs: EPOCH_MS + atMs,
  heard: new Map(
    speakers.map(([id, relativeMs, changes]) => [
      id,
      { relativeMs, confidence: 0.9, linkCount: 1, reportedDelayMs: REPORTED_MS.get(id) ?? null, ...changes },
    ]),
  ),
});

const HOME: readonly Input[] = [{ kind: "config", config: homeConfig() }, { kind: "engine-ready" }];
const start: Model = { ...EMPTY_MODEL, epochOffsetMs: EPOCH_MS };

/** A home whose speakers report 100, 150 and 200 ms; what happens then happens a second apart. */
function modelAfter(inputs: readonly Input[], before: readonly Input[] = [...HOME, ...LINKS]): Model {
  let model = before.reduce((now, input) => plan(reduce(now, input, 0), 0).model, start);
  for (const [index, input] of inputs.entries()) {
    const nowMs = (index + 1) * 1_000;
    model = plan(reduce(model, input, nowMs), nowMs).model;
  }
  return model;
}
const LINKS: readonly Input[] = [link(PATIO, 100), link(FIRE_PIT, 150), link(KITCHEN, 200)];

const reportOf = (model: Model, id: SpeakerId): LatencyReport | undefined => toReported(model).speakers[id]?.latency;
const latencies = (model: Model) => [PATIO, FIRE_PIT, KITCHEN].map((id) => reportOf(model, id)?.ms);

const nudged = (model: Model, deltaMs: number, nowMs: number, ...speakers: SpeakerId[]) => {
  const order = command(1, "nudge-delay", { speakers, deltaMs });
  const context = { nowMs, receivedAtMs: nowMs, acceptedMs: 0, lateBecause: null, selection: null };
  const applied = applyCommand(model, order, { ...context, newZoneId: () => zoneId(1) });
  const planned = plan(applied, nowMs);
  const settled = settle(planned.model, nowMs, LIMITS);
  return { model: settled.model, outcome: settled.outcomes[0], actions: planned.actions };
};

describe("the best that is known of a latency", () => {
  const known: KnownLatency = {
    codec: "SBC",
    adapter: "00:1A:7D:DA:71:13",
    latencyMs: 187,
    method: "measured",
    confidence: 0.9,
    atEpochMs: 1,
    reportedDelayMs: 150,
  };

  it.each([
    ["is what was measured", {}, 187, "measured"],
    ["follows what the speaker has reported since", { reportedDelayMs: 170 }, 207, "measured"],
    ["stays where the speaker reports nothing any more", { reportedDelayMs: null }, 187, "measured"],
    ["does not hold for another codec", { codec: "AAC" }, 150, "reported"],
    ["does not hold on another adapter", { adapter: "00:00:00:00:00:01" }, 150, "reported"],
    ["is never less than nothing, whatever is reported", { reportedDelayMs: -100 }, 0, "measured"],
    ["is never more than the engine can make up for", { reportedDelayMs: 2_100 }, 2_000, "measured"],
  ] as const)("%s", (_, changes, latencyMs, method) => {
    const delays = { ...transport(150), ...changes };
    expect(bestKnownLatency(delays, [known])).toEqual({ latencyMs, method });
  });

  it("stays where the speaker had reported nothing when it was measured", () => {
    expect(bestKnownLatency(transport(150), [{ ...known, reportedDelayMs: null }]).latencyMs).toBe(187);
  });

  it("is the one for its codec where there are several", () => {
    const aac = { ...known, codec: "AAC", latencyMs: 240 };
    expect(bestKnownLatency(transport(150, { codec: "AAC" }), [known, aac]).latencyMs).toBe(240);
  });
});

describe("speakers that a microphone listens for and does not find", () => {
  it("play on by what was measured, and are unverified from then on", () => {
    const measured = [heard(0, [PATIO, 100], [FIRE_PIT, 150], [KITCHEN, 240])];
    const before = modelAfter(measured);
    const model = modelAfter([...measured, { kind: "latencies-doubted", speakers: [KITCHEN] }]);
    expect(latencies(model)).toEqual(latencies(before));
    expect(reportOf(model, KITCHEN)).toEqual({ ms: 240, method: "measured", unverifiedSinceMs: EPOCH_MS + 2_000 });
    expect(reportOf(model, PATIO)).toMatchObject({ verifiedAtMs: EPOCH_MS });
  });

  it("of whom nothing was measured are none", () => {
    expect(reportOf(modelAfter([{ kind: "latencies-doubted", speakers: [KITCHEN] }]), KITCHEN)).toEqual({
      ms: 200,
      method: "reported",
    });
  });
});

describe("speakers that were measured together", () => {
  it("keep the distances that were heard, and the median of them its place", () => {
    // against what they report they are 7, 10 and 40 ms later: 10 is the middle
    const model = modelAfter([heard(0, [PATIO, 5_107], [FIRE_PIT, 5_160], [KITCHEN, 5_240])]);

    expect(latencies(model)).toEqual([97, 150, 230]);
    expect(reportOf(model, KITCHEN)).toEqual({ ms: 230, method: "measured", verifiedAtMs: EPOCH_MS });
  });

  it("move to both sides of the middle where they are two", () => {
    expect(latencies(modelAfter([heard(0, [PATIO, 0], [FIRE_PIT, 90])]))).toEqual([80, 170, 200]);
  });

  it("stay where one stands whose measurement still holds: only the others move", () => {
    const model = modelAfter([
      heard(0, [PATIO, 10], [FIRE_PIT, 100]),
      unlink(FIRE_PIT),
      link(FIRE_PIT, 150),
      heard(9_000, [PATIO, 500], [FIRE_PIT, 640, { linkCount: 2 }]),
    ]);

    expect(latencies(model)).toEqual([80, 220, 200]);
  });

  it("leave out who has another link than the one that was heard, and who is away", () => {
    const model = modelAfter([unlink(KITCHEN), heard(0, [PATIO, 0], [FIRE_PIT, 60, { linkCount: 2 }], [KITCHEN, 100])]);

    expect(latencies(model)).toEqual([100, 150, undefined]);
    expect(reportOf(model, PATIO)).toEqual({ ms: 100, method: "reported" });
  });

  it("leave out who is so much later than the others that nobody could make up for it", () => {
    const model = modelAfter([heard(0, [PATIO, 0], [FIRE_PIT, 60], [KITCHEN, 2_300])]);

    // against what they report they are 100, 90 and −2,100 ms earlier: 90 is the middle
    expect(latencies(model)).toEqual([90, 150, 200]);
    expect(reportOf(model, KITCHEN)).toEqual({ ms: 200, method: "reported" });
  });

  it("stay where they are where only one is left that can be placed", () => {
    const model = modelAfter([heard(0, [PATIO, 0], [KITCHEN, 2_300])]);

    expect(latencies(model)).toEqual([100, 150, 200]);
    expect(reportOf(model, PATIO)).toEqual({ ms: 100, method: "reported" });
  });

  it("follow a delay that has jumped since they were heard, and that one is not verified", () => {
    const model = modelAfter([report(PATIO, 130), heard(0, [PATIO, 0], [FIRE_PIT, 90])]);

    // heard while it reported 100: 80, and 30 more since
    expect(reportOf(model, PATIO)).toEqual({ ms: 110, method: "measured", unverifiedSinceMs: EPOCH_MS + 2_000 });
    expect(reportOf(model, FIRE_PIT)).toEqual({ ms: 170, method: "measured", verifiedAtMs: EPOCH_MS });
  });

  it("stay in step where one is so quick that the median would put it before its own write", () => {
    const model = modelAfter(
      [heard(0, [PATIO, 0, { reportedDelayMs: 30 }], [FIRE_PIT, 400])],
      [...HOME, link(PATIO, 30, { codec: "PCM" }), link(FIRE_PIT, 150), link(KITCHEN, 200)],
    );

    // the middle would be at −65 ms
    expect(latencies(model)).toEqual([0, 400, 200]);
  });

  it("are heard where they play: those of the zone are moved, each once, and nobody leaves", () => {
    const selection = { ok: true, value: { selection: JAZZ, place: { index: 0, positionMs: 0, atMs: null } } } as const;
    const context = { nowMs: 0, receivedAtMs: 0, acceptedMs: 0, lateBecause: null, selection };
    const play = command(1, "play", { targets: stereo(PATIO, FIRE_PIT), source: JAZZ.source });
    const playing = plan(applyCommand(modelAfter([]), play, { ...context, newZoneId: () => zoneId(1) }), 0).model;
    const measured = plan(reduce(playing, heard(0, [PATIO, 0], [FIRE_PIT, 90], [KITCHEN, 120]), 0), 0);

    expect(measured.actions).toEqual([
      { kind: "set-latency", speaker: PATIO, latencyMs: 80 },
      { kind: "set-latency", speaker: FIRE_PIT, latencyMs: 170 },
    ]);
  });
});

describe("a microphone's word", () => {
  const measure = heard(0, [PATIO, 0], [FIRE_PIT, 50]);
  const since = (seconds: number): Partial<LatencyReport> => ({
    method: "measured",
    unverifiedSinceMs: EPOCH_MS + seconds * 1_000,
  });

  it.each<[string, readonly Input[], Partial<LatencyReport>]>([
    ["holds while nothing changes", [{ kind: "tick" }], { ms: 100, verifiedAtMs: EPOCH_MS }],
    ["holds while the delay wavers, which is followed", [report(PATIO, 100.8)], { ms: 100.8, verifiedAtMs: EPOCH_MS }],
    ["holds while another speaker is away", [unlink(FIRE_PIT)], { ms: 100, verifiedAtMs: EPOCH_MS }],
    ["ends where the delay jumps, which is followed", [report(PATIO, 120)], { ms: 120, ...since(2) }],
    ["does not come back with the delay", [report(PATIO, 120), report(PATIO, 100)], { ms: 100, ...since(2) }],
    ["ends with its link", [unlink(PATIO), link(PATIO, 100)], { ms: 100, ...since(3) }],
    [
      "ends once",
      [unlink(PATIO), link(PATIO, 100), unlink(PATIO), link(PATIO, 100), report(PATIO, 300)],
      { ms: 300, ...since(3) },
    ],
    [
      "begins again with the next measurement",
      [unlink(PATIO), link(PATIO, 100), heard(50_000, [PATIO, 0, { linkCount: 2 }], [FIRE_PIT, 50])],
      { ms: 100, verifiedAtMs: EPOCH_MS + 50_000 },
    ],
  ])("%s", (_, inputs, expected) => {
    const latency = reportOf(modelAfter([measure, ...inputs]), PATIO);

    expect(latency).toMatchObject(expected);
    expect(Object.keys(latency ?? {})).toHaveLength(3);
  });

  it("is not heard of a speaker without a link", () => {
    expect(reportOf(modelAfter([measure, unlink(PATIO)]), PATIO)).toBeUndefined();
  });

  it("waits for the codec that it was said about", () => {
    const model = modelAfter([measure, unlink(PATIO), link(PATIO, 100, { codec: "AAC" })]);
    expect(reportOf(model, PATIO)).toEqual({ ms: 100, method: "reported", unverifiedSinceMs: EPOCH_MS + 3_000 });
  });

  it("is about the speaker that was there, and not about one that took its place", () => {
    const { speakers } = homeConfig();
    const other = { ...speakers[PATIO], address: addressOf(FIRE_PIT) } as (typeof speakers)[typeof PATIO];
    const model = modelAfter([
      measure,
      { kind: "config", config: homeConfig({ speakers: { [PATIO]: other } as typeof speakers }) },
      link(FIRE_PIT, 100),
    ]);
    expect(model.speakers.get(PATIO)?.latency.known).toEqual([]);
  });
});

describe("a nudge", () => {
  it("later takes the speaker for quicker, and moves the others by nothing", () => {
    const { model, outcome } = nudged(modelAfter([]), 10, 5_000, FIRE_PIT);

    expect(latencies(model)).toEqual([100, 140, 200]);
    expect(outcome).toMatchObject({
      state: "done",
      perSpeaker: { [FIRE_PIT]: "OK" },
      latencies: { [FIRE_PIT]: { ms: 140, method: "by-hand" } },
    });
  });

  it("adds up, and follows what the speaker reports", () => {
    const once = nudged(modelAfter([]), -10, 5_000, PATIO).model;
    const twice = nudged(once, -2.5, 6_000, PATIO).model;
    const followed = reduce(twice, report(PATIO, 130), 7_000);

    expect([reportOf(once, PATIO)?.ms, reportOf(twice, PATIO)?.ms, reportOf(followed, PATIO)?.ms]).toEqual([
      110, 112.5, 142.5,
    ]);
  });

  it("of a speaker that was measured is by hand, and unverified, until the next measurement", () => {
    const measured = modelAfter([heard(0, [PATIO, 0], [FIRE_PIT, 50])]);
    const { model } = nudged(measured, 3, 5_000, PATIO);
    expect(reportOf(model, PATIO)).toEqual({ ms: 97, method: "by-hand", unverifiedSinceMs: EPOCH_MS + 5_000 });

    const again = reduce(model, heard(9_000, [PATIO, 0], [FIRE_PIT, 50]), 9_000);
    expect(reportOf(again, PATIO)).toEqual({ ms: 100, method: "measured", verifiedAtMs: EPOCH_MS + 9_000 });
  });

  it("reaches the engine of a speaker that plays", () => {
    const selection = { ok: true, value: { selection: JAZZ, place: { index: 0, positionMs: 0, atMs: null } } } as const;
    const context = { nowMs: 0, receivedAtMs: 0, acceptedMs: 0, lateBecause: null, selection };
    const play = command(1, "play", { targets: stereo(PATIO, FIRE_PIT), source: JAZZ.source });
    const playing = plan(applyCommand(modelAfter([]), play, { ...context, newZoneId: () => zoneId(1) }), 0).model;

    expect(nudged(playing, 10, 5_000, PATIO, KITCHEN).actions).toEqual([
      { kind: "set-latency", speaker: PATIO, latencyMs: 90 },
    ]);
  });

  it.each([
    ["earlier than the engine can make up for", -500, 1_600],
    ["before it is written", 200, 100],
  ])("%s is refused, and changes nothing", (_, deltaMs, reportedDelayMs) => {
    const before = modelAfter([report(PATIO, reportedDelayMs)]);
    const { model, outcome } = nudged(before, deltaMs, 5_000, PATIO);

    expect(outcome).toMatchObject({ state: "failed", code: "VALUE_RANGE", latencies: {} });
    expect(reportOf(model, PATIO)).toEqual({ ms: reportedDelayMs, method: "reported" });
  });

  it("of a speaker that is away holds for the link that it had, when it is back", () => {
    const { model, outcome } = nudged(modelAfter([unlink(PATIO)]), 10, 5_000, PATIO);
    expect(outcome).toMatchObject({ state: "done", latencies: { [PATIO]: { ms: 90, method: "by-hand" } } });

    const back = reduce(model, link(PATIO, 104), 6_000);
    expect(reportOf(back, PATIO)).toEqual({ ms: 94, method: "by-hand" });
  });

  it("of a speaker that never was there says why it is not", () => {
    const asleep: Input = {
      kind: "connect-failed",
      address: addressOf(PATIO),
      fault: { code: "SPEAKER_ASLEEP", retryable: true },
    };
    const { outcome } = nudged(modelAfter([asleep], [...HOME, link(FIRE_PIT, 150)]), 10, 5_000, PATIO, FIRE_PIT);

    expect(outcome).toMatchObject({
      state: "partial",
      code: "SPEAKER_ASLEEP",
      perSpeaker: { [PATIO]: "SPEAKER_ASLEEP", [FIRE_PIT]: "OK" },
      latencies: { [FIRE_PIT]: { ms: 140 } },
    });
    expect(Object.keys(outcome?.latencies ?? {})).toEqual([FIRE_PIT]);
  });
});
