// Orders without a place: one rule for all of them, as docs/voice.md has it.
import { type BridgeState, type Command, commandSpeakers, ZoneId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeSnapshot } from "../../../lambda/src/ports.ts";
import { echoMark } from "../../../lambda/src/turn/places/just-now.ts";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { START_MS } from "../fakes/clock.ts";
import {
  BACKYARD,
  FIRE_PIT,
  GARAGE,
  home,
  idleState,
  KITCHEN_COUNTER,
  PATIO,
  playingState,
  quiet,
} from "../fakes/home.ts";
import { measure, nudge, ok } from "../fakes/sync.ts";
import { named, play, unsaid } from "../fakes/voice.ts";
import { type Bridge, createWorld, heard, ids } from "../fakes/world.ts";

const HERE = ids.echoIdOf("amzn1.ask.device.TEST");
const ELSEWHERE = ids.echoIdOf("amzn1.ask.device.OTHER");
const OWN = [PATIO, FIRE_PIT];
const OTHERS = [KITCHEN_COUNTER, GARAGE];

const zone = (n: number, state: "playing" | "paused", members: readonly string[]) => ({
  [ZoneId.parse(`zone_01J${String(n).padStart(23, "0")}`)]: {
    ...{ state, title: `Music ${n}` },
    members: Object.fromEntries(members.map((id) => [id, "stereo" as const])),
  },
});
const both: BridgeState = { ...playingState, zones: { ...zone(1, "playing", OWN), ...zone(2, "playing", OTHERS) } };

/** The Echo's own group is the backyard; an order was about the others so long ago. */
const situation = (said: {
  readonly agoMs?: number;
  readonly by?: typeof HERE;
  readonly state?: BridgeState;
  readonly hasOwn?: boolean;
  readonly last?: HomeSnapshot["lastSpeakers"];
}): HomeSnapshot => {
  const { agoMs = 60_000, by = HERE, state = both, hasOwn = true, last = OTHERS } = said;
  return {
    ...quiet,
    home: { ...home, echos: hasOwn ? [{ id: HERE, defaultGroup: BACKYARD as never }] : [] },
    lastSpeakers: last,
    lastEcho: echoMark(by),
    lastCommandAtMs: START_MS - agoMs,
    bridge: { online: true, offlineSinceMs: null, heardAtMs: START_MS - 100, state },
  };
};

const ORDERS: readonly (readonly [string, VoiceRequest])[] = [
  ["pause", { kind: "pause", targets: unsaid }],
  ["stop", { kind: "stop", targets: unsaid }],
  ["next", { kind: "next", targets: unsaid }],
  ["shuffle", { kind: "set-shuffle", isOn: true, targets: unsaid }],
  ["a sleep timer", { kind: "set-sleep-timer", inMs: 60_000, targets: unsaid }],
  ["louder", { kind: "adjust-volume", deltaPercent: 10, targets: unsaid }],
  ["a volume", { kind: "set-volume", level: { kind: "percent", percent: 20 }, targets: unsaid }],
  ["mute", { kind: "mute", targets: unsaid }],
  ["calibrate", measure("calibrate", unsaid)],
  ["check the sync", measure("sync-check", unsaid)],
  ["match the levels", measure("match-levels", unsaid)],
];

const MUSIC = ["pause", "stop", "next", "shuffle", "a sleep timer"];

const TOGETHER = ["calibrate", "check the sync", "match the levels"];

const aboutWhom = async (request: VoiceRequest, snapshot: HomeSnapshot) => {
  const world = createWorld({ snapshot });
  const reply = await world.say({ request });
  return world.sent[0] ? commandSpeakers(world.sent[0]) : heard(reply.ssml);
};

describe("an order without a place", () => {
  it.each(ORDERS)(
    "is about what was spoken of just now to this Echo, whatever plays where it is: %s",
    async (_, one) => {
      expect(await aboutWhom(one, situation({}))).toEqual(OTHERS);
    },
  );

  it.each(ORDERS)("is about what is heard here, where another Echo was spoken to: %s", async (_, one) => {
    expect(await aboutWhom(one, situation({ by: ELSEWHERE }))).toEqual(OWN);
  });

  it.each(ORDERS)("is about what is heard here, where that was a while ago: %s", async (_, one) => {
    expect(await aboutWhom(one, situation({ agoMs: 120_000 }))).toEqual(OWN);
  });

  it.each(ORDERS)("is about what was spoken of last, where the Echo has no group: %s", async (_, one) => {
    expect(await aboutWhom(one, situation({ agoMs: 3_600_000, hasOwn: false }))).toEqual(OTHERS);
  });

  it.each(ORDERS)("is about what is heard, where nobody spoke of anything: %s", async (name, one) => {
    const state = { ...idleState, zones: zone(2, "playing", OTHERS) };
    const hasOwn = !TOGETHER.includes(name);
    expect(await aboutWhom(one, situation({ agoMs: 3_600_000, state, last: [], hasOwn }))).toEqual(OTHERS);
  });

  it.each(ORDERS.filter(([name]) => TOGETHER.includes(name)))(
    "is about the Echo's own group before what others spoke of, or what is heard elsewhere: %s",
    async (_, one) => {
      const state = { ...idleState, zones: zone(2, "playing", OTHERS) };
      expect(await aboutWhom(one, situation({ by: ELSEWHERE, state }))).toEqual(OWN);
      expect(await aboutWhom(one, situation({ agoMs: 3_600_000, state, last: [GARAGE] }))).toEqual(OWN);
    },
  );

  it.each(ORDERS.filter(([name]) => TOGETHER.includes(name)))(
    "asks rather than to take zones together that do not play together: %s",
    async (_, one) => {
      expect(await aboutWhom(one, situation({ agoMs: 3_600_000, last: [], hasOwn: false }))).toMatch(/\?$/u);
    },
  );

  it.each(ORDERS.filter(([name]) => !MUSIC.includes(name)))(
    "is about the Echo's own group, where nothing is heard and nobody spoke of anything: %s",
    async (_, one) => {
      expect(await aboutWhom(one, situation({ state: idleState, last: [] }))).toEqual(OWN);
    },
  );

  it.each(ORDERS.filter(([name]) => MUSIC.includes(name)))(
    "is asked of every speaker, where nothing is known to play, whoever was spoken of: %s",
    async (_, one) => {
      const everybody = home.speakers.map(({ id }) => id);
      expect(await aboutWhom(one, situation({ state: idleState }))).toEqual(everybody);
      expect(await aboutWhom(one, situation({ state: idleState, by: ELSEWHERE }))).toEqual(everybody);
    },
  );

  it("goes on where somebody spoke of, and else here, where nothing is known to play or to be paused", async () => {
    const resume: VoiceRequest = { kind: "resume", targets: unsaid };
    expect(await aboutWhom(resume, situation({ state: idleState, hasOwn: false }))).toEqual(OTHERS);
    expect(await aboutWhom(resume, situation({ state: idleState, last: [] }))).toEqual(OWN);
  });

  it("is about the very speaker that was spoken of for volume, and about all that share its music for a pause", async () => {
    const snapshot = situation({ last: [GARAGE] });
    expect(await aboutWhom({ kind: "adjust-volume", deltaPercent: 5, targets: unsaid }, snapshot)).toEqual([GARAGE]);
    expect(await aboutWhom({ kind: "pause", targets: unsaid }, snapshot)).toEqual(OTHERS);
    expect(await aboutWhom(measure("calibrate", unsaid), snapshot)).toEqual(OTHERS);
    expect(await aboutWhom(nudge(5, unsaid), snapshot)).toEqual([GARAGE]);
  });

  it("does not take up an old talk because something else was ordered meanwhile", async () => {
    const world = createWorld({ snapshot: situation({ agoMs: 3_600_000 }) });
    await world.say({ request: { kind: "announce", words: "dinner is ready", targets: unsaid } });
    await world.say({ request: { kind: "adjust-volume", deltaPercent: 5, targets: unsaid } });
    expect(world.sent.map(commandSpeakers)[1]).toEqual(OWN);
  });

  it.each<[string, VoiceRequest]>([
    ["stop", { kind: "stop", targets: named("patio") }],
    ["release", { kind: "release", targets: named("patio") }],
    ["drop", { kind: "remove-from-playing", targets: named("patio") }],
    ["forget", { kind: "forget", targets: named("patio"), isSure: true }],
  ])("does not take up what another Echo spoke of because of a %s here", async (_, one) => {
    const world = createWorld({ snapshot: situation({ by: ELSEWHERE, last: [...OTHERS, PATIO] }) });
    await world.say({ request: one });
    await world.say({ request: { kind: "adjust-volume", deltaPercent: 5, targets: unsaid } });
    expect(world.sent.map(commandSpeakers)).toEqual([[PATIO], OWN]);
  });

  it.each<[string, VoiceRequest]>([
    ["an announcement", { kind: "announce", words: "dinner is ready", targets: unsaid }],
    ["a stop of other music", { kind: "stop", targets: named("garage") }],
  ])("goes on with what was spoken of just now after %s here", async (_, aside) => {
    const world = createWorld({ snapshot: situation({ by: ELSEWHERE }) });
    await world.say({ request: { kind: "adjust-volume", deltaPercent: -5, targets: named("fire pit") } });
    await world.say({ request: aside });
    await world.say({ request: { kind: "adjust-volume", deltaPercent: 5, targets: unsaid } });
    expect(world.sent.map(commandSpeakers)[2]).toEqual([FIRE_PIT]);
  });

  it("turns down what is heard rather than what is paused", async () => {
    const state = { ...idleState, zones: { ...zone(1, "paused", OWN), ...zone(2, "playing", OTHERS) } };
    const snapshot = situation({ agoMs: 3_600_000, state, last: [] });
    expect(await aboutWhom({ kind: "adjust-volume", deltaPercent: -5, targets: unsaid }, snapshot)).toEqual(OTHERS);
  });
});

describe("what the rule is not for", () => {
  it("new music begins in the Echo's own group, and else where somebody spoke of just now", async () => {
    expect(await aboutWhom(play("jazz"), situation({}))).toEqual(OWN);
    expect(await aboutWhom(play("jazz"), situation({ hasOwn: false }))).toEqual(OTHERS);
    expect(await aboutWhom(play("jazz"), situation({ hasOwn: false, by: ELSEWHERE }))).toContain("Where should I play");
    expect(await aboutWhom(play("jazz"), situation({ hasOwn: false, agoMs: 120_000 }))).toContain(
      "Where should I play",
    );
  });

  const otherSide = async (request: VoiceRequest, snapshot: HomeSnapshot) => {
    const world = createWorld({ snapshot });
    await world.say({ request });
    const command = world.sent[0] as Extract<Command, { kind: "move" | "add-to-playing" }>;
    return command.kind === "move" ? command.from : command.beside;
  };
  const moved = (snapshot: HomeSnapshot, ...to: readonly string[]) =>
    otherSide({ kind: "move", from: unsaid, to: named(...to) }, snapshot);
  const joined = (snapshot: HomeSnapshot, ...who: readonly string[]) =>
    otherSide({ kind: "add-to-playing", targets: named(...who), beside: unsaid }, snapshot);

  it("what moves, or is joined, is what was spoken of just now, else what plays here; else the bridge knows", async () => {
    const silent = { ...idleState, zones: zone(2, "playing", OTHERS) };
    for (const about of [moved, joined]) {
      expect(await about(situation({}), "patio")).toEqual(OTHERS);
      expect(await about(situation({ hasOwn: false }), "patio")).toEqual(OTHERS);
      expect(await about(situation({ by: ELSEWHERE }), "garage")).toEqual(OWN);
      expect(await about(situation({ by: ELSEWHERE, state: silent }), "patio")).toEqual([]);
      expect(await about(situation({ by: ELSEWHERE, hasOwn: false }), "patio")).toEqual([]);
    }
  });

  it("is other music where it plays there already, and is still that where only some of it does", async () => {
    for (const about of [moved, joined]) {
      expect(await about(situation({ by: ELSEWHERE }), "backyard")).toEqual([]);
      expect(await about(situation({ by: ELSEWHERE }), "patio", "garage")).toEqual(OWN);
      expect(await about(situation({}), "kitchen counter", "garage")).toEqual(OWN);
    }
  });

  it("moves to a part of where it plays, while that part can join other music only", async () => {
    expect(await moved(situation({ by: ELSEWHERE }), "patio")).toEqual(OWN);
    expect(await joined(situation({ by: ELSEWHERE }), "patio")).toEqual([]);
  });
});

describe("a talk about speakers that are to be in time", () => {
  const refusing: Bridge = () => ({ state: "failed", code: "MUSIC_PLAYS", perSpeaker: {} });
  const [patioAndCounter, three] = [
    [PATIO, KITCHEN_COUNTER],
    [PATIO, FIRE_PIT, KITCHEN_COUNTER],
  ];
  const shared = situation({ state: { ...idleState, zones: zone(1, "playing", three) }, last: [], agoMs: 3_600_000 });

  it.each<[string, VoiceRequest, VoiceRequest]>([
    [
      "'calibrate anyway' after a calibration that was refused twice",
      measure("calibrate"),
      measure("calibrate", unsaid, true),
    ],
    ["'calibrate anyway' after a check that was refused", measure("sync-check"), measure("calibrate", unsaid, true)],
    ["'calibrate' after a check", measure("sync-check"), measure("calibrate", unsaid)],
    ["'check the sync' after a calibration", measure("calibrate"), measure("sync-check", unsaid)],
  ])("stays with them, and not with all that play together with them: %s", async (_, first, second) => {
    const world = createWorld({ snapshot: shared, bridge: refusing });
    const request = { ...first, targets: named("patio", "kitchen counter") } as VoiceRequest;
    await world.say({ request });
    await world.say({ request: second });
    expect(world.sent.map(commandSpeakers)).toEqual([patioAndCounter, patioAndCounter]);
  });

  it("stays with them while a measurement takes its time, whatever began to play where the Echo is", async () => {
    const world = createWorld({ snapshot: situation({}), bridge: () => ({ perSpeaker: ok(KITCHEN_COUNTER, GARAGE) }) });
    await world.say({ request: measure("calibrate", named("kitchen counter", "garage")) });
    await world.clock.runUntil(world.clock.sleep(100_000));
    await world.say({ request: measure("sync-check", unsaid) });
    expect(world.sent.map(commandSpeakers)).toEqual([OTHERS, OTHERS]);
  });
});
