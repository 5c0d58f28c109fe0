// Stores an edited home: the items that changed, the revision and the reply to the request, all or nothing.
import { type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { type Home, ok } from "@house-band/contract";
import type { HomeStore } from "../ports.ts";
import { attempt, cancellationCodes, type Table } from "./dynamo.ts";
import { expiresAtSeconds, isSameItem, keys, namedItems, toItem } from "./home-items.ts";
import { EDIT, noting } from "./request-notes.ts";

/** Order matters: the reasons of a refused transaction come back by position. */
const META = 0;
const RECORD = 1;

/**
 * `repeated`: this request has a record already. `conflict`: the home is no longer the one that was edited, or has noted
 * this request as another delivery's.
 * @param ttl epoch, seconds, until when the home is there; absent: it stays
 */
export async function saveEdit(
  { client, tableName }: Table,
  edit: Parameters<HomeStore["saveEdit"]>[0],
  abortSignal: AbortSignal,
  ttl?: number,
): ReturnType<HomeStore["saveEdit"]> {
  const { after, key, reply, nowMs } = edit;
  const record = { ...keys.command(key), reply, rank: 0, createdAtMs: nowMs, ttl: expiresAtSeconds(nowMs) };
  const items: TransactWriteItem[] = [
    { Update: { TableName: tableName, ...raiseRevision(edit) } },
    { Put: { TableName: tableName, Item: toItem(record), ConditionExpression: "attribute_not_exists(PK)" } },
    ...changedItems(tableName, { before: edit.before, after, ttl }),
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

/** With a note of the request, where it is one: no other delivery takes it up for a command, or withdraws it. */
function raiseRevision({ before, after, key, known, nowMs }: Parameters<HomeStore["saveEdit"]>[0]) {
  const note = known && noting(known, key.commandId, nowMs);
  const set = ["revision = :after", ...(after.lastEdit ? ["lastEdit = :edit"] : [])];
  if (note) set.push("#own = :noted", ...note.set);
  const remove = note && note.remove.length > 0 ? ` REMOVE ${note.remove.join(", ")}` : "";
  return {
    Key: toItem(keys.meta(before.id)),
    UpdateExpression: `SET ${set.join(", ")}${remove}`,
    ConditionExpression: `revision = :before${note ? ` AND ${note.condition}` : ""}`,
    ...(note && { ExpressionAttributeNames: { ...note.names } }),
    ExpressionAttributeValues: toItem({
      ":before": before.revision,
      ":after": after.revision,
      ":edit": after.lastEdit,
      ...(note && { ":noted": EDIT, ...note.values }),
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
