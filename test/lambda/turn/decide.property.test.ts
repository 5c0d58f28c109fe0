import { BluetoothAddress, Command, HomeEdit, MAX_GROUPS, MAX_SPEAKERS } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readPending, toAttributes } from "../../../lambda/src/session-memory.ts";
import { render } from "../../../lambda/src/speech/render.ts";
import { decide } from "../../../lambda/src/turn/decide/decide.ts";
import { MAX_DYNAMIC_ENTITIES, spokenNames } from "../../../lambda/src/turn/places/spoken-names.ts";
import type { HeardPlace, HeardTargets, PairStep, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { BACKYARD, FIRE_PIT, home, PATIO, playing, quiet } from "../fakes/home.ts";
import { ids } from "../fakes/world.ts";

const words = fc.oneof(
  fc.constantFrom("patio", "fire pit", "backyard", "kitchen", "garage", "sun deck", "jazz", "party"),
  fc.string({ maxLength: 40, unit: "grapheme" }),
);
const names = fc.array(
  fc.record({
    heard: words,
    dynamicIds: fc.subarray<string>([BACKYARD, PATIO, "grp_01JZZZZZZZZZZZZZZZZZZZZZZZ"]),
    staticNames: fc.subarray(["patio", "nowhere"]),
  }),
  { minLength: 1, maxLength: 4 },
);
const place: fc.Arbitrary<HeardPlace> = fc.oneof(
  fc.constantFrom<HeardPlace>({ kind: "unsaid" }, { kind: "everywhere" }, { kind: "here" }),
  fc.record({ kind: fc.constant("named" as const), names }),
);
const targets: fc.Arbitrary<HeardTargets> = fc.oneof(
  { weight: 3, arbitrary: place },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("all-but" as const), of: place, names }) },
);
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const kind = <const K extends string>(...kinds: readonly K[]) => fc.constantFrom(...kinds);

const device = fc.record({
  address: fc.constantFrom(
    ...["0A:00:00:00:00:01", home.speakers[0]?.address ?? ""].map((one) => BluetoothAddress.parse(one)),
  ),
  name: words.map((said) => said.slice(0, 40)),
});
const steps: fc.Arbitrary<PairStep> = fc.oneof(
  fc.record({ kind: kind("look"), whileMusicPlays: fc.boolean(), name: maybe(words) }),
  fc.record({ kind: kind("choose"), found: fc.array(device, { minLength: 1, maxLength: 5 }), name: maybe(words) }),
  fc.record({ kind: kind("take"), device, name: maybe(words) }),
);

const requests: fc.Arbitrary<VoiceRequest> = fc.oneof(
  fc.record({ kind: kind("play"), words: maybe(words.filter((said) => said.trim() !== "")), targets }),
  fc.record({
    kind: kind("pause", "resume", "stop", "next", "previous", "mute", "unmute", "connect", "release", "identify"),
    targets,
  }),
  fc.record({
    kind: kind("set-volume"),
    level: fc.oneof(
      fc.record({ kind: kind("percent"), percent: fc.integer({ min: 0, max: 100 }) }),
      fc.record({ kind: kind("out-of-range"), heard: words }),
    ),
    targets,
  }),
  fc.record({ kind: kind("adjust-volume"), deltaPercent: fc.integer({ min: -200, max: 200 }), targets }),
  fc.record({ kind: kind("move"), from: targets, to: targets }),
  fc.record({ kind: kind("add-to-playing"), targets, beside: targets }),
  fc.record({ kind: kind("remove-from-playing", "swap-channels", "whats-playing", "speaker-status"), targets }),
  fc.record({ kind: kind("create-group"), name: maybe(words), members: targets }),
  fc.record({ kind: kind("rename"), target: targets, newName: maybe(words) }),
  fc.record({ kind: kind("delete-group"), target: targets }),
  fc.record({ kind: kind("add-member", "remove-member"), members: targets, group: targets }),
  fc.record({ kind: kind("set-channel"), channel: maybe(kind("left", "right", "stereo", "mono")), targets }),
  fc.record({ kind: kind("set-default-group"), group: targets }),
  fc.record({ kind: kind("forget"), targets, isSure: fc.boolean() }),
  fc.record({ kind: kind("calibrate", "sync-check", "match-levels"), targets, whileMusicPlays: fc.boolean() }),
  fc.record({
    kind: kind("take-levels"),
    trims: fc.dictionary(fc.constantFrom(PATIO, FIRE_PIT), fc.double({ min: -12, max: 0, noNaN: true }), {
      minKeys: 1,
    }),
  }),
  fc.record({ kind: kind("forget-levels"), targets }),
  fc.record({ kind: kind("nudge"), deltaMs: fc.integer({ min: -2_000, max: 2_000 }), targets }),
  fc.record({ kind: kind("choose"), number: fc.integer() }),
  fc.record({ kind: kind("pair"), step: steps }),
  fc.record({
    kind: kind(
      "launch",
      "list-speakers",
      "list-groups",
      "pairing-news",
      "help",
      "yes",
      "no",
      "cancel",
      "leave-be",
      "two-orders",
      "fallback",
    ),
  }),
);

const envelope = { v: 1, id: ids.commandIdOf("r", 0), seq: 1, issuedAtMs: 0, ttlMs: 10_000, origin: "alexa" };

describe("whatever is said", () => {
  it.each([
    ["playing", playing],
    ["quiet", quiet],
    ["never heard of", { ...quiet, bridge: null }],
    ["empty", { ...quiet, home: { ...home, speakers: [], groups: [] } }],
  ])("in a home that is %s, a decision is made that can be carried out", (_name, snapshot) => {
    const newGroupId = ids.groupIdOf(ids.commandIdOf("r", 0));
    const newSpeakerId = ids.speakerIdOf(ids.commandIdOf("r", 0));
    fc.assert(
      fc.property(requests, maybe(fc.constant(ids.echoIdOf("echo"))), (request, echoId) => {
        const decision = decide({ snapshot, echoId, newGroupId, newSpeakerId, nowMs: 2_000 }, request);
        switch (decision.kind) {
          case "command":
            expect(Command.safeParse({ ...envelope, ...decision.draft }).success).toBe(true);
            return;
          case "edit":
            expect(HomeEdit.safeParse(decision.edit).success).toBe(true);
            return;
          case "ask":
            expect(render(decision.say, "en-US")).toMatch(/\?<\/speak>$/u);
            expect(readPending(JSON.parse(JSON.stringify(toAttributes(decision.pending))))).toEqual(decision.pending);
            return;
          case "answer":
            expect(render(decision.say, "en-US")).toMatch(/^<speak>[^<>]+[.]<\/speak>$/u);
            return;
          case "await-pairing":
            throw new Error("nothing is being paired");
          case "silence":
            expect(request.kind).toBe("navigate-home");
            return;
          default:
            decision satisfies never;
        }
      }),
      { numRuns: 1_500, seed: 20261120 },
    );
  });
});

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (!item) throw new Error("the fixture has nothing to copy");
  return item;
}

describe("the names for Alexa's ear", () => {
  it("are a hundred at most, none of them twice, in the largest home", () => {
    const speakers = Array.from({ length: MAX_SPEAKERS }, (_, n) => ({
      ...first(home.speakers),
      name: `Speaker Number ${n}`,
    }));
    const groups = Array.from({ length: MAX_GROUPS }, (_, n) => ({ ...first(home.groups), name: `Group Number ${n}` }));
    const names = spokenNames({ ...home, speakers, groups }).flatMap(({ name, synonyms }) => [name, ...synonyms]);
    expect(names).toHaveLength(MAX_DYNAMIC_ENTITIES);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });
});
