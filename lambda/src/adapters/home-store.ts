// The HomeStore port on DynamoDB: users, homes, commands. One Query loads a home; every write is conditional.
import { GetItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type HomeId, Outcome, ok, type Result, type ThingName } from "@house-band/contract";
import type { BridgeMemory, Clock, CommandRecord, HomeStore, PortFault, RecordKey, UserKey } from "../ports.ts";
import { attempt, attemptIf, type Table } from "./dynamo.ts";
import { saveEdit } from "./home-edits.ts";
import { fromItem, keys, toBridgeMemory, toItem, toSnapshot } from "./home-items.ts";
import { createHomeLookup } from "./home-lookup.ts";
import { openCommand, withdraw } from "./home-requests.ts";

/** Users of one warm function; each takes a few hundred bytes. */
const MAX_REMEMBERED_USERS = 1_000;

/** Stores homes and commands in this table; `clock` only tells how old a remembered user is. */
export function createHomeStore(table: Table, clock: Clock): HomeStore {
  return {
    findHomeId: createHomeLookup<UserKey>(table, clock, {
      toItemKey: keys.profile,
      maxRemembered: MAX_REMEMBERED_USERS,
    }),
    load: (homeId, freshness, signal) => load(table, homeId, freshness === "latest", signal),
    readBridge: (homeId, thing, signal) => readBridge(table, homeId, thing, signal),
    readCommand: (key, signal) => readCommand(table, key, signal),
    openCommand: (opening, signal) => openCommand(table, opening, signal),
    withdraw: (key, signal) => withdraw(table, key, signal),
    saveEdit: (edit, signal) => saveEdit(table, edit, signal),
    noteShadow: (homeId, revision, signal) => noteShadow(table, homeId, revision, signal),
  };
}

async function load({ client, tableName }: Table, homeId: HomeId, isConsistent: boolean, abortSignal: AbortSignal) {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: "PK = :home",
    ExpressionAttributeValues: toItem({ ":home": keys.meta(homeId).PK }),
    ConsistentRead: isConsistent,
  });
  const got = await attempt(client.send(query, { abortSignal }));
  return got.ok ? toSnapshot(homeId, got.value.Items ?? []) : got;
}

async function readBridge(
  table: Table,
  homeId: HomeId,
  thing: ThingName,
  abortSignal: AbortSignal,
): Promise<Result<BridgeMemory | null, PortFault>> {
  const got = await readItem(table, keys.state(homeId, thing), abortSignal);
  return got.ok ? ok(toBridgeMemory(got.value ?? undefined)) : got;
}

async function readItem({ client, tableName }: Table, key: Record<string, string>, abortSignal: AbortSignal) {
  const get = new GetItemCommand({ TableName: tableName, Key: toItem(key), ConsistentRead: true });
  const got = await attempt(client.send(get, { abortSignal }));
  return got.ok ? ok(got.value.Item ? fromItem(got.value.Item) : null) : got;
}

async function readCommand(
  table: Table,
  key: RecordKey,
  signal: AbortSignal,
): Promise<Result<CommandRecord | null, PortFault>> {
  const got = await readItem(table, keys.command(key), signal);
  if (!got.ok || !got.value) return got.ok ? ok(null) : got;
  const { outcome, reply } = got.value;
  const parsed = Outcome.safeParse(outcome);
  return ok({ outcome: parsed.success ? parsed.data : null, reply: typeof reply === "string" ? reply : null });
}

async function noteShadow(
  { client, tableName }: Table,
  homeId: HomeId,
  revision: number,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const update = new UpdateItemCommand({
    TableName: tableName,
    Key: toItem(keys.meta(homeId)),
    UpdateExpression: "SET shadowRevision = :revision",
    ConditionExpression: "attribute_exists(PK) AND shadowRevision < :revision",
    ExpressionAttributeValues: toItem({ ":revision": revision }),
  });
  const done = await attemptIf(client.send(update, { abortSignal }));
  return done.ok ? ok(undefined) : done;
}
