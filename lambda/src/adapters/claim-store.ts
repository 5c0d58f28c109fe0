// The ClaimStore port on DynamoDB: codes that work now, guesses that were made. Who owns what is claim-ownership.ts.
import { randomUUID } from "node:crypto";
import {
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { ClaimId, ClaimPurpose, type ClaimRefusal, ok, type Result, ThingName } from "@house-band/contract";
import * as z from "zod/mini";
import { CLAIM_LIMITS, type ClaimOffering, type ClaimStore, type LiveClaim, MAX_PEOPLE } from "../claim-ports.ts";
import type { PortFault, UserKey } from "../ports.ts";
import { allow, reset } from "./claim-ownership.ts";
import { attempt, attemptIf, cancellationCodes, type Table } from "./dynamo.ts";
import { CLAIMS, expiresAtSeconds, fromItem, keys, toItem } from "./home-items.ts";
import { read, readLeaving, readTenancy } from "./tenancy.ts";

const DAY_MS = 86_400_000;

/** In this table. */
export function createClaimStore(table: Table): ClaimStore {
  return {
    offer: (offering, nowMs, signal) => offer(table, offering, nowMs, signal),
    live: (nowMs, signal) => live(table, nowMs, signal),
    takeTry: (user, nowMs, signal) => takeTry(table, user, nowMs, signal),
    leaving: (coming, signal) => readLeaving(table, coming, signal),
    ask: (claim, asked, nowMs, signal) => ask(table, claim, asked, nowMs, signal),
    withdraw: (claim, nowMs, signal) => withdraw(table, claim, nowMs, signal),
    async allow(request, nowMs, signal) {
      const claims = await live(table, nowMs, signal);
      if (!claims.ok) return claims;
      const { claimId, thing } = request;
      const claim = claims.value.find((one) => one.claimId === claimId && one.thing === thing) ?? null;
      return allow(table, { ...request, claim }, nowMs, signal);
    },
    reset: (request, nowMs, signal) => reset(table, request, nowMs, signal),
  };
}

const Slot = z.object({
  SK: z.string().check(z.regex(/^SLOT#\d+$/)),
  claimId: ClaimId,
  thing: ThingName,
  purpose: ClaimPurpose,
  codeHash: z.string(),
  expiresAtMs: z.number(),
  askedBy: z.optional(z.string()),
  number: z.optional(z.number()),
});

async function live(
  { client, tableName }: Table,
  nowMs: number,
  abortSignal: AbortSignal,
): Promise<Result<readonly LiveClaim[], PortFault>> {
  const query = new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: "PK = :claims",
    ExpressionAttributeValues: toItem({ ":claims": CLAIMS }),
    ConsistentRead: true,
  });
  const got = await attempt(client.send(query, { abortSignal }));
  if (!got.ok) return got;
  const claims = (got.value.Items ?? []).flatMap((item) => {
    const slot = Slot.safeParse(fromItem(item));
    return slot.success && slot.data.expiresAtMs > nowMs ? [toClaim(slot.data)] : [];
  });
  return ok(claims);
}

function toClaim({ SK, askedBy, number, ...claim }: z.infer<typeof Slot>): LiveClaim {
  const asked = askedBy === undefined || number === undefined ? null : { user: askedBy as UserKey, number }; // a key of ours, as it was stored
  return { ...claim, slot: Number(SK.slice("SLOT#".length)), asked };
}

/** The bridge's own place, else a free one. Whoever else takes it at the same time makes this one try the next. */
async function offer(
  table: Table,
  offering: ClaimOffering,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<"offered" | "repeated" | ClaimRefusal, PortFault>> {
  const used = await read(table, keys.claimed(offering.claimId), signal);
  if (!used.ok) return used;
  if (used.value) return ok("repeated");
  const tenancy = await readTenancy(table, offering.thing, signal);
  if (!tenancy.ok) return tenancy;
  const { people } = tenancy.value;
  if (offering.purpose === "own" && people.length > 0) return ok("owned");
  if (offering.purpose === "join" && people.length === 0) return ok("not-owned");
  if (people.length >= MAX_PEOPLE) return ok("home-full");
  const claims = await live(table, nowMs, signal);
  if (!claims.ok) return claims;
  const own = claims.value.find(({ thing }) => thing === offering.thing);
  const taken = new Set(claims.value.map(({ slot }) => slot));
  const free = Array.from({ length: CLAIM_LIMITS.liveCodes }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  for (const slot of own ? [own.slot] : free) {
    const put = await putOffer(table, { offering, slot, nowMs }, signal);
    if (!put.ok || put.value !== "taken") return put as Result<"offered" | "repeated", PortFault>; // what is left of it
  }
  return ok("too-many-codes");
}

async function putOffer(
  { client, tableName }: Table,
  { offering, slot, nowMs }: { readonly offering: ClaimOffering; readonly slot: number; readonly nowMs: number },
  abortSignal: AbortSignal,
): Promise<Result<"offered" | "repeated" | "taken", PortFault>> {
  const used = { ...keys.claimed(offering.claimId), thing: offering.thing, ttl: expiresAtSeconds(nowMs) };
  const code = { ...keys.claim(slot), ...offering, ttl: Math.ceil(offering.expiresAtMs / 1_000) };
  const items: TransactWriteItem[] = [
    { Put: { TableName: tableName, Item: toItem(used), ConditionExpression: "attribute_not_exists(PK)" } },
    {
      Put: {
        TableName: tableName,
        Item: toItem(code),
        ConditionExpression: "attribute_not_exists(PK) OR thing = :thing OR expiresAtMs <= :now",
        ExpressionAttributeValues: toItem({ ":thing": offering.thing, ":now": nowMs }),
      },
    },
  ];
  const write = new TransactWriteItemsCommand({
    TransactItems: items,
    ClientRequestToken: randomUUID(),
  });
  const done = await attempt(client.send(write, { abortSignal }));
  if (done.ok) return ok("offered");
  const codes = cancellationCodes(done.error);
  if (codes?.[0] === "ConditionalCheckFailed") return ok("repeated");
  return codes?.[1] === "ConditionalCheckFailed" ? ok("taken") : done;
}

/** First his own, then everybody's: whoever is over his own limit takes nothing from others. */
async function takeTry(
  table: Table,
  user: UserKey,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<"taken" | "too-many", PortFault>> {
  const day = Math.floor(nowMs / DAY_MS);
  const { triesPerDay, triesPerUserAndDay } = CLAIM_LIMITS;
  for (const [whose, most] of [[user, triesPerUserAndDay] as const, ["ALL", triesPerDay] as const]) {
    const update = new UpdateItemCommand({
      TableName: table.tableName,
      Key: toItem(keys.tries(whose, day)),
      UpdateExpression: "ADD tries :one SET #ttl = :ttl",
      ConditionExpression: "attribute_not_exists(tries) OR tries < :most",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: toItem({ ":one": 1, ":most": most, ":ttl": ((day + 1) * DAY_MS) / 1_000 }),
    });
    const done = await attemptIf(table.client.send(update, { abortSignal: signal }));
    if (!done.ok) return done;
    if (done.value === "condition-failed") return ok("too-many");
  }
  return ok("taken");
}

async function ask(
  { client, tableName }: Table,
  { slot, claimId }: LiveClaim,
  { user, number }: NonNullable<LiveClaim["asked"]>,
  nowMs: number,
  abortSignal: AbortSignal,
): Promise<Result<"asked" | "gone", PortFault>> {
  const update = new UpdateItemCommand({
    TableName: tableName,
    Key: toItem(keys.claim(slot)),
    UpdateExpression: "SET askedBy = :user, #number = :number",
    // a second attempt of the SDK's, should the first one's answer be lost, finds its own name there
    ConditionExpression: "claimId = :id AND expiresAtMs > :now AND (attribute_not_exists(askedBy) OR askedBy = :user)",
    ExpressionAttributeNames: { "#number": "number" },
    ExpressionAttributeValues: toItem({ ":user": user, ":number": number, ":id": claimId, ":now": nowMs }),
  });
  const done = await attemptIf(client.send(update, { abortSignal }));
  if (!done.ok) return done;
  return ok(done.value === "condition-failed" ? "gone" : "asked");
}

/** That there was such a claim is noted first: its offer may come later than its end, and is then nobody's code. */
async function withdraw(
  table: Table,
  { claimId, thing }: Pick<LiveClaim, "claimId" | "thing">,
  nowMs: number,
  signal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const used = new PutItemCommand({
    TableName: table.tableName,
    Item: toItem({ ...keys.claimed(claimId), thing, ttl: expiresAtSeconds(nowMs) }),
    ConditionExpression: "attribute_not_exists(PK)",
  });
  const noted = await attemptIf(table.client.send(used, { abortSignal: signal }));
  if (!noted.ok) return noted;
  const claims = await live(table, nowMs, signal);
  if (!claims.ok) return claims;
  const meant = claims.value.find((claim) => claim.claimId === claimId && claim.thing === thing);
  return meant ? remove(table, meant, signal) : ok(undefined);
}

async function remove(
  { client, tableName }: Table,
  { slot, claimId }: LiveClaim,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const write = new DeleteItemCommand({
    TableName: tableName,
    Key: toItem(keys.claim(slot)),
    ConditionExpression: "claimId = :id",
    ExpressionAttributeValues: toItem({ ":id": claimId }),
  });
  const done = await attemptIf(client.send(write, { abortSignal }));
  return done.ok ? ok(undefined) : done;
}
