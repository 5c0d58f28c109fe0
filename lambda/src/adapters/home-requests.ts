// Takes a request up, or sees to it that nobody does: one write of the home's first item, under conditions.
import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { err, ok, type Result } from "@house-band/contract";
import type { HomeStore, PortFault, RecordKey, RequestNotes } from "../ports.ts";
import { attempt, type Table } from "./dynamo.ts";
import { fromItem, keys, numberOr, toItem } from "./home-items.ts";
import { mayBeForgotten, noting, toRequestNotes, WITHDRAWN } from "./request-notes.ts";

/** Others have forgotten more in the same moment: as good as never. */
const MAX_TRIES = 3;
/** Enough to tell two deliveries of one request apart, in an item whose bytes are paid for. */
const CLAIM_LENGTH = 8;
const NO_ECHO = "-";

type Opening = Parameters<HomeStore["openCommand"]>[0];

/** @see HomeStore.openCommand */
export async function openCommand(
  table: Table,
  opening: Opening,
  signal: AbortSignal,
): ReturnType<HomeStore["openCommand"]> {
  const claim = randomUUID().slice(0, CLAIM_LENGTH);
  const { commandId } = opening.key;
  let known = opening.known;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const written = await write(table, toOpening(opening, known, claim), signal);
    if (!written.ok) return written;
    if (written.value.kind === "written") return ok({ kind: "opened", seq: numberOr(written.value.item.seq, 0) });
    known = toRequestNotes(written.value.item ?? {});
    const taken = known.taken.get(commandId);
    const isGone = written.value.item === null;
    if (!taken && !isGone && !mayBeForgotten(known, commandId)) continue;
    // a write of our own, whose answer was lost and which the SDK then tried again
    const isOurs = known.last?.commandId === commandId && known.last.claim === claim;
    if (taken?.kind === "command" && isOurs) return ok({ kind: "opened", seq: taken.seq });
    return ok({ kind: "exists", requests: known });
  }
  return contended();
}

function toOpening(
  { key, decided, lastSpeakers, lastEcho = NO_ECHO, nowMs }: Opening,
  known: RequestNotes,
  claim: string,
): Update {
  const note = noting(known, key.commandId, nowMs);
  const set = [
    "#own = seq + :one",
    "seq = seq + :one",
    "lastSpeakers = :speakers",
    "lastCommandAtMs = :at",
    "lastEcho = :echo",
  ];
  const remove = note.remove.length > 0 ? ` REMOVE ${note.remove.join(", ")}` : "";
  return {
    Key: toItem(keys.meta(key.homeId)),
    UpdateExpression: `SET ${[...set, "lastRequest = :last", ...note.set].join(", ")}${remove}`,
    ConditionExpression: note.condition,
    ExpressionAttributeNames: { ...note.names },
    ExpressionAttributeValues: toItem({
      ":one": 1,
      ":speakers": [...lastSpeakers],
      ":at": nowMs,
      ":echo": lastEcho,
      ":last": { id: key.commandId, claim, decided },
      ...note.values,
    }),
  };
}

/** @see HomeStore.withdraw */
export async function withdraw(table: Table, key: RecordKey, signal: AbortSignal): ReturnType<HomeStore["withdraw"]> {
  const note = noting({ taken: new Map(), forgottenToMs: null, last: null }, key.commandId, 0);
  const update: Update = {
    Key: toItem(keys.meta(key.homeId)),
    UpdateExpression: "SET #own = :withdrawn",
    ConditionExpression: note.condition,
    ExpressionAttributeNames: { ...note.names },
    ExpressionAttributeValues: toItem({ ":withdrawn": WITHDRAWN, ...note.values }),
  };
  const written = await write(table, update, signal);
  if (!written.ok) return written;
  if (written.value.kind === "written" || written.value.item === null) return ok("withdrawn"); // or there is no home
  const taken = toRequestNotes(written.value.item).taken.get(key.commandId);
  return ok(taken?.kind === "withdrawn" ? "withdrawn" : "exists");
}

type Update = Omit<ConstructorParameters<typeof UpdateItemCommand>[0], "TableName">;
type Written =
  | { readonly kind: "written"; readonly item: Record<string, unknown> }
  /** The item as it is, which the condition does not hold for; null where there is none. */
  | { readonly kind: "refused"; readonly item: Record<string, unknown> | null };

async function write(
  { client, tableName }: Table,
  update: Update,
  abortSignal: AbortSignal,
): Promise<Result<Written, PortFault>> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    ...update,
    ReturnValues: "UPDATED_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const done = await attempt(client.send(command, { abortSignal }));
  if (done.ok) return ok({ kind: "written", item: fromItem(done.value.Attributes ?? {}) });
  const { cause } = done.error;
  if (!(cause instanceof ConditionalCheckFailedException)) return done;
  return ok({ kind: "refused", item: cause.Item ? fromItem(cause.Item) : null });
}

function contended(): Result<never, PortFault> {
  const message = `a home's requests were changed by others ${MAX_TRIES} times in a row`;
  return err({ port: "store", code: "unavailable", retryable: true, message });
}
