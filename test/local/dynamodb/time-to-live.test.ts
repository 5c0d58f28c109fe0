// Items with an expiry: when they go, when they stay, and how the table says that it has one.
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  QueryCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { key, startForTest, TABLE } from "./start-for-test.ts";

const NOW_S = 2_000_000_000;
let nowMs = NOW_S * 1000;
let database: Awaited<ReturnType<typeof startForTest>>;
beforeAll(async () => {
  database = await startForTest({ nowMs: () => nowMs });
});
afterAll(() => database.close());

const put = (sk: string, ttl: { N: string } | { S: string } | null) =>
  database.client.send(new PutItemCommand({ TableName: TABLE, Item: { ...key("CMD", sk), ...(ttl ? { ttl } : {}) } }));
const names = async () => {
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: "PK = :pk",
      ExpressionAttributeValues: { ":pk": { S: "CMD" } },
    }),
  );
  return (Items ?? []).map((item) => item.SK?.S);
};
const describeTtl = async (table: string) =>
  (await database.client.send(new DescribeTimeToLiveCommand({ TableName: table }))).TimeToLiveDescription;
const setTtl = (table: string, attribute: string, enabled: boolean) =>
  database.client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled },
    }),
  );

describe("items with a time to live", () => {
  it("are still there after their time, until the sweep comes", async () => {
    await put("expired", { N: String(NOW_S) });
    await put("alive", { N: String(NOW_S + 1) });
    await put("no-time", null);
    await put("words", { S: "tomorrow" });
    await put("older-than-five-years", { N: String(NOW_S - 6 * 365 * 86_400) });
    expect(await names()).toContain("expired");

    expect(await database.sweepExpired()).toBe(1);

    expect(await names()).toEqual(["alive", "no-time", "older-than-five-years", "words"]);
    nowMs += 1000;
    expect(await database.sweepExpired()).toBe(1);
    expect(await names()).toEqual(["no-time", "older-than-five-years", "words"]);
  });

  it("go by themselves where the sweep's time has come", async () => {
    const swept = await startForTest({ sweepEveryMs: 5, nowMs: () => 2_000 });
    await swept.client.send(new PutItemCommand({ TableName: TABLE, Item: { ...key("A"), ttl: { N: "1" } } }));
    const query = new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: "PK = :pk",
      ExpressionAttributeValues: { ":pk": { S: "A" } },
    });
    let count = 1;
    for (let tries = 0; count > 0 && tries < 1000; tries += 1) count = (await swept.client.send(query)).Count ?? 0;
    await swept.close();
    expect(count).toBe(0);
  });
});

describe("a table's time to live", () => {
  it("is that of the definition after the table was made", async () => {
    expect(await describeTtl(TABLE)).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "ttl" });
  });

  it("is refused a second time, on a second attribute, and on a table that does not exist", async () => {
    await expect(setTtl(TABLE, "ttl", true)).rejects.toThrow("TimeToLive is already enabled");
    await expect(setTtl(TABLE, "other", true)).rejects.toThrow("current AttributeName is ttl");
    await expect(setTtl("nowhere", "ttl", true)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("can be switched off, and is gone with its table", async () => {
    const table = new CreateTableCommand({
      TableName: "other",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "PK", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "PK", KeyType: "HASH" }],
    });
    await database.client.send(table);
    expect(await describeTtl("other")).toEqual({ TimeToLiveStatus: "DISABLED" });
    await setTtl("other", "until", true);
    await setTtl("other", "until", false);
    await expect(setTtl("other", "until", false)).rejects.toThrow("TimeToLive is already disabled");
    await setTtl("other", "until", true);
    await database.client.send(new DeleteTableCommand({ TableName: "other" }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await database.client.send(table);
    expect(await describeTtl("other")).toEqual({ TimeToLiveStatus: "DISABLED" });
  });
});
