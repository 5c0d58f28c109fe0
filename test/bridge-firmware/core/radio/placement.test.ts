// The plan against placements that people make without one, in homes by chance: how full the fullest adapter's air is.
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { airtimeShare } from "../../../../bridge-firmware/src/core/radio/airtime.ts";
import {
  planRadio,
  type RadioAdapter,
  type RadioSpeaker,
} from "../../../../bridge-firmware/src/core/radio/radio-plan.ts";

type Placed = readonly { readonly speaker: RadioSpeaker; readonly adapter: string }[];
type Home = { readonly adapters: readonly RadioAdapter[]; readonly speakers: readonly RadioSpeaker[] };

const RUNS = 500;
/** A float's rounding. */
const EPSILON = 1e-9;
const MOST_LINKS = 7;

const speakerKind = fc.record({
  mtuBytes: fc.constantFrom(672, 895, 941),
  linkMbps: fc.constantFrom(1, 2, 3, 3, 3),
} as const);
const home = fc.record({
  shared: fc.array(fc.boolean(), { minLength: 2, maxLength: 4 }),
  kinds: fc.array(speakerKind, { minLength: 1, maxLength: 10 }),
});
const toHome = ({ shared, kinds }: typeof home extends fc.Arbitrary<infer T> ? T : never): Home => ({
  adapters: shared.map((sharedWithWifi, n) => ({ id: `hci${n}`, sharedWithWifi })),
  speakers: kinds.map((kind, n) => ({
    ...kind,
    address: BluetoothAddress.parse(`0A:00:00:00:00:${String(n).padStart(2, "0")}`),
    adapter: null,
    minBitpool: 2,
    maxBitpool: 53,
  })),
});

/** Of what an adapter can use, how much its speakers take at their best quality. */
const usableOf = ({ sharedWithWifi }: RadioAdapter): number => (sharedWithWifi ? 0.5 : 0.75);
const shareOf = ({ mtuBytes, linkMbps }: RadioSpeaker): number =>
  airtimeShare({ mtuBytes, linkMbps, bitpool: 51, rateHz: 48_000 });
function worstFullness(adapters: readonly RadioAdapter[], placed: Placed): number {
  return Math.max(
    ...adapters.map((adapter) => {
      const served = placed.filter((one) => one.adapter === adapter.id);
      return served.reduce((sum, { speaker }) => sum + shareOf(speaker), 0) / usableOf(adapter);
    }),
  );
}

/** One after the other to the next adapter. */
const inTurn = ({ adapters, speakers }: Home): Placed =>
  speakers.map((speaker, n) => ({ speaker, adapter: adapters[n % adapters.length]?.id ?? "" }));

/** Each to the first adapter that still has room for it, else to the last. */
function firstFit({ adapters, speakers }: Home): Placed {
  const placed: { speaker: RadioSpeaker; adapter: string }[] = [];
  for (const speaker of speakers) {
    const fitting = adapters.find((adapter) => {
      const served = placed.filter((one) => one.adapter === adapter.id);
      const sum = served.reduce((total, one) => total + shareOf(one.speaker), 0);
      return sum + shareOf(speaker) <= usableOf(adapter) && served.length < MOST_LINKS;
    });
    placed.push({ speaker, adapter: (fitting ?? adapters.at(-1))?.id ?? "" });
  }
  return placed;
}

function byPlan({ adapters, speakers }: Home): Placed {
  const { placements } = planRadio(adapters, speakers);
  return speakers.map((speaker) => ({
    speaker,
    adapter: placements.find(({ address }) => address === speaker.address)?.adapter ?? "",
  }));
}

/** As a home grows: each is paired by the plan, and stays. */
function byPlanOneByOne({ adapters, speakers }: Home): Placed {
  const placed: { speaker: RadioSpeaker; adapter: string }[] = [];
  for (const speaker of speakers) {
    const known = placed.map((one) => ({ ...one.speaker, adapter: one.adapter }));
    const { placements } = planRadio(adapters, [...known, speaker]);
    placed.push({ speaker, adapter: placements.find(({ address }) => address === speaker.address)?.adapter ?? "" });
  }
  return placed;
}

/** How often the plan's worst adapter is emptier than the other's, and how often it is fuller. */
function compare(plan: (home: Home) => Placed, other: (home: Home) => Placed) {
  const homes = fc.sample(home, { numRuns: RUNS, seed: 7 }).map(toHome);
  const differences = homes.map(
    (one) => worstFullness(one.adapters, other(one)) - worstFullness(one.adapters, plan(one)),
  );
  return {
    better: differences.filter((difference) => difference > EPSILON).length / RUNS,
    worse: differences.filter((difference) => difference < -EPSILON).length / RUNS,
  };
}

describe("the fullest adapter, in five hundred homes of two to four adapters and up to ten speakers", () => {
  it.each([
    ["in turn", inTurn],
    ["by first fit", firstFit],
  ] as const)("is never fuller by the plan than %s, and emptier in more than two thirds of them", (_, naive) => {
    const { better, worse } = compare(byPlan, naive);

    expect(worse).toBe(0);
    expect(better).toBeGreaterThan(2 / 3);
  });

  it.each([
    ["in turn", inTurn],
    ["by first fit", firstFit],
  ] as const)(
    "is emptier than %s four times as often as fuller where speakers come one by one and stay",
    (_, naive) => {
      const { better, worse } = compare(byPlanOneByOne, naive);

      expect(better).toBeGreaterThan(1 / 2);
      expect(better).toBeGreaterThan(4 * worse);
    },
  );
});
