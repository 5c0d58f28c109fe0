// The HomeStore port on DynamoDB: users, homes, commands. One Query loads a home; every write is conditional.
import { randomUUID } from "node:crypto";
import { GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type HomeId, Outcome, ok, type Result, type ThingName } from "@house-band/contract";
import type { BridgeMemory, Clock, CommandRecord, HomeStore, PortFault, RecordKey, UserKey } from "../ports.ts";
import { attempt, attemptIf, type Table } from "./dynamo.ts";
import { saveEdit } from "./home-edits.ts";
import {
  expiresAtSeconds,
  FINAL_RANK,
  fromItem,
  keys,
  numberOr,
  toBridgeMemory,
  toItem,
  toSnapshot,
} from "./home-items.ts";
import { createHomeLookup } from "./home-lookup.ts";

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
    saveReply: (key, answer, signal) => saveReply(table, key, answer, signal),
    withdraw: (withdrawal, signal) => withdraw(table, withdrawal, signal),
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

const readRecord = (table: Table, key: RecordKey, abortSignal: AbortSignal) =>
  readItem(table, keys.command(key), abortSignal);

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
  const got = await readRecord(table, key, signal);
  if (!got.ok || !got.value) return got.ok ? ok(null) : got;
  const { outcome, reply } = got.value;
  const parsed = Outcome.safeParse(outcome);
  return ok({ outcome: parsed.success ? parsed.data : null, reply: typeof reply === "string" ? reply : null });
}

/** Both writes at once: a repeated request wastes a sequence number, which nobody misses. */
async function openCommand(
  table: Table,
  opening: Parameters<HomeStore["openCommand"]>[0],
  signal: AbortSignal,
): ReturnType<HomeStore["openCommand"]> {
  const claim = randomUUID();
  const [claimed, seq] = await Promise.all([
    claimRecord(table, opening, claim, signal),
    takeSeq(table, opening, signal),
  ]);
  if (!claimed.ok) return claimed;
  if (!claimed.value) return ok({ kind: "exists" });
  return seq.ok ? ok({ kind: "opened", seq: seq.value }) : seq;
}

/** The claim tells a record of our own, whose answer was lost and which the SDK then tried again, from another's. */
async function claimRecord(
  table: Table,
  opening: Parameters<HomeStore["openCommand"]>[0],
  claim: string,
  abortSignal: AbortSignal,
): Promise<Result<boolean, PortFault>> {
  const { key, thing, nowMs } = opening;
  const record = { ...keys.command(key), thing, claim, rank: 0, createdAtMs: nowMs, ttl: expiresAtSeconds(nowMs) };
  const put = new PutItemCommand({
    TableName: table.tableName,
    Item: toItem(record),
    ConditionExpression: "attribute_not_exists(PK)",
  });
  const done = await attemptIf(table.client.send(put, { abortSignal }));
  if (!done.ok || done.value !== "condition-failed") return done.ok ? ok(true) : done;
  const existing = await readRecord(table, key, abortSignal);
  return existing.ok ? ok(existing.value?.claim === claim) : existing;
}

async function takeSeq(
  { client, tableName }: Table,
  { key, lastSpeakers, nowMs }: Parameters<HomeStore["openCommand"]>[0],
  abortSignal: AbortSignal,
): Promise<Result<number, PortFault>> {
  const update = new UpdateItemCommand({
    TableName: tableName,
    Key: toItem(keys.meta(key.homeId)),
    UpdateExpression: "ADD seq :one SET lastSpeakers = :speakers, lastCommandAtMs = :at",
    ConditionExpression: "attribute_exists(PK)",
    ExpressionAttributeValues: toItem({ ":one": 1, ":speakers": [...lastSpeakers], ":at": nowMs }),
    ReturnValues: "UPDATED_NEW",
  });
  const done = await attempt(client.send(update, { abortSignal }));
  return done.ok ? ok(numberOr(done.value.Attributes && fromItem(done.value.Attributes).seq, 0)) : done;
}

/** The first reply stays: a repeated request that ran at the same time must not replace it. */
async function saveReply(
  table: Table,
  key: RecordKey,
  { reply, ownOutcome }: Parameters<HomeStore["saveReply"]>[1],
  abortSignal: AbortSignal,
): ReturnType<HomeStore["saveReply"]> {
  const own = ownOutcome ? { ":outcome": ownOutcome, ":rank": FINAL_RANK } : {};
  const update = new UpdateItemCommand({
    TableName: table.tableName,
    Key: toItem(keys.command(key)),
    UpdateExpression: `SET reply = :reply${ownOutcome ? ", outcome = :outcome, #rank = :rank" : ""}`,
    ConditionExpression: "attribute_exists(PK) AND attribute_not_exists(reply)",
    ...(ownOutcome ? { ExpressionAttributeNames: { "#rank": "rank" } } : {}),
    ExpressionAttributeValues: toItem({ ":reply": reply, ...own }),
  });
  const done = await attemptIf(table.client.send(update, { abortSignal }));
  if (!done.ok || done.value !== "condition-failed") return done.ok ? ok(reply) : done;
  const standing = await readCommand(table, key, abortSignal);
  return standing.ok ? ok(standing.value?.reply ?? reply) : standing;
}

/** A record with a reply and no thing: no delivery can open it any more, and no bridge's outcome fits it. */
async function withdraw(
  { client, tableName }: Table,
  { key, reply, nowMs }: Parameters<HomeStore["withdraw"]>[0],
  abortSignal: AbortSignal,
): ReturnType<HomeStore["withdraw"]> {
  const record = { ...keys.command(key), reply, rank: 0, createdAtMs: nowMs, ttl: expiresAtSeconds(nowMs) };
  const put = new PutItemCommand({
    TableName: tableName,
    Item: toItem(record),
    ConditionExpression: "attribute_not_exists(PK)",
  });
  const done = await attemptIf(client.send(put, { abortSignal }));
  if (!done.ok) return done;
  return ok(done.value === "condition-failed" ? "exists" : "withdrawn");
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
