// A database and a client for one test file, closed by the file that asked for them.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { tableDefinition } from "@house-band/infra/table-definition";
import { createTable, type LocalDynamoDbOptions, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";

export const TABLE = "house-band";

export async function startForTest(options: LocalDynamoDbOptions = {}) {
  const database = await startLocalDynamoDb(options);
  const client = new DynamoDBClient({
    endpoint: database.url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  await createTable(client, TABLE, tableDefinition);
  return {
    ...database,
    client,
    close: async () => {
      client.destroy();
      await database.close();
    },
  };
}

export const key = (pk: string, sk = "META") => ({ PK: { S: pk }, SK: { S: sk } });
