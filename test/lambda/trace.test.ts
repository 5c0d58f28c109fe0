// One command's road, from the table.
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { tableDefinition } from "../../infra/src/table-definition.ts";
import { createDynamoClient, type Table } from "../../lambda/src/adapters/dynamo.ts";
import { keys, toItem } from "../../lambda/src/adapters/home-items.ts";
import { createHome } from "../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../lambda/src/adapters/home-store.ts";
import { createIngestStore } from "../../lambda/src/adapters/ingest-store.ts";
import { readTrace } from "../../lambda/src/adapters/read-trace.ts";
import { createSystemClock } from "../../lambda/src/adapters/system-clock.ts";
import { traceLines } from "../../lambda/src/trace-lines.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import { home, noRequests, PATIO, THING } from "./fakes/home.ts";
import { ids } from "./fakes/world.ts";

const signal = new AbortController().signal;
const ASKED_AT_MS = Date.UTC(2026, 10, 20, 12);
const commandId = ids.commandIdOf("request", ASKED_AT_MS);
const key = { homeId: home.id, commandId };

let database: LocalDynamoDb;
let table: Table;
beforeAll(async () => {
  database = await startLocalDynamoDb();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  table = { client: createDynamoClient(20_000), tableName: "house-band" };
  await createTable(table.client, table.tableName, tableDefinition);
  await createHome(table, home, signal);
});
afterAll(async () => {
  table.client.destroy();
  await database.close();
});

const traced = async (of = commandId) => {
  const trace = await readTrace(table, of, signal);
  return trace.ok ? traceLines(trace.value) : [String(trace.error)];
};

describe("a command's trace", () => {
  it("is none where the table has no such command", async () => {
    expect(await traced()).toEqual(["unknown-command"]);
  });

  it("tells what there is: taken up, then what the bridge has measured, then what was said", async () => {
    const clock = createSystemClock();
    const store = createHomeStore(table, clock);
    const opening = { known: noRequests, decided: "", lastSpeakers: [] };
    await store.openCommand({ ...opening, key, nowMs: ASKED_AT_MS + 412 }, signal);
    expect(await traced()).toEqual(
      expect.arrayContaining([
        "  asked       2026-11-20T12:00:00.000Z, by Alexa's clock, to the second",
        "  taken up    2026-11-20T12:00:00.412Z, by the function's clock",
        `  bridge      ${THING}`,
        "  outcome     none has come",
      ]),
    );
    const timings = { acceptedMs: 4, soundMs: 180, settledMs: 182 };
    const outcome = {
      v: 1,
      commandId,
      seq: 1,
      state: "done",
      code: "OK",
      perSpeaker: { [PATIO]: "OK" },
      timings,
    } as const;
    await createIngestStore(table, clock).recordOutcome(key, THING, outcome, signal);
    const lines = await traced();
    expect(lines).toContain("  taken up    2026-11-20T12:00:00.412Z, by the function's clock");
    expect(lines.slice(4, 8)).toEqual([
      "  journaled   4 ms after the bridge had it",
      "  first sound 180 ms after the bridge had it",
      "  over        182 ms after the bridge had it: done, OK",
      "              Patio: OK",
    ]);
    expect(lines.at(-1)).toContain(`filter commandId = "${commandId}"`);
    const next = { homeId: home.id, commandId: ids.commandIdOf("the next one", ASKED_AT_MS + 9_000) };
    await store.openCommand({ ...opening, key: next, nowMs: ASKED_AT_MS + 9_400 }, signal);
    expect(await traced()).toContain("  taken up    only the newest command's is kept: the log has it");
  });

  it("tells what was said of an edit, and what an earlier version has kept of a command", async () => {
    const store = createHomeStore(table, createSystemClock());
    const reply = "<speak>The group Kitchen is deleted.</speak>";
    const edited = { homeId: home.id, commandId: ids.commandIdOf("an edit", ASKED_AT_MS) };
    const after = { ...home, revision: home.revision + 1, groups: [] };
    await store.saveEdit({ key: edited, known: noRequests, before: home, after, reply, nowMs: ASKED_AT_MS }, signal);
    expect(await traced(edited.commandId)).toContain("  said        The group Kitchen is deleted.");
    const earlier = ids.commandIdOf("of before", ASKED_AT_MS);
    const record = { thing: THING, claim: "x", rank: 0, createdAtMs: ASKED_AT_MS, ttl: 0, reply: "<speak>So.</speak>" };
    const Item = toItem({ ...keys.command({ homeId: home.id, commandId: earlier }), ...record });
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    expect(await traced(earlier)).toEqual(
      expect.arrayContaining(["  taken up    2026-11-20T12:00:00.000Z, by the function's clock", "  said        So."]),
    );
  });
});
