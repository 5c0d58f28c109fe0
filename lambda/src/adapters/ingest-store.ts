// The IngestStore port on DynamoDB: conditional writes, so that repeats and late arrivals change nothing.
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type Outcome, ok, type Result, type StateEvent, type ThingName } from "@house-band/contract";
import type { Clock, IngestStore, PortFault, Presence } from "../ports.ts";
import { attemptIf, type Table } from "./dynamo.ts";
import { expiresAtSeconds, FINAL_RANK, keys, toItem } from "./home-items.ts";
import { createHomeLookup } from "./home-lookup.ts";

/** A bridge changes hands rarely; a record of another home's is refused by its thing in any case. */
const MAX_REMEMBERED_BRIDGES = 10_000;

/** Records in this table what bridges report; `clock` tells how old a remembered owner is, and when a record may go. */
export function createIngestStore(table: Table, clock: Clock): IngestStore {
  return {
    ownerOf: createHomeLookup<ThingName>(table, clock, {
      toItemKey: keys.owner,
      maxRemembered: MAX_REMEMBERED_BRIDGES,
    }),
    recordOutcome: async (key, thing, outcome, signal) => {
      const rank = rankOf(outcome);
      return rank === 0
        ? ok("ignored")
        : update(table, keys.command(key), signal, furtherOutcome(thing, outcome, clock.epochMs()));
    },
    recordState: (homeId, thing, event, receivedAtMs, signal) =>
      update(table, keys.state(homeId, thing), signal, newerState(event, receivedAtMs)),
    recordPresence: (homeId, thing, presence, receivedAtMs, signal) =>
      update(table, keys.state(homeId, thing), signal, laterPresence(presence, receivedAtMs)),
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

/** A command's first outcome makes its record, which an earlier version's voice function had made when it sent it. */
function furtherOutcome(thing: ThingName, outcome: Outcome, nowMs: number) {
  return {
    UpdateExpression: "SET outcome = :outcome, #rank = :rank, thing = :thing, #ttl = if_not_exists(#ttl, :ttl)",
    ConditionExpression: "attribute_not_exists(PK) OR (thing = :thing AND #rank < :rank)",
    ExpressionAttributeNames: { "#rank": "rank", "#ttl": "ttl" },
    ExpressionAttributeValues: toItem({
      ":outcome": outcome,
      ":rank": rankOf(outcome),
      ":thing": thing,
      ":ttl": expiresAtSeconds(nowMs),
    }),
  };
}

function newerState(event: StateEvent, receivedAtMs: number) {
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

/** "Approximately one hour" after a client went, its connections are counted from 0 again. @see AWS IoT "Lifecycle events" */
const COUNTED_ANEW_AFTER_MS = 2_700_000;

/**
 * By the connection's number, where its end comes after its beginning; by time alone where so much lies between that the
 * numbers may have begun anew.
 */
function laterPresence({ isConnected, version, atMs }: Presence, receivedAtMs: number) {
  const higher = "presenceVersion < :version";
  const later = isConnected ? higher : `(${higher} OR (presenceVersion = :version AND presenceConnected = :true))`;
  return {
    UpdateExpression:
      "SET presenceConnected = :connected, presenceVersion = :version, presenceAtMs = :at, presenceSeenAtMs = :seen",
    ConditionExpression: `attribute_not_exists(presenceAtMs) OR presenceAtMs < :before OR (presenceAtMs < :after AND ${later})`,
    ExpressionAttributeValues: toItem({
      ":connected": isConnected,
      ":version": version,
      ":at": atMs,
      ":seen": receivedAtMs,
      ":before": atMs - COUNTED_ANEW_AFTER_MS,
      ":after": atMs + COUNTED_ANEW_AFTER_MS,
      ...(isConnected ? {} : { ":true": true }),
    }),
  };
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
