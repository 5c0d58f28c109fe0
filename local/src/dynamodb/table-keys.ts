// The key attributes of a table, and the key of an item.
import * as z from "zod";
import { ask, type CallDatabase, type Reply, reply } from "./call.ts";

const Description = z.object({ Table: z.object({ KeySchema: z.array(z.object({ AttributeName: z.string() })) }) });

/** The names of the key's attributes, or the database's own answer where there is no such table. */
export async function loadKeyNames(
  call: CallDatabase,
  tableName: string,
): Promise<{ readonly names: readonly string[] } | { readonly refused: Reply }> {
  const { status, value } = await ask(call, "DescribeTable", { TableName: tableName });
  if (status !== 200) return { refused: reply(value, status) };
  return { names: Description.parse(value).Table.KeySchema.map(({ AttributeName }) => AttributeName) };
}

/** What of an item is its key; an attribute that is missing stays missing, for the database to complain about. */
export const pickKey = (names: readonly string[], item: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(item, name) ? [[name, item[name]]] : [])));
