import {
  applyEdit,
  BluetoothAddress,
  EchoId,
  type EditError,
  GroupId,
  Home,
  type HomeEdit,
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
    ["a default group of nobody's", { kind: "set-default-group", echoId: echo, groupId: grp("XX") }, "unknown-group"],
  ])("refuses %s", (_case, edit, code) => {
    expect(refusal(edit)).toBe(code);
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
      fc.constant<HomeEdit>({ kind: "set-default-group", echoId: echo, groupId: grp("BY") }),
    );
    fc.assert(
      fc.property(edit, (one) => {
        const once = edited(one);
        expect(edited(one, once)).toBe(once);
      }),
    );
  });
});
