// A household in the real table and the real shadows: people come, disable the skill, and what is theirs is gone.
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetThingShadowCommand } from "@aws-sdk/client-iot-data-plane";
import { HomeId, ThingName } from "@house-band/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { tableDefinition } from "../../../infra/src/table-definition.ts";
import { clean } from "../../../lambda/src/account/clean.ts";
import { takeSkillEvent } from "../../../lambda/src/account/take-skill-event.ts";
import { createAccountStore } from "../../../lambda/src/adapters/account-store.ts";
import { createBridgeLink } from "../../../lambda/src/adapters/bridge-link.ts";
import { createCleaner } from "../../../lambda/src/adapters/cleaner.ts";
import { exportHome } from "../../../lambda/src/adapters/export-home.ts";
import { createHome, linkUser } from "../../../lambda/src/adapters/home-seeding.ts";
import { createHomeStore } from "../../../lambda/src/adapters/home-store.ts";
import { createIngestStore } from "../../../lambda/src/adapters/ingest-store.ts";
import { createSystemClock } from "../../../lambda/src/adapters/system-clock.ts";
import type { SkillEventKind, UserKey } from "../../../lambda/src/ports.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../../local/src/dynamodb.ts";
import { type Rig, refusal, startRig } from "../../local/iot/support.ts";
import { noRequests, PATIO, playingState, home as template } from "../fakes/home.ts";
import { ids } from "../fakes/world.ts";

const signal = new AbortController().signal;
const DAY_MS = 86_400_000;

let database: LocalDynamoDb;
let client: DynamoDBClient;
let rig: Rig;
let homes = 0;
let home: typeof template;
let table: { client: DynamoDBClient; tableName: string };
let nowMs: number;
const lines: unknown[] = [];

const [ANN, BOB] = ["ann", "bob"].map((name) => ids.userKeyOf(name)) as [UserKey, UserKey];
const note = (...line: unknown[]) => void lines.push(line);
const log = { error: note, warn: note, info: note, debug: note };
const clock = { ...createSystemClock(), epochMs: () => nowMs };

beforeAll(async () => {
  database = await startLocalDynamoDb();
  const things = Array.from({ length: 40 }, (_, index) => `hb-${String(index + 1).padStart(16, "0")}`);
  rig = await startRig({ things });
  client = new DynamoDBClient({
    endpoint: database.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
afterAll(async () => {
  client.destroy();
  await rig.close();
  await database.close();
});
beforeEach(async () => {
  homes += 1;
  nowMs = Date.now();
  lines.length = 0;
  table = { client, tableName: `house-band-${homes}` };
  await createTable(client, table.tableName, tableDefinition);
  home = await newHome(homes);
});

/** A home that lives: configuration, state, a command with its reply. */
async function newHome(number: number): Promise<typeof template> {
  const id = HomeId.parse(`home_01J${String(number).padStart(23, "0")}`);
  const one = { ...template, id, bridge: ThingName.parse(`hb-${String(number).padStart(16, "0")}`) };
  await createHome(table, one, signal);
  await createBridgeLink(rig.dataPlane, "direct").publishConfig(one, signal);
  const key = { homeId: id, commandId: ids.commandIdOf(`request ${number}`, nowMs) };
  const store = createHomeStore(table, clock);
  const decided = JSON.stringify([{ kind: "play", where: { kind: "on", names: ["Patio"] } }, []]);
  await store.openCommand({ key, known: noRequests, decided, lastSpeakers: [PATIO], nowMs }, signal);
  const ingest = createIngestStore(table, clock);
  const timings = { acceptedMs: 1, settledMs: 2 };
  const done = { v: 1, commandId: key.commandId, seq: 1, state: "done", code: "OK", perSpeaker: {}, timings } as const;
  await ingest.recordOutcome(key, one.bridge, done, signal);
  const state = { v: 1, kind: "state", bootedAtMs: 1, count: 1, state: playingState } as const;
  await ingest.recordState(id, one.bridge, state, nowMs, signal);
  return one;
}

const moveIn = (user: UserKey, into = home) => linkUser(table, { user, homeId: into.id, nowMs }, signal);
const tell = (kind: SkillEventKind, user: UserKey, atMs = nowMs) =>
  takeSkillEvent({ kind, user, atMs }, { accounts: createAccountStore(table), clock, log }, signal);
const sweep = () => clean({ cleaner: createCleaner(table, rig.dataPlane), clock, log }, signal);
const homeOf = async (user: UserKey) => {
  const found = await createHomeStore(table, clock).findHomeId(user, signal);
  return found.ok ? found.value : "fault";
};
const everything = async () => (await client.send(new ScanCommand({ TableName: table.tableName }))).Items ?? [];
const shadowOf = (thingName: string) =>
  refusal(rig.dataPlane.send(new GetThingShadowCommand({ thingName, shadowName: "config" })));

describe("whoever disables the skill", () => {
  it("has no home at once, and within a day nothing of it is left in the table, the shadows and the log", async () => {
    await moveIn(ANN);
    expect(await homeOf(ANN)).toBe(home.id);
    await tell("disabled", ANN);
    expect(await homeOf(ANN)).toBeNull();
    await sweep();
    nowMs += DAY_MS / 4; // the next time that the schedule comes by
    await sweep();
    expect(await everything()).toEqual([]);
    expect(await shadowOf(home.bridge)).toMatchObject({ name: "ResourceNotFoundException" });
    const logged = JSON.stringify(lines);
    for (const secret of [ANN, home.id, "Patio", "jazz"]) expect(logged).not.toContain(secret);
    expect(lines.length).toBeGreaterThan(1);
  });

  it("leaves the home to the others in it", async () => {
    await moveIn(ANN);
    await moveIn(BOB);
    await tell("disabled", ANN);
    await sweep();
    expect(await homeOf(ANN)).toBeNull();
    expect(await homeOf(BOB)).toBe(home.id);
    const loaded = await createHomeStore(table, clock).load(home.id, "latest", signal);
    expect(loaded).toMatchObject({ ok: true, value: { home: { speakers: home.speakers } } });
    await tell("disabled", BOB);
    await sweep();
    expect(await everything()).toHaveLength(2); // what Alexa said last of the two, for two hours
  });

  it("leaves no other home without anything", async () => {
    const other = await newHome(homes + 10);
    await moveIn(ANN);
    await moveIn(BOB, other);
    const before = JSON.stringify(await exportHome(table, other.id, nowMs, signal));
    await tell("disabled", ANN);
    await sweep();
    expect(JSON.stringify(await exportHome(table, other.id, nowMs, signal))).toBe(before);
    expect(
      (await rig.dataPlane.send(new GetThingShadowCommand({ thingName: other.bridge, shadowName: "config" }))).payload,
    ).toBeDefined();
  });

  it("is gone with what his bridge told after his home was gone", async () => {
    await moveIn(ANN);
    await tell("disabled", ANN);
    await sweep();
    const late = { v: 1, kind: "state", bootedAtMs: 2, count: 1, state: playingState } as const;
    await createIngestStore(table, clock).recordState(home.id, home.bridge, late, nowMs, signal);
    nowMs += DAY_MS / 4;
    await sweep();
    expect(await everything()).toEqual([]);
  });
});

describe("what Alexa tells", () => {
  type Told = readonly [kind: SkillEventKind, afterMs: number];
  const stays: readonly Told[] = [
    ["disabled", 1_000],
    ["enabled", 2_000],
    ["account-linked", 3_000],
  ];
  const leaves: readonly Told[] = [
    ["enabled", 1_000],
    ["permissions", 2_000],
    ["disabled", 3_000],
  ];
  const orders = <T>([a, b, c]: readonly T[]) =>
    [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
    ] as T[][];

  it.each(orders(leaves).map((order) => [order.map(([kind]) => kind).join(", "), order] as const))(
    "comes in any order and again, and the newest holds: %s",
    async (_name, order) => {
      await moveIn(ANN);
      for (const [kind, afterMs] of [...order, ...order]) await tell(kind, ANN, nowMs + afterMs);
      expect(await homeOf(ANN)).toBeNull();
    },
  );

  it("before somebody moved in does not drive him out when it comes late", async () => {
    for (const [kind, afterMs] of stays) await tell(kind, ANN, nowMs + afterMs);
    await moveIn(ANN);
    for (const [kind, afterMs] of stays) await tell(kind, ANN, nowMs + afterMs);
    expect(await homeOf(ANN)).toBe(home.id);
    nowMs += DAY_MS;
    await sweep();
    expect(await homeOf(ANN)).toBe(home.id);
  });

  it("of one user twice at once is taken in once", async () => {
    await moveIn(ANN);
    await Promise.all([tell("disabled", ANN), tell("disabled", ANN), tell("disabled", ANN)]);
    expect(await homeOf(ANN)).toBeNull();
  });
});

describe("a home", () => {
  it("that is moved out of is left by that, and gone when it was the last one", async () => {
    const other = await newHome(homes + 10);
    await moveIn(ANN);
    await moveIn(ANN, other);
    expect(await homeOf(ANN)).toBe(other.id);
    await sweep();
    expect(await exportHome(table, home.id, nowMs, signal)).toEqual({ ok: false, error: "unknown-home" });
  });

  it("that is not there takes nobody in", async () => {
    const nowhere = { ...home, id: HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ") };
    expect(await moveIn(ANN, nowhere)).toEqual({ ok: true, value: "unknown-home" });
    expect(await homeOf(ANN)).toBeNull();
  });

  it("is exported whole: names, state, commands, and who lives there as a hash", async () => {
    await moveIn(ANN);
    const exported = await exportHome(table, home.id, nowMs, signal);
    if (!exported.ok) throw new Error("no export");
    const families = exported.value.items.map(
      ({ PK, SK }) => `${String(PK).split("#")[0]} ${String(SK).split("#")[0]}`,
    );
    expect([...new Set(families)].sort()).toEqual([
      "CMD CMD",
      "HOME GRP",
      "HOME META",
      "HOME SPK",
      "HOME STATE",
      "HOME USER",
      "THING OWNER",
    ]);
    expect(JSON.stringify(exported.value)).toMatch(/"lastRequest":.*Patio.*"state":"done"/);
  });
});
