// The Cleaner port on DynamoDB and AWS IoT. It reads the whole table, which is a household's: a few hundred items.
import { DeleteItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DeleteThingShadowCommand, type IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { err, HomeId, ok, type Result, SHADOW_NAMES, ThingName } from "@house-band/contract";
import type { Cleaner, ItemRef, PortFault } from "../ports.ts";
import { attempt, attemptIf, type Table } from "./dynamo.ts";
import { fromItem, type Item, toItem } from "./home-items.ts";
import { toIotFault } from "./iot.ts";
import { errorName } from "./library-errors.ts";

export function createCleaner(table: Table, iot: IoTDataPlaneClient): Cleaner {
  return {
    list: async (signal) => {
      const items = await scanAll(table, signal, "PK, SK, homeId, formerHomeId, bridge, wasLinked, #ttl");
      return items.ok ? ok(items.value.map(toItemRef)) : items;
    },
    forgetShadows: (thing, signal) => forgetShadows(iot, thing, signal),
    async remove({ key, expiredAtMs }, abortSignal) {
      const remove = new DeleteItemCommand({
        TableName: table.tableName,
        Key: toItem(key),
        ...(expiredAtMs !== null && unlessProlonged(expiredAtMs)),
      });
      const removed = await attemptIf(table.client.send(remove, { abortSignal }));
      return removed.ok ? ok(undefined) : removed;
    },
  };
}

/** Between the list and this, somebody may have come back to it. */
const unlessProlonged = (expiredAtMs: number) => ({
  ConditionExpression: "#ttl = :seen",
  ExpressionAttributeNames: { "#ttl": "ttl" },
  ExpressionAttributeValues: toItem({ ":seen": expiredAtMs / 1_000 }),
});

/** Every item, page by page. @param attributes which of them; all where left out */
export async function scanAll(
  { client, tableName }: Table,
  abortSignal: AbortSignal,
  attributes?: string,
): Promise<Result<readonly Item[], PortFault>> {
  const items: Item[] = [];
  const projection = attributes && {
    ProjectionExpression: attributes,
    ExpressionAttributeNames: { "#ttl": "ttl" },
  };
  for (let from: Item | undefined, isFirst = true; isFirst || from; isFirst = false) {
    const scan = new ScanCommand({
      TableName: tableName,
      ConsistentRead: true,
      ...projection,
      ...(from && { ExclusiveStartKey: from }),
    });
    const page = await attempt(client.send(scan, { abortSignal }));
    if (!page.ok) return page;
    items.push(...(page.value.Items ?? []));
    from = page.value.LastEvaluatedKey;
  }
  return ok(items);
}

/** Whose it is: by its key, or by the home that it names. */
export function toItemRef(item: Item): ItemRef {
  const { PK, SK, homeId, formerHomeId, bridge, wasLinked, ttl } = fromItem(item);
  const key = { PK: String(PK), SK: String(SK) };
  const [family = "", id = ""] = key.PK.split("#");
  const named = HomeId.safeParse(family === "HOME" || family === "CMD" ? id : homeId);
  const former = HomeId.safeParse(formerHomeId);
  const thing = ThingName.safeParse(bridge);
  const isOfHome = family === "HOME";
  return {
    key,
    // a user's own item says where he lives, and is his
    homeId: named.success && family !== "USER" ? named.data : null,
    kind: isOfHome && SK === "META" ? "meta" : isOfHome && key.SK.startsWith("USER#") ? "member" : "other",
    livesIn: family === "USER" && named.success ? named.data : null,
    comesBackTo: family === "USER" && former.success ? former.data : null,
    bridge: thing.success ? thing.data : null,
    wasLinked: wasLinked === true,
    expiresAtMs: typeof ttl === "number" ? ttl * 1_000 : null,
  };
}

async function forgetShadows(
  iot: IoTDataPlaneClient,
  thingName: ThingName,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  for (const shadowName of SHADOW_NAMES) {
    try {
      await iot.send(new DeleteThingShadowCommand({ thingName, shadowName }), { abortSignal });
    } catch (cause) {
      if (errorName(cause) !== "ResourceNotFoundException") return err(toIotFault(cause));
    }
  }
  return ok(undefined);
}
