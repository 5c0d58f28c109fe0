// People who link an account, in the real table: their home comes along, nobody's is lost, and it goes when they go.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { UserKey } from "../../../lambda/src/ports.ts";
import { alexaUser, type Household, openHousehold, person } from "./support.ts";

const HOUR_MS = 3_600_000;
const START_MS = 1_790_000_000_000;
const [ANN, BOB] = [person("ann"), person("bob")];
const [FIRST, SECOND, OTHER] = [alexaUser("one"), alexaUser("two"), alexaUser("three")];

let household: Household;
beforeAll(async () => {
  household = await openHousehold();
});
afterAll(() => household.close());
beforeEach(() => household.reset(START_MS));

/** Comes by as the schedule does, for a day. */
async function passADay(): Promise<void> {
  for (let times = 0; times < 4; times += 1) {
    household.pass(6 * HOUR_MS);
    await household.sweep();
  }
}

describe("a linked person", () => {
  it("is the same from every Alexa user who links that account, and is not any of them", async () => {
    expect(await household.asks(FIRST, ANN)).toBe(ANN);
    expect(await household.asks(SECOND, ANN)).toBe(ANN);
    expect(ANN).not.toBe(alexaUser("ann"));
    expect(person("ann")).not.toBe(person("bob"));
  });

  it("brings the home that was claimed before accounts were linked, and lives there alone", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    expect(await household.asks(FIRST, ANN)).toBe(ANN);
    expect(await household.homeOf(ANN)).toBe(home.id);
    expect(await household.members(home.id)).toEqual([ANN]);
    await household.sweep();
    expect(await household.homeOf(ANN)).toBe(home.id);
  });

  it("is asked about again and again, and nothing is written any more", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    await household.asks(FIRST, ANN);
    const before = await household.everything();
    household.pass(HOUR_MS);
    expect(await household.asks(FIRST, ANN)).toBe(ANN);
    expect(await household.everything()).toEqual(before);
    expect(await household.homeOf(ANN)).toBe(home.id);
  });

  it("moves once where the first requests come at the same time", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    const asked = await Promise.all(Array.from({ length: 5 }, () => household.asks(FIRST, ANN)));
    expect(new Set(asked)).toEqual(new Set([ANN]));
    expect(await household.members(home.id)).toEqual([ANN]);
    expect(await household.homeOf(ANN)).toBe(home.id);
  });

  it("of two homes that meet keeps one, and the other stays whose it was", async () => {
    const [one, two] = [await household.home(1), await household.home(2)];
    await household.moveIn(FIRST, one.id);
    await household.moveIn(SECOND, two.id);
    const asked = await Promise.all([household.asks(FIRST, ANN), household.asks(SECOND, ANN)]);
    expect(asked.filter((user) => user === ANN)).toHaveLength(1);
    const homes = await Promise.all(asked.map((user) => household.homeOf(user)));
    expect(homes).toEqual([one.id, two.id]);
    await passADay();
    expect(await Promise.all(asked.map((user) => household.homeOf(user)))).toEqual([one.id, two.id]);
  });

  it("who lives in the same home as the Alexa user is in it once", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    await household.moveIn(SECOND, home.id);
    await household.asks(FIRST, ANN);
    expect(await household.asks(SECOND, ANN)).toBe(ANN);
    expect(await household.members(home.id)).toEqual([ANN]);
  });

  it("is a bounded number of Alexa users, the newest", async () => {
    for (let count = 0; count < 22; count += 1) await household.asks(alexaUser(`${count}`), ANN);
    const { GetItemCommand } = await import("@aws-sdk/client-dynamodb");
    const { client, tableName } = household.table;
    const Key = { PK: { S: `USER#${ANN}` }, SK: { S: "PROFILE" } };
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
    const kept = (Item?.alexas?.L ?? []).map(({ S }) => S);
    expect(kept).toHaveLength(20);
    expect(kept[0]).toBe(alexaUser("21"));
    expect(kept).not.toContain(alexaUser("0"));
  });

  it("does not bring a home that is gone", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    for (const key of await household.everything()) if (key.startsWith("HOME#")) await remove(key);
    expect(await household.asks(FIRST, ANN)).toBe(ANN);
    expect(await household.homeOf(ANN)).toBeNull();
    expect((await household.everything()).filter((key) => key.startsWith("HOME#"))).toEqual([]);
  });

  it("is found by Alexa's user id alone where accounts are not linked any more", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    await household.asks(FIRST, ANN);
    expect(await household.homeOf(FIRST)).toBe(home.id);
    expect(await household.homeOf(SECOND)).toBeNull();
  });
});

it("cleaning leaves a profile that was prolonged while it looked", async () => {
  const home = await household.home(1);
  await household.moveIn(FIRST, home.id);
  const [, key] =
    (await household.everything()).map((one) => one.split(" ")).filter(([pk]) => pk?.startsWith("USER#"))[0] ?? [];
  const kept = { PK: `USER#${FIRST}`, SK: key ?? "" };
  const { createCleaner } = await import("../../../lambda/src/adapters/cleaner.ts");
  const cleaner = createCleaner(household.table, {} as never);
  expect(await cleaner.remove({ key: kept, expiredAtMs: 1_000 }, new AbortController().signal)).toMatchObject({
    ok: true,
  });
  expect(await household.homeOf(FIRST)).toBe(home.id);
});

async function remove(key: string): Promise<void> {
  const [PK = "", SK = ""] = key.split(" ");
  const { createCleaner } = await import("../../../lambda/src/adapters/cleaner.ts");
  await createCleaner(household.table, {} as never).remove(
    { key: { PK, SK }, expiredAtMs: null },
    new AbortController().signal,
  );
}

describe("a linked person who disables the skill", () => {
  const linkedAtHome = async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    await household.asks(FIRST, ANN);
    household.pass(HOUR_MS);
    return home;
  };

  it("has left at once, and within a day nothing is there any more", async () => {
    const home = await linkedAtHome();
    await household.tell("disabled", FIRST);
    expect(await household.homeOf(ANN)).toBeNull();
    expect(await household.homeOf(FIRST)).toBeNull();
    expect(await household.members(home.id)).toEqual([]);
    await passADay();
    expect(await household.everything()).toEqual([]);
  });

  it("and links again as another Alexa user within twelve hours finds the home again", async () => {
    const home = await linkedAtHome();
    await household.tell("disabled", FIRST);
    household.pass(6 * HOUR_MS);
    await household.sweep();
    household.pass(5 * HOUR_MS);
    await household.tell("enabled", SECOND);
    expect(await household.asks(SECOND, ANN)).toBe(ANN);
    expect(await household.homeOf(ANN)).toBe(home.id);
    expect(await household.members(home.id)).toEqual([ANN]);
    await passADay();
    expect(await household.homeOf(ANN)).toBe(home.id);
  });

  it("and comes back later than that begins anew, and is not half in a home", async () => {
    const home = await linkedAtHome();
    await household.tell("disabled", FIRST);
    household.pass(12 * HOUR_MS);
    expect(await household.asks(SECOND, ANN)).toBe(ANN);
    expect(await household.homeOf(ANN)).toBeNull();
    expect(await household.members(home.id)).toEqual([]);
    await household.sweep();
    expect((await household.everything()).filter((key) => key.startsWith("HOME#"))).toEqual([]);
  });

  it("does not come back to a home whose bridge is somebody else's by then", async () => {
    const home = await linkedAtHome();
    await household.tell("disabled", FIRST);
    await desert(home.id);
    expect(await household.asks(SECOND, ANN)).toBe(ANN);
    expect(await household.homeOf(ANN)).toBeNull();
  });

  it("stays while another of his Alexa users has it, and goes with the last, also where both go at once", async () => {
    const home = await linkedAtHome();
    await household.asks(SECOND, ANN);
    await household.tell("disabled", FIRST);
    await passADay();
    expect(await household.homeOf(ANN)).toBe(home.id);
    await household.asks(OTHER, ANN);
    await Promise.all([household.tell("disabled", SECOND), household.tell("disabled", OTHER)]);
    expect(await household.homeOf(ANN)).toBeNull();
    await passADay();
    expect(await household.everything()).toEqual([]);
  });

  it("leaves the home to the others in it", async () => {
    const home = await linkedAtHome();
    await household.moveIn(OTHER, home.id);
    await household.asks(OTHER, BOB);
    await household.tell("disabled", FIRST);
    await passADay();
    expect(await household.homeOf(BOB)).toBe(home.id);
    expect(await household.members(home.id)).toEqual([BOB]);
  });

  it("a second before his last request has not left, and at the same second has", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    await household.asks(FIRST, ANN);
    await household.tell("disabled", FIRST, household.nowMs() - 1_000);
    expect(await household.homeOf(ANN)).toBe(home.id);
    await household.tell("disabled", FIRST, household.nowMs());
    expect(await household.homeOf(ANN)).toBeNull();
  });

  it("does not come back in the last minute, when cleaning may be at it", async () => {
    const home = await linkedAtHome();
    await household.tell("disabled", FIRST);
    household.pass(12 * HOUR_MS - 30_000);
    expect(await household.asks(SECOND, ANN)).toBe(ANN);
    expect(await household.homeOf(ANN)).toBeNull();
    expect(await household.members(home.id)).toEqual([]);
  });

  it("twice does not put off the end", async () => {
    await linkedAtHome();
    await household.tell("disabled", FIRST);
    household.pass(11 * HOUR_MS);
    await household.tell("disabled", FIRST);
    household.pass(HOUR_MS + 60_000);
    await household.sweep();
    expect((await household.everything()).filter((key) => key.startsWith("HOME#"))).toEqual([]);
  });

  it("is not brought back by a request of before", async () => {
    await linkedAtHome();
    const beforeMs = household.nowMs() - 1_000;
    await household.tell("disabled", FIRST);
    expect(await household.asks(FIRST, ANN, beforeMs)).toBe(ANN);
    await passADay();
    expect(await household.everything()).toEqual([]);
  });

  it("while he is let in elsewhere is let in nowhere", async () => {
    await linkedAtHome();
    const other = await household.home(2);
    await household.tell("disabled", FIRST);
    expect(await household.moveIn(ANN, other.id)).not.toEqual({ ok: true, value: "linked" });
    expect(await household.moveIn(FIRST, other.id)).not.toEqual({ ok: true, value: "linked" });
    expect(await household.members(other.id)).toEqual([]);
  });
});

async function desert(homeId: string): Promise<void> {
  const { UpdateItemCommand } = await import("@aws-sdk/client-dynamodb");
  const { client, tableName } = household.table;
  const Key = { PK: { S: `HOME#${homeId}` }, SK: { S: "META" } };
  await client.send(new UpdateItemCommand({ TableName: tableName, Key, UpdateExpression: "REMOVE bridge" }));
}

describe("an Alexa user who links another account", () => {
  it("is the other person from then on, and the first one has left", async () => {
    const home = await household.home(1);
    await household.moveIn(FIRST, home.id);
    await household.asks(FIRST, ANN);
    household.pass(1_000);
    expect(await household.asks(FIRST, BOB)).toBe(BOB);
    expect(await household.homeOf(BOB)).toBeNull();
    expect(await household.homeOf(ANN)).toBeNull();
    household.pass(1_000);
    expect(await household.asks(FIRST, ANN)).toBe(ANN);
    expect(await household.homeOf(ANN)).toBe(home.id);
    await household.tell("disabled", FIRST, household.nowMs() + 1);
    await passADay();
    expect(await household.everything()).toEqual([]);
  });
});

describe("what happens to one Alexa user, in every order and again", () => {
  type Step = { readonly name: string; readonly run: (atMs: number) => Promise<unknown> };
  const step = (name: string, run: (atMs: number) => Promise<unknown>): Step => ({ name, run });
  const asks = (alexa: UserKey) => step("asks", (atMs) => household.asks(alexa, ANN, atMs));
  const told = (kind: "enabled" | "disabled" | "account-linked") =>
    step(kind, (atMs) => household.tell(kind, FIRST, atMs));
  /** In the order in which they happened, a second apart. */
  const leaves = [told("enabled"), told("account-linked"), asks(FIRST), told("disabled")];
  const stays = [told("disabled"), told("enabled"), told("account-linked"), asks(FIRST)];

  const permutations = <T>(items: readonly T[]): T[][] =>
    items.length < 2
      ? [[...items]]
      : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
  const orders = permutations([0, 1, 2, 3]);
  const nameOf = (steps: readonly Step[], order: readonly number[]) => order.map((at) => steps[at]?.name).join(", ");

  async function runIn(steps: readonly Step[], order: readonly number[]): Promise<void> {
    for (const at of [...order, ...order]) await steps[at]?.run(START_MS + at * 1_000);
    household.pass(10_000);
  }

  it.each(orders.map((order) => [nameOf(leaves, order), order] as const))(
    "ends with nothing after a day where he left last: %s",
    async (_name, order) => {
      const home = await household.home(1);
      await household.moveIn(FIRST, home.id);
      await runIn(leaves, order);
      expect(await household.homeOf(ANN)).toBeNull();
      expect(await household.homeOf(FIRST)).toBeNull();
      await passADay();
      expect(await household.everything()).toEqual([]);
    },
  );

  it.each(orders.map((order) => [nameOf(stays, order), order] as const))(
    "ends at home where he linked again after he left, with his next request at the latest: %s",
    async (_name, order) => {
      const home = await household.home(1);
      await household.asks(SECOND, ANN, START_MS - 60_000);
      await household.moveIn(ANN, home.id);
      await household.asks(FIRST, ANN, START_MS - 30_000);
      await household.tell("disabled", SECOND, START_MS - 10_000);
      await runIn(stays, order);
      expect(await household.asks(FIRST, ANN)).toBe(ANN);
      expect(await household.homeOf(ANN)).toBe(home.id);
      await passADay();
      expect(await household.homeOf(ANN)).toBe(home.id);
    },
  );
});
