// The table as the product uses it, through the real SDK: dynalite's own part of the work.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { tableDefinition } from "@house-band/infra/table-definition";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createTable } from "../../../local/src/dynamodb.ts";
import { key, startForTest, TABLE } from "./start-for-test.ts";

let database: Awaited<ReturnType<typeof startForTest>>;
beforeAll(async () => {
  database = await startForTest();
});
afterAll(() => database.close());

describe("the local table", () => {
  it("is found as it is when it is created a second time", async () => {
    await database.client.send(new PutItemCommand({ TableName: TABLE, Item: key("HOME#kept") }));

    await createTable(database.client, TABLE, tableDefinition);

    const { Item } = await database.client.send(new GetItemCommand({ TableName: TABLE, Key: key("HOME#kept") }));
    expect(Item).toEqual(key("HOME#kept"));
  });

  it("is billed per request", async () => {
    const { Table } = await database.client.send(new DescribeTableCommand({ TableName: TABLE }));

    expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
  });

  it("lets one of fifty writers win that compare and set the same revision at once", async () => {
    const { client } = database;
    await client.send(new PutItemCommand({ TableName: TABLE, Item: { ...key("HOME#race"), revision: { N: "7" } } }));

    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, writer) =>
        client.send(
          new UpdateItemCommand({
            TableName: TABLE,
            Key: key("HOME#race"),
            UpdateExpression: "SET revision = :next, winner = :writer",
            ConditionExpression: "revision = :seen",
            ExpressionAttributeValues: { ":seen": { N: "7" }, ":next": { N: "8" }, ":writer": { N: String(writer) } },
          }),
        ),
      ),
    );

    const lost = results.filter((result) => result.status === "rejected");
    expect(lost).toHaveLength(49);
    expect(lost.every(({ reason }) => reason instanceof ConditionalCheckFailedException)).toBe(true);
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: key("HOME#race") }));
    expect(Item?.winner?.N).toBe(String(results.findIndex((result) => result.status === "fulfilled")));
  });

  it("counts up without losing one of fifty that count at once", async () => {
    const { client } = database;
    await Promise.all(
      Array.from({ length: 50 }, () =>
        client.send(
          new UpdateItemCommand({
            TableName: TABLE,
            Key: key("HOME#count"),
            UpdateExpression: "ADD seq :one",
            ExpressionAttributeValues: { ":one": { N: "1" } },
          }),
        ),
      ),
    );

    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: key("HOME#count") }));
    expect(Item?.seq).toEqual({ N: "50" });
  });

  it("gives a query page by page, in the order of the sort key, each item once", async () => {
    const { client } = database;
    for (const name of ["SPK#3", "GRP#1", "SPK#1", "META", "SPK#2"]) {
      await client.send(new PutItemCommand({ TableName: TABLE, Item: key("HOME#pages", name) }));
    }
    await client.send(new PutItemCommand({ TableName: TABLE, Item: key("HOME#pages2", "SPK#9") }));

    const pages: string[][] = [];
    let after: Record<string, import("@aws-sdk/client-dynamodb").AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: "PK = :home",
          ExpressionAttributeValues: { ":home": { S: "HOME#pages" } },
          Limit: 2,
          ExclusiveStartKey: after,
        }),
      );
      pages.push((page.Items ?? []).map((item) => item.SK?.S ?? ""));
      after = page.LastEvaluatedKey;
    } while (after);

    expect(pages.filter((page) => page.length > 0)).toEqual([["GRP#1", "META"], ["SPK#1", "SPK#2"], ["SPK#3"]]);
  });

  it("refuses an item of more than 400 KB", async () => {
    const put = new PutItemCommand({
      TableName: TABLE,
      Item: { ...key("HOME#large"), text: { S: "x".repeat(410_000) } },
    });
    await expect(database.client.send(put)).rejects.toThrow("Item size has exceeded the maximum allowed size");
  });
});

describe("a condition that failed", () => {
  const refused = (returned: "ALL_OLD" | "NONE") => ({
    TableName: TABLE,
    ConditionExpression: "attribute_not_exists(PK)",
    ReturnValuesOnConditionCheckFailure: returned,
  });
  const there = { ...key("IDEM#1", "R"), answer: { S: "playing" } };
  beforeAll(() => database.client.send(new PutItemCommand({ TableName: TABLE, Item: there })));

  it("shows the item that a put met, where that was asked for", async () => {
    const put = new PutItemCommand({ ...refused("ALL_OLD"), Item: key("IDEM#1", "R") });
    await expect(database.client.send(put)).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      Item: there,
    });
  });

  it("shows the item that an update or a delete met", async () => {
    const target = { ...refused("ALL_OLD"), Key: key("IDEM#1", "R") };
    const update = new UpdateItemCommand({ ...target, UpdateExpression: "REMOVE answer" });
    await expect(database.client.send(update)).rejects.toMatchObject({ Item: there });
    await expect(database.client.send(new DeleteItemCommand(target))).rejects.toMatchObject({ Item: there });
  });

  it("shows no item where none was asked for, or none was there", async () => {
    const silent = await database.client
      .send(new PutItemCommand({ ...refused("NONE"), Item: key("IDEM#1", "R") }))
      .catch((error: ConditionalCheckFailedException) => error);
    const absent = await database.client
      .send(
        new DeleteItemCommand({
          ...refused("ALL_OLD"),
          ConditionExpression: "attribute_exists(PK)",
          Key: key("IDEM#none", "R"),
        }),
      )
      .catch((error: ConditionalCheckFailedException) => error);

    expect(silent).toMatchObject({ name: "ConditionalCheckFailedException" });
    expect(silent).not.toHaveProperty("Item", expect.anything());
    expect(absent).toMatchObject({ name: "ConditionalCheckFailedException" });
    expect(absent).not.toHaveProperty("Item", expect.anything());
  });
});

describe("who is let in", () => {
  const send = (headers: Record<string, string>, body = "{}") =>
    fetch(database.url, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDB_20120810.ListTables", ...headers },
      body,
    });
  const signed = { authorization: "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c" };

  it("takes any signature and no call without one", async () => {
    expect(await (await send(signed)).json()).toEqual({ TableNames: [TABLE] });
    expect(await (await send({})).json()).toMatchObject({
      __type: expect.stringContaining("MissingAuthenticationToken"),
    });
  });

  it("refuses a page in a browser, which could reach loopback", async () => {
    expect((await send({ ...signed, origin: "https://elsewhere.example" })).status).toBe(403);
  });

  it("answers an operation nobody knows, and a body that is not JSON, with the service's own errors", async () => {
    const unknown = await send({ ...signed, "x-amz-target": "DynamoDB_20120810.toString" });
    expect(await unknown.json()).toMatchObject({ __type: expect.stringContaining("UnknownOperationException") });
    const broken = await send({ ...signed, "x-amz-target": "DynamoDB_20120810.TransactWriteItems" }, "{");
    expect(await broken.json()).toMatchObject({ __type: expect.stringContaining("SerializationException") });
  });
});

describe("a database in a folder", () => {
  it("belongs to one process at a time, and to the next one where the last was killed", async () => {
    const directory = await mkdtemp(join(tmpdir(), "house-band-dynamodb-"));
    const first = await startForTest({ directory });
    await expect(startForTest({ directory })).rejects.toThrow(`is used by process ${process.pid}: stop that`);
    await first.close();
    await writeFile(join(directory, "process.id"), "4194305"); // above the highest id that Linux gives out

    const second = await startForTest({ directory });
    await second.close();
    await rm(directory, { recursive: true });
  });

  it("holds its items and its time to live when it is opened again", async () => {
    const directory = await mkdtemp(join(tmpdir(), "house-band-dynamodb-"));
    const first = await startForTest({ directory });
    await first.client.send(
      new PutItemCommand({ TableName: TABLE, Item: { ...key("HOME#1"), name: { S: "ours" }, ttl: { N: "1000" } } }),
    );
    await first.close();

    const second = await startForTest({ directory, nowMs: () => 1_001_000 });
    const { Item } = await second.client.send(new GetItemCommand({ TableName: TABLE, Key: key("HOME#1") }));
    const swept = await second.sweepExpired();
    await second.close();
    await rm(directory, { recursive: true });

    expect(Item?.name).toEqual({ S: "ours" });
    expect(swept).toBe(1);
  });
});
