// Who owns a bridge and who lives in its home, read consistently: what claims are decided by.
import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { type Home, HomeId, ok, type Result, type ThingName } from "@house-band/contract";
import type { Leaving } from "../claim-ports.ts";
import type { PortFault, UserKey } from "../ports.ts";
import { attempt, type Table } from "./dynamo.ts";
import { fromItem, keys, toItem, toSnapshot } from "./home-items.ts";

export type Tenancy = {
  /** Null: the bridge is nobody's. */
  readonly homeId: HomeId | null;
  /** The home's first item is there: cleaning may have come before. */
  readonly isStored: boolean;
  readonly people: readonly UserKey[];
};

/** Consistent, and two reads: it may have changed before it is used, which the writes' conditions see. */
export async function readTenancy(
  table: Table,
  thing: ThingName,
  signal: AbortSignal,
): Promise<Result<Tenancy, PortFault>> {
  const owner = await read(table, keys.owner(thing), signal);
  if (!owner.ok) return owner;
  const homeId = HomeId.safeParse(owner.value?.homeId);
  if (!homeId.success) return ok({ homeId: null, isStored: false, people: [] });
  const inside = await readPeople(table, homeId.data, signal);
  return inside.ok ? ok({ homeId: homeId.data, ...inside.value }) : inside;
}

/** What this user leaves by coming to the home of this bridge; by then it may have changed. @see ClaimStore.leaving */
export async function readLeaving(
  table: Table,
  { user, thing }: { readonly user: UserKey; readonly thing: ThingName },
  signal: AbortSignal,
): Promise<Result<Leaving, PortFault>> {
  const [profile, owner] = await Promise.all([
    read(table, keys.profile(user), signal),
    read(table, keys.owner(thing), signal),
  ]);
  if (!profile.ok) return profile;
  if (!owner.ok) return owner;
  const was = HomeId.safeParse(profile.value?.homeId);
  if (!was.success || was.data === owner.value?.homeId) return ok("nothing");
  const inside = await readPeople(table, was.data, signal);
  if (!inside.ok) return inside;
  return ok(inside.value.people.some((one) => one !== user) ? "to-others" : "to-nobody");
}

async function readPeople(
  table: Table,
  homeId: HomeId,
  signal: AbortSignal,
): Promise<Result<Pick<Tenancy, "isStored" | "people">, PortFault>> {
  const query = new QueryCommand({
    TableName: table.tableName,
    KeyConditionExpression: "PK = :home",
    ExpressionAttributeValues: toItem({ ":home": keys.meta(homeId).PK }),
    ProjectionExpression: "SK",
    ConsistentRead: true,
  });
  const got = await attempt(table.client.send(query, { abortSignal: signal }));
  if (!got.ok) return got;
  const names = (got.value.Items ?? []).map((item) => String(fromItem(item).SK));
  const people = names.flatMap((name) => (name.startsWith("USER#") ? [name.slice(5) as UserKey] : [])); // as it was stored
  return ok({ isStored: names.includes("META"), people });
}

/** The home as it is stored; null where there is none. */
export async function loadHome(
  table: Table,
  homeId: HomeId,
  abortSignal: AbortSignal,
): Promise<Result<Home | null, PortFault>> {
  const query = new QueryCommand({
    TableName: table.tableName,
    KeyConditionExpression: "PK = :home",
    ExpressionAttributeValues: toItem({ ":home": keys.meta(homeId).PK }),
    ConsistentRead: true,
  });
  const got = await attempt(table.client.send(query, { abortSignal }));
  if (!got.ok) return got;
  const snapshot = toSnapshot(homeId, got.value.Items ?? []);
  return snapshot.ok ? ok(snapshot.value?.home ?? null) : snapshot;
}

/** One item, consistently; null where there is none. */
export async function read(
  { client, tableName }: Table,
  key: Record<string, string>,
  abortSignal: AbortSignal,
): Promise<Result<Record<string, unknown> | null, PortFault>> {
  const get = new GetItemCommand({ TableName: tableName, Key: toItem(key), ConsistentRead: true });
  const got = await attempt(client.send(get, { abortSignal }));
  return got.ok ? ok(got.value.Item ? fromItem(got.value.Item) : null) : got;
}
