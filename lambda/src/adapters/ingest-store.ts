// The IngestStore port on DynamoDB: conditional writes, so that repeats and late arrivals change nothing.
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type BridgeEvent, HomeId, type Outcome, ok, type Result, type ThingName } from "@house-band/contract";
import type { Clock, IngestStore, PortFault } from "../ports.ts";
import { attempt, attemptIf } from "./dynamo.ts";
import { FINAL_RANK, fromItem, keys, toItem } from "./home-items.ts";

/** A bridge changes hands rarely; a record of another home's is refused by its thing in any case. */
const OWNER_CACHE_MS = 60_000;
const OWNER_CACHE_SIZE = 10_000;

type Table = { readonly client: DynamoDBClient; readonly tableName: string };

export function createIngestStore(table: Table, clock: Clock): IngestStore {
  const owners = new Map<ThingName, { readonly homeId: HomeId; readonly untilMs: number }>();
  return {
    async ownerOf(thing, signal) {
      const known = owners.get(thing);
      if (known && known.untilMs > clock.nowMs()) return ok(known.homeId);
      const found = await readOwner(table, thing, signal);
      if (found.ok && found.value) {
        if (owners.size >= OWNER_CACHE_SIZE) owners.clear();
        owners.set(thing, { homeId: found.value, untilMs: clock.nowMs() + OWNER_CACHE_MS });
      }
      return found;
    },
    recordOutcome: (key, thing, outcome, signal) => {
      const rank = rankOf(outcome);
      return update(table, keys.command(key), signal, {
        UpdateExpression: "SET outcome = :outcome, #rank = :rank",
        ConditionExpression: "thing = :thing AND #rank < :rank",
        ExpressionAttributeNames: { "#rank": "rank" },
        ExpressionAttributeValues: toItem({ ":outcome": outcome, ":rank": rank, ":thing": thing }),
      });
    },
    recordState: (homeId, thing, event, receivedAtMs, signal) =>
      update(table, keys.state(homeId, thing), signal, newerState(event, receivedAtMs)),
    recordLost: (homeId, thing, receivedAtMs, signal) =>
      update(table, keys.state(homeId, thing), signal, {
        UpdateExpression: "SET lostAtMs = :at",
        ConditionExpression: "attribute_not_exists(lostAtMs) OR lostAtMs < :at",
        ExpressionAttributeValues: toItem({ ":at": receivedAtMs }),
      }),
  };
}

/** A bare `duplicate` says nothing new. */
function rankOf({ state }: Outcome): number {
  if (state === "duplicate") return 0;
  return state === "accepted" ? 1 : FINAL_RANK;
}

function newerState(event: BridgeEvent, receivedAtMs: number) {
  return {
    UpdateExpression: "SET bootedAtMs = :booted, #count = :count, heardAtMs = :heard, #state = :state",
    ConditionExpression:
      "attribute_not_exists(bootedAtMs) OR bootedAtMs < :booted OR (bootedAtMs = :booted AND #count < :count)",
    ExpressionAttributeNames: { "#count": "count", "#state": "state" },
    ExpressionAttributeValues: toItem({
      ":booted": event.bootedAtMs,
      ":count": event.count,
      ":heard": receivedAtMs,
      ":state": event.state,
    }),
  };
}

async function readOwner(
  { client, tableName }: Table,
  thing: ThingName,
  abortSignal: AbortSignal,
): Promise<Result<HomeId | null, PortFault>> {
  const get = new GetItemCommand({ TableName: tableName, Key: toItem(keys.owner(thing)) });
  const got = await attempt(client.send(get, { abortSignal }));
  if (!got.ok) return got;
  const homeId = HomeId.safeParse(got.value.Item && fromItem(got.value.Item).homeId);
  return ok(homeId.success ? homeId.data : null);
}

async function update(
  { client, tableName }: Table,
  key: Record<string, string>,
  abortSignal: AbortSignal,
  change: Omit<ConstructorParameters<typeof UpdateItemCommand>[0], "TableName" | "Key">,
): Promise<Result<"recorded" | "ignored", PortFault>> {
  const command = new UpdateItemCommand({ TableName: tableName, Key: toItem(key), ...change });
  const done = await attemptIf(client.send(command, { abortSignal }));
  if (!done.ok) return done;
  return ok(done.value === "condition-failed" ? "ignored" : "recorded");
}
