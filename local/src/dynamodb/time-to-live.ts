// Time to live: which attribute of which table holds it, and the sweep that takes away what is past it.
// As in the cloud an item goes late, never at the very second: whoever reads has to look at the time himself.
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { ask, type CallDatabase, type Reply, reply, validationError } from "./call.ts";
import { loadKeyNames, pickKey } from "./table-keys.ts";

/** @see Amazon DynamoDB "Time to Live": an item that expired longer ago is left alone */
const OLDEST_S = 5 * 365 * 86_400;

const UpdateRequest = z.object({
  TableName: z.string(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().min(1).max(255), Enabled: z.boolean() }),
});
const DescribeRequest = z.object({ TableName: z.string() });
const Item = z.record(z.string(), z.unknown());
type Item = z.infer<typeof Item>;
const Page = z.object({ Items: z.array(Item), LastEvaluatedKey: z.optional(Item) });

/** Table name → attribute. */
const Attributes = z.record(z.string(), z.string());

export type TimeToLive = {
  update(request: unknown): Promise<Reply>;
  describe(request: unknown): Promise<Reply>;
  /** A table of the same name that is made later starts without. */
  forget(tableName: string): Promise<void>;
  /** Deletes what has expired, call by call, between the calls of others. @returns how many items */
  sweep(callInTurn: CallDatabase, nowMs: number): Promise<number>;
};

/** @param directory where the tables' settings are kept, or null to keep them in memory */
export async function openTimeToLive(call: CallDatabase, directory: string | null): Promise<TimeToLive> {
  const attributes = new Map(Object.entries(directory === null ? {} : await load(directory)));
  const save = () => (directory === null ? Promise.resolve() : store(directory, Object.fromEntries(attributes)));
  return {
    async update(request) {
      const parsed = UpdateRequest.safeParse(request);
      if (!parsed.success) return validationError("TableName and TimeToLiveSpecification are required");
      const { TableName: table, TimeToLiveSpecification: wanted } = parsed.data;
      const keys = await loadKeyNames(call, table);
      if ("refused" in keys) return keys.refused;
      const refused = whyNot(attributes.get(table), wanted);
      if (refused) return validationError(refused);
      if (wanted.Enabled) attributes.set(table, wanted.AttributeName);
      else attributes.delete(table);
      await save();
      return reply({ TimeToLiveSpecification: wanted });
    },
    async describe(request) {
      const parsed = DescribeRequest.safeParse(request);
      if (!parsed.success) return validationError("TableName is required");
      const keys = await loadKeyNames(call, parsed.data.TableName);
      if ("refused" in keys) return keys.refused;
      const attribute = attributes.get(parsed.data.TableName);
      return reply({
        TimeToLiveDescription: attribute
          ? { TimeToLiveStatus: "ENABLED", AttributeName: attribute }
          : { TimeToLiveStatus: "DISABLED" },
      });
    },
    async forget(tableName) {
      if (attributes.delete(tableName)) await save();
    },
    async sweep(callInTurn, nowMs) {
      let deleted = 0;
      for (const [table, attribute] of [...attributes]) {
        deleted += await sweepTable(callInTurn, { table, attribute, nowS: Math.floor(nowMs / 1000) });
      }
      return deleted;
    },
  };
}

function whyNot(current: string | undefined, wanted: { AttributeName: string; Enabled: boolean }): string | null {
  if (!wanted.Enabled) return current === undefined ? "TimeToLive is already disabled" : null;
  if (current === undefined) return null;
  if (current === wanted.AttributeName) return "TimeToLive is already enabled";
  return `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`;
}

type Sweep = { readonly table: string; readonly attribute: string; readonly nowS: number };

async function sweepTable(call: CallDatabase, sweep: Sweep): Promise<number> {
  const keys = await loadKeyNames(call, sweep.table);
  if ("refused" in keys) return 0;
  let deleted = 0;
  let after: Item | undefined;
  do {
    const page = Page.parse((await ask(call, "Scan", toScan(sweep, after))).value);
    for (const item of page.Items) if (await deleteExpired(call, sweep, pickKey(keys.names, item), item)) deleted += 1;
    after = page.LastEvaluatedKey;
  } while (after);
  return deleted;
}

const toScan = ({ table, attribute, nowS }: Sweep, after: Item | undefined) => ({
  TableName: table,
  FilterExpression: "#ttl BETWEEN :oldest AND :now",
  ExpressionAttributeNames: { "#ttl": attribute },
  ExpressionAttributeValues: { ":oldest": { N: String(nowS - OLDEST_S) }, ":now": { N: String(nowS) } },
  ...(after ? { ExclusiveStartKey: after } : {}),
});

/** Somebody may have given the item a new time since it was seen: then it stays. */
async function deleteExpired(call: CallDatabase, { table, attribute }: Sweep, key: Item, item: Item) {
  const answer = await ask(call, "DeleteItem", {
    TableName: table,
    Key: key,
    ConditionExpression: "#ttl = :seen",
    ExpressionAttributeNames: { "#ttl": attribute },
    ExpressionAttributeValues: { ":seen": item[attribute] },
  });
  return answer.status === 200;
}

async function load(directory: string): Promise<Record<string, string>> {
  const text = await readFile(join(directory, "time-to-live.json"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return Attributes.parse(JSON.parse(text));
}

async function store(directory: string, attributes: Record<string, string>): Promise<void> {
  const file = join(directory, "time-to-live.json");
  await writeFile(`${file}.new`, JSON.stringify(attributes));
  await rename(`${file}.new`, file);
}
