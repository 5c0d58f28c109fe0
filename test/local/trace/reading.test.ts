// A road is read by the real SDK, from a double of CloudWatch Logs and CloudFormation, and the local DynamoDB.
import { CommandId } from "@house-band/contract";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { tableDefinition } from "../../../infra/src/table-definition.ts";
import { createDynamoClient } from "../../../lambda/src/adapters/dynamo.ts";
import { createHome } from "../../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../../lambda/src/adapters/home-store.ts";
import { createIngestStore } from "../../../lambda/src/adapters/ingest-store.ts";
import { createSystemClock } from "../../../lambda/src/adapters/system-clock.ts";
import { type LocalLogs, type Refusal, startLocalLogs } from "../../../local/src/cloudwatch/local-logs.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";
import { traceCommand } from "../../../local/src/trace/trace-command.ts";
import { home, noRequests, PATIO, THING } from "../../lambda/fakes/home.ts";

const ID = CommandId.parse("01M86E08D83T8R6M4N2K0H9F7D");
/** The table has its outcome. */
const RECORDED = CommandId.parse("01M86E08D83T8R6M4N2K0H9F7E");
const ASKED_AT_MS = 1_795_512_345_000;
const TABLE = "house-band";
const OUTPUTS = { TableName: TABLE, VoiceLogName: "/voice", IngestLogName: "/ingest" };
const signal = new AbortController().signal;

let database: LocalDynamoDb;
let logs: LocalLogs | null = null;
beforeAll(async () => {
  database = await startLocalDynamoDb();
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL_DYNAMODB: database.url, AWS_REGION: "eu-west-1" },
    ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" },
  });
  const client = createDynamoClient(20_000);
  const table = { client, tableName: TABLE };
  await createTable(client, TABLE, tableDefinition);
  await createHome(table, home, signal);
  const store = createHomeStore(table, createSystemClock());
  const key = { homeId: home.id, commandId: RECORDED };
  await store.openCommand({ key, known: noRequests, decided: "", lastSpeakers: [], nowMs: ASKED_AT_MS }, signal);
  const done = {
    v: 1,
    commandId: RECORDED,
    state: "done",
    code: "OK",
    perSpeaker: { [PATIO]: "OK" as const },
  } as const;
  await createIngestStore(table, createSystemClock()).recordOutcome(
    key,
    THING,
    { ...done, timings: { acceptedMs: 2, settledMs: 9 } },
    signal,
  );
  client.destroy();
});
afterAll(() => database.close());
afterEach(async () => {
  await logs?.close();
  logs = null;
});

/** Calls by name, in their order, and those that are refused. */
async function startCloud(
  options: Partial<Parameters<typeof startLocalLogs>[0]> & { readonly refusals?: Record<string, Refusal[]> } = {},
) {
  const calls: string[] = [];
  const { refusals = {}, ...rest } = options;
  logs = await startLocalLogs({
    groups: ["/voice", "/ingest"],
    stack: { name: "HouseBand", outputs: OUTPUTS },
    refuse(operation) {
      calls.push(operation);
      return refusals[operation]?.shift() ?? null;
    },
    ...rest,
  });
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = logs.url;
  process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = logs.url;
  return { calls, logs };
}

const wish = { commandId: ID, deployedTo: null, nowMs: ASKED_AT_MS + 7_200_000, signal, onStep: () => undefined };

function write(to: LocalLogs, group: string, atMs: number, message: string, fields: object): void {
  to.write(group, atMs, JSON.stringify({ level: "info", message, commandId: ID, ...fields }));
}

function writeTurn(to: LocalLogs, group = "/voice", commandId = ID): void {
  const heardAtMs = ASKED_AT_MS + 400;
  write(to, group, heardAtMs + 9, "turn decided", {
    commandId,
    ...{ heardAtMs, request: "pause", decision: "command", thing: THING },
  });
  const sent = { commandId, thing: THING, seq: 3, sentAtMs: heardAtMs + 12, delivery: "journaled" };
  write(to, group, heardAtMs + 20, "command sent", sent);
  write(to, group, heardAtMs + 60, "turn answered", { commandId, endsSession: true });
}

const outcome = (receivedAtMs: number) => ({
  ...{ state: "done", outcome: "OK", result: "recorded", receivedAtMs, acceptedMs: 2, settledMs: 9 },
});

const kindsOf = (road: Awaited<ReturnType<typeof traceCommand>>) =>
  road.ok ? road.value.stations.map(({ kind }) => kind) : road.error;

describe("a road is read", () => {
  it("out of both logs and the table, which the stack's outputs name", async () => {
    const { logs: cloud } = await startCloud();
    writeTurn(cloud, "/voice", RECORDED);
    const came = { commandId: RECORDED, ...outcome(ASKED_AT_MS + 435) };
    write(cloud, "/ingest", ASKED_AT_MS + 440, "an outcome was taken in", came);
    const road = await traceCommand({ ...wish, commandId: RECORDED });
    expect(kindsOf(road)).toEqual([
      ...["heard", "decided", "sent", "received", "journaled", "delivered", "over", "came", "kept", "said"],
    ]);
    expect(road.ok && road.value).toMatchObject({ thing: THING, homeId: home.id, missing: [] });
    expect(road.ok && road.value.speakers).toEqual({ Patio: "OK" });
  });

  it("over as many pages as there are, empty ones too, and says how far it is", async () => {
    const { logs: cloud, calls } = await startCloud({ pageLines: 10 });
    for (let n = 0; n < 35; n += 1) cloud.write("/voice", ASKED_AT_MS, '{"commandId":"another"}');
    writeTurn(cloud);
    const steps: string[] = [];
    const road = await traceCommand({ ...wish, onStep: (step) => void steps.push(step) });
    expect(kindsOf(road)).toEqual(["heard", "decided", "sent", "delivered", "said"]);
    // four pages of the voice function's log; one of the ingest's, and one of it later
    expect(calls.filter((call) => call === "FilterLogEvents")).toHaveLength(6);
    expect(steps).toEqual(expect.arrayContaining(["reading the voice function's log: 4 pages", "reading the table"]));
  });

  it("again where AWS has had too many calls", async () => {
    const throttled = { status: 400, error: "ThrottlingException", message: "Rate exceeded" };
    const { logs: cloud, calls } = await startCloud({ refusals: { FilterLogEvents: [throttled, throttled] } });
    writeTurn(cloud);
    expect(kindsOf(await traceCommand(wish))).toContain("said");
    expect(calls.filter((call) => call === "FilterLogEvents").length).toBeGreaterThanOrEqual(5);
  });

  it("within the command's life: what another day's log says is left out", async () => {
    const { logs: cloud } = await startCloud();
    writeTurn(cloud);
    const nextDay = ASKED_AT_MS + 90_000_000;
    write(cloud, "/voice", nextDay, "turn answered", { endsSession: true });
    write(cloud, "/ingest", nextDay, "an outcome was taken in", outcome(nextDay));
    const road = await traceCommand({ ...wish, nowMs: nextDay + 60_000 });
    expect(kindsOf(road)).toEqual(["heard", "decided", "sent", "delivered", "said"]);
  });

  it("and an outcome is looked for that came hours later, when the bridge was back", async () => {
    const { logs: cloud } = await startCloud();
    writeTurn(cloud);
    const laterMs = ASKED_AT_MS + 5_400_000;
    write(cloud, "/ingest", laterMs, "an outcome was taken in", outcome(laterMs - 5));
    expect(kindsOf(await traceCommand(wish))).toEqual(expect.arrayContaining(["came", "kept"]));
  });

  it("and is empty, with the reason, where no log has a line of it", async () => {
    await startCloud();
    const road = await traceCommand({ ...wish, nowMs: ASKED_AT_MS + 3_000 });
    expect(road).toMatchObject({
      ok: true,
      value: { stations: [], missing: [{ why: /wait some seconds/ }].map(matching) },
    });
  });
});

const matching = ({ why }: { readonly why: RegExp }) => ({ why: expect.stringMatching(why) });
const refusal = (status: number, error: string, message: string): Refusal => ({ status, error, message });
const NO_STACK = { name: "Another", outputs: {} };

describe("what stands in the way is said, with the way out", () => {
  const denied = "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: logs:FilterLogEvents";
  it.each<[string, Parameters<typeof startCloud>[0], RegExp, RegExp]>([
    [
      "a permission",
      { refusals: { FilterLogEvents: [refusal(400, "AccessDeniedException", denied)] } },
      /reading the voice function's log: these AWS credentials may not do that .*logs:FilterLogEvents/,
      /have the named permission granted/,
    ],
    [
      "credentials that have expired",
      { refusals: { DescribeStacks: [refusal(403, "ExpiredToken", "The security token included is expired")] } },
      /does not take these credentials any more/,
      /sign in again/,
    ],
    [
      "a log group that is gone",
      { groups: ["/ingest"] },
      /reading the voice function's log: .*not in this account and region/,
      /AWS_PROFILE and AWS_REGION/,
    ],
    ["a region without the stack", { stack: NO_STACK }, /HouseBand.*does not exist/, /--region/],
    [
      "a stack of before",
      { stack: { name: "HouseBand", outputs: { TableName: TABLE } } },
      /does not say where its logs are/,
      /npm run deploy/,
    ],
  ])("%s", async (_name, options, what, todo) => {
    await startCloud(options);
    const road = await traceCommand(wish);
    expect(road).toEqual({
      ok: false,
      error: { what: expect.stringMatching(what), todo: expect.stringMatching(todo) },
    });
  });

  it("a table that can't be read leaves the road that the logs tell, and says why there is no more", async () => {
    const outputs = { ...OUTPUTS, TableName: "of-somebody-else" };
    const { logs: cloud } = await startCloud({ stack: { name: "HouseBand", outputs } });
    writeTurn(cloud);
    const road = await traceCommand(wish);
    expect(kindsOf(road)).toContain("said");
    expect(road.ok && road.value.missing.map(({ why }) => why)).toContainEqual(
      expect.stringMatching(/reading the table: .*not in this account and region.* AWS_PROFILE/),
    );
  });

  it("another region than was deployed to is named", async () => {
    await startCloud({ stack: NO_STACK });
    const road = await traceCommand({ ...wish, deployedTo: "us-east-1" });
    expect(road).toMatchObject({
      ok: false,
      error: { todo: "House Band was deployed from here to us-east-1, and eu-west-1 was asked: --region us-east-1" },
    });
  });
});
