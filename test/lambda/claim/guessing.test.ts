// How likely it is to come into a home by guessing: at most one in a million for each day, with however many accounts.
import { CLAIM_CODES, CommandId, hashClaimCode } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CLAIM_LIMITS } from "../../../lambda/src/claim-ports.ts";
import { ids } from "../fakes/world.ts";
import { type Cloud, NOON_MS, newThing, openCloud, signal } from "./support.ts";

const PROMISED = 1e-6;
const HOUR_MS = 3_600_000;
const AT_ONCE = 25;
/** Neither may be the code, which is from chance in life and fixed here. */
const guess = (n: number): string => String(CLAIM_CODES.from + n);

let cloud: Cloud;
beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(() => cloud.close());

/** What is heard, counted by what it means. */
const count = (said: readonly string[]) => ({
  wrong: said.filter((speech) => speech.startsWith("That code doesn't work")).length,
  refused: said.filter((speech) => speech.startsWith("Too many codes were tried")).length,
});

/** Codes are live all day long, as many as may be: the best that an attacker can hope for. */
async function keepCodesLive(bridges: readonly ReturnType<typeof newThing>[]): Promise<void> {
  for (const [index, bridge] of bridges.entries()) await cloud.offer(bridge, { code: `9999999${index}` });
}

describe("guessing a code", () => {
  it("hits less than once in a million days, by what the limits let anybody guess", () => {
    const { triesPerDay, liveCodes } = CLAIM_LIMITS;
    const codes = CLAIM_CODES.below - CLAIM_CODES.from;
    // any 24 hours touch two days of the limits'
    expect((2 * triesPerDay * liveCodes) / codes).toBeLessThanOrEqual(PROMISED);
  });

  it("is let by the limits as often as that and no more, with a hundred accounts, many at once, all day long", async () => {
    const bridges = Array.from({ length: CLAIM_LIMITS.liveCodes }, () => newThing());
    const accounts = Array.from({ length: 100 }, (_, n) => `attacker ${n}`);
    let made = 0;
    const heardOf: string[] = [];
    for (let hours = 0; hours < 24; hours += 4) {
      await keepCodesLive(bridges);
      for (let from = 0; from < accounts.length; from += AT_ONCE) {
        const said = accounts.slice(from, from + AT_ONCE).map((who, index) => cloud.say(who, guess(made + index)));
        heardOf.push(...(await Promise.all(said)));
        made += said.length;
      }
      cloud.passTime(4 * HOUR_MS);
    }
    const { wrong, refused } = count(heardOf);
    expect(wrong + refused).toBe(heardOf.length);
    // from noon to noon: two days
    expect(wrong).toBe(2 * CLAIM_LIMITS.triesPerDay);
    expect((wrong * CLAIM_LIMITS.liveCodes) / (CLAIM_CODES.below - CLAIM_CODES.from)).toBeLessThanOrEqual(PROMISED);
  }, 120_000);

  it("of one account leaves the others theirs", async () => {
    await cloud.offer(newThing(), { code: "99999999" });
    const said: string[] = [];
    for (let n = 0; n < 8; n += 1) said.push(await cloud.say("one", guess(n)));
    expect(count(said)).toEqual({ wrong: CLAIM_LIMITS.triesPerUserAndDay, refused: 3 });
    expect(await cloud.say("another", "99999999")).toMatch(/^Now confirm on your bridge/);
  }, 60_000);

  it("costs nothing while no bridge shows a code: there is nothing to hit", async () => {
    for (let n = 0; n < 30; n += 1) await cloud.say("eager", guess(n));
    await cloud.offer(newThing(), { code: "99999999" });
    expect(await cloud.say("eager", "99999999")).toMatch(/^Now confirm on your bridge/);
  });

  it("is forgotten with the day it was made on", async () => {
    const user = ids.userKeyOf("one");
    const take = (atMs: number) => cloud.claims.takeTry(user, atMs, signal);
    for (let n = 0; n < CLAIM_LIMITS.triesPerUserAndDay; n += 1) await take(NOON_MS);
    expect(await take(NOON_MS)).toEqual({ ok: true, value: "too-many" });
    expect(await take(NOON_MS + 12 * HOUR_MS)).toEqual({ ok: true, value: "taken" });
  });
});

describe("what is kept of a code", () => {
  it("is PBKDF2-HMAC-SHA256 of 50,000 rounds, as others compute it: fewer are fewer to whoever reads the table", async () => {
    const claimId = CommandId.parse("01J8ZQ3V5R0000000000000C01");
    // python3: hashlib.pbkdf2_hmac("sha256", b"12345678", b"01J8ZQ3V5R0000000000000C01", 50_000).hex()
    expect(await hashClaimCode("12345678", claimId)).toBe(
      "cba867e4307e1e5640d2be9865a762edca1cfc47e9980c4e970c3a4f1dc3b694",
    );
  });

  it("is another one for each claim, so that nothing can be worked out beforehand", async () => {
    const one = await hashClaimCode("12345678", CommandId.parse("01J8ZQ3V5R0000000000000C01"));
    const other = await hashClaimCode("12345678", CommandId.parse("01J8ZQ3V5R0000000000000C02"));
    expect(one).not.toBe(other);
  });
});
