// One command's road, from the table.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { tableDefinition } from "../../infra/src/table-definition.ts";
import { createDynamoClient, type Table } from "../../lambda/src/adapters/dynamo.ts";
import { createHome } from "../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../lambda/src/adapters/home-store.ts";
import { createIngestStore } from "../../lambda/src/adapters/ingest-store.ts";
import { readTrace } from "../../lambda/src/adapters/read-trace.ts";
import { createSystemClock } from "../../lambda/src/adapters/system-clock.ts";
import { traceLines } from "../../lambda/src/trace-lines.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import { home, PATIO, THING } from "./fakes/home.ts";
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

const traced = async () => {
  const trace = await readTrace(table, commandId, signal);
  return trace.ok ? traceLines(trace.value) : [String(trace.error)];
};

describe("a command's trace", () => {
  it("is none where the table has no such command", async () => {
    expect(await traced()).toEqual(["unknown-command"]);
  });

  it("tells what there is: taken up, then what the bridge has measured, then what was said", async () => {
    const clock = createSystemClock();
    const store = createHomeStore(table, clock);
    await store.openCommand({ key, thing: THING, lastSpeakers: [], nowMs: ASKED_AT_MS + 412 }, signal);
    expect(await traced()).toEqual(
      expect.arrayContaining([
        "  asked       2026-11-20T12:00:00.000Z, by Alexa's clock, to the second",
        "  taken up    2026-11-20T12:00:00.412Z, by the function's clock",
        `  bridge      ${THING}`,
        "  outcome     none has come",
        "  said        nothing yet",
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
    await store.saveReply(key, { reply: "<speak>Playing Jazz on Patio.</speak>", ownOutcome: null }, signal);
    const lines = await traced();
    expect(lines.slice(4, 9)).toEqual([
      "  journaled   4 ms after the bridge had it",
      "  first sound 180 ms after the bridge had it",
      "  over        182 ms after the bridge had it: done, OK",
      "              Patio: OK",
      "  said        Playing Jazz on Patio.",
    ]);
    expect(lines.at(-1)).toContain(`filter commandId = "${commandId}"`);
  });
});
