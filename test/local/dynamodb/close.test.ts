import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { tableDefinition } from "@house-band/infra/table-definition";
import { describe, expect, it } from "@jest/globals";
import { createTable, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";

describe("the database's end", () => {
  it("waits for calls whose client has left, instead of closing the tables under them", async () => {
    const database = await startLocalDynamoDb();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new DynamoDBClient({ endpoint: database.url, region: "us-east-1", credentials, maxAttempts: 1 });
    await createTable(client, "house-band", tableDefinition);
    const get = new GetItemCommand({ TableName: "house-band", Key: { PK: { S: "HOME#1" }, SK: { S: "META" } } });
    const calls = Array.from({ length: 40 }, () =>
      client.send(get).then(
        () => "answered",
        () => "cut off",
      ),
    );

    await Promise.race(calls);
    client.destroy();
    await database.close();

    expect(await Promise.all(calls)).toEqual(expect.arrayContaining(["answered"]));
  });
});
