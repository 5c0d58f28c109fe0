// Who is served by which adapter, with which bitpool, and what people are asked to do where it does not fit.
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import {
  planRadio,
  type RadioAdapter,
  type RadioPlan,
  type RadioSpeaker,
} from "../../../../bridge-firmware/src/core/radio/radio-plan.ts";
import { lateShare } from "./slots.ts";

const address = (n: number) =>
  BluetoothAddress.parse(`0A:00:00:00:00:${n.toString(16).padStart(2, "0").toUpperCase()}`);
const speaker = (n: number, changes: Partial<RadioSpeaker> = {}): RadioSpeaker => ({
  address: address(n),
  adapter: null,
  mtuBytes: 672,
  linkMbps: 3,
  maxBitpool: 53,
  minBitpool: 2,
  ...changes,
});
const speakers = (count: number, changes: Partial<RadioSpeaker> = {}) =>
  Array.from({ length: count }, (_, n) => speaker(n, changes));
const hci = (n: number, sharedWithWifi = false): RadioAdapter => ({ id: `hci${n}`, sharedWithWifi });

const bitpools = ({ placements }: RadioPlan) => placements.map(({ bitpool }) => bitpool);
const countOn = ({ placements }: RadioPlan, id: string) => placements.filter(({ adapter }) => adapter === id).length;

describe("a plan of the radio", () => {
  it.each([
    [1, 51],
    [2, 51],
    [3, 45],
    [4, 31],
  ])("serves %i speakers on one adapter with bitpool %i", (count, bitpool) => {
    const plan = planRadio([hci(0)], speakers(count));

    expect(bitpools(plan)).toEqual(Array.from({ length: count }, () => bitpool));
    expect(plan.shares.get("hci0")).toBeLessThanOrEqual(0.75);
    expect(plan.proposals).toEqual([]);
  });

  it("asks for another adapter where even the lowest bitpool is too much", () => {
    expect(planRadio([hci(0)], speakers(5)).proposals).toEqual([{ kind: "add-adapter", missing: 1 }]);
  });

  it("asks for an adapter where there is none", () => {
    expect(planRadio([], speakers(2))).toMatchObject({
      placements: [],
      proposals: [{ kind: "add-adapter", missing: 1 }],
    });
  });

  it("spreads speakers that are not paired yet, and gives the better radio more of them", () => {
    const plan = planRadio([hci(0, true), hci(1)], speakers(5));

    expect([countOn(plan, "hci0"), countOn(plan, "hci1")]).toEqual([2, 3]);
  });

  it("leaves a speaker where it is paired, and proposes one move where that makes all fit", () => {
    const plan = planRadio([hci(0), hci(1)], [...speakers(5, { adapter: "hci0" }), speaker(9, { adapter: "hci1" })]);

    expect(countOn(plan, "hci0")).toBe(5);
    expect(plan.proposals).toEqual([{ kind: "move", address: address(0), to: "hci1" }]);
  });

  it("treats a speaker whose adapter is gone as one that is paired nowhere", () => {
    expect(planRadio([hci(1)], [speaker(1, { adapter: "hci0" })]).placements).toEqual([
      { address: address(1), adapter: "hci1", bitpool: 51 },
    ]);
  });

  it("never sends a speaker more than it can take", () => {
    expect(bitpools(planRadio([hci(0)], [speaker(1, { maxBitpool: 35 }), speaker(2)]))).toEqual([35, 51]);
  });

  it("never sends a speaker less than it may be sent, and then asks for another adapter sooner", () => {
    const plan = planRadio([hci(0)], speakers(3, { minBitpool: 51, maxBitpool: 51 }));

    expect(bitpools(plan)).toEqual([51, 51, 51]);
    expect(plan.proposals).toEqual([{ kind: "add-adapter", missing: 1 }]);
  });

  it("proposes to leave Wi-Fi alone where it costs quality, and says nothing where it does not", () => {
    expect(planRadio([hci(0, true)], speakers(2)).proposals).toEqual([{ kind: "leave-wifi", adapter: "hci0" }]);
    expect(planRadio([hci(0, true)], speakers(1)).proposals).toEqual([]);
  });

  it("takes a speaker with a slow link for what it costs: it stands alone before two fast ones do", () => {
    const plan = planRadio([hci(0), hci(1)], [speaker(1), speaker(2), speaker(3, { linkMbps: 1 })]);
    const alone = plan.placements.find(({ address: one }) => one === address(3))?.adapter ?? "";

    expect(countOn(plan, alone)).toBe(1);
  });

  it("puts no eighth speaker on an adapter: a piconet has seven", () => {
    const small = { mtuBytes: 1_500, maxBitpool: 20 };
    const plan = planRadio([hci(0)], speakers(8, small));

    expect(countOn(plan, "hci0")).toBe(7);
    expect(plan.placements).toHaveLength(7);
  });
});

describe("a plan beside naive placement, on simulated air where one packet in ten is lost", () => {
  /** The most that any adapter's speakers get too late. */
  function worstLate(placements: RadioPlan["placements"], all: readonly RadioSpeaker[]): number {
    const adapters = new Set(placements.map(({ adapter }) => adapter));
    return Math.max(
      ...[...adapters].map((id) => {
        const served = placements.filter(({ adapter }) => adapter === id);
        const streams = served.flatMap(({ address: one, bitpool }) =>
          all.filter((s) => s.address === one).map((s) => ({ ...s, bitpool, rateHz: 48_000 as const })),
        );
        return lateShare(streams, 0.1, createRandom(7));
      }),
    );
  }
  const onFirst = (all: readonly RadioSpeaker[]) =>
    all.map(({ address: one }) => ({ address: one, adapter: "hci0", bitpool: 51 }));
  const inTurn = (all: readonly RadioSpeaker[]) =>
    all.map(({ address: one }, n) => ({ address: one, adapter: `hci${n % 2}`, bitpool: 51 }));
  const mixed = [speaker(1), speaker(2, { linkMbps: 1 }), speaker(3), speaker(4, { linkMbps: 1 }), speaker(5)];

  it.each([
    ["four speakers, one adapter", [hci(0)], speakers(4), onFirst],
    ["six speakers, all with the first of two adapters", [hci(0), hci(1)], speakers(6), onFirst],
    ["slow and fast links in turn", [hci(0), hci(1)], mixed, inTurn],
  ])("nothing comes late where naive placement fails: %s", (_, adapters, all, naive) => {
    expect(worstLate(naive(all), all)).toBeGreaterThan(0.5);
    expect(worstLate(planRadio(adapters, all).placements, all)).toBe(0);
  });
});

/** Numbers from 0 to 1 that are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
