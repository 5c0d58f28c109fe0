// Stores an edited home: the items that changed, the revision and the reply to the request, all or nothing.
import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { type Home, ok } from "@house-band/contract";
import type { HomeStore } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { expiresAtSeconds, isSameItem, keys, namedItems, toItem } from "./home-items.ts";

/** Order matters: the reasons of a refused transaction come back by position. */
const META = 0;
const RECORD = 1;

/**
 * `repeated`: this request has a record already. `conflict`: the home is no longer the one that was edited.
 * @param ttl epoch, seconds, until when the home is there; absent: it stays
 */
export async function saveEdit(
  { client, tableName }: Table,
  edit: Parameters<HomeStore["saveEdit"]>[0],
  abortSignal: AbortSignal,
  ttl?: number,
): ReturnType<HomeStore["saveEdit"]> {
  const { before, after, key, reply, nowMs } = edit;
  const record = { ...keys.command(key), reply, rank: 0, createdAtMs: nowMs, ttl: expiresAtSeconds(nowMs) };
  const items: TransactWriteItem[] = [
    { Update: { TableName: tableName, ...raiseRevision(before, after) } },
    { Put: { TableName: tableName, Item: toItem(record), ConditionExpression: "attribute_not_exists(PK)" } },
    ...changedItems(tableName, { before, after, ttl }),
  ];
  // The token makes a second attempt of the SDK's the same transaction, should the first one's answer be lost.
  const token = `${key.commandId}-${after.revision}`;
  const write = new TransactWriteItemsCommand({ TransactItems: items, ClientRequestToken: token });
  const done = await attempt(client.send(write, { abortSignal }));
  if (done.ok) return ok("saved");
  const codes = cancellationCodes(done.error);
  if (codes?.[RECORD] === "ConditionalCheckFailed") return ok("repeated");
  if (codes?.[META] === "ConditionalCheckFailed" || codes?.includes("TransactionConflict")) return ok("conflict");
  return done;
}

function raiseRevision(before: Home, after: Home) {
  return {
    Key: toItem(keys.meta(before.id)),
    UpdateExpression: `SET revision = :after${after.lastEdit ? ", lastEdit = :edit" : ""}`,
    ConditionExpression: "revision = :before",
    ExpressionAttributeValues: toItem({
      ":before": before.revision,
      ":after": after.revision,
      ":edit": after.lastEdit,
    }),
  };
}

type Change = { readonly before: Home; readonly after: Home; readonly ttl: number | undefined };

function changedItems(tableName: string, { before, after, ttl }: Change): TransactWriteItem[] {
  const lasting = toItem({ ttl });
  const was = namedItems(before);
  const is = namedItems(after);
  const puts = [...is].flatMap(([sortKey, item]): TransactWriteItem[] => {
    const old = was.get(sortKey);
    return old && isSameItem(old, item) ? [] : [{ Put: { TableName: tableName, Item: { ...item, ...lasting } } }];
  });
  const deletes = [...was.keys()].flatMap((sortKey): TransactWriteItem[] =>
    is.has(sortKey)
      ? []
      : [{ Delete: { TableName: tableName, Key: toItem({ PK: keys.meta(before.id).PK, SK: sortKey }) } }],
  );
  return [...puts, ...deletes];
}
