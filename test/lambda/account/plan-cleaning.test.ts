import { HomeId, ThingName } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { planCleaning } from "../../../lambda/src/account/plan-cleaning.ts";
import type { ItemRef } from "../../../lambda/src/ports.ts";

const NOW = 1_000_000;
const HOME = HomeId.parse("home_01J00000000000000000000001");
const OTHER = HomeId.parse("home_01J00000000000000000000002");
const THING = ThingName.parse("hb-0000000000000001");

const ref = (SK: string, own: Partial<ItemRef> = {}): ItemRef => ({
  key: { PK: `HOME#${own.homeId ?? HOME}`, SK },
  homeId: HOME,
  kind: "other",
  comesBackTo: null,
  livesIn: null,
  bridge: null,
  wasLinked: false,
  expiresAtMs: null,
  ...own,
});
const meta = (own: Partial<ItemRef> = {}) => ref("META", { kind: "meta", bridge: THING, wasLinked: true, ...own });
const member = (own: Partial<ItemRef> = {}) => ref("USER#a", { kind: "member", ...own });

const removed = (...items: ItemRef[]) => planCleaning(items, NOW).items.map(({ key }) => key.SK);

describe("cleaning", () => {
  it("leaves a home alone while anybody lives there", () => {
    expect(planCleaning([meta(), member(), ref("SPK#1")], NOW)).toEqual({ bridges: [], items: [], homes: 0 });
  });

  it("leaves a home alone that somebody's own item says he lives in: he moved while the list was made", () => {
    const moving = ref("PROFILE", { key: { PK: "USER#a", SK: "PROFILE" }, homeId: null, livesIn: HOME });
    expect(removed(meta(), ref("SPK#1"), moving)).toEqual([]);
  });

  it("takes away what is expired on the condition that it still is, and what is of a home that is gone without one", () => {
    const visitor = ref("PROFILE", { key: { PK: "USER#a", SK: "PROFILE" }, homeId: null, expiresAtMs: NOW });
    expect(planCleaning([visitor], NOW).items).toEqual([{ key: visitor.key, expiredAtMs: NOW }]);
    const left = planCleaning([meta(), ref("CMD", { expiresAtMs: NOW - 1 })], NOW);
    expect(left.items.map(({ expiredAtMs }) => expiredAtMs)).toEqual([null, null]);
  });

  it("takes a home away that everybody has left, its first item last, and the shadows of its bridge", () => {
    const plan = planCleaning([meta(), ref("SPK#1"), ref("STATE#x")], NOW);
    expect(plan.items.map(({ key }) => key.SK)).toEqual(["SPK#1", "STATE#x", "META"]);
    expect(plan).toMatchObject({ bridges: [THING], homes: 1 });
  });

  it("leaves a home alone that nobody has moved into yet", () => {
    expect(removed(meta({ wasLinked: false }), ref("SPK#1"))).toEqual([]);
  });

  it("leaves a home alone to which somebody may still come back, and no longer", () => {
    const former = (expiresAtMs: number) => ref("PROFILE", { homeId: null, comesBackTo: HOME, expiresAtMs });
    expect(removed(meta(), ref("SPK#1"), former(NOW + 1))).toEqual([]);
    expect(removed(meta(), ref("SPK#1"), former(NOW))).toEqual(["SPK#1", "PROFILE", "META"]);
    expect(removed(meta(), former(NOW + 1), meta({ homeId: OTHER }))).toEqual(["META"]);
  });

  it("does not touch another home", () => {
    const others = [meta({ homeId: OTHER }), member({ homeId: OTHER }), ref("SPK#2", { homeId: OTHER })];
    expect(removed(meta(), ref("SPK#1"), ...others)).toEqual(["SPK#1", "META"]);
  });

  it("takes away what was written after its home was gone, and what was left by a cleaning that broke off", () => {
    expect(removed(ref("STATE#x"), ref("CMD"))).toEqual(["STATE#x", "CMD"]);
  });

  it("takes away what has expired, and nothing that has not, or that is nobody's and stays", () => {
    const nobodys = { homeId: null };
    expect(
      removed(
        ref("PROFILE", { ...nobodys, expiresAtMs: NOW }),
        ref("PROFILE", { ...nobodys, expiresAtMs: NOW + 1 }),
        ref("PROFILE", nobodys),
      ),
    ).toHaveLength(1);
  });
});
