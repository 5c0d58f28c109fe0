// TransactGetItems: up to a hundred items as they were at one moment. Runs while nobody else uses the database.
// @see Amazon DynamoDB API Reference "TransactGetItems"
import * as z from "zod";
import { ask, type CallDatabase, type Reply, reply, validationError } from "./call.ts";

const Request = z.object({
  TransactItems: z
    .array(z.object({ Get: z.looseObject({ TableName: z.string(), Key: z.record(z.string(), z.unknown()) }) }))
    .min(1)
    .max(100),
});

/** Answers as DynamoDB does, errors included. */
export async function transactGet(call: CallDatabase, request: unknown): Promise<Reply> {
  const parsed = Request.safeParse(request);
  if (!parsed.success) {
    return validationError("TransactItems must hold 1 to 100 members, each with one Get of a TableName and a Key");
  }
  const responses: unknown[] = [];
  for (const { Get } of parsed.data.TransactItems) {
    const answer = await ask(call, "GetItem", { ...Get, ConsistentRead: true });
    if (answer.status !== 200) return reply(answer.value, answer.status);
    responses.push(answer.value);
  }
  return reply({ Responses: responses });
}
