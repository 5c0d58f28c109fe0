import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { itemBytes } from "../../../bench/src/cloud/item-sizes.ts";
import { tableDefinition } from "../../../infra/src/table-definition.ts";
import { createDynamoClient } from "../../../lambda/src/adapters/dynamo.ts";
import { createHome, linkUser } from "../../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../../lambda/src/adapters/home-store.ts";
import { createIngestStore } from "../../../lambda/src/adapters/ingest-store.ts";
import { createSystemClock } from "../../../lambda/src/adapters/system-clock.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";
import { home, noRequests, quiet } from "../fakes/home.ts";
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
      store.put({ ...quiet, home: seeded, shadowRevision: -1, bridge: null });
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

describe("a home's first item", () => {
  let database: LocalDynamoDb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    database = await startLocalDynamoDb();
    client = clientFor(database.url, 30_000);
    await createTable(client, tableName, tableDefinition);
  });
  afterAll(async () => {
    client.destroy();
    await database.close();
  });

  const nowMs = 1_790_000_000_000;
  const keyAt = (second: number) => ({
    homeId: home.id,
    commandId: ids.commandIdOf(`command ${second}`, nowMs + second * 1_000),
  });
  const metaOf = async () => {
    const key = { PK: { S: `HOME#${home.id}` }, SK: { S: "META" } };
    return (await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }))).Item ?? {};
  };
  const put = (item: Record<string, unknown>) =>
    client.send(new PutItemCommand({ TableName: tableName, Item: marshall(item) }));

  it("of a dozen speakers stays below a kilobyte, which is what one write unit writes", async () => {
    const table = { client, tableName };
    const speakers = Array.from({ length: 12 }, (_, index) => ids.speakerIdOf(keyAt(index).commandId));
    const decided = JSON.stringify([{ kind: "play", where: { kind: "on", names: ["Backyard", "Kitchen"] } }, []]);
    await createHome(table, home, signal);
    const realStore = createHomeStore(table, clock);
    for (let second = 1; second <= 20; second += 1) {
      const loaded = await realStore.load(home.id, "latest", signal);
      const known = (loaded.ok && loaded.value?.requests) || noRequests;
      const opening = { key: keyAt(second), known, decided, lastSpeakers: speakers, lastEcho: "0a1b2c3d", nowMs };
      await realStore.openCommand(opening, signal);
    }
    expect(Object.keys(await metaOf()).filter((name) => name.startsWith("req#"))).toHaveLength(8);
    expect(itemBytes(await metaOf())).toBeLessThan(1_024);
  });

  it("is read, and written on, as an earlier version has left it", async () => {
    const table = { client, tableName };
    const realStore = { ...createHomeStore(table, clock), ...createIngestStore(table, clock) };
    const key = keyAt(100);
    const { bridge, revision } = home;
    const keyed = { PK: `CMD#${home.id}#${key.commandId}`, SK: "CMD" };
    await put({
      ...keysOfHome,
      bridge,
      revision,
      shadowRevision: 7,
      seq: 41,
      lastSpeakers: [],
      lastCommandAtMs: nowMs,
    });
    await put({
      ...keyed,
      thing: bridge,
      claim: "c",
      rank: 0,
      createdAtMs: nowMs,
      ttl: 1,
      reply: "<speak>So.</speak>",
    });
    expect(await realStore.load(home.id, "latest", signal)).toMatchObject({ value: { requests: noRequests } });
    expect(await realStore.readCommand(key, signal)).toMatchObject({ value: { reply: "<speak>So.</speak>" } });
    const timings = { acceptedMs: 1, settledMs: 2 };
    const done = {
      v: 1,
      commandId: key.commandId,
      seq: 41,
      state: "done",
      code: "OK",
      perSpeaker: {},
      timings,
    } as const;
    expect(await realStore.recordOutcome(key, bridge, done, signal)).toEqual({ ok: true, value: "recorded" });
    const opening = { key: keyAt(101), known: noRequests, decided: "", lastSpeakers: [], nowMs };
    expect(await realStore.openCommand(opening, signal)).toEqual({ ok: true, value: { kind: "opened", seq: 42 } });
  });

  it("knows a write of its own again whose answer was lost", async () => {
    const table = { client, tableName };
    await put({ ...keysOfHome, bridge: home.bridge, revision: 7, shadowRevision: 7, seq: 41, lastSpeakers: [] });
    let answers = 0;
    const losing = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const { host: _host, connection: _connection, ...headers } = incoming.headers as Record<string, string>; // one each
      const answer = await fetch(database.url, { method: "POST", headers, body: Buffer.concat(chunks) });
      answers += 1;
      if (answers === 1) incoming.socket.destroy();
      else outgoing.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" }).end(await answer.text());
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => losing.once("listening", resolve));
    const lossy = clientFor(`http://127.0.0.1:${(losing.address() as AddressInfo).port}`, 30_000);
    const opening = { key: keyAt(200), known: noRequests, decided: "", lastSpeakers: [], nowMs };
    const opened = await createHomeStore({ ...table, client: lossy }, clock).openCommand(opening, signal);
    expect(opened).toEqual({ ok: true, value: { kind: "opened", seq: 42 } });
    expect(answers).toBe(2);
    lossy.destroy();
    losing.closeAllConnections();
    losing.close();
  });
});

const keysOfHome = { PK: `HOME#${home.id}`, SK: "META" };

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
