// Makes a home and links people to it: what enrolment does, and what a stack does that brings a home along.
import { GetItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { type Home, HomeId, ok, type Result } from "@house-band/contract";
import type { PortFault, UserKey } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { fromItem, keys, metaItem, namedItems, toItem } from "./home-items.ts";

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

/** `unknown-home`: there is no such home, and the user stays where he was. Whatever home he had, he leaves. */
export async function linkUser(
  { client, tableName }: Table,
  { user, homeId, nowMs }: { readonly user: UserKey; readonly homeId: HomeId; readonly nowMs: number },
  abortSignal: AbortSignal,
): Promise<Result<"linked" | "unknown-home", PortFault>> {
  const get = new GetItemCommand({ TableName: tableName, Key: toItem(keys.profile(user)), ConsistentRead: true });
  const got = await attempt(client.send(get, { abortSignal }));
  if (!got.ok) return got;
  const old = HomeId.safeParse(got.value.Item && fromItem(got.value.Item).homeId);
  const items: TransactWriteItem[] = [
    { Update: { TableName: tableName, ...inhabited(homeId) } },
    ...movingIn(tableName, { user, homeId, nowMs }, old.success ? old.data : null),
  ];
  const done = await attempt(client.send(new TransactWriteItemsCommand({ TransactItems: items }), { abortSignal }));
  if (done.ok) return ok("linked");
  return cancellationCodes(done.error)?.[0] === "ConditionalCheckFailed" ? ok("unknown-home") : done;
}

/** What writes that he lives there, and no longer where he lived, on the condition that it was there. */
export function movingIn(
  tableName: string,
  link: { readonly user: UserKey; readonly homeId: HomeId; readonly nowMs: number },
  was: HomeId | null,
): readonly TransactWriteItem[] {
  const { user, homeId, nowMs } = link;
  return [
    { Update: { TableName: tableName, ...livingAt(link, was) } },
    { Put: { TableName: tableName, Item: toItem({ ...keys.member(homeId, user), linkedAtMs: nowMs }) } },
    ...(was !== null && was !== homeId
      ? [{ Delete: { TableName: tableName, Key: toItem(keys.member(was, user)) } }]
      : []),
  ];
}

/** From now on it is a home that everybody may have left. */
const inhabited = (homeId: HomeId) => ({
  Key: toItem(keys.meta(homeId)),
  UpdateExpression: "SET wasLinked = :true",
  ConditionExpression: "attribute_exists(PK)",
  ExpressionAttributeValues: toItem({ ":true": true }),
});

/** Whoever has disabled the skill since he asked moves nowhere: nothing would ever tell that he has left. */
const IS_STILL_THERE =
  "(attribute_not_exists(disabledAtMs) OR eventAtMs > disabledAtMs) AND (attribute_not_exists(alexas) OR size(alexas) > :nobody)";

/** What Alexa last said of the user stays. */
function livingAt(
  link: { readonly user: UserKey; readonly homeId: HomeId; readonly nowMs: number },
  was: HomeId | null,
) {
  return {
    Key: toItem(keys.profile(link.user)),
    UpdateExpression: "SET homeId = :home, linkedAtMs = :at REMOVE #ttl",
    ConditionExpression: [was === null ? "attribute_not_exists(homeId)" : "homeId = :was", IS_STILL_THERE].join(
      " AND ",
    ),
    ExpressionAttributeNames: { "#ttl": "ttl" },
    ExpressionAttributeValues: toItem({
      ":home": link.homeId,
      ":at": link.nowMs,
      ":nobody": 0,
      ...(was === null ? {} : { ":was": was }),
    }),
  };
}
