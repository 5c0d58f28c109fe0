// TransactWriteItems: all of its writes or none, and why none. Runs while nobody else uses the database.
// @see Amazon DynamoDB API Reference "TransactWriteItems"
import * as z from "zod";
import { type Answer, ask, type CallDatabase, errorName, type Reply, refusal, reply, validationError } from "./call.ts";
import { type ItemImage, restoreItems, type UndoLog } from "./item-image.ts";
import type { RequestTokens } from "./request-tokens.ts";
import { loadKeyNames, pickKey } from "./table-keys.ts";

const MAX_ACTIONS = 100;

const Attributes = z.record(z.string(), z.unknown());
const OldValues = z.optional(z.enum(["ALL_OLD", "NONE"]));
const keyed = z.looseObject({ TableName: z.string(), Key: Attributes, ReturnValuesOnConditionCheckFailure: OldValues });
const Action = z.strictObject({
  ConditionCheck: z.optional(keyed.extend({ ConditionExpression: z.string() })),
  Put: z.optional(
    z.looseObject({ TableName: z.string(), Item: Attributes, ReturnValuesOnConditionCheckFailure: OldValues }),
  ),
  Delete: z.optional(keyed),
  Update: z.optional(keyed.extend({ UpdateExpression: z.string() })),
});
const Request = z.object({
  TransactItems: z.array(Action).min(1).max(MAX_ACTIONS),
  ClientRequestToken: z.optional(z.string().min(1).max(36)),
});

/** One action as the single write that does the same. */
type Write = {
  readonly operation: "PutItem" | "UpdateItem" | "DeleteItem";
  readonly tableName: string;
  /** Holds the key's attributes, among others where an item is put. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly wantsOld: boolean;
  /** Only looks: the item is the same afterwards. */
  readonly isCheck: boolean;
  readonly request: object;
};

type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: unknown };

export type TransactWriteParts = {
  readonly call: CallDatabase;
  readonly undo: UndoLog;
  readonly tokens: RequestTokens;
};

/** Answers as DynamoDB does, errors included; what a failed one had written is put back before the answer. */
export async function transactWrite(parts: TransactWriteParts, request: unknown): Promise<Reply> {
  const parsed = Request.safeParse(request);
  if (!parsed.success) return validationError(toMessage(parsed.error));
  const { TransactItems: actions, ClientRequestToken: token } = parsed.data;
  const seen = token === undefined ? "new" : parts.tokens.lookUp(token, actions);
  if (seen === "same") return reply({});
  if (seen === "different") {
    return refusal(
      "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
      "The ClientRequestToken was used with other parameters within the last 10 minutes: use a new token",
    );
  }
  const writes = actions.map(toWrite);
  if (!writes.every((write) => write !== null)) {
    return validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  const result = await writeAll(parts, writes);
  if (result.status === 200 && token !== undefined) parts.tokens.remember(token, actions);
  return result;
}

async function writeAll({ call, undo }: TransactWriteParts, writes: readonly Write[]): Promise<Reply> {
  const images: ItemImage[] = [];
  for (const write of writes) {
    const image = await loadImage(call, write);
    if ("refused" in image) return image.refused;
    images.push(image);
  }
  const touched = new Set(images.map(({ tableName, key }) => JSON.stringify([tableName, key])));
  if (touched.size < images.length) {
    return validationError("Transaction request cannot include multiple operations on one item");
  }
  await undo.begin(images);
  const answers: Answer[] = [];
  for (const write of writes) answers.push(await ask(call, write.operation, write.request));
  const failed = answers.some((answer) => answer.status !== 200);
  const toRestore = failed ? images : images.filter((_, index) => writes[index]?.isCheck);
  await restoreItems(call, toRestore);
  await undo.end();
  return failed ? toCancellation(writes, answers, images) : reply({});
}

function toWrite({ ConditionCheck, Put, Delete, Update }: z.infer<typeof Action>): Write | null {
  const [only, ...more] = [
    // An update without an expression changes nothing where the item exists; where it makes one, that is taken back.
    ...(ConditionCheck ? [{ operation: "UpdateItem", request: ConditionCheck } as const] : []),
    ...(Put ? [{ operation: "PutItem", request: Put } as const] : []),
    ...(Delete ? [{ operation: "DeleteItem", request: Delete } as const] : []),
    ...(Update ? [{ operation: "UpdateItem", request: Update } as const] : []),
  ];
  if (!only || more.length > 0) return null;
  const { ReturnValuesOnConditionCheckFailure: old, ...request } = only.request;
  const attributes = only.operation === "PutItem" ? only.request.Item : only.request.Key;
  return {
    operation: only.operation,
    tableName: request.TableName,
    attributes,
    wantsOld: old === "ALL_OLD",
    isCheck: ConditionCheck !== undefined,
    request,
  };
}

async function loadImage(
  call: CallDatabase,
  { tableName, attributes }: Write,
): Promise<ItemImage | { readonly refused: Reply }> {
  const keys = await loadKeyNames(call, tableName);
  if ("refused" in keys) return keys;
  const key = pickKey(keys.names, attributes);
  const item = await ask(call, "GetItem", { TableName: tableName, Key: key, ConsistentRead: true });
  if (item.status !== 200) return { refused: reply(item.value, item.status) };
  return { tableName, key, item: Found.parse(item.value).Item ?? null };
}

const Found = z.object({ Item: z.optional(Attributes) });

/** The reasons, in the order of the actions; an error that no item is to blame for is passed on as it is. */
function toCancellation(writes: readonly Write[], answers: readonly Answer[], images: readonly ItemImage[]): Reply {
  const general = answers.find((answer) => answer.status !== 200 && !isOfItem(answer));
  if (general) return reply(general.value, general.status);
  const reasons = answers.map((answer, index): Reason => {
    if (answer.status === 200) return { Code: "None" };
    const message = String(answer.value.message ?? "");
    if (errorName(answer) !== "ConditionalCheckFailedException") return { Code: "ValidationError", Message: message };
    const item = writes[index]?.wantsOld ? images[index]?.item : null;
    return { Code: "ConditionalCheckFailed", Message: message, ...(item ? { Item: item } : {}) };
  });
  return refusal(
    "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(", ")}]`,
    { CancellationReasons: reasons },
  );
}

/** A condition or an update can fail for what the item holds; an expression nobody can read fails for every item. */
function isOfItem(answer: Answer): boolean {
  if (errorName(answer) === "ConditionalCheckFailedException") return true;
  const unreadable = /^(Invalid |ExpressionAttribute|Value provided in Expression)/.test(
    String(answer.value.message ?? ""),
  );
  return errorName(answer) === "ValidationException" && !unreadable;
}

function toMessage(error: z.ZodError): string {
  const issue = error.issues[0];
  return `1 validation error detected: ${issue?.message ?? "invalid"} at '${issue?.path.join(".") ?? ""}'`;
}
