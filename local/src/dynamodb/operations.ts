// Which operation is answered by whom. Every one of them runs alone.
import * as z from "zod";
import { ask, type CallDatabase, errorName, type Reply, refusal, reply } from "./call.ts";
import type { UndoLog } from "./item-image.ts";
import { createRequestTokens } from "./request-tokens.ts";
import { loadKeyNames, pickKey } from "./table-keys.ts";
import type { TimeToLive } from "./time-to-live.ts";
import { transactGet } from "./transact-get.ts";
import { transactWrite } from "./transact-write.ts";

type OperationParts = {
  readonly call: CallDatabase;
  readonly undo: UndoLog;
  readonly timeToLive: TimeToLive;
  readonly nowMs: () => number;
};

/** dynalite's operations, those it lacks, and what it leaves out of a failed condition's answer. */
export function createOperations({ call, undo, timeToLive, nowMs }: OperationParts): CallDatabase {
  const tokens = createRequestTokens(nowMs);
  const own: Readonly<Record<string, (request: unknown, body: string) => Promise<Reply>>> = {
    TransactWriteItems: (request) => transactWrite({ call, undo, tokens }, request),
    TransactGetItems: (request) => transactGet(call, request),
    UpdateTimeToLive: (request) => timeToLive.update(request),
    DescribeTimeToLive: (request) => timeToLive.describe(request),
    DeleteTable: async (request, body) => {
      const answer = await call("DeleteTable", body);
      const table = TableOf.safeParse(request);
      if (answer.status === 200 && table.success) await timeToLive.forget(table.data.TableName);
      return answer;
    },
    PutItem: (request, body) => writeShowingOld(call, "PutItem", request, body),
    UpdateItem: (request, body) => writeShowingOld(call, "UpdateItem", request, body),
    DeleteItem: (request, body) => writeShowingOld(call, "DeleteItem", request, body),
  };
  return async (operation, body) => {
    const answer = Object.hasOwn(own, operation) ? own[operation] : undefined;
    if (!answer) return call(operation, body);
    const request = parse(body);
    if (request === undefined) {
      return refusal("com.amazon.coral.service#SerializationException", "the request is not JSON");
    }
    return answer(request, body);
  };
}

const TableOf = z.object({ TableName: z.string() });
const Attributes = z.record(z.string(), z.unknown());
const ShowingOld = z.object({
  TableName: z.string(),
  Key: z.optional(Attributes),
  Item: z.optional(Attributes),
  ReturnValuesOnConditionCheckFailure: z.literal("ALL_OLD"),
});

/** @see Amazon DynamoDB API Reference "PutItem" ReturnValuesOnConditionCheckFailure */
async function writeShowingOld(call: CallDatabase, operation: string, request: unknown, body: string): Promise<Reply> {
  const answer = await call(operation, body);
  const wanted = ShowingOld.safeParse(request);
  if (answer.status === 200 || !wanted.success) return answer;
  const value: Record<string, unknown> = JSON.parse(answer.body);
  if (errorName({ status: answer.status, value }) !== "ConditionalCheckFailedException") return answer;
  const { TableName: table, Key, Item } = wanted.data;
  const keys = await loadKeyNames(call, table);
  if ("refused" in keys) return answer;
  const key = pickKey(keys.names, Key ?? Item ?? {});
  const found = await ask(call, "GetItem", { TableName: table, Key: key, ConsistentRead: true });
  return reply(found.value.Item === undefined ? value : { ...value, Item: found.value.Item }, answer.status);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
