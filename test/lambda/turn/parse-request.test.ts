// Alexa's envelopes, good and broken, and what was said in them.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseRequest } from "../../../lambda/src/turn/hear/parse-request.ts";

type Slots = Readonly<Record<string, unknown>>;

const intent = (name: string, slots: Slots = {}) => ({ request: { type: "IntentRequest", intent: { name, slots } } });

const match = (value: string, name: string, authority = "amzn1.er-authority.echo-sdk.amzn1.ask.skill.x.TYPE") => ({
  value,
  resolutions: {
    resolutionsPerAuthority: [
      { authority, status: { code: "ER_SUCCESS_MATCH" }, values: [{ value: { name, id: `id of ${name}` } }] },
    ],
  },
});

const list = (...values: unknown[]) => ({ slotValue: { type: "List", values } });

const named = (...heard: string[]) => ({
  kind: "named",
  names: heard.map((name) => ({ heard: name, dynamicIds: [], staticNames: [] })),
});

describe("what was said", () => {
  it("is a launch, where the skill was only opened", () => {
    expect(parseRequest({ request: { type: "LaunchRequest" } })).toEqual({ kind: "launch" });
  });

  it("is music and several places, in one slot of many values", () => {
    const slots = { Music: { value: "some jazz" }, Targets: list({ value: "patio" }, { value: "fire pit" }) };

    expect(parseRequest(intent("PlayIntent", slots))).toEqual({
      kind: "play",
      words: "jazz",
      targets: named("patio", "fire pit"),
    });
  });

  it("keeps ids of dynamic entities apart from names of the static list", () => {
    const dynamic = "amzn1.er-authority.echo-sdk.dynamic.amzn1.ask.skill.x.SPEAKER_OR_GROUP";
    const value = {
      value: "out back",
      resolutions: {
        resolutionsPerAuthority: [
          ...match("out back", "Backyard").resolutions.resolutionsPerAuthority,
          ...match("out back", "Backyard", dynamic).resolutions.resolutionsPerAuthority,
        ],
      },
    };

    expect(parseRequest(intent("PauseIntent", { Targets: value }))).toEqual({
      kind: "pause",
      targets: {
        kind: "named",
        names: [{ heard: "out back", dynamicIds: ["id of Backyard"], staticNames: ["backyard"] }],
      },
    });
  });

  it.each([
    ["everywhere", "everywhere"],
    ["all", "everywhere"],
    ["here", "here"],
    ["all the speakers", "everywhere"],
    ["the whole house", "everywhere"],
    ["in here", "here"],
    ["this room", "here"],
  ])("%s means %s, even where entity resolution failed", (value, kind) => {
    const slot = {
      value,
      resolutions: { resolutionsPerAuthority: [{ authority: "x", status: { code: "ER_ERROR_TIMEOUT" } }] },
    };

    expect(parseRequest(intent("MuteIntent", { Targets: slot }))).toEqual({ kind: "mute", targets: { kind } });
  });

  it.each(["ER_ERROR_TIMEOUT", "ER_ERROR_EXCEPTION", "ER_SUCCESS_NO_MATCH"])(
    "is the words themselves, for our own matcher, where entity resolution says %s",
    (code) => {
      const authority = "amzn1.er-authority.echo-sdk.dynamic.amzn1.ask.skill.x.SPEAKER_OR_GROUP";
      const values = [{ value: { name: "Deck", id: "stale" } }];
      const resolutions = { resolutionsPerAuthority: [{ authority, status: { code }, values }] };

      expect(parseRequest(intent("MuteIntent", { Targets: { value: "patio", resolutions } }))).toEqual({
        kind: "mute",
        targets: named("patio"),
      });
    },
  );

  it("keeps the five best of what entity resolution offers, in its order", () => {
    const values = ["one", "two", "three", "four", "five", "six", "seven"].map((name) => ({
      value: { name, id: name },
    }));
    const resolutions = { resolutionsPerAuthority: [{ authority: "x", status: { code: "ER_SUCCESS_MATCH" }, values }] };

    expect(parseRequest(intent("MuteIntent", { Targets: { value: "patio", resolutions } }))).toMatchObject({
      targets: { names: [{ heard: "patio", staticNames: ["one", "two", "three", "four", "five"] }] },
    });
  });

  it.each(["?", "", "   ", "\u0000", null])("has no place where the slot holds %j", (value) => {
    expect(parseRequest(intent("MuteIntent", { Targets: { value } }))).toEqual({
      kind: "mute",
      targets: { kind: "unsaid" },
    });
  });

  it("is two places where Alexa left a list in one value", () => {
    const targets = parseRequest(intent("MuteIntent", { Targets: { value: "patio and deck" } }));

    expect(targets).toEqual({ kind: "mute", targets: named("patio", "deck") });
  });

  it("has its place in the music's slot, where the words say so themselves", () => {
    const slots = { Music: { value: "jazz on the backyard speakers" } };

    expect(parseRequest(intent("PlayIntent", slots))).toEqual({
      kind: "play",
      words: "jazz",
      targets: named("the backyard speakers"),
    });
  });

  it.each([
    ["some music", null],
    ["something", null],
    ["anything you like", null],
    ["whatever", null],
    ["a bit of soul music", "soul"],
    ["songs by norah jones", "norah jones"],
    ["the sound of silence", "the sound of silence"],
    ["jazz at thirty five percent", "jazz"],
    ["jazz quietly", "jazz"],
    ["me and bobby mcgee", "me and bobby mcgee"],
    ["?", null],
    ["", null],
    ["   ", null],
    ["!!!", null],
  ])("is %j → %j as music", (value, words) => {
    expect(parseRequest(intent("PlayIntent", { Music: { value } }))).toMatchObject({ kind: "play", words });
  });
});

describe("music that is no particular music", () => {
  it("is known by the model's own word for it", () => {
    expect(parseRequest(intent("PlayIntent", { Music: match("a bit of whatever", "music") }))).toMatchObject({
      kind: "play",
      words: null,
    });
  });
});

describe("a level", () => {
  it.each([
    ["40", 40],
    ["0", 0],
    ["100", 100],
    ["eleven", 11],
    ["forty percent", 40],
    ["thirty five", 35],
    ["a hundred", 100],
    [55, 55],
  ])("%j is %i percent", (value, percent) => {
    expect(parseRequest(intent("SetVolumeIntent", { Percent: { value } }))).toEqual({
      kind: "set-volume",
      level: { kind: "percent", percent },
      targets: { kind: "unsaid" },
    });
  });

  it.each([
    "101",
    "-5",
    "3.5",
    "1,000",
    "a million",
    "12345678901234567890",
    "two hundred",
    "fifty fifty",
    "fifty-fifty",
    "many",
  ])("%j is out of range", (value) => {
    expect(parseRequest(intent("SetVolumeIntent", { Percent: { value } }))).toMatchObject({
      level: { kind: "out-of-range", heard: value },
    });
  });

  it("was not understood, where the slot holds a question mark", () => {
    expect(parseRequest(intent("SetVolumeIntent", { Percent: { value: "?" } }))).toMatchObject({
      level: { kind: "out-of-range", heard: "" },
    });
  });

  it.each([
    [match("full blast", "maximum"), 100],
    [match("halfway", "half"), 50],
    [{ value: "max" }, 100],
  ])("may be a word", (slot, percent) => {
    expect(parseRequest(intent("SetVolumeIntent", { Level: slot }))).toMatchObject({ level: { percent } });
  });
});

describe("a step", () => {
  it.each([
    ["up", null, null, 10],
    ["down", null, null, -10],
    ["louder", "a touch", null, 5],
    ["louder", "a little", null, 5],
    ["quieter", "a lot", null, -25],
    ["too loud", null, null, -10],
    ["too quiet", null, null, 10],
    ["not loud enough", null, null, 10],
    ["down", null, "15", -15],
    ["up", null, "-5", 5],
    ["up", null, "500", 100],
    ["down", null, "1000000", -100],
  ])("%j %j %j is %i points", (direction, amount, points, deltaPercent) => {
    const slots = {
      Direction: { value: direction },
      ...(amount === null ? {} : { Amount: { value: amount } }),
      ...(points === null ? {} : { Points: { value: points } }),
    };

    expect(parseRequest(intent("AdjustVolumeIntent", slots))).toEqual({
      kind: "adjust-volume",
      deltaPercent,
      targets: { kind: "unsaid" },
    });
  });

  it("without a direction is no request", () => {
    expect(parseRequest(intent("AdjustVolumeIntent", { Amount: { value: "a bit" } }))).toEqual({ kind: "fallback" });
  });
});

describe("a number that nobody understood", () => {
  it.each(["?", "umpteen", "two million"])("is no usual step: it is asked how loud it is to be (%s)", (value) => {
    const slots = { Direction: { value: "up" }, Points: { value } };
    expect(parseRequest(intent("AdjustVolumeIntent", slots))).toMatchObject({
      kind: "set-volume",
      level: { kind: "out-of-range" },
    });
  });
});

describe("a step in time", () => {
  it.each<[Readonly<Record<string, string>>, number]>([
    [{ Timing: "later" }, 10],
    [{ Timing: "earlier" }, -10],
    [{ Timing: "later", Amount: "a bit" }, 5],
    [{ Timing: "earlier", Amount: "a lot" }, -50],
    [{ Timing: "later", Milliseconds: "20" }, 20],
    [{ Timing: "earlier", Milliseconds: "-20" }, -20],
    [{ Timing: "earlier", Milliseconds: "2.5" }, -2.5],
    [{ Timing: "later", Seconds: "2" }, 2_000],
    [{ Timing: "later", Milliseconds: "20", Amount: "a bit" }, 20],
    [{ Lateness: "late" }, -10],
    [{ Lateness: "early", Milliseconds: "30" }, 30],
    [{ Timing: "earlier", Seconds: "1,000" }, -1_000_000],
    [{ Timing: "later", Milliseconds: "3000005" }, 3_000_005],
    [{ Timing: "later", Milliseconds: "two thousand" }, Number.NaN],
    [{ Timing: "later", Milliseconds: "?" }, Number.NaN],
    [{ Timing: "later", Milliseconds: "umpteen" }, Number.NaN],
  ])("%j is %d ms: what is late is to be earlier", (said, deltaMs) => {
    const slots = Object.fromEntries(Object.entries(said).map(([slot, value]) => [slot, { value }]));
    expect(parseRequest(intent("NudgeIntent", slots))).toEqual({
      kind: "nudge",
      deltaMs,
      targets: { kind: "unsaid" },
    });
  });

  it("goes by the model's own word", () => {
    expect(parseRequest(intent("NudgeIntent", { Timing: match("sooner", "earlier") }))).toMatchObject({ deltaMs: -10 });
    expect(parseRequest(intent("NudgeIntent", { Lateness: match("lags", "late") }))).toMatchObject({ deltaMs: -10 });
  });

  it.each([
    [{}, 10],
    [{ Amount: { value: "a bit" } }, 5],
    [{ Milliseconds: { value: "20" } }, 20],
  ])("that nobody said the way of is told as that: %j", (slots, deltaMs) => {
    const targets = { kind: "unsaid" };
    expect(parseRequest(intent("NudgeIntent", slots))).toEqual({ kind: "nudge", deltaMs, isUndirected: true, targets });
  });

  it("that goes no known way is no request", () => {
    expect(parseRequest(intent("NudgeIntent", { Timing: { value: "sideways" } }))).toEqual({ kind: "fallback" });
  });
});

describe("a measurement", () => {
  it.each([
    ["CalibrateIntent", "calibrate"],
    ["SyncCheckIntent", "sync-check"],
  ])("is over the music only where somebody says so: %s", (name, kind) => {
    const targets = { kind: "named", names: [{ heard: "deck", dynamicIds: [], staticNames: [] }] };
    expect(parseRequest(intent(name, { Targets: { value: "deck" }, Anyway: {} }))).toEqual({
      kind,
      targets,
      whileMusicPlays: false,
    });
    expect(parseRequest(intent(name, { Targets: { value: "deck" }, Anyway: { value: "anyway" } }))).toEqual({
      kind,
      targets,
      whileMusicPlays: true,
    });
  });
});

describe("moving the music", () => {
  it("from everywhere means from wherever it plays", () => {
    const slots = { From: match("everything", "everywhere"), Targets: { value: "deck" } };

    expect(parseRequest(intent("MoveIntent", slots))).toEqual({
      kind: "move",
      from: { kind: "unsaid" },
      to: named("deck"),
    });
  });
});

describe("channels and names", () => {
  it.each([
    [match("left one", "left"), "left"],
    [{ value: "right hand side" }, "right"],
    [{ value: "both sides" }, "stereo"],
    [{ value: "mono" }, "mono"],
    [{ value: "banana" }, null],
  ])("read a channel", (slot, channel) => {
    expect(parseRequest(intent("SetChannelIntent", { Channel: slot }))).toMatchObject({ channel });
  });

  it.each([
    ["called garden party", "garden party"],
    ["the nest", "nest"],
    ["<b>AT&T</b> deck", "AT&T deck"],
    ["💥", null],
    ["?", null],
  ])("read %j as the name %j", (value, name) => {
    expect(parseRequest(intent("CreateGroupIntent", { Name: { value } }))).toMatchObject({ name });
  });
});

describe("broken envelopes", () => {
  it.each([
    null,
    42,
    "x",
    [],
    {},
    { request: null },
    { request: { type: "Unknown.Thing" } },
    { request: { type: "IntentRequest" } },
    { request: { type: "IntentRequest", intent: { name: "SomebodyElsesIntent" } } },
    { request: { type: "IntentRequest", intent: { name: "constructor", slots: {} } } },
  ])("are a fallback: %j", (envelope) => {
    expect(parseRequest(envelope)).toEqual({ kind: "fallback" });
  });

  it("lose their slots, not their intent", () => {
    for (const slots of [undefined, null, "x", [], { Targets: null }, { Targets: { value: {} } }]) {
      expect(parseRequest({ request: { type: "IntentRequest", intent: { name: "PauseIntent", slots } } })).toEqual({
        kind: "pause",
        targets: { kind: "unsaid" },
      });
    }
  });

  it("with very long or hostile words are cut and cleaned, never refused", () => {
    const value = `<speak>${"drop table ".repeat(40)}\u0000\u202E😀</speak>`;

    const request = parseRequest(intent("PlayIntent", { Music: { value } }));

    expect(request).toMatchObject({ kind: "play", words: expect.stringMatching(/^drop table /u) });
    expect(JSON.stringify(request)).not.toMatch(/[<>]|\\u0000|\u202E/u);
    expect(JSON.stringify(request).length).toBeLessThan(400);
  });

  it("never make the parser throw, whatever is put in the place of any part", () => {
    const slots = {
      Music: { value: "jazz" },
      Targets: list(match("patio", "patio"), { value: "deck" }),
      Percent: { value: "40" },
    };
    const names = [
      "PlayIntent",
      "SetVolumeIntent",
      "AdjustVolumeIntent",
      "MoveIntent",
      "CreateGroupIntent",
      "SetChannelIntent",
      "NudgeIntent",
      "CalibrateIntent",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.nat(20), { maxLength: 9 }),
        fc.anything(),
        (name, path, junk) => {
          const envelope = replaced(structuredClone(intent(name, slots)), path, junk);

          expect(parseRequest(envelope)).toHaveProperty("kind");
        },
      ),
      { numRuns: 3_000, seed: 7 },
    );
  });
});

/** The value with one part of it, found by following the path, replaced by junk. */
function replaced(value: unknown, path: readonly number[], junk: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return junk;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return junk;
  const part: unknown = Reflect.get(value, key);
  Reflect.set(value, key, replaced(part, rest, junk));
  return value;
}
