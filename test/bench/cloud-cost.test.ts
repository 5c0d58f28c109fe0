// The arithmetic of a month: units from what was measured, prices by tier.
import { expect, it } from "@jest/globals";
import { billFor, monthOf } from "../../bench/src/cloud/cost.ts";
import { itemBytes } from "../../bench/src/cloud/item-sizes.ts";
import { priceOf } from "../../bench/src/cloud/prices.ts";

const USE = {
  writes: 1,
  queries: 1,
  reads: 2,
  sends: 1,
  ruleMessages: 3,
  stateMessages: 1,
  shadowUpdates: 2,
};
/** A home of 9 KB takes three reads of 4 KB, a state of 2.5 KB three writes of 1 KB. */
const SIZES = { home: 9_000, meta: 300, command: 900, state: 2_500, shadow: 1_800 };

it("counts what 600 commands a month use", () => {
  const month = monthOf(USE, SIZES, 20);
  expect(month.connectivity).toBe(43_200);
  // a send and its PUBACK, three for each of two shadow updates, and the reconnects' four events a day
  expect(month.messages).toBe(600 * (2 + 6) + 120);
  expect(month.shadowOperations).toBe(600 * 2 * 2);
  expect(month.rules).toBe(600 * 3 + 120);
  expect(month.requests).toBe(600 + 600 * 3 + 120);
  // the home's first item; two outcomes; one state of three units; presence
  expect(month.writeUnits).toBe(600 * (1 + 2 + 3) + 120 * 3);
  // half price for the Query, two consistent reads, one cold look-up for each function
  expect(month.readUnits).toBe(600 * (1.5 + 2 + 0.5) + 1_920 * 0.5);
});

it("counts a home's first item that is larger than a kilobyte as what it is, and a second write where there is one", () => {
  const unitsOf = (use: typeof USE, sizes: typeof SIZES) => monthOf(use, sizes, 20).writeUnits;
  expect(unitsOf(USE, { ...SIZES, meta: 1_100 }) - unitsOf(USE, SIZES)).toBe(600);
  expect(unitsOf({ ...USE, writes: 2 }, SIZES) - unitsOf(USE, SIZES)).toBe(600);
});

it("asks the next tier's price only for what is beyond the tier before", () => {
  expect(priceOf("messages", 1_000_000)).toBeCloseTo(1, 9);
  expect(priceOf("messages", 1_500_000_000)).toBeCloseTo(1_000 + 400, 6);
  expect(priceOf("messages", 6_000_000_000)).toBeCloseTo(1_000 + 3_200 + 700, 6);
});

it("makes a home no dearer among many", () => {
  const month = monthOf(USE, SIZES, 20);
  const [one, million] = [billFor(month, 1), billFor(month, 1_000_000)];
  expect(one.usd).toBeCloseTo(
    one.lines.reduce((sum, { usd }) => sum + usd, 0),
    12,
  );
  expect(million.centsPerHome).toBeLessThan(one.centsPerHome);
  expect(million.centsPerHome).toBeGreaterThan(one.centsPerHome * 0.7);
});

it("counts an item's bytes as DynamoDB does", () => {
  // "PK" + "HOME" = 6, "n" + two digits in a byte + 1 = 3, "ok" + 1 = 3, "l" + 3 + (1 + "a") = 6, "m" + 3 + (1 + "k" + "v") = 7
  const item = {
    PK: { S: "HOME" },
    n: { N: "42" },
    ok: { BOOL: true },
    l: { L: [{ S: "a" }] },
    m: { M: { k: { S: "v" } } },
  };
  expect(itemBytes(item)).toBe(25);
});
