import {
  applyEdit,
  type Band,
  BluetoothAddress,
  EchoId,
  type EditError,
  GroupId,
  Home,
  HomeEdit,
  SpeakerId,
  ThingName,
} from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

const spk = (n: string) => SpeakerId.parse(`spk_01J8ZQ5V0000000000000000${n}`);
const grp = (n: string) => GroupId.parse(`grp_01J8ZQ5V0000000000000000${n}`);
const echo = EchoId.parse("echo_0123456789abcdef0123456789abcdef");

const speaker = (id: SpeakerId, name: string, last: string, channel: "stereo" | "left" | "right" = "stereo") => ({
  id,
  name,
  channel,
  address: BluetoothAddress.parse(`A0:B1:C2:D3:E4:${last}`),
  capPercent: 100,
});

const band: Band = { kind: "peaking", frequencyHz: 1_250, gainDb: -4.5, q: 1.4 };

const home: Home = Home.parse({
  id: "home_01J8ZQ5V000000000000000000",
  revision: 7,
  bridge: ThingName.parse("hb-0123456789abcdef"),
  speakers: [
    speaker(spk("PA"), "Patio", "01", "left"),
    speaker(spk("FP"), "Fire Pit", "02", "right"),
    speaker(spk("KC"), "Counter", "03"),
  ],
  groups: [{ id: grp("BY"), name: "Backyard", members: [spk("PA"), spk("FP")] }],
  echos: [{ id: echo, defaultGroup: grp("BY") }],
});

const address = (n: number) => BluetoothAddress.parse(`A0:B1:C2:D3:E4:0${n}`);
const DECK: Extract<HomeEdit, { kind: "add-speaker" }> = {
  kind: "add-speaker",
  speakerId: spk("DK"),
  name: "Deck",
  address: address(9),
};

function edited(edit: HomeEdit, from: Home = home): Home {
  const result = applyEdit(from, edit);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function refusal(edit: HomeEdit): EditError["code"] | "accepted" {
  const result = applyEdit(home, edit);
  return result.ok ? "accepted" : result.error.code;
}

describe("editing a home", () => {
  it("creates a group and raises the revision by one", () => {
    const next = edited({
      kind: "create-group",
      groupId: grp("PY"),
      name: "Party",
      members: [spk("PA"), spk("KC"), spk("PA")],
    });
    expect(next.groups[1]).toEqual({ id: grp("PY"), name: "Party", members: [spk("PA"), spk("KC")] });
    expect(next.revision).toBe(8);
  });

  it("adds a speaker as one that nobody has set yet", () => {
    expect(edited(DECK).speakers.at(-1)).toEqual({
      ...{ id: spk("DK"), name: "Deck", address: address(9) },
      ...{ channel: "stereo", capPercent: 100 },
    });
  });

  it("takes a speaker out of its groups, and a group that would be empty with it", () => {
    const solo = edited({ kind: "create-group", groupId: grp("SQ"), name: "Solo", members: [spk("KC")] });
    const usual = edited({ kind: "set-default-group", echoId: echo, groupId: grp("SQ") }, solo);
    const without = edited({ kind: "remove-speaker", speakerId: spk("KC") }, usual);
    expect(without).toMatchObject({ speakers: [{ id: spk("PA") }, { id: spk("FP") }], groups: home.groups, echos: [] });
    expect(edited({ kind: "remove-speaker", speakerId: spk("PA") }).groups).toMatchObject([{ members: [spk("FP")] }]);
  });

  it("renames a speaker and nothing else", () => {
    const next = edited({ kind: "rename", targetId: spk("FP"), name: "Campfire" });
    expect(next.speakers.map(({ name }) => name)).toEqual(["Patio", "Campfire", "Counter"]);
    expect(next.groups).toEqual(home.groups);
  });

  it("forgets that an Echo had a group when the group is deleted", () => {
    const next = edited({ kind: "delete-group", groupId: grp("BY") });
    expect(next.groups).toEqual([]);
    expect(next.echos).toEqual([]);
  });

  it("adds and removes members", () => {
    const more = edited({ kind: "add-member", groupId: grp("BY"), members: [spk("KC"), spk("PA")] });
    expect(more.groups[0]?.members).toEqual([spk("PA"), spk("FP"), spk("KC")]);
    const fewer = edited({ kind: "remove-member", groupId: grp("BY"), members: [spk("FP")] }, more);
    expect(fewer.groups[0]?.members).toEqual([spk("PA"), spk("KC")]);
    expect(fewer.revision).toBe(9);
  });

  it("swaps left and right, and leaves stereo as it is", () => {
    const next = edited({ kind: "swap-channels", speakerIds: [spk("PA"), spk("FP"), spk("KC")] });
    expect(next.speakers.map(({ channel }) => channel)).toEqual(["right", "left", "stereo"]);
  });

  it("gives speakers a tone, and takes it away with a neutral one", () => {
    const tone = {
      trimDb: -3,
      equaliser: [{ kind: "low-shelf" as const, frequencyHz: 100, gainDb: 6, q: 0.7 }],
    };
    const toned = edited({ kind: "set-tone", speakerIds: [spk("PA"), spk("KC")], tone });
    expect(toned.speakers.map((speaker) => speaker.tone)).toEqual([tone, undefined, tone]);
    expect(toned.revision).toBe(8);
    const neutral = { trimDb: 0, equaliser: [{ ...tone.equaliser[0], gainDb: 0 }] } as typeof tone;
    const reset = edited({ kind: "set-tone", speakerIds: [spk("PA")], tone: neutral }, toned);
    expect(reset.speakers[0]).toEqual(home.speakers[0]);
    expect(reset.speakers[0]).not.toHaveProperty("tone");
  });

  it.each<[string, unknown]>([
    ["louder than twelve decibels", { trimDb: 12.5, equaliser: [] }],
    ["softer than twenty-four", { trimDb: -25, equaliser: [] }],
    ["six bands", { trimDb: 0, equaliser: Array.from({ length: 6 }, () => ({ ...band })) }],
    ["a band that nobody hears", { trimDb: 0, equaliser: [{ ...band, frequencyHz: 10 }] }],
    ["a band of more than twelve decibels", { trimDb: 0, equaliser: [{ ...band, gainDb: 13 }] }],
    ["a band too narrow", { trimDb: 0, equaliser: [{ ...band, q: 11 }] }],
    ["a band of another kind", { trimDb: 0, equaliser: [{ ...band, kind: "notch" }] }],
    ["what is no number", { trimDb: Number.NaN, equaliser: [] }],
  ])("knows no tone with %s", (_, tone) => {
    expect(HomeEdit.safeParse({ kind: "set-tone", speakerIds: [spk("PA")], tone }).success).toBe(false);
  });

  it("refuses what the bridge could not be told, and takes what makes the home smaller", () => {
    const many = Array.from({ length: 31 }, (_, n) => speaker(spk(String(n).padStart(2, "0")), `S${n}`, "07"));
    const large: Home = { ...home, speakers: [...home.speakers.slice(0, 1), ...many] };
    const tone = { trimDb: -3.25, equaliser: Array.from({ length: 5 }, () => ({ ...band })) };
    const everywhere: HomeEdit = { kind: "set-tone", speakerIds: large.speakers.map(({ id }) => id), tone };
    expect(applyEdit(large, everywhere)).toEqual({ ok: false, error: { code: "too-large" } });

    const overfull: Home = { ...large, speakers: large.speakers.map((one) => ({ ...one, tone })) };
    const oneLess = applyEdit(overfull, {
      kind: "set-tone",
      speakerIds: [spk("PA")],
      tone: { trimDb: 0, equaliser: [] },
    });
    expect(oneLess.ok).toBe(true);
  });

  it("gives an Echo another default group", () => {
    const party = edited({ kind: "create-group", groupId: grp("PY"), name: "Party", members: [spk("KC")] });
    const next = edited({ kind: "set-default-group", echoId: echo, groupId: grp("PY") }, party);
    expect(next.echos).toEqual([{ id: echo, defaultGroup: grp("PY") }]);
  });

  it.each<[string, HomeEdit, string]>([
    [
      "a group with a speaker's name",
      { kind: "create-group", groupId: grp("PY"), name: "the fire-pit", members: [spk("PA")] },
      "name-taken",
    ],
    [
      "a group of a speaker of nobody's",
      { kind: "create-group", groupId: grp("PY"), name: "Party", members: [spk("XX")] },
      "unknown-speaker",
    ],
    ["a name another speaker has", { kind: "rename", targetId: spk("PA"), name: "counter" }, "name-taken"],
    ["renaming a group of nobody's", { kind: "rename", targetId: grp("XX"), name: "Party" }, "unknown-group"],
    [
      "removing the last members",
      { kind: "remove-member", groupId: grp("BY"), members: [spk("PA"), spk("FP")] },
      "last-member",
    ],
    [
      "swapping where nothing is left or right",
      { kind: "swap-channels", speakerIds: [spk("KC")] },
      "no-left-and-right",
    ],
    [
      "a tone for a speaker of nobody's",
      { kind: "set-tone", speakerIds: [spk("XX")], tone: { trimDb: 3, equaliser: [] } },
      "unknown-speaker",
    ],
    ["a speaker by a name that is taken", { ...DECK, name: "the counter" }, "name-taken"],
    ["a speaker that is there by another name", { ...DECK, address: address(1) }, "address-taken"],
    ["removing a speaker of nobody's", { kind: "remove-speaker", speakerId: spk("XX") }, "unknown-speaker"],
    ["a default group of nobody's", { kind: "set-default-group", echoId: echo, groupId: grp("XX") }, "unknown-group"],
  ])("refuses %s", (_case, edit, code) => {
    expect(refusal(edit)).toBe(code);
  });

  it("refuses a thirty-third speaker", () => {
    const full = Array.from({ length: 29 }, (_, n) => n).reduce(
      (now, n) =>
        edited(
          {
            ...DECK,
            speakerId: spk(`0${n}`.slice(-2)),
            name: `S${n}`,
            address: BluetoothAddress.parse(`0A:00:00:00:00:${`0${n}`.slice(-2)}`),
          },
          now,
        ),
      home,
    );
    expect(applyEdit(full, DECK)).toEqual({ ok: false, error: { code: "too-many", limit: 32 } });
  });

  it("refuses a thirty-third group", () => {
    const full = Array.from({ length: 31 }, (_, n) => n).reduce(
      (now, n) =>
        edited(
          { kind: "create-group", groupId: grp(String(n).padStart(2, "0")), name: `Group ${n}`, members: [spk("PA")] },
          now,
        ),
      home,
    );
    const result = applyEdit(full, {
      kind: "create-group",
      groupId: grp("ZZ"),
      name: "One more",
      members: [spk("PA")],
    });
    expect(result).toEqual({ ok: false, error: { code: "too-many", limit: 32 } });
  });

  it("does nothing the second time: the same home comes back, with the same revision", () => {
    const edit = fc.oneof(
      fc.constant<HomeEdit>({ kind: "create-group", groupId: grp("PY"), name: "Party", members: [spk("PA")] }),
      fc.constant<HomeEdit>({ kind: "rename", targetId: spk("FP"), name: "Campfire" }),
      fc.constant<HomeEdit>({ kind: "add-member", groupId: grp("BY"), members: [spk("KC")] }),
      fc.constant<HomeEdit>({ kind: "remove-member", groupId: grp("BY"), members: [spk("PA")] }),
      fc.constant<HomeEdit>({ kind: "set-channel", speakerIds: [spk("KC")], channel: "mono" }),
      fc.constant<HomeEdit>({ kind: "set-tone", speakerIds: [spk("KC")], tone: { trimDb: -2, equaliser: [band] } }),
      fc.constant<HomeEdit>({ kind: "set-tone", speakerIds: [spk("KC")], tone: { trimDb: 0, equaliser: [] } }),
      fc.constant<HomeEdit>({ kind: "set-cap", speakerIds: [spk("KC"), spk("PA")], capPercent: 60 }),
      fc.constant<HomeEdit>({ kind: "set-default-group", echoId: echo, groupId: grp("BY") }),
      fc.constant<HomeEdit>(DECK),
    );
    fc.assert(
      fc.property(edit, (one) => {
        const once = edited(one);
        expect(edited(one, once)).toBe(once);
      }),
    );
  });
});

describe("a limit", () => {
  it("is set for the speakers that were named, and for nobody else", () => {
    const next = edited({ kind: "set-cap", speakerIds: [spk("PA")], capPercent: 60 });
    const before = home.speakers.filter(({ id }) => id !== spk("PA")).map(({ capPercent }) => capPercent);
    expect(next.speakers.find(({ id }) => id === spk("PA"))?.capPercent).toBe(60);
    expect(next.speakers.filter(({ id }) => id !== spk("PA")).map(({ capPercent }) => capPercent)).toEqual(before);
    expect(applyEdit(home, { kind: "set-cap", speakerIds: [spk("ZZ")], capPercent: 60 }).ok).toBe(false);
  });
});

describe("trims", () => {
  const tone = { trimDb: 3, equaliser: [band] };
  const toned = edited({ kind: "set-tone", speakerIds: [spk("PA")], tone });

  it("are set for each speaker by itself, and leave equalisers as they are", () => {
    const next = edited({ kind: "set-trims", trims: { [spk("PA")]: -4.2, [spk("FP")]: -1 } }, toned);
    expect(next.speakers.map((one) => one.tone)).toEqual([
      { trimDb: -4.2, equaliser: [band] },
      { trimDb: -1, equaliser: [] },
      undefined,
    ]);
    expect(next.revision).toBe(toned.revision + 1);
  });

  it("of nothing take away a tone that is nothing else", () => {
    const matched = edited({ kind: "set-trims", trims: { [spk("PA")]: -4.2, [spk("KC")]: -2 } });
    const back = edited({ kind: "set-trims", trims: { [spk("PA")]: 0, [spk("KC")]: 0 } }, matched);
    expect(back.speakers).toEqual(home.speakers);
  });

  it("that hold already change nothing", () => {
    const matched = edited({ kind: "set-trims", trims: { [spk("PA")]: -4.2 } });
    expect(edited({ kind: "set-trims", trims: { [spk("PA")]: -4.2, [spk("KC")]: 0 } }, matched)).toBe(matched);
  });

  it("of a speaker that is none of this home are refused", () => {
    expect(refusal({ kind: "set-trims", trims: { [spk("PA")]: -1, [spk("ZZ")]: -1 } })).toBe("unknown-speaker");
  });

  it.each([{}, { [spk("PA")]: -24.1 }, { [spk("PA")]: 12.5 }, { nobody: -1 }])("%j are none", (trims) => {
    expect(HomeEdit.safeParse({ kind: "set-trims", trims }).success).toBe(false);
  });
});
