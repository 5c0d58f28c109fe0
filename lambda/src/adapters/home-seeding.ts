// Makes a home and links people to it: what enrolment does, and what a stack does that brings a home along.
import { PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { type Home, type HomeId, ok, type Result } from "@house-band/contract";
import type { PortFault, UserKey } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { keys, metaItem, namedItems, toItem } from "./home-items.ts";

/** `exists`: this home, or an owner of this home's bridge, is there already; nothing was written. */
export async function createHome(
  { client, tableName }: Table,
  home: Home,
  abortSignal: AbortSignal,
): Promise<Result<"created" | "exists", PortFault>> {
  const owner = toItem({ ...keys.owner(home.bridge), homeId: home.id });
  const claims = [metaItem(home), owner].map((item) => ({
    Put: { TableName: tableName, Item: item, ConditionExpression: "attribute_not_exists(PK)" },
  }));
  const named = [...namedItems(home).values()].map((item) => ({ Put: { TableName: tableName, Item: item } }));
  const write = new TransactWriteItemsCommand({ TransactItems: [...claims, ...named] });
  const done = await attempt(client.send(write, { abortSignal }));
  if (done.ok) return ok("created");
  return cancellationCodes(done.error)?.includes("ConditionalCheckFailed") ? ok("exists") : done;
}

/** Replaces whatever home this user was linked to. */
export async function linkUser(
  { client, tableName }: Table,
  link: { readonly user: UserKey; readonly homeId: HomeId; readonly nowMs: number },
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const profile = { ...keys.profile(link.user), homeId: link.homeId, linkedAtMs: link.nowMs };
  const done = await attempt(
    client.send(new PutItemCommand({ TableName: tableName, Item: toItem(profile) }), { abortSignal }),
  );
  return done.ok ? ok(undefined) : done;
}
