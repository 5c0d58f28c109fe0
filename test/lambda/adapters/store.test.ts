import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { tableDefinition } from "../../../infra/src/table-definition.ts";
import { createDynamoClient } from "../../../lambda/src/adapters/dynamo.ts";
import { createHome, linkUser } from "../../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../../lambda/src/adapters/home-store.ts";
import { createIngestStore } from "../../../lambda/src/adapters/ingest-store.ts";
import { createSystemClock } from "../../../lambda/src/adapters/system-clock.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";
import { home } from "../fakes/home.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { ids } from "../fakes/world.ts";
import { describeStore, type StoreUnderTest } from "./store-contract.ts";

const signal = new AbortController().signal;
const clock = createSystemClock();
const tableName = "house-band";

describeStore("memory", (): StoreUnderTest => {
  const store = createMemoryStore();
  return {
    store,
    seed: async (seeded, user) => {
      store.put({ home: seeded, shadowRevision: -1, lastSpeakers: [], lastCommandAtMs: null, bridge: null });
      store.link(user, seeded.id);
    },
  };
});

describe("DynamoDB", () => {
  let database: LocalDynamoDb;
  let client: DynamoDBClient;
  let store: StoreUnderTest["store"];

  beforeAll(async () => {
    database = await startLocalDynamoDb();
    // what is written and read is under test, not whether a busy machine does it within a spoken turn
    client = clientFor(database.url, 30_000);
    await createTable(client, tableName, tableDefinition);
    const real = { client, tableName };
    store = { ...createHomeStore(real, clock), ...createIngestStore(real, clock) };
  });
  afterAll(async () => {
    client.destroy();
    await database.close();
  });

  const seed: StoreUnderTest["seed"] = async (seeded, user) => {
    const real = { client, tableName };
    expect(await createHome(real, seeded, signal)).toEqual({ ok: true, value: "created" });
    await linkUser(real, { user, homeId: seeded.id, nowMs: 0 }, signal);
  };
  describeStore("DynamoDB", () => ({ store, seed }));

  it("makes a home once, and gives a bridge one owner only", async () => {
    const real = { client, tableName };
    await createHome(real, home, signal);
    expect(await createHome(real, home, signal)).toEqual({ ok: true, value: "exists" });
    const thief = {
      ...home,
      id: ids.groupIdOf(ids.commandIdOf("thief", 0)).replace("grp_", "home_") as typeof home.id,
    };
    expect(await createHome(real, thief, signal)).toEqual({ ok: true, value: "exists" });
    expect(await store.load(thief.id, "latest", signal)).toEqual({ ok: true, value: null });
  });
});

describe("a database out of reach", () => {
  it("is a fault that may pass, not an exception", async () => {
    const server = createServer((_request, response) => response.writeHead(500).end("{}")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const client = clientFor(`http://127.0.0.1:${port}`);
    const broken = createHomeStore({ client, tableName }, clock);
    expect(await broken.load(home.id, "eventual", signal)).toMatchObject({
      ok: false,
      error: { port: "store", code: "unavailable", retryable: true },
    });
    client.destroy();
    server.close();
  });

  it("is given up when the turn is over", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const client = clientFor(`http://127.0.0.1:${port}`);
    const hanging = createHomeStore({ client, tableName }, clock);
    const over = AbortSignal.timeout(50);
    expect(await hanging.load(home.id, "eventual", over)).toMatchObject({ ok: false, error: { code: "timeout" } });
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
});

/** As in the function: the endpoint, region and credentials come from the environment, at the client's first call. */
function clientFor(url: string, requestTimeoutMs?: number): DynamoDBClient {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  return createDynamoClient(requestTimeoutMs);
}
