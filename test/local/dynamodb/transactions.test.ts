// What the thin layer adds to dynalite: writes and reads of several items that are one.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  type TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createUndoLog } from "../../../local/src/dynamodb/item-image.ts";
import { key, startForTest, TABLE } from "./start-for-test.ts";

let nowMs = 0;
let database: Awaited<ReturnType<typeof startForTest>>;
beforeAll(async () => {
  database = await startForTest({ nowMs: () => nowMs });
});
afterAll(() => database.close());

const put = (pk: string, revision: number) => ({ ...key(pk), revision: { N: String(revision) } });
const write = (items: TransactWriteItem[], token?: string) =>
  database.client.send(new TransactWriteItemsCommand({ TransactItems: items, ClientRequestToken: token }));
const revisionOf = async (pk: string) => {
  const { Item } = await database.client.send(new GetItemCommand({ TableName: TABLE, Key: key(pk) }));
  return Item ? Number(Item.revision?.N) : null;
};
const setRevision = (pk: string, from: number, to: number): TransactWriteItem => ({
  Update: {
    TableName: TABLE,
    Key: key(pk),
    UpdateExpression: "SET revision = :to",
    ConditionExpression: "revision = :from",
    ExpressionAttributeValues: { ":from": { N: String(from) }, ":to": { N: String(to) } },
  },
});
const reasonsOf = (items: TransactWriteItem[]) =>
  write(items).then(
    () => "it was not cancelled",
    (error: TransactionCanceledException) => error.CancellationReasons ?? error.message,
  );

beforeEach(async () => {
  for (const item of [put("A", 1), put("B", 1)]) {
    await database.client.send(new PutItemCommand({ TableName: TABLE, Item: item }));
  }
});

describe("a transaction of writes", () => {
  it("puts, updates, deletes and checks as one", async () => {
    await write([
      { Put: { TableName: TABLE, Item: put("C", 5) } },
      setRevision("A", 1, 2),
      { Delete: { TableName: TABLE, Key: key("B") } },
      {
        ConditionCheck: {
          TableName: TABLE,
          Key: key("D"),
          ConditionExpression: "attribute_not_exists(PK)",
        },
      },
    ]);
    expect([await revisionOf("A"), await revisionOf("B"), await revisionOf("C"), await revisionOf("D")]).toEqual([
      2,
      null,
      5,
      null,
    ]);
  });

  it("writes nothing where one condition fails, and says which", async () => {
    const reasons = await reasonsOf([
      { Put: { TableName: TABLE, Item: put("NEW", 1) } },
      setRevision("A", 1, 2),
      setRevision("B", 9, 10),
      { ConditionCheck: { TableName: TABLE, Key: key("GONE"), ConditionExpression: "attribute_exists(PK)" } },
    ]);

    expect(reasons).toEqual([
      { Code: "None" },
      { Code: "None" },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
    ]);
    expect([await revisionOf("NEW"), await revisionOf("A"), await revisionOf("B")]).toEqual([null, 1, 1]);
  });

  it("shows in its reason the item that a condition met, where that was asked for", async () => {
    const [reason] = await reasonsOf([
      {
        Put: {
          TableName: TABLE,
          Item: put("A", 2),
          ConditionExpression: "attribute_not_exists(PK)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
    ]);
    expect(reason).toMatchObject({ Code: "ConditionalCheckFailed", Item: put("A", 1) });
  });

  it("takes back what was written before an update that does not fit its item", async () => {
    const misfit: TransactWriteItem = {
      Update: {
        TableName: TABLE,
        Key: key("B"),
        UpdateExpression: "SET revision = PK + :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    };
    expect(await reasonsOf([setRevision("A", 1, 2), misfit])).toMatchObject([
      { Code: "None" },
      { Code: "ValidationError" },
    ]);
    expect(await revisionOf("A")).toBe(1);
  });

  it("is refused as a whole where it names one item twice", async () => {
    expect(await reasonsOf([setRevision("A", 1, 2), { Delete: { TableName: TABLE, Key: key("A") } }])).toBe(
      "Transaction request cannot include multiple operations on one item",
    );
  });

  it("is refused as a whole where an action is two, an expression unreadable, a table unknown, or it is too long", async () => {
    const both = { ...setRevision("A", 1, 2), Delete: { TableName: TABLE, Key: key("A") } };
    expect(await reasonsOf([both])).toMatch(/only contain one of/);
    const unreadable = { Update: { TableName: TABLE, Key: key("A"), UpdateExpression: "SET SET" } };
    expect(await reasonsOf([unreadable])).toMatch(/^Invalid UpdateExpression/);
    expect(await reasonsOf([{ Put: { TableName: "nowhere", Item: key("A") } }])).toMatch(/resource not found/i);
    const many = Array.from({ length: 101 }, (_, index) => ({ Put: { TableName: TABLE, Item: put(`M${index}`, 1) } }));
    expect(await reasonsOf(many)).toMatch(/TransactItems/);
    expect(await revisionOf("M0")).toBeNull();
  });

  it("lets one of fifty win that want the same two items at once", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => write([setRevision("A", 1, 2), setRevision("B", 1, 2)])),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect([await revisionOf("A"), await revisionOf("B")]).toEqual([2, 2]);
  });
});

describe("a transaction sent again with its token", () => {
  const addOne: TransactWriteItem = {
    Update: {
      TableName: TABLE,
      Key: key("A"),
      UpdateExpression: "ADD revision :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    },
  };

  it("succeeds without a second effect for ten minutes, and counts as a new one after them", async () => {
    nowMs = 1_000_000;
    await write([addOne], "again");
    nowMs += 599_999;
    await write([addOne], "again");
    expect(await revisionOf("A")).toBe(2);

    nowMs += 1;
    await write([addOne], "again");
    expect(await revisionOf("A")).toBe(3);
  });

  it("is refused where it wants something else than the first time", async () => {
    await write([addOne], "other");
    await expect(write([setRevision("B", 1, 2)], "other")).rejects.toMatchObject({
      name: "IdempotentParameterMismatchException",
    });
    expect(await revisionOf("B")).toBe(1);
  });

  it("is tried anew where the first attempt was cancelled", async () => {
    await expect(write([setRevision("A", 7, 8)], "retry")).rejects.toMatchObject({
      name: "TransactionCanceledException",
    });
    await database.client.send(new PutItemCommand({ TableName: TABLE, Item: put("A", 7) }));
    await write([setRevision("A", 7, 8)], "retry");
    expect(await revisionOf("A")).toBe(8);
  });
});

describe("a transaction of reads", () => {
  it("gives the items in the order asked for, and an empty answer for one that is not there", async () => {
    const { Responses } = await database.client.send(
      new TransactGetItemsCommand({
        TransactItems: ["B", "NOBODY", "A"].map((pk) => ({ Get: { TableName: TABLE, Key: key(pk) } })),
      }),
    );
    expect(Responses).toEqual([{ Item: put("B", 1) }, {}, { Item: put("A", 1) }]);
  });

  it("never sees half of a transaction of writes", async () => {
    const read = async () => {
      const { Responses } = await database.client.send(
        new TransactGetItemsCommand({
          TransactItems: ["A", "B"].map((pk) => ({ Get: { TableName: TABLE, Key: key(pk) } })),
        }),
      );
      return (Responses ?? []).map(({ Item }) => Item?.revision?.N);
    };
    const seen = await Promise.all(
      Array.from({ length: 20 }, async (_, step) => {
        await write([setRevision("A", step + 1, step + 2), setRevision("B", step + 1, step + 2)]).catch(
          () => undefined,
        );
        return read();
      }),
    );
    expect(seen.filter(([a, b]) => a !== b)).toEqual([]);
  });
});

describe("a process that ended within a transaction", () => {
  it("leaves no half of it to the next one", async () => {
    const directory = await mkdtemp(join(tmpdir(), "house-band-dynamodb-"));
    const first = await startForTest({ directory });
    await first.client.send(new PutItemCommand({ TableName: TABLE, Item: put("A", 1) }));
    await createUndoLog(directory).begin([
      { tableName: TABLE, key: key("A"), item: put("A", 1) },
      { tableName: TABLE, key: key("NEW"), item: null },
    ]);
    await first.client.send(new PutItemCommand({ TableName: TABLE, Item: put("A", 2) }));
    await first.client.send(new PutItemCommand({ TableName: TABLE, Item: put("NEW", 1) }));
    await first.close();

    const second = await startForTest({ directory });
    const { Item: a } = await second.client.send(new GetItemCommand({ TableName: TABLE, Key: key("A") }));
    const { Item: created } = await second.client.send(new GetItemCommand({ TableName: TABLE, Key: key("NEW") }));
    await second.close();
    await rm(directory, { recursive: true });

    expect(a).toEqual(put("A", 1));
    expect(created).toBeUndefined();
  });
});
